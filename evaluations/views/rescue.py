"""Rescue copies: an administrator brings in what a tablet could not send."""

from django.http import HttpResponse

from centres.access import administrator_only
from evaluations.forms.rescue import RescueForm
from evaluations.rescue import bring
from ntc_cert.http import AuthenticatedHttpRequest, page, reads_or_writes
from ntc_cert.json_files import UnusableFile
from sessions.models import Candidate


@administrator_only
@reads_or_writes
def rescue(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The file is told line by line: brought twice, it has no second effect."""
    form = RescueForm(request.POST, request.FILES) if request.method == "POST" else RescueForm()
    context: dict[str, object] = {"form": form, "section": "rescue", "brought": None, "problems": ()}
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            brought = bring(uploaded.name, uploaded.read(), by=request.user)
        except UnusableFile as refusal:
            context["problems"] = refusal.problems
        else:
            pks = {each.op.candidate for each in brought}
            known = Candidate.objects.visible_to(request.user).select_related("person").in_bulk(pks)
            context["brought"] = [{"each": each, "candidate": known.get(each.op.candidate)} for each in brought]
            context["taken"] = sum(each.is_taken for each in brought)
            context["form"] = RescueForm()
            status = 200
    return page(request, "evaluations/rescue.html", context, status=status)
