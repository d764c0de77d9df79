"""One candidate: added, changed, withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, reads_or_writes
from sessions.candidate_list import dossier_findings
from sessions.dossier import pieces_of
from sessions.enrolment import EnrolmentRefused, change, enrol, withdraw
from sessions.forms.candidates import CandidateForm, known_person
from sessions.models import ExamSession, Person
from sessions.views.candidates import candidate_context, managed_session
from sessions.views.dossier import managed_candidate


@staff_only
@reads_or_writes
def candidate_add(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    back = reverse("sessions:candidates", args=[pk])
    with timezone.override(exam_session.zone):
        form = CandidateForm(
            request.POST if request.method == "POST" else None,
            exam_session=exam_session,
            today=timezone.localdate(),
            back=back,
            invited=_invited(request, exam_session),
        )
        if form.is_bound and form.is_valid():
            try:
                added = enrol(exam_session, form.entry, by=request.user)
            except EnrolmentRefused as refusal:
                form.add_error(None, list(refusal.reasons))
            else:
                messages.success(request, f"{added.person}, inscription enregistrée sous le n° {added.reference}.")
                return redirect(back)
        context = candidate_context(exam_session, form=form)
        return render(request, "sessions/candidate_add.html", context, status=422 if form.errors else 200)


def _invited(request: AuthenticatedHttpRequest, exam_session: ExamSession) -> dict[str, object]:
    """What an invitation fills in: a person of this centre, an inscription, the CCPs already held."""
    asked = request.GET.get("personne", "")
    people = Person.objects.visible_to(request.user).filter(centre=exam_session.centre)
    person = people.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
    if person is None:
        return {}
    known = {ccp.code for ccp in exam_session.referentiel.ccps}
    held = [code for code in request.GET.getlist("acquis") if code in known]
    return known_person(person) | {"route": request.GET.get("inscription", ""), "held_ccps": held}


@staff_only
@reads_or_writes
def candidate_edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Saving keeps the place: spare rows come back empty, and the dossier is judged again."""
    candidate = managed_candidate(request, pk)
    exam_session = candidate.exam_session
    with timezone.override(exam_session.zone):
        form = CandidateForm(
            request.POST if request.method == "POST" else None,
            exam_session=exam_session,
            today=timezone.localdate(),
            back=reverse("sessions:candidates", args=[exam_session.pk]),
            candidate=candidate,
        )
        if form.is_bound and form.is_valid():
            try:
                change(candidate, form.entry, by=request.user)
            except EnrolmentRefused as refusal:
                form.add_error(None, list(refusal.reasons))
            else:
                messages.success(request, "Fiche enregistrée.")
                return redirect("sessions:candidate_edit", candidate.pk)
        findings = dossier_findings(candidate, exam_session.referentiel)
        context = candidate_context(
            exam_session, form=form, candidate=candidate, findings=findings, pieces=pieces_of(candidate)
        )
        return render(request, "sessions/candidate_edit.html", context, status=422 if form.errors else 200)


@staff_only
@reads_or_writes
def candidate_withdraw(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Says what goes with the candidate, then does it."""
    candidate = managed_candidate(request, pk)
    exam_session, name = candidate.exam_session, str(candidate.person)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            withdraw(candidate, by=request.user)
        except EnrolmentRefused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"{name}, retrait de la session enregistré.")
            return redirect("sessions:candidates", exam_session.pk)
    context = candidate_context(
        exam_session, candidate=candidate, passage=getattr(candidate, "passage", None), reasons=reasons
    )
    with timezone.override(exam_session.zone):
        return render(request, "sessions/candidate_withdraw.html", context, status=409 if reasons else 200)
