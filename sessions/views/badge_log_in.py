"""The door of a juror's tablet: a badge and its code open an ordinary session of the juror's own account."""

from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ntc_cert.http import reads_or_writes
from sessions.badge_entry import REVOKED, Entered, NotEntered, enter, stands
from sessions.badges import SESSION_KEY
from sessions.forms.badges import BadgeForm


@login_not_required
@sensitive_post_parameters("code", "token")
@never_cache
@reads_or_writes
def badge_log_in(request: HttpRequest) -> HttpResponse:
    """A GET shows the page and does nothing: what scans addresses before a person does has no effect."""
    form = BadgeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            entered = enter(form.badge, form.cleaned_data["code"])
            _open_session(request, entered)
            return redirect(_next(request) or "evaluations:my_day")
        except NotEntered as refusal:
            form.add_error(None, list(refusal.reasons))
    context = {
        "form": form,
        "juror": form.badge.juror if form.badge else None,
        "by_token": bool(form["token"].value()),
        "next": _next(request),
    }
    return render(request, "sessions/badge_log_in.html", context, status=422 if form.errors else 200)


def _open_session(request: HttpRequest, entered: Entered) -> None:
    """It ends with the badge: at midnight after its last day, or when it is locked or revoked."""
    auth.login(request, entered.user)
    request.session[SESSION_KEY] = entered.badge.pk
    request.session.set_expiry(entered.until)
    request.session.save()
    if not stands(entered.badge):
        auth.logout(request)
        raise NotEntered(REVOKED)


def _next(request: HttpRequest) -> str:
    """The page that sent here, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if own else ""
