"""From rows to values: the panels of a session and the jurors who sit on them, with what the register says of each."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.conf import settings

from juries.eligibility import Finding, HabilitationFacts, JurorFacts, Rules, assess
from sessions.models import ExamSession
from sessions.timetable import Juror, Panel

_JUROR: Final = "members__juror__"
_HABILITATION: Final = f"{_JUROR}habilitations__"
_COLUMNS: Final = (
    *("pk", "name", "room_id", "members__juror_id"),
    *(f"{_JUROR}{name}" for name in ("last_name", "first_names", "employer", "training_centre")),
    *(f"{_JUROR}{name}" for name in ("itinerant_sales", "team_lead", "administration_reference")),
    *(f"{_JUROR}{name}" for name in ("evaluation_training_on", "last_practice_on", "charter_accepted_on")),
    *(f"{_HABILITATION}{name}" for name in ("title_code", "starts_on", "ends_on")),
)

Row = dict[str, Any]


def panels_and_jurors(exam_session: ExamSession, days: Iterable[date]) -> tuple[tuple[Panel, ...], tuple[Juror, ...]]:
    """One query: a row for each habilitation of each juror of each panel, one at least for a panel without jurors."""
    days = tuple(days)
    panels: dict[int, Row] = {}
    members: dict[int, list[int]] = {}
    jurors: dict[int, list[Row]] = {}
    rows = exam_session.panels.order_by("reference", "pk", "members__rank", "members__pk").values(*_COLUMNS)
    for row in rows:
        panels[row["pk"]] = row
        seats = members.setdefault(row["pk"], [])
        if (juror := row["members__juror_id"]) is not None:
            jurors.setdefault(juror, []).append(row)
            if juror not in seats:
                seats.append(juror)
    return (
        tuple(Panel(pk, row["name"], tuple(members[pk]), row["room_id"]) for pk, row in panels.items()),
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
    about = rows[0]
    habilitations = {
        HabilitationFacts(
            row[f"{_HABILITATION}title_code"], row[f"{_HABILITATION}starts_on"], row[f"{_HABILITATION}ends_on"]
        )
        for row in rows
        if row[f"{_HABILITATION}title_code"] is not None
    }
    return JurorFacts(
        itinerant_sales=about[f"{_JUROR}itinerant_sales"],
        team_lead=about[f"{_JUROR}team_lead"],
        administration_reference=about[f"{_JUROR}administration_reference"],
        habilitations=tuple(sorted(habilitations, key=lambda one: (one.starts_on, one.ends_on, one.title_code))),
        evaluation_training_on=about[f"{_JUROR}evaluation_training_on"],
        last_practice_on=about[f"{_JUROR}last_practice_on"],
        charter_accepted_on=about[f"{_JUROR}charter_accepted_on"],
    )


def _findings(facts: JurorFacts, title_code: str, days: tuple[date, ...]) -> dict[date, tuple[Finding, ...]]:
    rules = Rules(**settings.JURY_RULES)
    return {day: assess(facts, title_code=title_code, day=day, rules=rules) for day in days}
