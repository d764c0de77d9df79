"""A session planned by the command, exported, planned again: what is written, what is left as it was, what is told."""

from pathlib import Path
from typing import Any

import pytest

from centres.models import JournalEntry
from sessions.bookings import Outdated
from sessions.models import Candidate, ExamSession, Passage, PlanRun
from sessions.planned import plan_session
from sessions.planning.search import Progress
from sessions.publication import publish
from sessions.scheduling import set_locked, unplace
from tests.builders import a_title
from tests.planner.check_plan import check
from tests.sessions.imports import INSTANCES, REPLAN, TINY, everything, exported, instance, load, run

pytestmark = pytest.mark.django_db
IMPOSSIBLE = "05-infeasible-conflict"


@pytest.fixture(autouse=True)
def _title(db: None) -> None:
    a_title()


def imported(name: str) -> ExamSession:
    run("import_session", INSTANCES / f"{name}.json")
    return ExamSession.objects.get(reference=name)


def test_everybody_placed_is_exit_0_and_the_plan_is_optimal() -> None:
    imported(TINY)
    assert run("plan_session", TINY) == (0, "", [])
    plan = exported(TINY)
    violations, figures, _ = check(instance(TINY), plan)
    assert (violations, figures, plan["status"]) == ([], plan["bound"], "optimal")
    assert 0 < plan["seconds"] < 30


def test_somebody_left_is_exit_3_with_a_reason_on_stderr_and_in_the_plan() -> None:
    imported(IMPOSSIBLE)
    code, out, (told, advice) = run("plan_session", IMPOSSIBLE)
    assert (code, out) == (3, "")
    plan = exported(IMPOSSIBLE)
    assert check(instance(IMPOSSIBLE), plan)[0] == []
    (left,) = plan["unplaced"]
    assert told == f"C003 : {left['reason']}"
    assert left["reason"].startswith("aucun jury sans lien avec Camille A.\u00a0: ")
    assert advice.startswith("Avec un jury de plus")
    assert plan["status"] == "optimal"


def test_a_published_session_is_planned_again_with_the_least_change() -> None:
    imported(REPLAN)
    assert run("plan_session", REPLAN)[0] == 0
    plan = exported(REPLAN)
    violations, figures, _ = check(instance(REPLAN), plan)
    assert (violations, figures["changed_passages"], figures["shift_minutes"]) == ([], 1, 35)
    assert list(plan["bound"]) == list(figures)
    assert plan["bound"] == figures


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ailleurs",), "ailleurs : ligne 1, champ « REF » : "),
        ((TINY, "--seconds", "0"), "0 : ligne 1, champ « --seconds » : "),
        ((TINY, "--seconds", "nan"), "nan : ligne 1, champ « --seconds » : "),
    ],
)
def test_an_unusable_demand_is_exit_2_and_writes_nothing(arguments: tuple[str, ...], told: str) -> None:
    imported(TINY)
    before = everything()
    code, out, (line,) = run("plan_session", *arguments)
    assert (code, out, everything(), PlanRun.objects.count()) == (2, "", before, 0)
    assert line.startswith(told)


def test_planning_again_what_is_right_writes_no_passage() -> None:
    imported(TINY)
    run("plan_session", TINY)
    rows = list(Passage.objects.values())
    run("plan_session", TINY)
    assert list(Passage.objects.values()) == rows
    assert JournalEntry.objects.filter(action="session.planned").first().after["passages"] == []


def test_what_is_told_of_a_plan_is_no_longer_told_once_it_changed() -> None:
    exam_session = imported(TINY)
    run("plan_session", TINY)
    unplace(Candidate.objects.get(reference="C002"), by=None)
    plan = exported(exam_session.reference)
    assert (plan["status"], plan["seconds"], set(plan["bound"].values())) == ("feasible", 0, {None})
    assert plan["unplaced"] == [{"candidate": "C002", "reason": "pas encore planifié"}]


def test_a_locked_passage_stays_and_the_others_make_room() -> None:
    exam_session = imported(TINY)
    plan_session(exam_session, seconds=5, by=None)
    first = Candidate.objects.get(passage=Passage.objects.order_by("starts_at").first())
    set_locked(first, locked=True, by=None)
    kept = exported(TINY)["passages"]
    other = Candidate.objects.exclude(pk=first.pk).get()
    unplace(other, by=None)
    plan_session(exam_session, seconds=5, by=None)
    assert exported(TINY)["passages"] == kept
    assert Passage.objects.get(candidate=first).is_locked


def test_what_had_begun_when_the_session_is_planned_again_stays(tmp_path: Path) -> None:
    exam_session = imported(TINY)
    plan_session(exam_session, seconds=5, by=None)
    publish(exam_session, by=None)
    before = exported(TINY)["passages"]
    second = Passage.objects.order_by("-starts_at").first()
    exam_session.replan_from = second.starts_at
    exam_session.save(update_fields=["replan_from"])
    plan_session(exam_session, seconds=5, by=None)
    assert exported(TINY)["passages"] == before


def test_a_change_made_meanwhile_is_not_overwritten() -> None:
    exam_session = imported(TINY)
    plan_session(exam_session, seconds=5, by=None)

    def interfere(progress: Progress) -> bool:
        if Passage.objects.count() == 2:
            unplace(Candidate.objects.get(reference="C002"), by=None)
        return True

    with pytest.raises(Outdated):
        plan_session(exam_session, seconds=5, by=None, watch=interfere)
    assert Passage.objects.count() == 1


def test_a_session_without_panel_or_day_says_so(tmp_path: Path) -> None:
    document: dict[str, Any] = {**instance(TINY), "panels": []}
    assert load(tmp_path, document)[0] == 0
    code, _, lines = run("plan_session", TINY)
    assert (code, lines[0]) == (3, "C001 : la session n’a aucun jury.")
    assert load(tmp_path, {**document, "days": []}, "--replace")[0] == 0
    assert run("plan_session", TINY)[0] == 3
