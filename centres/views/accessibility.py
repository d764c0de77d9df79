"""The declaration that decree 2019-768 asks for: how accessible the pages are known to be, open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ntc_cert.http import reads


@login_not_required
@reads
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "centres/accessibility.html")
