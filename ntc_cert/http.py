"""What a view promises: a GET reads, a POST writes, and htmx gets the fragment of the page it would have got."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.csrf import csrf_failure
from django_htmx.middleware import HtmxDetails

READING_METHODS = ("GET", "HEAD")
QUOTED = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\[[^]]*\]""")
LOCKING = re.compile(r"\bFOR (?:NO KEY )?UPDATE\b", re.IGNORECASE)
READING = re.compile(
    r"[\s(]*(?:SELECT|WITH|EXPLAIN|PRAGMA|SHOW|BEGIN|SAVEPOINT|RELEASE|ROLLBACK|EXECUTE reading_\d+)\b", re.IGNORECASE
)
WRITING = re.compile(
    r"\b(?:INSERT|UPDATE|DELETE|MERGE|INTO|TRUNCATE|CREATE|ALTER|DROP)\b|^\s*PRAGMA[^=]*=", re.IGNORECASE
)

View = Callable[..., HttpResponseBase]


class HtmxRequest(HttpRequest):
    """What HtmxMiddleware makes of a request."""

    htmx: HtmxDetails


class AuthenticatedHttpRequest(HtmxRequest):
    """What is left of it once LoginRequiredMiddleware has let it through."""

    user: AbstractUser


class WroteOnGet(RuntimeError):
    """A page that may only be read sent a statement that writes."""


def reads(view: View) -> View:
    """GET and HEAD only; a statement that would write raises instead of reaching the database."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in READING_METHODS:
            return HttpResponseNotAllowed(READING_METHODS)
        with reading_only():
            return view(request, *args, **kwargs)

    return guarded


def writes(view: View) -> View:
    """POST only; the transaction belongs to the command the view calls, not to the request."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseNotAllowed(("POST",))
        return view(request, *args, **kwargs)

    return guarded


def reads_or_writes(view: View) -> View:
    """A form at one address: GET shows it and can't write, POST sends it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        if request.method not in READING_METHODS:
            return HttpResponseNotAllowed((*READING_METHODS, "POST"))
        with reading_only():
            return view(request, *args, **kwargs)

    return guarded


def reading_only() -> AbstractContextManager[None]:
    """Django's own session and last-login writes happen in the middleware, outside any view."""
    return connection.execute_wrapper(_refuse_writes)


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
    bare = LOCKING.sub("", QUOTED.sub("''", str(sql)))
    if not READING.match(bare) or WRITING.search(bare):
        raise WroteOnGet(f"This page may only be read, and sent: {sql}")
    return execute(sql, params, many, context)


def refuse_forged(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """No token, or an old one: a page for a person, JSON for what sends JSON."""
    if request.content_type == "application/json":
        return JsonResponse({"reason": "Cette page est restée ouverte trop longtemps. Rechargez-la."}, status=403)
    return csrf_failure(request, reason)


def page(
    request: HtmxRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or for htmx the fragment that the page itself includes."""
    partly = fragment is not None and request.htmx and not request.htmx.boosted
    # After the browser's « back », htmx asks for the page again and wants it whole.
    chosen = fragment if partly and not request.htmx.history_restore_request else template
    response = render(request, chosen, dict(context or {}), status=status)
    if fragment is not None:
        patch_vary_headers(response, ("HX-Request",))
    return response
