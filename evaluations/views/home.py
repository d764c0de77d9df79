"""« Aujourd’hui » for the staff, « Ma journée » for a juror: one door, two rooms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def home(request: HttpRequest) -> HttpResponse:
    return redirect("sessions:today" if request.user.is_staff_member else "evaluations:my_day")
