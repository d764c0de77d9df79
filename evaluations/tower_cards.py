"""What the tower shows of each jury, each arrival and each juror: names and words around the pure rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q

from evaluations.course import DELIBERATION, NONE, NOTHING, Doing, Facts, Stage, stages_of
from evaluations.day_acts import next_stage, stage_name
from evaluations.grids import cells
from evaluations.models import Grid
from evaluations.tower import DayNow, Known, PanelNow
from evaluations.tower_words import LABELS, Chip, arrival, chip, following_words, stage_line, stage_words
from ntc_cert.words import NBSP, clock, plural
from sessions.sittings import panel_name
from sessions.timetable import Candidate, Id, Panel, Passage, Timetable


@dataclass(frozen=True, slots=True)
class Advance:
    """The button that ends a stage or begins one; `expected` is what it should begin."""

    candidate: Id
    expected: str
    label: str
    is_filled: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One jury: who is before it, what is done of it, who is next."""

    panel: Panel
    room: str
    jurors: str
    chip: Chip
    is_late: bool
    shift_minutes: int
    name: str = ""
    about: str = ""
    stage: str = ""
    line: str = ""
    steps: tuple[Stage, ...] = ()
    reached: datetime | None = None
    grids: Chip | None = None
    following: str = ""
    following_words: str = ""
    advances: tuple[Advance, ...] = ()
    can_shift: bool = False


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    candidate: Candidate
    passage: Passage
    about: str
    chip: Chip
    can_point: bool
    can_decide: bool
    absence: int | None  # the act that noted it, to undo


class Names:
    """The timetable's people and places by id."""

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self.candidates = {one.id: one for one in timetable.candidates}
        self.jurors = {one.id: one.name for one in timetable.jurors}
        self.rooms = {one.id: one.name for one in timetable.rooms}
        self.panels = {one.id: one for one in timetable.panels}

    def route(self, candidate: Id) -> str:
        return self.timetable.referentiel.routes[self.candidates[candidate].route].label

    def members(self, panel: Panel) -> str:
        return ", ".join(self.jurors[one] for one in panel.juror_ids)


def cards_of(day: DayNow, facts: Known, names: Names, now: datetime, *, is_today: bool) -> list[Card]:
    grids = _grids(day, names) if is_today else {}
    cards = [_card(one, facts, names, now, grids) for one in day.panels]
    if not is_today:
        return [replace(card, advances=(), can_shift=False) for card in cards]
    return _one_filled(cards)


def _card(now_of: PanelNow, facts: Known, names: Names, now: datetime, grids: Mapping[Id, Chip]) -> Card:
    panel = names.panels[now_of.panel_id]
    passage, found = now_of.passage, now_of.standing
    shown = {
        "panel": panel,
        "room": names.rooms.get(_room(passage) or panel.room_id, ""),
        "jurors": names.members(panel),
        "chip": chip(now_of),
        "is_late": now_of.is_late,
        "shift_minutes": -(-now_of.minutes_late // 5) * 5 if now_of.is_late else 10,
    }
    if passage is None or found is None:
        return Card(**shown)
    following = now_of.following
    about = facts.get(following.candidate_id, NOTHING) if following else NOTHING
    return Card(
        **shown,
        name=names.candidates[passage.candidate_id].name,
        about=f"{names.route(passage.candidate_id)} · {clock(passage.start)} à {clock(passage.end)}",
        stage=_stage(now_of),
        line=stage_line(now_of, now),
        steps=now_of.stages,
        reached=found.reached,
        grids=grids.get(passage.candidate_id),
        following=names.candidates[following.candidate_id].name if following else "",
        following_words=following_words(following.start, about, now) if following else "",
        advances=tuple(_advances(now_of, facts, names)),
        can_shift=following is not None or found.doing in (Doing.NOT_YET, Doing.WAITING),
    )


def _room(passage: Passage | None) -> Id | None:
    steps = passage.steps if passage else ()
    return next((step.jury_room for step in steps if step.jury_room is not None), None)


def _stage(now_of: PanelNow) -> str:
    if now_of.doing is Doing.NOT_YET:
        return "À venir"
    if now_of.doing is Doing.WAITING:
        return "Sur place" if now_of.is_here else "Pas encore là"
    return stage_words(now_of.standing.stage) if now_of.standing and now_of.standing.stage else ""


def _advances(now_of: PanelNow, facts: Known, names: Names) -> Iterator[Advance]:
    """Ending what goes on; or letting in the next one, who is there while the jury deliberates."""
    passage, found = now_of.passage, now_of.standing
    if passage is None or found is None or found.stage is None:
        return
    about = facts.get(passage.candidate_id, NOTHING)
    upcoming = next_stage(now_of.stages, about)
    if found.doing is Doing.AT_WORK:
        following = now_of.following
        if following and found.stage.kind == DELIBERATION and facts.get(following.candidate_id, NOTHING).arrived_at:
            yield _enter(following, facts, names)
        else:
            yield Advance(passage.candidate_id, stage_name(upcoming), "Terminer l’étape")
    elif found.doing is Doing.BETWEEN and upcoming:
        yield Advance(
            passage.candidate_id, stage_name(upcoming), f"Commencer\N{NO-BREAK SPACE}: {LABELS[upcoming.kind]}"
        )
    else:
        yield _enter(passage, facts, names)


def _enter(passage: Passage, facts: Known, names: Names) -> Advance:
    first = stages_of(passage, NONE)[0]
    about = facts.get(passage.candidate_id, NOTHING)
    label = f"Faire entrer {names.candidates[passage.candidate_id].name}"
    return Advance(passage.candidate_id, stage_name(first), label, is_filled=about.arrived_at is not None)


def _one_filled(cards: list[Card]) -> list[Card]:
    """One filled button on the page: the first somebody who is there and may go in."""
    result, given = [], False
    for card in cards:
        advances = []
        for one in card.advances:
            filled = one.is_filled and not given
            given = given or filled
            advances.append(replace(one, is_filled=filled))
        result.append(replace(card, advances=tuple(advances)))
    return result


def _grids(day: DayNow, names: Names) -> dict[Id, Chip]:
    """How far the grids of those who pass are: one query."""
    current = {one.passage.candidate_id: one for one in day.panels if one.passage}
    rows = Grid.objects.filter(evaluation__candidate__in=list(current)).order_by()
    counted = rows.values_list("evaluation__candidate_id", "submitted_at").annotate(
        filled=Count("marks", filter=Q(marks__value__isnull=False)), sheets=Count("pk", distinct=True)
    )
    handed: dict[Id, int] = {}
    filled: dict[Id, int] = {}
    for candidate, submitted, marks, sheets in counted:
        filled[candidate] = filled.get(candidate, 0) + marks
        handed[candidate] = handed.get(candidate, 0) + (sheets if submitted else 0)
    return {
        candidate: _grid_chip(candidate, names, len(names.panels[now.panel_id].juror_ids), handed, filled)
        for candidate, now in current.items()
    }


def _grid_chip(candidate: Id, names: Names, jurors: int, handed: Mapping[Id, int], filled: Mapping[Id, int]) -> Chip:
    referentiel, route = names.timetable.referentiel, names.candidates[candidate].route
    phases = referentiel.routes[route].phases
    total = jurors * sum(cell.takes_mark for phase in phases for cell in cells(referentiel, route, phase.kind))
    if handed.get(candidate, 0) >= jurors * len(phases):
        return "conf", "Grilles confirmées"
    if not filled.get(candidate):
        return "libre", "Grilles non ouvertes"
    return "cours", f"Grilles{NBSP}: {plural(filled[candidate], 'réponse')} sur {total}"


def arrivals_of(
    day: DayNow, facts: Known, names: Names, now: datetime, absences: Mapping[Id, int], *, is_today: bool
) -> list[ArrivalLine]:
    lines = []
    for passage in day.coming:
        about: Facts = facts.get(passage.candidate_id, NOTHING)
        lines.append(
            ArrivalLine(
                candidate=names.candidates[passage.candidate_id],
                passage=passage,
                about=", ".join(_about(passage, about, names)),
                chip=arrival(passage.start, about, now) if is_today else ("libre", "Selon le planning"),
                can_point=is_today and about.is_awaited,
                can_decide=is_today and about.is_awaited and about.expected_at is not None and about.keeps_end is None,
                absence=absences.get(passage.candidate_id) if is_today else None,
            )
        )
    return lines


def _about(passage: Passage, about: Facts, names: Names) -> Iterator[str]:
    yield names.route(passage.candidate_id)
    yield panel_name(names.panels[passage.panel_id])
    if about.keeps_end:
        yield "fin gardée"
