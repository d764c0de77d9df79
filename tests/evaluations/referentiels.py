"""The référentiels these rules are tried on: the real one, and an invented one with three CCPs."""

import json
from pathlib import Path

from titles.referentiel import (
    Ccp,
    Competence,
    Criterion,
    Equipment,
    Item,
    Phase,
    PhaseKind,
    Place,
    Referentiel,
    Route,
    Step,
    StepKind,
)

DATA = Path(__file__).parents[2] / "titles" / "data" / "tp_00338_v2.json"

NTC = Referentiel.parse(json.loads(DATA.read_text(encoding="utf-8")))
PRESENT_CCP, PLAN_CCP = "CP-000343", "CP-000342"


def _competence(number: int, criteria: int) -> Competence:
    return Competence(
        number=number,
        label=f"Compétence {number}",
        source="X1",
        criteria=tuple(Criterion(f"C{number}.{rank}", f"critère {rank}", "X1") for rank in range(1, criteria + 1)),
    )


def _phase(kind: PhaseKind, *criteria: str) -> Phase:
    step = Step(StepKind.EXCHANGES, 20, Place.JURY_ROOM, Place.JURY_ROOM, "X2")
    return Phase(kind, kind.value, (step,), criteria, "X2")


def _route(key: str, ccps: tuple[str, ...], *phases: Phase) -> Route:
    return Route(key, key, phases, ccps, Equipment.NONE, Equipment.NONE, "X2")


TALK, PLAY, LAST = PhaseKind.TECHNICAL_INTERVIEW, PhaseKind.ROLE_PLAY, PhaseKind.FINAL_INTERVIEW

# Three CCPs, a competence split over two épreuves, one of a single criterion, and a two-digit number.
BAKER = Referentiel(
    code="TP-99999",
    version="7",
    label="Boulange inventée",
    short_label="BI",
    ccps=(
        Ccp("CP-9", "", "Pétrir", "CCP Pétrir", (1, 2), "X1"),
        Ccp("CP-1", "", "Cuire", "CCP Cuire", (3,), "X1"),
        Ccp("CP-5", "", "Vendre", "CCP Vendre", (10,), "X1"),
    ),
    competences=(_competence(1, 2), _competence(2, 2), _competence(3, 1), _competence(10, 2)),
    routes={
        "title": _route(
            "title",
            ("CP-9", "CP-1", "CP-5"),
            _phase(TALK, "C1.1", "C1.2", "C2.1", "C10.1"),
            _phase(PLAY, "C2.2", "C3.1", "C10.2"),
            _phase(LAST),
        ),
        "ccp1": _route("ccp1", ("CP-9",), _phase(TALK, "C1.1", "C1.2", "C2.1"), _phase(PLAY, "C2.2")),
        "ccp2": _route("ccp2", ("CP-1",), _phase(PLAY, "C3.1")),
        "ccp3": _route("ccp3", ("CP-5",), _phase(TALK, "C10.1"), _phase(PLAY, "C10.2")),
        "final": _route("final", (), _phase(LAST)),
    },
    final_interview_themes=(Item("craft", "le métier", "X3"), Item("future", "la suite", "X3")),
)
