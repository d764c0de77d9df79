"""Changing one's own code, whatever one's role."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from centres.accounts import change_own_code
from centres.forms import OwnCodeForm
from ntc_cert.http import AuthenticatedHttpRequest, reads_or_writes


@sensitive_post_parameters()
@reads_or_writes
def own_code(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Whoever changes it stays logged in here, and is logged out everywhere else."""
    form = OwnCodeForm(request.POST if request.method == "POST" else None, user=request.user, back=reverse("home"))
    if form.is_bound and form.is_valid():
        change_own_code(request.user, form.cleaned_data["code"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "Code changé. L’ancien ne sert plus.")
        return redirect("home")
    context = {"section": "own_code", "form": form}
    return render(request, "centres/own_code.html", context, status=422 if form.errors else 200)
