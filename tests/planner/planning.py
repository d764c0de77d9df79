"""An instance planned, and what the independent checker says of the plan."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sessions.instances import read_instance
from sessions.planning.framing import problem_of
from sessions.planning.outcome import Outcome
from sessions.planning.planner import plan
from sessions.planning.problem import Problem
from sessions.plans import plan_document
from tests.evaluations.referentiels import NTC
from tests.planner.check_plan import check

FOLDER = Path(__file__).parent
INSTANCES = FOLDER / "instances"
REFERENCE: dict[str, Any] = json.loads((FOLDER / "reference.json").read_text())
ZONE = ZoneInfo("Europe/Paris")


def instance(name: str) -> dict[str, Any]:
    return json.loads((INSTANCES / f"{name}.json").read_text())


def problem(document: dict[str, Any]) -> Problem:
    read = read_instance(document, zone=ZONE, referentiel_of=lambda code: NTC)
    pinned = [passage.candidate_id for passage in read.timetable.passages]
    return problem_of(read.timetable, pinned=pinned, now=read.now, baseline=read.baseline)


def planned(document: dict[str, Any], seconds: float) -> Outcome:
    return plan(problem(document), seconds=seconds)


def written(document: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    """The plan as a file, with the planner's reasons."""
    candidates = [candidate["id"] for candidate in document["candidates"]]
    found = plan_document(document["id"], outcome.passages, candidates, is_replanned=False)
    for one in found["unplaced"]:
        one["reason"] = outcome.unplaced.get(one["candidate"], "")
    return found


def judged(document: dict[str, Any], outcome: Outcome) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """The checker's violations and figures."""
    violations, figures, _ = check(document, written(document, outcome))
    return violations, figures
