"""Who may take a juror's place for the rest of a day: habilitated, free, and with no tie to those who still pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from centres.models import User
from evaluations.day_effects import DayEffect, effect_on
from juries.models import Juror
from sessions.juror_pool import Seatable, juror_pool
from sessions.models import ExamSession, Link, Occupation, Panel
from sessions.seating import create_panel
from sessions.snapshot import days_of
from sessions.timetable import Booking, Id, Interval, Passage, Timetable, merged
from sessions.timetable import Juror as JurorValue
from sessions.timetable import Link as LinkValue
from sessions.timetable import Panel as PanelValue

AGAIN: Final = "bis"


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody who may sit, what it would change, and the jurors of the jury then, in order."""

    juror: Juror
    leaving: str
    jurors: tuple[Id, ...]
    effect: DayEffect
    notes: tuple[str, ...]


def substitutes(
    exam_session: ExamSession, timetable: Timetable, panel: Id, leaving: Id, passages: Sequence[Passage], now: datetime
) -> list[Substitute]:
    """Nobody who would be refused before one of these candidates is offered; a fixed number of queries.

    Of a passage that has begun, the hours gone by are asked of nobody; only who sat elsewhere then cannot have them.
    """
    seated = next(one for one in timetable.panels if one.id == panel)
    day = max(passage.start for passage in passages).date()
    begun = [Interval(one.start, min(now, one.end)) for one in passages if one.start < now]
    days = [one for one in days_of(exam_session) if one.date == day]
    names = {juror.id: juror.name for juror in timetable.jurors}
    pool = [one for one in juror_pool(exam_session, days, besides=None) if one.juror.pk not in seated.juror_ids]
    able = [one for one in pool if one.may_sit]
    taken = _taken_elsewhere(exam_session, able, passages)
    links = _links(able, passages)
    found = []
    for one in able:
        jurors = tuple(one.juror.pk if juror == leaving else juror for juror in seated.juror_ids)
        value = _value(one, exam_session, taken.get(one.juror.pk, ()), begun)
        after = _with_panel(timetable, seated, jurors, value, [link for link in links if link.juror_id == value.id])
        effect = effect_on(timetable, [replace(passage, panel_id=_made(seated)) for passage in passages], after)
        if leaving in seated.juror_ids and not any(conflict.blocks for conflict in effect.conflicts):
            notes = (*(finding.sentence for finding in one.findings), *one.notes)
            found.append(Substitute(one.juror, names.get(leaving, ""), jurors, effect, notes))
    return found


def seat(panel: Panel, chosen: Substitute, *, by: User) -> Panel:
    """The jury made anew, in the same room: the first free « Jury B bis » of the session with these jurors."""
    rows = Juror.objects.in_bulk(chosen.jurors)
    jurors = [rows[pk] for pk in chosen.jurors]
    return create_panel(panel.exam_session, jurors=jurors, room=panel.room, name=f"{panel.name} {AGAIN}", by=by)


def _made(panel: PanelValue) -> str:
    """The id, in the values, of a jury that is not written yet."""
    return f"{panel.id} {AGAIN}"


def _with_panel(
    timetable: Timetable, seated: PanelValue, jurors: tuple[Id, ...], joining: JurorValue, links: list[LinkValue]
) -> Timetable:
    made = replace(seated, id=_made(seated), name=f"{seated.name} {AGAIN}", juror_ids=jurors)
    known = [juror for juror in timetable.jurors if juror.id != joining.id]
    return replace(
        timetable,
        panels=(*timetable.panels, made),
        jurors=(*known, joining),
        links=tuple({*timetable.links, *links}),
    )


def _value(
    one: Seatable, exam_session: ExamSession, bookings: Iterable[Booking], begun: Iterable[Interval]
) -> JurorValue:
    zone, juror = exam_session.zone, one.juror
    free = [
        Interval(row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)) for row in juror.availabilities.all()
    ]
    return JurorValue(
        id=juror.pk,
        name=str(juror),
        available=merged([*free, *begun]) if free else None,
        employer=juror.employer,
        training_centre=juror.training_centre,
        bookings=tuple(bookings),
    )


def _taken_elsewhere(
    exam_session: ExamSession, pool: Iterable[Seatable], passages: Sequence[Passage]
) -> dict[int, list[Booking]]:
    span = Q(starts_at__lt=max(one.end for one in passages), ends_at__gt=min(one.start for one in passages))
    rows = Occupation.objects.filter(span, juror__in=[one.juror.pk for one in pool])
    taken: dict[int, list[Booking]] = {}
    for juror, start, end, reference in rows.exclude(passage__panel__exam_session=exam_session).values_list(
        "juror_id", "starts_at", "ends_at", "passage__panel__exam_session__reference"
    ):
        zone = exam_session.zone
        booking = Booking(start.astimezone(zone), end.astimezone(zone), f"session {reference}")
        taken.setdefault(juror, []).append(booking)
    return taken


def _links(pool: Iterable[Seatable], passages: Iterable[Passage]) -> list[LinkValue]:
    candidates: list[Any] = [passage.candidate_id for passage in passages]
    rows = Link.objects.filter(juror__in=[one.juror.pk for one in pool], candidate__in=candidates)
    return [LinkValue(*row) for row in rows.values_list("juror_id", "candidate_id", "reason")]
