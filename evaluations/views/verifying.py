"""« Vérifier un document »: open to whoever holds a paper; it names the session, and nobody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from evaluations.verifying import is_digest, typed, verified, whole_digest
from ntc_cert.http import reads

ASKED = "empreinte"


@login_not_required
@never_cache
@reads
def verify(request: HttpRequest) -> HttpResponse:
    """A form; what is typed goes on to the address that the printed code has."""
    text = typed(request.GET.get(ASKED, ""))
    digest = whole_digest(text)
    if is_digest(digest):
        return redirect("evaluations:verify_digest", digest)
    return _page(request, {"text": request.GET.get(ASKED, ""), "is_unreadable": bool(text)})


@login_not_required
@never_cache
@reads
def verify_digest(request: HttpRequest, digest: str) -> HttpResponse:
    return _page(request, {"text": digest, "found": verified(typed(digest)), "is_asked": True})


def _page(request: HttpRequest, told: dict[str, object]) -> HttpResponse:
    context = {"text": "", "found": [], "is_asked": False, "is_unreadable": False, **told}
    status = 422 if context["is_unreadable"] else 200
    answer = render(request, "evaluations/verify.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
