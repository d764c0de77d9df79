"""A plan as people read it: the references of its JSON become names; versions and drafts are read alike.

Times stay as the plan has them, local and without a zone.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from juries.models import Juror
from ntc_cert.words import sentence
from sessions.models import Candidate, ExamSession, Panel, PanelMember, Room
from sessions.plans import Plan
from sessions.publication import JURORS
from sessions.sittings import room_name
from sessions.steps import STEP_LABELS


@dataclass(frozen=True, slots=True)
class PlannedStep:
    phase: str
    kind: str
    start: datetime
    end: datetime
    candidate_room: str  # empty: nothing is asked of the candidate
    jury_room: str

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds() // 60)

    @property
    def label(self) -> str:
        return sentence(STEP_LABELS[self.kind])


@dataclass(frozen=True, slots=True)
class Stay:
    """Where the candidate is to be, until told to be elsewhere."""

    start: datetime
    end: datetime
    room: str


@dataclass(frozen=True, slots=True)
class PlannedPassage:
    """Somebody withdrawn since a version was published has no name any more, only a number."""

    number: str
    name: str
    sorted_name: str
    door_name: str
    route: str
    panel: str
    jurors: tuple[str, ...]
    steps: tuple[PlannedStep, ...]

    @property
    def start(self) -> datetime:
        return min(step.start for step in self.steps)

    @property
    def end(self) -> datetime:
        return max(step.end for step in self.steps)

    @property
    def day(self) -> date:
        return self.start.date()

    @property
    def jury_room(self) -> str:
        return next((step.jury_room for step in self.steps if step.jury_room), "")

    @property
    def stays(self) -> tuple[Stay, ...]:
        """Steps in one room that follow at once are one stay."""
        merged: list[Stay] = []
        for step in sorted(self.steps, key=lambda step: (step.start, step.end)):
            if not step.candidate_room:
                continue
            if merged and merged[-1].room == step.candidate_room and merged[-1].end == step.start:
                merged[-1] = Stay(merged[-1].start, step.end, step.candidate_room)
            else:
                merged.append(Stay(step.start, step.end, step.candidate_room))
        return tuple(merged)


@dataclass(frozen=True, slots=True)
class _Names:
    candidates: Mapping[str, Candidate]
    rooms: Mapping[str, str]
    panels: Mapping[str, str]
    jurors: Mapping[str, tuple[str, ...]]
    routes: Mapping[str, str]


def read_plan(exam_session: ExamSession, plan: Plan) -> list[PlannedPassage]:
    """In order of time."""
    read = passage_reader(exam_session, plan)
    return sorted(map(read, plan["passages"]), key=lambda passage: (passage.start, passage.number))


def passage_reader(exam_session: ExamSession, plan: Plan) -> Callable[[Plan], PlannedPassage]:
    """Reads one passage at a time, of this plan or of another; six queries, all of them here."""
    names = _names(exam_session, plan)
    return lambda written: _passage(written, names)


def _names(exam_session: ExamSession, plan: Plan) -> _Names:
    """Somebody renamed since is told under the name of today."""
    candidates = exam_session.candidates.select_related("person")
    rooms = Room.objects.filter(exam_session=exam_session)
    shared = Room.objects.of_centre().filter(centre=exam_session.centre_id)
    return _Names(
        candidates={candidate.reference: candidate for candidate in candidates},
        # A session's own room comes last: it hides one of the centre that has the same reference.
        rooms={room.reference: room_name(room) for room in [*shared, *rooms]},
        panels=dict(Panel.objects.filter(exam_session=exam_session).values_list("reference", "name")),
        jurors=_jurors(exam_session, plan),
        routes={key: route.label for key, route in exam_session.referentiel.routes.items()},
    )


def _jurors(exam_session: ExamSession, plan: Plan) -> dict[str, tuple[str, ...]]:
    """Those who sat when the version was published; a draft, and an imported plan, say who sits now."""
    seats = seats_of(exam_session, plan)
    wanted = {juror for panel in seats.values() for juror in panel}
    jurors = {juror.pk: str(juror) for juror in Juror.objects.filter(pk__in=wanted)}
    return {panel: tuple(jurors[one] for one in seated if one in jurors) for panel, seated in seats.items()}


def seats_of(exam_session: ExamSession, plan: Plan) -> dict[str, list[int]]:
    """Primary keys of the jurors, by the reference of their panel."""
    return plan.get(JURORS) or _seats_now(exam_session)


def _seats_now(exam_session: ExamSession) -> dict[str, list[int]]:
    seats: dict[str, list[int]] = defaultdict(list)
    members = PanelMember.objects.filter(panel__exam_session=exam_session).order_by("rank", "pk")
    for panel, juror in members.values_list("panel__reference", "juror_id"):
        seats[panel].append(juror)
    return seats


def _passage(written: Mapping[str, Any], names: _Names) -> PlannedPassage:
    number, panel = written["candidate"], written["panel"] or ""
    candidate = names.candidates.get(number)
    return PlannedPassage(
        number=number,
        name=str(candidate.person) if candidate else number,
        sorted_name=candidate.person.sorted_name if candidate else number,
        door_name=door_name(candidate.person.first_names, candidate.person.last_name) if candidate else "",
        route=names.routes[candidate.route] if candidate else "",
        panel=names.panels.get(panel, panel),
        jurors=names.jurors.get(panel, ()),
        steps=tuple(_step(step, names.rooms) for step in written["steps"]),
    )


def door_name(first_names: str, last_name: str) -> str:
    """« Amélie B. »; nothing for a name that came whole, since it may be a surname and a door is read by everyone."""
    first = first_names.split()[:1]
    initial = next((letter.upper() for letter in last_name if letter.isalpha()), "")
    return " ".join([*first, *([f"{initial}."] if initial else [])]) if first else ""


def _step(written: Mapping[str, Any], rooms: Mapping[str, str]) -> PlannedStep:
    def room(key: str) -> str:
        reference = written[key]
        return rooms.get(reference, reference) if reference else ""

    return PlannedStep(
        phase=written["phase"],
        kind=written["kind"],
        start=datetime.fromisoformat(written["start"]),
        end=datetime.fromisoformat(written["end"]),
        candidate_room=room("candidate_room"),
        jury_room=room("jury_room"),
    )
