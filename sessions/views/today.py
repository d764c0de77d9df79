"""« Aujourd’hui » for the staff: the next session, what is left to settle, what was done since yesterday."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from centres.access import staff_only
from centres.demo import is_demonstration
from centres.models import Centre
from juries.models import Juror
from ntc_cert.http import AuthenticatedHttpRequest, reads
from ntc_cert.words import MONTHS, day_number, long_date, plural, sentence, typeset
from sessions.models import ExamSession, PlanJob, Room
from sessions.news import news_since
from sessions.plan_process import is_at_work
from sessions.readiness import Readiness, readiness_of
from sessions.readiness_rules import Item, State, Subject
from sessions.session_list import ListedSession, listed, next_session, sessions_when
from sessions.sittings import few
from sessions.tasks import Task, Where
from sessions.views.readiness import PAGES as PAGES_OF_SUBJECTS
from sessions.views.readiness import page_of
from sessions.views.session_pages import cure_url

SHOWN = 8
NAMED = 5  # deadlines told one by one
NO_CENTRE = "L’administration crée le centre et ses comptes."
ROOMS = "Une salle de jury, et une salle de préparation à part (RCT08 2°)."
JURORS = "Deux au moins par jury, avec leur habilitation (RCT10)."
SESSION = "Ses journées, ses jurys, puis ses candidats."


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of « À faire »: what, about whom, by when, and the one act that mends it."""

    level: str
    heading: str
    about: str
    before: str
    act: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four things an empty installation asks for."""

    label: str
    done: bool
    said: str
    url: str
    act: str
    is_next: bool


@staff_only
@reads
def today(request: AuthenticatedHttpRequest) -> HttpResponse:
    sessions = ExamSession.objects.managed_by(request.user)
    nearest = next_session(sessions, timezone.localdate())
    with timezone.override(nearest.zone if nearest else timezone.get_default_timezone()):
        day = timezone.localdate()
        ready = readiness_of(nearest, today=day) if nearest else None
        rows = listed(sessions_when(sessions, "", day)[:SHOWN], day)
        todo = [*plans_to_see(sessions), *(todo_list(ready) if ready else [])]
        context = {
            "section": "today",
            "demo": is_demonstration(),
            "now": timezone.localtime(),
            "greeting": greeting(request.user.first_name, ready, todo),
            "ready": ready,
            "in_days": (ready.next_day - day).days if ready else None,
            "todo": todo,
            "news": news_since(request.user, _yesterday(day)),
            "rows": [_with_blocks(row, ready) for row in rows],
            "total": sessions.count(),
            "steps": first_steps(request) if not rows else (),
        }
        return render(request, "sessions/today.html", context)


def greeting(first_name: str, ready: Readiness | None, todo: list[Todo]) -> str:
    """« Bonjour Nadia, il reste 3 choses à régler. »"""
    hello = f"Bonjour {first_name}".strip()
    if ready is None:
        return f"{hello}."
    if todo:
        return f"{hello}, il reste {plural(len(todo), 'chose')} à régler."
    if ready.next_day == ready.today:
        return f"{hello}, c’est aujourd’hui."
    return f"{hello}, tout est prêt pour le {long_date(ready.next_day)}."


def todo_list(ready: Readiness) -> list[Todo]:
    """What the timetable's rules find, then the deadlines of the week and those that are past."""
    todo = [_todo(ready, task) for task in ready.tasks]
    if ready.is_publishable:
        url = reverse("sessions:publish", args=[ready.exam_session.pk])
        said = "Chacun sait où se rendre avant que la session commence (RCT08 3°)."
        before = _before(ready, Subject.PUBLICATION)
        todo.append(Todo("avert", "Planning à publier", said, before, "Voir avant de publier", url))
    return [*todo, *_deadlines(ready)]


def _deadlines(ready: Readiness) -> list[Todo]:
    """A few by name, the others as one line; those that the timetable's rules already tell are not told twice."""
    if ready.today >= ready.timetable.days[0].date:
        return []
    told = {ABOUT[task.kind.where] for task in ready.tasks} | {Subject.PUBLICATION}
    found = [item for item in ready.pressing if item.rule.subject not in told]
    todo = [_deadline(ready, item) for item in found[:NAMED]]
    if more := len(found) - len(todo):
        url = reverse("sessions:overview", args=[ready.exam_session.pk])
        heading = plural(more, "autre échéance", "autres échéances")
        said = f"{few([item.rule.label for item in found[NAMED:]])}."
        todo.append(Todo("avert", heading, said, "", "Voir la préparation", url))
    return todo


def _deadline(ready: Readiness, item: Item) -> Todo:
    missing, (_, page) = [one.name for one in item.found.missing], PAGES_OF_SUBJECTS[item.rule.subject]
    said = f"{item.count} : {few(missing)}." if missing and item.count else f"{sentence(item.rule.source)}."
    url = page_of(ready.exam_session, item.rule.subject)
    if item.rule.by_hand:
        url, page = (
            f"{reverse('sessions:overview', args=[ready.exam_session.pk])}#{item.rule.subject.value}",
            "Préparation",
        )
    level = "retard" if item.state is State.LATE else "avert"
    before = f"prévu le {_day(item.due)}" if item.state is State.LATE else _day_before(item.due)
    return Todo(level, item.rule.label, typeset(said), before, typeset(f"Ouvrir : {page}"), url)


def plans_to_see(sessions: QuerySet[ExamSession]) -> list[Todo]:
    """A search goes on when its page is left: what it found is told here, and that it broke off."""
    open_states = (PlanJob.State.FOUND, PlanJob.State.RUNNING, PlanJob.State.FAILED)
    jobs = PlanJob.objects.filter(exam_session__in=sessions, state__in=open_states)
    return [_plan_to_see(job) for job in jobs.select_related("exam_session") if not is_at_work(job)]


def _plan_to_see(job: PlanJob) -> Todo:
    reference, url = job.exam_session.reference, reverse("sessions:planner", args=[job.exam_session_id])
    if job.state == PlanJob.State.FOUND:
        said = typeset(f"Session {reference}. Il attend que vous le gardiez ; le brouillon n’a pas changé.")
        return Todo("conf", "Planning proposé", said, "", "Voir la proposition", url)
    said = f"Session {reference}. Rien n’a été perdu, le brouillon n’a pas changé."
    return Todo("avert", "Calcul du planning interrompu", said, "", "Relancer", url)


def _todo(ready: Readiness, task: Task) -> Todo:
    """What blocks is due before publication; the rest, before the first day."""
    pk, conflicts = ready.exam_session.pk, task.conflicts
    if len(conflicts) == 1:
        url, act = cure_url(ready.exam_session, conflicts[0]), ACTS[task.kind.where][0]
    else:
        page, act = PAGES[task.kind.where], ACTS[task.kind.where][1]
        url = reverse(page, args=[pk])
    return Todo(
        level="bloq" if task.blocks else "avert",
        heading=task.heading,
        about=_about(ready, task),
        before="avant de publier" if task.blocks else _before(ready, ABOUT[task.kind.where]),
        act=act,
        url=url,
    )


PAGES = {
    Where.PASSAGE: "sessions:timetable",
    Where.DOSSIER: "sessions:candidates",
    Where.PANEL: "sessions:panels",
    Where.JUROR: "sessions:panels",
    Where.SESSION: "sessions:edit",
}
# The deadline by which a conflict is to be settled.
ABOUT = {
    Where.PASSAGE: Subject.PUBLICATION,
    Where.DOSSIER: Subject.DOSSIERS,
    Where.PANEL: Subject.PANELS,
    Where.JUROR: Subject.HABILITATIONS,
    Where.SESSION: Subject.PUBLICATION,
}
# For one conflict, then for several.
ACTS = {
    Where.PASSAGE: ("Ouvrir le passage", "Ouvrir le planning"),
    Where.DOSSIER: ("Ouvrir sa fiche", "Ouvrir les candidats"),
    Where.PANEL: ("Ouvrir le jury", "Ouvrir les jurys"),
    Where.JUROR: ("Ouvrir sa fiche", "Ouvrir les jurys"),
    Where.SESSION: ("Modifier la session", "Modifier la session"),
}


def _about(ready: Readiness, task: Task) -> str:
    """The sentence when there is one, else the names."""
    if len(task.conflicts) == 1:
        return task.conflicts[0].sentence
    candidates = {candidate.id: candidate.name for candidate in ready.timetable.candidates}
    jurors = {juror.id: juror.name for juror in ready.timetable.jurors}
    names = [
        name
        for found in task.conflicts
        for name in ([jurors[one] for one in found.juror_ids] or [candidates[one] for one in found.candidate_ids])
    ]
    return f"{few(names)}." if names else task.conflicts[0].sentence


def _before(ready: Readiness, subject: Subject) -> str:
    """By the deadline of that subject while it is to come, else by the next day of the session."""
    due = next((item.due for item in ready.board if item.rule.subject is subject), None)
    return _day_before(due if due and due >= ready.today else ready.next_day)


def _day_before(day: date) -> str:
    return f"avant le {_day(day)}"


def _day(day: date) -> str:
    return f"{day_number(day.day)} {MONTHS[day.month - 1]}"


def _with_blocks(row: ListedSession, ready: Readiness | None) -> ListedSession:
    """The next session is the only one whose conflicts are worked out here."""
    if ready is None or row.exam_session.pk != ready.exam_session.pk or not ready.blocks:
        return row
    state = ("bloq", plural(len(ready.blocks), "blocage"))
    return ListedSession(row.exam_session, row.dates, row.candidates, row.panels, state)


def first_steps(request: AuthenticatedHttpRequest) -> list[Step]:
    """« 1 Centre · 2 Salles · 3 Jurés · 4 Première session »; the first that is not done carries the filled button."""
    user = request.user
    centre = Centre.objects.visible_to(user).first()
    rooms = reverse("sessions:centre_rooms", args=[centre.pk]) if centre else ""
    register = reverse("juries:list")
    centres = reverse("centres:add") if user.is_administrator else ""
    steps = [
        ("Centre", centre is not None, centre.name if centre else NO_CENTRE, centres, "Créer le centre"),
        ("Salles", Room.objects.of_centre().visible_to(user).exists(), ROOMS, rooms, "Ajouter des salles"),
        ("Jurés", Juror.objects.visible_to(user).of_register().exists(), JURORS, register, "Ouvrir le registre"),
        ("Première session", False, SESSION, reverse("sessions:add") if centre else "", "Créer la session"),
    ]
    following = next((rank for rank, step in enumerate(steps) if not step[1]), 0)
    return [Step(*step, is_next=rank == following) for rank, step in enumerate(steps)]


def _yesterday(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day - timedelta(days=1), time()))
