"""« Aujourd’hui » for the staff, « Ma journée » for a juror: one door, two rooms."""

from django.http import HttpResponse
from django.shortcuts import redirect

from ntc_cert.http import AuthenticatedHttpRequest, reads


@reads
def home(request: AuthenticatedHttpRequest) -> HttpResponse:
    return redirect("sessions:today" if request.user.is_staff_member else "evaluations:my_day")
