"""What a list of sessions shows of each, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ntc_cert.words import date_listing
from sessions.models import Candidate, ExamSession, Panel, PublishedVersion, SessionDay

OVER: Final = ("", "Passée")
WHEN: Final = {"a-venir": "À venir", "passees": "Passées"}


@dataclass(frozen=True, slots=True)
class ListedSession:
    exam_session: ExamSession
    dates: str
    candidates: int
    panels: int
    state: tuple[str, str]  # key of the chip, and its word

    @property
    def is_over(self) -> bool:
        return self.state == OVER


def sessions_when(sessions: QuerySet[ExamSession], when: str, today: date) -> QuerySet[ExamSession]:
    """The latest first; a session without a day is still to come. The référentiel's text stays where it is."""
    rows = sessions.annotate(
        first_day=_of_days(Min("date")),
        last_day=_of_days(Max("date")),
        candidate_count=_count(Candidate),
        panel_count=_count(Panel),
        version_number=_of(PublishedVersion, Max("number")),
    )
    rows = rows.select_related("title", "centre").defer("title__law").prefetch_related("days")
    if when == "passees":
        rows = rows.filter(last_day__lt=today)
    elif when == "a-venir":
        rows = rows.filter(Q(last_day__gte=today) | Q(last_day=None))
    return rows.order_by(F("first_day").desc(nulls_first=True), "-pk")


def next_session(sessions: QuerySet[ExamSession], today: date) -> ExamSession | None:
    """The one whose first day comes soonest among those that are not over."""
    rows = sessions.annotate(first_day=Min("days__date"), last_day=Max("days__date")).filter(last_day__gte=today)
    rows = rows.select_related("centre", "title").prefetch_related("days")
    return rows.order_by("first_day", "pk").first()


def listed(rows: Iterable[ExamSession], today: date) -> list[ListedSession]:
    return [
        ListedSession(
            exam_session=row,
            dates=date_listing(day.date for day in row.days.all()),
            candidates=row.candidate_count,
            panels=row.panel_count,
            state=_state(row, today),
        )
        for row in rows
    ]


def _state(row: ExamSession, today: date) -> tuple[str, str]:
    if row.last_day and row.last_day < today:
        return OVER
    if row.first_day and row.first_day <= today:
        return "cours", "En cours"
    if row.version_number:
        return "conf", f"Version {row.version_number} publiée"
    return "libre", "En préparation"


def _of(model: type, aggregate: Count | Max | Min) -> Subquery:
    rows = model.objects.filter(exam_session=OuterRef("pk")).order_by().values("exam_session")
    return Subquery(rows.annotate(found=aggregate).values("found"))


def _of_days(aggregate: Max | Min) -> Subquery:
    return _of(SessionDay, aggregate)


def _count(model: type) -> Coalesce:
    return Coalesce(_of(model, Count("pk")), 0, output_field=IntegerField())
