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
SEALED: Final = ("scelle", "Scellée")
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

    @property
    def is_sealed(self) -> bool:
        """Every candidate's result is: what is left is to print it."""
        return self.state == SEALED


def sessions_when(sessions: QuerySet[ExamSession], when: str, today: date) -> QuerySet[ExamSession]:
    """The latest first; a session without a day is still to come. The référentiel's text stays where it is."""
    rows = sessions.annotate(
        first_day=_of_days(Min("date")),
        last_day=_of_days(Max("date")),
        candidate_count=_count(Candidate.objects.all()),
        sealed_count=_count(Candidate.objects.exclude(sealed_at=None)),
        panel_count=_count(Panel.objects.all()),
        version_number=_of(PublishedVersion.objects.all(), Max("number")),
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
    if row.candidate_count and row.sealed_count == row.candidate_count:
        return SEALED
    if row.last_day and row.last_day < today:
        return OVER
    if row.first_day and row.first_day <= today:
        return "cours", "En cours"
    if row.version_number:
        return "conf", f"Version {row.version_number} publiée"
    return "libre", "En préparation"


def _of(rows: QuerySet, aggregate: Count | Max | Min) -> Subquery:
    own = rows.filter(exam_session=OuterRef("pk")).order_by().values("exam_session")
    return Subquery(own.annotate(found=aggregate).values("found"))


def _of_days(aggregate: Max | Min) -> Subquery:
    return _of(SessionDay.objects.all(), aggregate)


def _count(rows: QuerySet) -> Coalesce:
    return Coalesce(_of(rows, Count("pk")), 0, output_field=IntegerField())
