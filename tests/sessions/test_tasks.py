"""What is left to settle, told once a kind."""

from sessions.conflict_rules import RULES, conflict
from sessions.tasks import KIND_OF, KINDS, Where, tasks_of


def test_every_rule_of_the_timetable_has_its_kind_and_only_one() -> None:
    assert set(KIND_OF) == set(RULES)
    assert sum(len(kind.codes) for kind in KINDS) == len(RULES)


def test_conflicts_of_a_kind_are_one_task_with_their_count() -> None:
    found = [conflict("dossier_incomplete", f"Candidat {rank}.", candidates=(rank,)) for rank in (1, 2)]
    (task,) = tasks_of(found)
    assert (task.heading, task.blocks, task.kind.where) == ("2 dossiers incomplets", False, Where.DOSSIER)
    assert task.conflicts == tuple(found)


def test_one_conflict_is_told_in_the_singular() -> None:
    assert [task.heading for task in tasks_of([conflict("unplaced", "Amélie.")])] == ["1 candidat à placer"]


def test_what_blocks_comes_first() -> None:
    found = [conflict("unplaced", "Amélie."), conflict("dossier_unknown", "Karim."), conflict("room_closed", "Salle.")]
    assert [(task.heading, task.blocks) for task in tasks_of(found)] == [
        ("1 salle à changer", True),
        ("1 candidat à placer", False),
        ("1 dossier à renseigner", False),
    ]


def test_nothing_found_is_nothing_to_do() -> None:
    assert tasks_of([]) == []
