"""Whatever a file holds, it comes in whole or is refused whole, every fault on its line."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import a_title
from tests.sessions.imports import REPLAN, TINY, everything, exported, instance, load, run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _title(db: None) -> None:
    a_title()


def at_place(document: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """The document with another value there; `...` takes the key away."""
    changed = copy.deepcopy(document)
    *above, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    holder = changed
    for part in above:
        holder = holder[part]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return changed


@pytest.mark.parametrize(
    ("place", "value", "field", "said"),
    [
        ("id", ..., "id", "ce champ manque"),
        ("id", 12, "id", "lu «"),
        ("id", "x" * 121, "id", "lu 121 caractères"),
        ("id", "a\nb", "id", "sur plusieurs lignes"),
        ("title", "TP-99999", "title", "aucun référentiel"),
        ("title", "\0", "title", "caractère illisible"),
        ("grid_minutes", 7, "grid_minutes", "1 ou 5"),
        ("grid_minutes", True, "grid_minutes", "1 ou 5"),
        ("settings", [], "settings", "un objet"),
        ("settings.min_jurors", 1, "settings.min_jurors", "entre 2 et"),
        ("settings.gap_between_candidates", 10**30, "settings.gap_between_candidates", "entre 0 et"),
        ("settings.role_play_preparation_room", "oui", "settings.role_play_preparation_room", "true ou false"),
        ("days", {}, "days", "une liste"),
        ("days.0.date", "2026-02-30", "days[0].date", "une date qui existe"),
        ("days.0.open", "2026-06-15T08:30+02:00", "days[0].open", "sans fuseau"),
        ("days.0.open", "2026-03-29T02:30", "days[0].open", "heure d’été"),
        ("days.0.close", "2026-06-15T08:30", "days[0].close", "après le début"),
        ("days.0.close", "2026-06-16T18:00", "days[0].open", "sortent du 2026-06-15"),
        ("days.0.lunch.minutes", ..., "days[0].lunch.minutes", "ce champ manque"),
        ("rooms.0.equipment", "fax", "rooms[0].equipment", "none, phone ou speaker_phone"),
        ("rooms.0.uses", ["jury", "cantine"], "rooms[0].uses[1]", "« jury, preparation »"),
        ("rooms.1.id", "SJ01", "rooms[1].id", "déjà dans cette liste"),
        ("rooms.0.unavailable", [{"from": "2026-06-15T10:00"}], "rooms[0].unavailable[0].to", "ce champ manque"),
        ("jurors.0.name", "x" * 300, "jurors[0].name", "lu 300 caractères"),
        ("jurors.0.name", " ", "jurors[0].name", "n’est pas vide"),
        ("panels.0.jurors.1", "JU99", "panels[0].jurors[1]", "n’est pas dans « jurors »"),
        ("panels.0.jurors.1", "JU01", "panels[0].jurors[1]", "déjà dans cette liste"),
        ("panels.0.room", "SJ99", "panels[0].room", "n’est pas dans « rooms »"),
        ("candidates.0.route", "ccp9", "candidates[0].route", "title, ccp1"),
        ("candidates.0.name", "A\ud800", "candidates[0].name", "caractère illisible"),
        ("candidates.0.extra_time", [], "candidates[0].extra_time", "un objet"),
        ("candidates.1.id", "C001", "candidates[1].id", "déjà dans cette liste"),
        ("conflicts", [{"juror": "JU01", "candidate": "C9"}], "conflicts[0].candidate", "pas dans « candidates »"),
        ("now", "demain", "now", "une date et une heure"),
        ("pinned.0.candidate", "C099", "pinned[0].candidate", "n’est pas dans « candidates »"),
        ("pinned.0.panel", "P99", "pinned[0].panel", "n’est pas dans « panels »"),
        ("pinned.0.steps", [], "pinned[0].steps", "les étapes du passage"),
        ("pinned.0.steps.2.kind", "presentation", "pinned[0].steps[2].kind", "interview"),
        ("pinned.0.steps.2", ..., "pinned[0].steps", "pas les étapes de l’inscription « title »"),
        ("pinned.0.steps.2.end", "2026-06-15T09:10", "pinned[0].steps", "place aux échanges"),
        ("pinned.0.steps.0.candidate_room", "SP99", "pinned[0].steps[0].candidate_room", "n’est pas dans « rooms »"),
        ("baseline.0.steps.0.start", "2026-06-15T25:00", "baseline[0].steps[0].start", "une date et une heure"),
        ("baseline.1.candidate", "C004", "baseline[1].candidate", "déjà dans cette liste"),
    ],
)
def test_a_fault_is_told_with_its_line_and_its_field(
    tmp_path: Path, place: str, value: object, field: str, said: str
) -> None:
    document = at_place(instance(REPLAN), place, value)
    before = everything()
    code, out, err = load(tmp_path, document)
    assert (code, out, everything()) == (2, "", before)
    (told,) = [line for line in err if f"champ « {field} »" in line]
    assert said in told.replace("\N{NO-BREAK SPACE}", " ")
    number, _, rest = told.removeprefix("ligne ").partition(",")
    assert int(number) > 1 or field in {"id", "document"}
    assert rest.count(". ") >= 1


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    document = instance()
    document["rooms"][0]["equipment"] = 1
    document["jurors"][1]["id"] = None
    document["title"] = "TP-0"
    _, _, err = load(tmp_path, document)
    assert len([line for line in err if line.startswith("ligne ")]) == len(err) >= 3


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"x"', "{}", '{"id": "A", "id": "B"}', "[" * 100_000, "1" * 5000]
)
def test_what_is_no_instance_at_all_is_refused(tmp_path: Path, text: str) -> None:
    before = everything()
    code, out, err = load(tmp_path, text)
    assert (code, out, everything()) == (2, "", before)
    assert err
    assert all(line.startswith("ligne ") for line in err)


def test_a_file_that_is_not_there_is_refused() -> None:
    code, out, err = run("import_session", "/nulle/part.json")
    assert (code, out) == (2, "")
    assert err == ["/nulle/part.json : ligne 1, champ « fichier » : ce fichier n’existe pas. Vérifiez le chemin."]


def places(value: object, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [above, *(place for key, one in below for place in places(one, (*above, key)))]


HOSTILE = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=300)
    | st.sampled_from(
        ["C001", "P01", "SJ01", "2026-03-29T02:30", "0001-01-01T00:00", "2026-06-15T12:00", "title", "\0"]
    )
    | st.sampled_from([[], {}, [[]], [{}], {"from": 1}, [1, "a"]])
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_the_file_holds_it_comes_in_or_is_refused_with_lines(tmp_path: Path, data: st.DataObject) -> None:
    document = instance(data.draw(st.sampled_from([TINY, REPLAN, "04-extra-time-conflicts"])))
    for _ in range(data.draw(st.integers(1, 3))):
        *above, last = data.draw(st.sampled_from([place for place in places(document) if place]))
        holder = document
        for part in above:
            holder = holder[part]
        holder[last] = data.draw(HOSTILE)
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(document))
    with transaction.atomic():
        code, out, err = run("import_session", path)
        if code == 0:
            assert exported(out.removesuffix("\n"))["instance"] == document["id"]
        else:
            assert (code, out) == (2, "")
            assert err
            assert all(line.startswith(f"{path} : ligne ") for line in err)
        transaction.set_rollback(True)
