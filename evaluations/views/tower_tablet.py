"""« N’attend plus rien »: a tablet broken or taken home is given up, with a reason that stays with the results."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from centres.access import staff_only
from evaluations.tablets import TabletRefused, give_up, states_in
from evaluations.views.tower import Watch
from ntc_cert.http import AuthenticatedHttpRequest, reads_or_writes
from ntc_cert.words import NBSP
from sessions.views.candidates import managed_session
from sessions.views.session_pages import session_page


@staff_only
@reads_or_writes
def give_up_tablet(request: AuthenticatedHttpRequest, pk: int, tablet: int) -> HttpResponse:
    """What is lost by it is listed before it is done."""
    exam_session = managed_session(request, pk)
    state = get_object_or_404(states_in(exam_session), pk=tablet)
    watch = Watch.of(request, exam_session)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            give_up(state, reason=request.POST.get("reason", ""), by=request.user)
        except TabletRefused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"Tablette de {state.juror}{NBSP}: elle n’attend plus rien.")
            return redirect(watch.url)
    holdings = state.holdings.select_related("candidate__person", "candidate__exam_session__title")
    context = {
        "tablet": state,
        "holdings": holdings.order_by("candidate__reference", "phase"),
        "reasons": reasons,
        "typed": request.POST.get("reason", ""),
        "back": watch.url,
    }
    status = 422 if reasons else 200
    return session_page(request, exam_session, "evaluations/tower_tablet.html", context, tab="tower", status=status)
