"""The board on screen: each line with its state, what is missing and where it is settled; a centre's deadlines."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from centres.access import staff_only
from centres.models import Centre
from ntc_cert.http import AuthenticatedHttpRequest, reads_or_writes, writes
from ntc_cert.refusals import Refused
from ntc_cert.words import plural
from sessions.deadlines import reset_deadline, set_deadlines, tell
from sessions.forms.deadlines import DeadlinesForm
from sessions.models import ExamSession
from sessions.readiness_facts import settings_of_centre
from sessions.readiness_rules import Item, Named, State, Subject, Topic, all_rules_with
from sessions.views.candidates import managed_session

SHOWN: Final = 6
# Where each subject is settled: the page and what it is called.
PAGES: Final[dict[Subject, tuple[str, str]]] = {
    Subject.PAPERS_ORDERED: ("sessions:edit", "Session"),
    Subject.PANELS: ("sessions:panels", "Jurys"),
    Subject.EXTRA_TIME: ("sessions:candidates", "Candidats"),
    Subject.SUPERVISOR: ("sessions:edit", "Session"),
    Subject.MINISTRY_NUMBER: ("sessions:edit", "Session"),
    Subject.CONVOCATIONS: ("sessions:messages", "Messages"),
    Subject.PRESENCES: ("sessions:panels", "Jurys"),
    Subject.HABILITATIONS: ("sessions:panels", "Jurys"),
    Subject.ROOMS: ("sessions:rooms", "Salles"),
    Subject.EMPLOYERS: ("evaluations:documents", "Impression"),
    Subject.DOSSIERS: ("sessions:candidates", "Candidats"),
    Subject.PAPERS_RECEIVED: ("sessions:edit", "Session"),
    Subject.PUBLICATION: ("sessions:publish", "Publication"),
    Subject.DOORS: ("sessions:door_plans", "Portes"),
    Subject.GRIDS: ("evaluations:documents", "Impression"),
    Subject.BADGES: ("sessions:badges", "Badges"),
    Subject.TABLETS: ("sessions:badges", "Badges"),
}
# After the count, what was counted; without a count, what is said of it while nothing is known.
COUNTED: Final[dict[Subject, str]] = {
    Subject.PANELS: "avec leurs jurés et leur salle",
    Subject.EXTRA_TIME: "tiers-temps accordés",
    Subject.CONVOCATIONS: "convocations envoyées",
    Subject.HABILITATIONS: "jurés sans réserve",
    Subject.ROOMS: "jurys dans une salle équipée",
    Subject.EMPLOYERS: "lettres remises",
    Subject.DOSSIERS: "dossiers complets",
    Subject.PUBLICATION: "candidats placés",
    Subject.BADGES: "badges préparés",
    Subject.TABLETS: "jurés avec une tablette testée",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the board as it is read."""

    item: Item
    state: tuple[str, str]
    count: str
    missing: tuple[tuple[str, str], ...]  # name, address
    more: int
    url: str
    page: str

    @property
    def word(self) -> str:
        """« En retard », the days being told beside the date."""
        return self.state[1].partition(",")[0]

    @property
    def subject(self) -> str:
        return self.item.rule.subject.value

    @property
    def is_told(self) -> bool:
        return self.item.found.is_told


@dataclass(frozen=True, slots=True)
class Group:
    topic: str
    lines: tuple[Line, ...]


def lines_of(exam_session: ExamSession, board: Iterable[Item]) -> list[Line]:
    return [_line(exam_session, item) for item in board]


def groups_of(lines: Iterable[Line]) -> list[Group]:
    """The same lines by topic; what a session is not concerned by is left out."""
    kept = [line for line in lines if line.item.state is not State.NOT_CONCERNED]
    groups = ((topic, tuple(one for one in kept if one.item.rule.topic is topic)) for topic in Topic)
    return [Group(topic.value, own) for topic, own in groups if own]


def state_of(item: Item) -> tuple[str, str]:
    """The key of the icon and the word: never the colour alone."""
    if item.state is State.LATE:
        return "retard", f"En retard, {plural(item.days_late, 'jour')}"
    if item.is_due_today:
        return "avert", "Aujourd’hui"
    return {
        State.DONE: ("conf", "Fait"),
        State.TODO: ("libre", "À faire"),
        State.MISSED: ("libre", "Pas noté"),
        State.NOT_CONCERNED: ("libre", "Sans objet"),
    }[item.state]


def page_of(exam_session: ExamSession, subject: Subject) -> str:
    return reverse(PAGES[subject][0], args=[exam_session.pk])


@staff_only
@writes
def readiness_tell(request: AuthenticatedHttpRequest, pk: int, subject: str) -> HttpResponse:
    """Done, or taken back: « done » says which."""
    exam_session, asked = managed_session(request, pk), _subject_or_404(subject)
    done = request.POST.get("done") == "1"
    try:
        tell(exam_session, asked, done=done, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('sessions:overview', args=[pk])}#{asked.value}")


@staff_only
@reads_or_writes
def deadlines(request: AuthenticatedHttpRequest, centre: int) -> HttpResponse:
    """Everything is saved together; « Remettre » puts one rule back as it comes, and nothing else is read."""
    place = get_object_or_404(Centre.objects.visible_to(request.user), pk=centre)
    settings = settings_of_centre(place.pk)
    if request.method == "POST" and "reset" in request.POST:
        reset_deadline(place, _subject_or_404(request.POST["reset"]), by=request.user)
        messages.success(request, "Échéance remise comme elle vient.")
        return redirect("sessions:deadlines", centre)
    form = DeadlinesForm(request.POST if request.method == "POST" else None, rules=all_rules_with(settings))
    if form.is_bound and form.is_valid():
        changed = set_deadlines(place, form.asked, by=request.user)
        told = plural(changed, "échéance modifiée", "échéances modifiées", "aucune")
        messages.success(request, f"{told.capitalize()}.")
        return redirect("sessions:deadlines", centre)
    context = {"section": "sessions", "centre": place, "form": form, "own": set(settings)}
    return render(request, "sessions/deadlines.html", context, status=422 if form.errors else 200)


def _subject_or_404(value: str) -> Subject:
    if value not in list(Subject):
        raise Http404
    return Subject(value)


def _line(exam_session: ExamSession, item: Item) -> Line:
    subject, found = item.rule.subject, item.found
    named = tuple((one.name, _address(exam_session, one)) for one in found.missing[:SHOWN])
    counted = f"{item.count} {COUNTED[subject]}" if item.count and subject in COUNTED else ""
    if found.is_told and item.rule.by_hand:
        counted = ""
    name, label = PAGES[subject]
    url = reverse(name, args=[exam_session.pk])
    return Line(item, state_of(item), counted, named, len(found.missing) - len(named), url, label)


def _address(exam_session: ExamSession, named: Named) -> str:
    if named.kind == "candidate":
        return reverse("sessions:candidate_edit", args=[named.id])
    if named.kind == "juror":
        return reverse("juries:edit", args=[named.id])
    return reverse("sessions:panel_edit", args=[exam_session.pk, named.id])
