"""The routes of a référentiel as frozen values: phases, steps, minutes, who is in which room."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from titles.reading import Node

_CCP_ROUTE: Final = re.compile(r"ccp([0-9]{1,4})")
CRITERION_CODE: Final = re.compile(r"C([1-9]\d*)\.([1-9]\d*)")


class PhaseKind(StrEnum):
    TECHNICAL_INTERVIEW = "technical_interview"
    ROLE_PLAY = "role_play"
    FINAL_INTERVIEW = "final_interview"


class StepKind(StrEnum):
    PREPARATION = "preparation"
    JURY_PREPARATION = "jury_preparation"
    PRESENTATION = "presentation"
    EXCHANGES = "exchanges"
    PHONE_CALL = "phone_call"
    FACE_TO_FACE = "face_to_face"
    FINAL_INTERVIEW = "final_interview"

    @property
    def label(self) -> str:
        return _STEP_LABELS[self]


_STEP_LABELS: Final = {
    StepKind.PREPARATION: "Préparation",
    StepKind.JURY_PREPARATION: "Préparation du jury",
    StepKind.PRESENTATION: "Présentation",
    StepKind.EXCHANGES: "Échanges",
    StepKind.PHONE_CALL: "Appel",
    StepKind.FACE_TO_FACE: "Face à face",
    StepKind.FINAL_INTERVIEW: "Entretien final",
}


class Equipment(StrEnum):
    """What a room offers or a step needs; a speaker phone is also a phone (RCT08 2°)."""

    NONE = "none"
    PHONE = "phone"
    SPEAKER_PHONE = "speaker_phone"

    @property
    def label(self) -> str:
        return _EQUIPMENT_LABELS[self]


_EQUIPMENT_LABELS: Final = {
    Equipment.NONE: "sans équipement",
    Equipment.PHONE: "avec téléphone",
    Equipment.SPEAKER_PHONE: "avec téléphone à haut-parleur",
}


class Place(StrEnum):
    """Where somebody is during a step."""

    PREPARATION_ROOM = "preparation_room"
    JURY_ROOM = "jury_room"

    @property
    def label(self) -> str:
        return _PLACE_LABELS[self]


_PLACE_LABELS: Final = {Place.PREPARATION_ROOM: "salle de préparation", Place.JURY_ROOM: "salle du jury"}


@dataclass(frozen=True, slots=True)
class Step:
    kind: StepKind
    minutes: int
    candidate: Place | None  # None: the candidate needs no room
    jury: Place | None  # None: the jury is not there
    source: str

    @classmethod
    def read(cls, node: Node) -> "Step":
        return cls(
            kind=node.child("kind").choice(StepKind),
            minutes=node.child("minutes").count(),
            candidate=_place(node.child("candidate")),
            jury=_place(node.child("jury")),
            source=node.child("source").text(),
        )


@dataclass(frozen=True, slots=True)
class Phase:
    kind: PhaseKind
    label: str  # « Entretien technique »
    steps: tuple[Step, ...]
    criteria: tuple[str, ...]  # codes, in the référentiel's order
    source: str

    @classmethod
    def read(cls, node: Node) -> "Phase":
        return cls(
            kind=node.child("kind").choice(PhaseKind),
            label=node.child("label").text(),
            steps=tuple(map(Step.read, node.child("steps").items())),
            criteria=in_order(item.code() for item in node.child("criteria").items()),
            source=node.child("source").text(),
        )

    @property
    def minutes(self) -> int:
        """How long the phase lasts: the candidate and the jury prepare at the same time."""
        preparation, jury_preparation, rest = 0, 0, 0
        for step in self.steps:
            if step.kind is StepKind.PREPARATION:
                preparation += step.minutes
            elif step.kind is StepKind.JURY_PREPARATION:
                jury_preparation += step.minutes
            else:
                rest += step.minutes
        return max(preparation, jury_preparation) + rest


@dataclass(frozen=True, slots=True)
class Route:
    key: str  # title, ccp1 … ccpn, final
    label: str  # « Titre », « CCP Présenter », « Entretien final »
    phases: tuple[Phase, ...]
    ccps: tuple[str, ...]  # codes of the CCPs this route examines; final examines none
    preparation_equipment: Equipment
    jury_equipment: Equipment
    source: str

    @classmethod
    def read(cls, key: str, node: Node) -> "Route":
        return cls(
            key=key,
            label=node.child("label").text(),
            phases=tuple(map(Phase.read, node.child("phases").items())),
            ccps=tuple(item.code() for item in node.child("ccps").items()),
            preparation_equipment=node.child("preparation_equipment").choice(Equipment),
            jury_equipment=node.child("jury_equipment").choice(Equipment),
            source=node.child("source").text(),
        )

    @property
    def criteria(self) -> tuple[str, ...]:
        """Every criterion the route assesses, in the référentiel's order."""
        return in_order(code for phase in self.phases for code in phase.criteria)

    @property
    def minutes(self) -> int:
        """How long the jury room is taken, waits between phases apart (RCT08: 3 h for the title)."""
        return sum(phase.minutes for phase in self.phases)

    def phase(self, kind: str) -> Phase:
        """The phase of that kind; KeyError when the route has none."""
        for phase in self.phases:
            if phase.kind == kind:
                return phase
        raise KeyError(kind)


def route_rank(key: str) -> tuple[int, int, str]:
    """title, ccp1 … ccpn, final: a document is read in that order, for its database doesn't keep one."""
    if match := _CCP_ROUTE.fullmatch(key):
        return 1, int(match[1]), key
    return {"title": 0, "final": 2}.get(key, 3), 0, key


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Criterion codes by competence, then by rank: C10.1 after C9.2."""
    return tuple(sorted(codes, key=_rank))


def _rank(code: str) -> tuple[int, int, str]:
    match = CRITERION_CODE.fullmatch(code)
    return (int(match[1]), int(match[2]), "") if match else (0, 0, code)


def _place(node: Node) -> Place | None:
    return None if node.value is None else node.choice(Place)
