"""What the file of a juror, a floor below, shows of the sessions: the panels they sit on."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from centres.access import staff_only
from juries.models import Juror
from ntc_cert.http import AuthenticatedHttpRequest, page, reads
from sessions.models import Panel


@staff_only
@reads
def juror_panels(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Newest session first."""
    juror = get_object_or_404(Juror.objects.visible_to(request.user), pk=pk)
    panels = (
        Panel.objects.visible_to(request.user)
        .filter(members__juror=juror)
        .select_related("exam_session__title")
        .prefetch_related("exam_session__days")
        .order_by("-exam_session__created_at", "-exam_session__pk", "reference")
    )
    context = {"section": "juries", "juror": juror, "panels": panels}
    return page(request, "sessions/juror_panels.html", context, fragment="sessions/_juror_panels.html")
