"""From rows to values: the panels of a session and the jurors who sit on them, with what the register says of each."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.db.models import Q, QuerySet

from juries.eligibility import Finding, JurorFacts, Rules, assess
from juries.facts import HABILITATION_COLUMNS, OWN_COLUMNS, facts_from, rules_in_force
from ntc_cert.written import Written
from sessions.models import ExamSession
from sessions.models import Panel as PanelRow
from sessions.timetable import Id, Juror, Panel

_JUROR: Final = "members__juror__"
_HABILITATION: Final = f"{_JUROR}habilitations__"
_COLUMNS: Final = (
    *("pk", "name", "reference", "room_id", "members__juror_id"),
    *(f"{_JUROR}{name}" for name in ("last_name", "first_names", "employer", "training_centre")),
    *(f"{_JUROR}{name}" for name in OWN_COLUMNS),
    *(f"{_HABILITATION}{name}" for name in HABILITATION_COLUMNS),
)

Row = dict[str, Any]


def _panels(exam_session: int) -> QuerySet:
    rows = PanelRow.objects.filter(exam_session=exam_session)
    return rows.order_by("reference", "pk", "members__rank", "members__pk", f"{_HABILITATION}pk").values_list(*_COLUMNS)


def _some_panels(exam_session: int, panels: Collection[int], rooms: Collection[int]) -> QuerySet:
    own = PanelRow.objects.filter(pk__in=panels, room__isnull=False).values("room")
    return _panels(exam_session).filter(Q(pk__in=panels) | Q(room__in=rooms) | Q(room__in=own))


PANELS, SOME_PANELS = Written(_panels), Written(_some_panels)


def panels_and_jurors(
    exam_session: ExamSession, days: Iterable[date], only: tuple[tuple[Id | None, ...], tuple[Id, ...]] | None = None
) -> tuple[tuple[Panel, ...], tuple[Juror, ...]]:
    """One query: a row for each habilitation of each juror of each panel, one at least for a panel without jurors.

    With `only`: these panels, and those whose room is theirs or one of these.
    """
    days = tuple(days)
    panels: dict[int, Row] = {}
    members: dict[int, list[int]] = {}
    jurors: dict[int, list[Row]] = {}
    rows = PANELS(exam_session.pk) if only is None else SOME_PANELS(exam_session.pk, *only)
    for row in (dict(zip(_COLUMNS, values, strict=True)) for values in rows):
        panels[row["pk"]] = row
        seats = members.setdefault(row["pk"], [])
        if (juror := row["members__juror_id"]) is not None:
            jurors.setdefault(juror, []).append(row)
            if juror not in seats:
                seats.append(juror)
    return (
        tuple(
            Panel(pk, row["name"], tuple(members[pk]), row["room_id"], row["reference"]) for pk, row in panels.items()
        ),
        tuple(_juror(pk, own, exam_session.title.code, days) for pk, own in jurors.items()),
    )


def _juror(pk: int, rows: list[Row], title_code: str, days: tuple[date, ...]) -> Juror:
    about = rows[0]
    return Juror(
        id=pk,
        name=f"{about[f'{_JUROR}first_names']} {about[f'{_JUROR}last_name']}".strip(),
        employer=about[f"{_JUROR}employer"],
        training_centre=about[f"{_JUROR}training_centre"],
        findings=_findings(_facts(rows), title_code, days),
    )


def _facts(rows: list[Row]) -> JurorFacts:
    own = {name: rows[0][f"{_JUROR}{name}"] for name in OWN_COLUMNS}
    held = [tuple(row[f"{_HABILITATION}{name}"] for name in HABILITATION_COLUMNS) for row in rows]
    return facts_from(own, [columns for columns in held if columns[0] is not None])


def _findings(facts: JurorFacts, title_code: str, days: tuple[date, ...]) -> dict[date, tuple[Finding, ...]]:
    rules = rules_in_force()
    return {day: _assessed(facts, title_code, day, rules) for day in days}


@lru_cache(maxsize=4096)
def _assessed(facts: JurorFacts, title_code: str, day: date, rules: Rules) -> tuple[Finding, ...]:
    """Most jurors are the same from one look at a timetable to the next."""
    return assess(facts, title_code=title_code, day=day, rules=rules)
