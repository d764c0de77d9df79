"""« Jour J »: the control tower of a session, its wall view, and the fragment both ask for again every 15 seconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from centres.access import staff_only
from centres.models import JournalEntry
from evaluations.day_facts import facts_told, seen_now
from evaluations.models import ActKind, DayAct, TabletState
from evaluations.tower import day_now
from evaluations.tower_cards import Names, arrivals_of, cards_of
from evaluations.tower_tablets import tablets_of, tablets_sentence
from evaluations.tower_words import day_line, day_sentence
from ntc_cert.http import AuthenticatedHttpRequest, page, reads
from ntc_cert.words import long_date
from sessions.models import ExamSession
from sessions.snapshot import timetable_of
from sessions.timetable import Id, Timetable
from sessions.views.candidates import managed_session
from sessions.views.session_pages import session_context

ACTS_SHOWN: Final = 5
NOT_TODAY: Final = (
    "Ce n’est pas la journée d’aujourd’hui. On y lit ce qui est prévu ou ce qui a été fait, sans rien y changer."
)
NO_DAY: Final = {"sentence": "", "line": "La session n’a pas encore de journée.", "cards": ()}
FRAGMENT: Final = "evaluations/_tower.html"


@dataclass(frozen=True, slots=True)
class Watch:
    """Which day is looked at, and from which minute."""

    exam_session: ExamSession
    days: tuple[date, ...]
    day: date | None
    now: datetime

    @classmethod
    def of(cls, request: AuthenticatedHttpRequest, exam_session: ExamSession) -> "Watch":
        """Today when it is a day of the session, else the first, unless the address asks for one."""
        now = timezone.now().astimezone(exam_session.zone)
        days = tuple(day.date for day in exam_session.days.all())
        asked = request.GET.get("jour") or request.POST.get("jour", "")
        usual = now.date() if now.date() in days else next(iter(days), None)
        return cls(exam_session, days, next((day for day in days if day.isoformat() == asked), usual), now)

    @property
    def is_today(self) -> bool:
        return self.day == self.now.date()

    @property
    def is_over(self) -> bool:
        return self.day is not None and self.day < self.now.date()

    @property
    def url(self) -> str:
        return tower_url(self.exam_session, self.day)


def tower_url(exam_session: ExamSession, day: date | None) -> str:
    return f"{reverse('evaluations:tower', args=[exam_session.pk])}?jour={day.isoformat() if day else ''}"


@staff_only
@reads
def tower(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    return tower_page(request, managed_session(request, pk), "evaluations/tower.html")


@staff_only
@reads
def wall(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The same, to hang on a wall: nothing to press."""
    return tower_page(request, managed_session(request, pk), "evaluations/tower_wall.html", is_wall=True)


def tower_page(
    request: AuthenticatedHttpRequest,
    exam_session: ExamSession,
    template: str,
    *,
    is_wall: bool = False,
    reasons: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Nothing at all when nothing has changed since what the page shows; also what a refused act comes back to."""
    watch = Watch.of(request, exam_session)
    mark = _mark(watch)
    if request.htmx and request.GET.get("vu") == mark:
        return HttpResponse(status=204)
    context = _context(watch, is_wall=is_wall) | {"mark": mark, "reasons": reasons}
    with timezone.override(exam_session.zone):
        whole = session_context(exam_session, tab="tower", **context)
        return page(request, template, whole, fragment=FRAGMENT, status=status)


def _mark(watch: Watch) -> str:
    """Every write is told in the journal, but what tablets hold; and what the page says of time changes each minute."""
    centre = watch.exam_session.centre_id
    rows = JournalEntry.objects.filter(centre=centre).order_by("-pk")
    told = TabletState.objects.filter(juror__centre=centre).order_by("-changed_at").values("changed_at")[:1]
    last, changed = rows.annotate(changed=Subquery(told)).values_list("pk", "changed").first() or (0, None)
    return f"{last}.{changed.timestamp() if changed else 0}.{watch.now:%H%M}"


def _context(watch: Watch, *, is_wall: bool) -> dict[str, Any]:
    exam_session, day = watch.exam_session, watch.day
    timetable = timetable_of(exam_session)
    shown = _shown(watch, timetable) if day else NO_DAY
    return {
        "watch": watch,
        "now": watch.now,
        "is_wall": is_wall,
        "acts_open": watch.is_today and not is_wall,
        "tab_counts": {"candidates": len(timetable.candidates), "panels": len(timetable.panels)},
        **shown,
    }


def _shown(watch: Watch, timetable: Timetable) -> dict[str, Any]:
    exam_session, day, names = watch.exam_session, watch.day, Names(timetable)
    moment = _moment(watch, timetable)
    facts = facts_told(exam_session, timetable, moment)
    value = day_now(timetable, facts, day, moment)
    acts = list(_acts(watch)) if watch.is_today else []
    tablets = tablets_of(value, names, watch.now) if watch.is_today else []
    return {
        "sentence": _sentence(watch, day_sentence(value)) if value.panels else "",
        "line": day_line(value, day) if value.panels else long_date(day).capitalize(),
        "cards": cards_of(value, facts, names, watch.now, is_today=watch.is_today),
        "arrivals": arrivals_of(value, facts, names, watch.now, _absences(acts), is_today=watch.is_today),
        "tablets": tablets,
        "tablets_sentence": tablets_sentence(tablets),
        "acts": acts[:ACTS_SHOWN],
        "seen": seen_now(exam_session),
    }


def _acts(watch: Watch) -> QuerySet[DayAct]:
    since = watch.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return DayAct.objects.filter(exam_session=watch.exam_session, at__gte=since).select_related("by")


def _absences(acts: Iterable[DayAct]) -> dict[Id, int]:
    """By candidate, the act that noted an absence and may be undone."""
    noted = (act for act in acts if act.kind == ActKind.ABSENCE and act.undone_at is None)
    return {change["candidate"]: act.pk for act in noted for change in act.changes}


def _moment(watch: Watch, timetable: Timetable) -> datetime:
    """A day that is over is told as it stood when it closed."""
    if watch.is_over:
        return next(day.closes for day in timetable.days if day.date == watch.day)
    return watch.now


def _sentence(watch: Watch, told: str) -> str:
    if watch.is_today:
        return told
    if watch.is_over:
        return "Cette journée est passée. On n’y change plus rien."
    return "Journée à venir\N{NO-BREAK SPACE}: voici ce que prévoit le planning."
