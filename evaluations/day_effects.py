"""What moving the rest of a jury's day would do, worked out and not written: the effect shown before one acts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from evaluations.tower import passages_on
from ntc_cert.words import clock, listing, noun, plural
from sessions.bookings import DOUBLE_BOOKINGS, with_passages
from sessions.conflicts import Conflict, find_conflicts
from sessions.timetable import Id, Passage, Timetable

UNTOUCHED: Final = "Aucune saisie touchée."
DOORS: Final = (
    "Le planning publié ne change pas encore\N{NO-BREAK SPACE}: publier la version suivante refait les portes "
    "et prépare les messages."
)


@dataclass(frozen=True, slots=True)
class DayEffect:
    """The passages as they would be, and what the rules would newly say of them."""

    passages: tuple[Passage, ...]
    after: Timetable
    conflicts: tuple[Conflict, ...]

    @property
    def impossible(self) -> tuple[Conflict, ...]:
        """Somebody or some room would be in two places at once."""
        return tuple(found for found in self.conflicts if found.code in DOUBLE_BOOKINGS)

    @property
    def candidates(self) -> list[Id]:
        return [passage.candidate_id for passage in self.passages]


def effect_on(before: Timetable, passages: Iterable[Passage], after: Timetable | None = None) -> DayEffect:
    """`after` is the timetable these passages go into, when more than they changes."""
    passages = tuple(passages)
    moved = [passage.candidate_id for passage in passages]
    result = with_passages(after or before, passages)
    known = {(found.code, found.candidate_ids, found.juror_ids) for found in find_conflicts(before, only=moved)}
    new = (
        found
        for found in find_conflicts(result, only=moved)
        if (found.code, found.candidate_ids, found.juror_ids) not in known
    )
    return DayEffect(passages, result, tuple(new))


def shifted(passage: Passage, by: timedelta) -> Passage:
    return replace(
        passage, steps=tuple(replace(step, start=step.start + by, end=step.end + by) for step in passage.steps)
    )


def in_room(passage: Passage, room: Id) -> Passage:
    """The jury there, and the candidate with it; the preparation stays where it was."""
    used = {step.jury_room for step in passage.steps if step.jury_room is not None}
    steps = (
        replace(
            step,
            jury_room=room if step.jury_room is not None else None,
            candidate_room=room if step.candidate_room in used else step.candidate_room,
        )
        for step in passage.steps
    )
    return replace(passage, steps=tuple(steps))


def pushed(timetable: Timetable, first: Passage, later: Sequence[Passage]) -> list[Passage]:
    """`first` where it is now, and those after it that it would run into, each no later than it must be."""
    gap = timedelta(minutes=timetable.settings.gap_minutes)
    moved, free = [first], first.jury_span.end + gap
    for passage in later:
        late = free - passage.jury_span.start
        if late > timedelta():
            passage = shifted(passage, _on_the_grid(late, timetable.settings.grid_minutes))
            moved.append(passage)
        free = passage.jury_span.end + gap
    return moved


def _on_the_grid(late: timedelta, grid: int) -> timedelta:
    step = timedelta(minutes=grid)
    return -(-late // step) * step


def end_of(timetable: Timetable, panel: Id, day: date) -> datetime | None:
    return max((one.end for one in passages_on(timetable, day) if one.panel_id == panel), default=None)


def to_tell(effect: DayEffect) -> list[str]:
    """Who has to hear of it: the candidates moved, then the jurors before them."""
    names = {candidate.id: candidate.name for candidate in effect.after.candidates}
    jurors = {juror.id: juror.name for juror in effect.after.jurors}
    panels = {passage.panel_id for passage in effect.passages}
    seated = [juror for panel in effect.after.panels if panel.id in panels for juror in panel.juror_ids]
    people = [names[one] for one in effect.candidates] + [jurors[one] for one in seated]
    return list(dict.fromkeys(people))


def told_lines(effect: DayEffect) -> list[str]:
    """« 2 personnes à prévenir : … », and that no mark is touched."""
    people = to_tell(effect)
    told = f"{plural(len(people), 'personne')} à prévenir : {listing(people)}." if people else "Personne à prévenir."
    return [told, DOORS, UNTOUCHED]


def moved_lines(effect: DayEffect, before: Timetable, day: date) -> list[str]:
    """Who passes when, and when the jury's day ends."""
    was = {passage.candidate_id: passage.start for passage in before.passages}
    names = {candidate.id: candidate.name for candidate in effect.after.candidates}
    moved = [passage for passage in effect.passages if passage.start != was[passage.candidate_id]]
    lines = [
        f"{names[passage.candidate_id]} passe à {clock(passage.start)} au lieu de {clock(was[passage.candidate_id])}."
        for passage in moved
    ]
    for panel in effect.after.panels:
        end = end_of(effect.after, panel.id, day)
        if end is not None and end != end_of(before, panel.id, day):
            lines.append(f"Fin de journée de {panel.name} à {clock(end)}.")
    return lines


def shift_words(count: int, minutes: int) -> str:
    """« 2 passages décalés de 10 min »."""
    return f"{plural(count, 'passage')} {noun(count, 'décalé')} de {minutes}\N{NO-BREAK SPACE}min"


def is_free(timetable: Timetable, room: Id, passages: Iterable[Passage]) -> bool:
    """Nobody is refused for the room once these passages are in it."""
    effect = effect_on(timetable, [in_room(passage, room) for passage in passages])
    return not [found for found in effect.conflicts if found.blocks]
