"""The centres, for whoever administers them all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from centres.access import administrator_only
from centres.directory import CentreRefused, add_centre, change_centre
from centres.forms import CentreForm
from centres.models import Centre
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes


@administrator_only
@reads
def centre_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    centres = Centre.objects.visible_to(request.user)
    return render(request, "centres/list.html", {"section": "centres", "centres": centres})


@administrator_only
@reads_or_writes
def centre_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = CentreForm(request.POST if request.method == "POST" else None, back=reverse("centres:list"))
    if form.is_bound and form.is_valid():
        try:
            centre = add_centre(form.entry, by=request.user)
        except CentreRefused as refusal:
            form.add_error("code", list(refusal.reasons))
        else:
            messages.success(request, f"Centre ajouté\u00a0: {centre.name}.")
            return redirect("centres:list")
    context = {"section": "centres", "form": form}
    return render(request, "centres/add.html", context, status=422 if form.errors else 200)


@administrator_only
@reads_or_writes
def centre_edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    centre = get_object_or_404(Centre.objects.visible_to(request.user), pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = CentreForm(posted, back=reverse("centres:list"), centre=centre)
    if form.is_bound and form.is_valid():
        try:
            change_centre(centre, form.entry, by=request.user)
        except CentreRefused as refusal:
            form.add_error("code", list(refusal.reasons))
        else:
            messages.success(request, "Centre enregistré.")
            return redirect("centres:edit", pk)
    context = {"section": "centres", "form": form, "centre": centre}
    return render(request, "centres/edit.html", context, status=422 if form.errors else 200)
