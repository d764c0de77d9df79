"""What happened during a session, told by whom and when: the procès-verbal repeats it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, writes
from sessions.forms.exam_sessions import IncidentForm
from sessions.opening import report_incident
from sessions.views.candidates import managed_session
from sessions.views.exam_sessions import overview_page


@staff_only
@writes
def incident_add(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    with timezone.override(exam_session.zone):
        form = IncidentForm(request.POST, action=reverse("sessions:incident_add", args=[pk]))
        if not form.is_valid():
            return overview_page(request, exam_session, form, status=422)
        report_incident(exam_session, **form.cleaned_data, by=request.user)
    messages.success(request, "Incident noté.")
    return redirect(f"{reverse('sessions:overview', args=[pk])}#incidents")
