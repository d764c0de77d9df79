"""Every action the application writes in the journal has words on screen."""

import ast
import re

import pytest
from django.conf import settings

from centres.journal_words import ACTIONS, KEYS, VALUES, action_words
from tests import wording
from tests.floors import FLOORS, sources

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


def written_actions() -> set[str]:
    """The constants given to `record`, whether named there or chosen by a line of the same function."""
    found = set()
    for module, source in sources(settings.BASE_DIR).items():
        if module.split(".")[0] in FLOORS:
            for function in ast.walk(ast.parse(source)):
                if isinstance(function, ast.FunctionDef) and _calls_record(function):
                    found |= {node.value for node in ast.walk(function) if _is_action(node)}
    return found


def _calls_record(function: ast.FunctionDef) -> bool:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any(getattr(call, "attr", getattr(call, "id", "")) == "record" for call in calls)


def _is_action(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(ACTION.fullmatch(node.value))


def test_the_search_does_find_actions() -> None:
    assert {"account.opened", "juror.changed", "result.sealed"} <= written_actions()


def test_every_action_has_its_words() -> None:
    assert written_actions() - set(ACTIONS) == set()


def test_an_action_of_another_time_is_still_shown() -> None:
    assert action_words("gone.long_ago") == "gone.long_ago"


@pytest.mark.parametrize("table", [ACTIONS, KEYS, VALUES])
def test_the_words_are_the_house_s(table: dict[str, str]) -> None:
    assert {key: found for key, words in table.items() if (found := wording.faults(f"<p>{words}</p>"))} == {}
