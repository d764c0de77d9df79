"""`import_marks` and `export_results`, as scripts use them."""

import hashlib
import json
from io import StringIO

import pytest
from django.core.management import call_command

from centres.models import JournalEntry
from evaluations import deliberation, marking
from evaluations.decisions import Decision
from evaluations.models import Answer, Evaluation
from evaluations.verdicts import Outcome
from tests import builders
from tests.evaluations.test_marking import fill

pytestmark = pytest.mark.django_db


def keyed(tmp_path, exam_session, text: str | bytes) -> tuple[int, list[str]]:
    """The exit code and the lines on stderr."""
    file = tmp_path / "marks.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    errors = StringIO()
    try:
        call_command("import_marks", exam_session.reference, str(file), stderr=errors)
    except SystemExit as stop:
        return stop.code, errors.getvalue().splitlines()
    return 0, errors.getvalue().splitlines()


def results(exam_session) -> dict:
    written = StringIO()
    call_command("export_results", exam_session.reference, "--format", "json", stdout=written)
    return json.loads(written.getvalue())


def whole(candidate, **but: str) -> str:
    route = candidate.exam_session.referentiel.routes[candidate.route]
    cells = (*route.criteria, "FINAL") if candidate.route in {"title", "final"} else route.criteria
    return "".join(f"{candidate.reference};{cell};{but.get(cell, 'O')};\n" for cell in cells)


HEADER = "candidate;criterion;mark;note\n"


def test_a_whole_grid_on_paper_gives_the_title_at_once(tmp_path):
    candidate = builders.a_candidate(builders.a_session())
    assert keyed(tmp_path, candidate.exam_session, HEADER + whole(candidate))[0] == 0
    (document,) = results(candidate.exam_session)["candidates"]
    assert (document["proposal"], document["decision"], document["sealed"]) == ("title", None, False)
    entry = JournalEntry.objects.get(action="marks.keyed_from_paper")
    assert entry.after["counts"] == "at once"


def test_a_later_file_replaces_only_the_cells_it_names(tmp_path):
    candidate = builders.a_candidate(builders.a_session())
    keyed(tmp_path, candidate.exam_session, HEADER + whole(candidate))
    keyed(tmp_path, candidate.exam_session, f"{HEADER}{candidate.reference};C2.1;N;\n{candidate.reference};C3.1;;\n")
    (document,) = results(candidate.exam_session)["candidates"]
    assert document["criteria"]["C2.1"] == "N"
    assert document["criteria"]["C3.1"] is None
    assert document["criteria"]["C1.1"] == "O"
    assert document["competences"] == {
        "1": "validated",
        "2": "not_validated",
        "3": "incomplete",
        "4": "validated",
        "5": "validated",
        "6": "validated",
    }


def test_every_faulty_line_is_named_and_nothing_is_written(tmp_path):
    candidate = builders.a_candidate(builders.a_session(), route="ccp1")
    name = candidate.reference
    text = f"{HEADER}{name};C1.1;O;\n{name};C4.1;O;\nX;C1.1;O;\n{name};C1.2;o;\n"
    code, errors = keyed(tmp_path, candidate.exam_session, text)
    assert code == 2
    assert [line.split(" : ")[1].split(",")[0] for line in errors] == ["ligne 3", "ligne 4", "ligne 5"]
    assert not Answer.objects.exists()
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\xff\xfe", b"a;b\n", "é".encode("latin-1")])
def test_an_empty_or_binary_file_is_refused(tmp_path, content):
    candidate = builders.a_candidate(builders.a_session())
    code, errors = keyed(tmp_path, candidate.exam_session, content)
    assert code == 2
    assert len(errors) == 1


def test_an_absence_beside_a_tick_on_a_tablet_is_refused(tmp_path):
    candidate, juror, _ = builders.a_judged_candidate()
    grid = marking.open_grid(candidate, juror=juror, phase="technical_interview")
    marking.rate(grid, "C3.1", value="O", by=juror.user)
    code, errors = keyed(tmp_path, candidate.exam_session, f"{HEADER}{candidate.reference};PRESENCE;A;\n")
    assert (code, len(errors)) == (2, 1)


def test_a_sealed_candidate_is_refused(tmp_path):
    candidate, one, two = builders.a_judged_candidate(route="ccp1")
    fill(candidate, one)
    fill(candidate, two)
    first = candidate.exam_session.referentiel.ccps[0].code
    deliberation.decide(candidate, decision=Decision(Outcome.CCPS, (first,)), by=one.user)
    for juror in (one, two):
        deliberation.sign(candidate, juror=juror, code=builders.CODE, by=juror.user)
    code, errors = keyed(tmp_path, candidate.exam_session, f"{HEADER}{candidate.reference};C1.1;N;\n")
    assert code == 2
    assert "scellé" in errors[0]


def test_a_signed_candidate_is_refused_until_the_signature_is_withdrawn(tmp_path):
    candidate, one, _ = builders.a_judged_candidate(route="ccp1")
    keyed(tmp_path, candidate.exam_session, HEADER + whole(candidate))
    first = candidate.exam_session.referentiel.ccps[0].code
    deliberation.decide(candidate, decision=Decision(Outcome.CCPS, (first,)), by=one.user)
    deliberation.sign(candidate, juror=one, code=builders.CODE, by=one.user)
    code, errors = keyed(tmp_path, candidate.exam_session, f"{HEADER}{candidate.reference};C1.1;N;\n")
    assert code == 2
    assert "porte déjà une signature" in errors[0]
    deliberation.withdraw_signature(candidate, juror=one, by=one.user)
    assert keyed(tmp_path, candidate.exam_session, f"{HEADER}{candidate.reference};C1.1;N;\n")[0] == 0


@pytest.mark.parametrize(("rows", "stands"), [("{0};PRESENCE;P;\n{0};C1.1;O;\n", True), ("{0};C1.1;N;\n", False)])
def test_a_decision_stands_while_the_answers_allow_it(tmp_path, rows, stands):
    candidate, one, _ = builders.a_judged_candidate()
    keyed(tmp_path, candidate.exam_session, HEADER + whole(candidate))
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    assert keyed(tmp_path, candidate.exam_session, HEADER + rows.format(candidate.reference))[0] == 0
    (document,) = results(candidate.exam_session)["candidates"]
    assert (document["decision"] is not None) is stands


def test_paper_answers_can_be_signed_and_sealed_without_a_grid(tmp_path):
    candidate, one, two = builders.a_judged_candidate()
    keyed(tmp_path, candidate.exam_session, HEADER + whole(candidate))
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    for juror in (one, two):
        deliberation.sign(candidate, juror=juror, code=builders.CODE, by=juror.user)
    assert results(candidate.exam_session)["candidates"][0]["sealed"] is True


def test_an_unknown_session_leaves_with_2(tmp_path):
    errors = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("export_results", "INCONNUE", stderr=errors)
    assert stop.value.code == 2
    assert errors.getvalue().startswith("INCONNUE : ligne 1, champ « REF » : aucune session ne porte cette référence.")


@pytest.mark.parametrize("reference", ["", "a\x00b", "\udcff", "deux\nlignes"])
def test_whatever_a_shell_passes_as_a_reference_is_refused_in_one_line(reference):
    errors = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("export_results", reference, stderr=errors)
    assert stop.value.code == 2
    assert len(errors.getvalue().splitlines()) == 1


@pytest.mark.parametrize("option", ["", "absent/results.json"])
def test_a_result_that_cannot_be_written_leaves_with_2(tmp_path, option):
    candidate = builders.a_candidate(builders.a_session())
    errors = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("export_results", candidate.exam_session.reference, "--out", str(tmp_path / option), stderr=errors)
    assert stop.value.code == 2
    assert errors.getvalue().startswith(f"{tmp_path / option} : ligne 1, champ « --out » : ce fichier ne s’écrit pas.")


@pytest.mark.parametrize(("name", "motif"), [("absent.csv", "n’existe pas"), ("", "ne se lit pas")])
def test_a_file_that_cannot_be_read_leaves_with_2(tmp_path, name, motif):
    candidate = builders.a_candidate(builders.a_session())
    errors = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("import_marks", candidate.exam_session.reference, str(tmp_path / name), stderr=errors)
    assert stop.value.code == 2
    assert errors.getvalue().startswith(f"{tmp_path / name} : ligne 1, champ « fichier » : ce fichier {motif}.")


def test_the_file_is_canonical_so_that_its_digest_can_be_recomputed(tmp_path):
    candidate = builders.a_candidate(builders.a_session())
    out = tmp_path / "results.json"
    call_command("export_results", candidate.exam_session.reference, "--out", str(out))
    content = out.read_bytes().rstrip(b"\n")
    document = json.loads(content)
    again = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("count", [1, 50])
def test_results_cost_the_same_queries_at_1_and_at_50(django_assert_num_queries, count):
    exam_session = builders.a_session()
    for _ in range(count):
        marking.evaluation_of(builders.a_candidate(exam_session))
    with django_assert_num_queries(5):
        results(exam_session)


def test_a_note_beside_the_presence_is_kept(tmp_path):
    candidate = builders.a_candidate(builders.a_session())
    keyed(tmp_path, candidate.exam_session, f"{HEADER}{candidate.reference};PRESENCE;B;parti à 10 h\n")
    assert Evaluation.objects.values_list("presence", "presence_note").get() == ("abandoned", "parti à 10 h")
