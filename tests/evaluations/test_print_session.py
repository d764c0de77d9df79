"""`print_session`: one path a line, and a sentence with exit code 2 for what can't be used."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from evaluations.documents import KINDS
from ntc_cert.documents import APT_LINE, PdfUnavailable
from tests import builders
from tests.evaluations import paper

pytestmark = pytest.mark.django_db
COMMAND = "evaluations.management.commands.print_session"


@pytest.fixture
def exam_session():
    """Two candidates of one épreuve each."""
    exam_session = paper.a_printed_session(reference="2026-NTC/12")
    for reference in ("C001", "Œ 2"):
        builders.a_candidate(exam_session, reference=reference, route="final", held_ccps=["CP-000343", "CP-000342"])
    return exam_session


def run(*arguments: object, code: int = 0) -> tuple[list[str], str]:
    """The lines of its output, and what it said."""
    out, err = io.StringIO(), io.StringIO()
    if code:
        with pytest.raises(SystemExit) as left:
            call_command("print_session", *map(str, arguments), stdout=out, stderr=err)
        assert left.value.code == code
    else:
        call_command("print_session", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue()


def test_it_prints_every_kind_one_path_a_line(exam_session, tmp_path: Path):
    lines, told = run(exam_session.reference, "--out", tmp_path)
    assert [Path(line).name for line in lines] == [
        "convocations-2026-NTC-12-C001.pdf",
        "convocations-2026-NTC-12-OE-2.pdf",
        "door-plans-2026-NTC-12.pdf",
        "juror-plans-2026-NTC-12.pdf",
        "candidate-plans-2026-NTC-12-C001.pdf",
        "candidate-plans-2026-NTC-12-OE-2.pdf",
        "sign-in-2026-NTC-12-no-day.pdf",
        "correspondence-2026-NTC-12.pdf",
        "badges-2026-NTC-12.pdf",
        "blank-grids-2026-NTC-12-C001.pdf",
        "blank-grids-2026-NTC-12-OE-2.pdf",
        "change-sheets-2026-NTC-12.pdf",
        "grids-2026-NTC-12.pdf",
        "results-2026-NTC-12-C001.pdf",
        "results-2026-NTC-12-OE-2.pdf",
        "minutes-2026-NTC-12.pdf",
    ]
    assert sorted(map(str, tmp_path.iterdir())) == sorted(lines)
    assert told == ""
    assert all(Path(line).read_bytes().startswith(b"%PDF") for line in lines)


def test_only_prints_what_is_asked_in_that_order(exam_session, tmp_path: Path):
    lines, _ = run(exam_session.reference, "--out", tmp_path, "--only", "minutes", "door-plans", "minutes")
    assert [Path(line).name for line in lines] == ["minutes-2026-NTC-12.pdf", "door-plans-2026-NTC-12.pdf"]


def test_badges_are_prepared_then_printed_again_the_same_and_their_codes_once(exam_session, tmp_path: Path):
    builders.a_panel(exam_session)
    lines, _ = run(exam_session.reference, "--out", tmp_path, "--only", "badges")
    assert [Path(line).name for line in lines] == ["badges-2026-NTC-12.pdf", "badges-codes-2026-NTC-12.pdf"]
    before = Path(lines[0]).read_bytes()
    assert run(exam_session.reference, "--out", tmp_path, "--only", "badges") == ([lines[0]], "")
    assert Path(lines[0]).read_bytes() == before


def test_badges_without_an_address_say_so_and_keep_their_number(exam_session, tmp_path: Path, settings):
    settings.ALLOWED_HOSTS = ["*"]
    builders.a_panel(exam_session)
    lines, told = run(exam_session.reference, "--out", tmp_path, "--only", "badges")
    assert "SITE_URL" in told
    assert exam_session.badges.first().number in PdfReader(lines[0]).pages[0].extract_text()


def test_paper_joins_the_blank_grids_and_only_them(exam_session, tmp_path: Path):
    lines, _ = run(exam_session.reference, "--out", tmp_path, "--paper", "--only", "blank-grids", "results")
    assert [Path(line).name for line in lines] == [
        "blank-grids-2026-NTC-12.pdf",
        "results-2026-NTC-12-C001.pdf",
        "results-2026-NTC-12-OE-2.pdf",
    ]
    joined = PdfReader(lines[0])
    assert [page.extract_text().count("page 1 sur 1") for page in joined.pages] == [1] * 4
    assert PdfReader(lines[1]).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_folder_is_made_and_a_second_run_writes_the_same(exam_session, tmp_path: Path):
    folder = tmp_path / "à" / "imprimer"
    (first,), _ = run(exam_session.reference, "--out", folder, "--only", "minutes")
    before = Path(first).read_bytes()
    run(exam_session.reference, "--out", folder, "--only", "minutes")
    assert Path(first).read_bytes() == before


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do(exam_session, tmp_path: Path):
    kind = "posters"
    lines, told = run(exam_session.reference, "--out", tmp_path / "x", "--only", "minutes", kind, code=2)
    assert lines == []
    assert kind in told
    assert all(known in told for known in KINDS)
    assert not (tmp_path / "x").exists()


def test_an_unknown_session_is_refused(tmp_path: Path):
    lines, told = run("ABSENTE", "--out", tmp_path / "x", code=2)
    assert (lines, "ABSENTE" in told) == ([], True)
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_written_is_refused(exam_session, tmp_path: Path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "x"):
        lines, told = run(exam_session.reference, "--out", folder, code=2)
        assert lines == []
        assert f"{folder} : " in told
        assert "ce dossier ne s’écrit pas" in told


def test_without_pango_it_says_what_to_install(exam_session, tmp_path: Path, monkeypatch):
    def missing():
        raise PdfUnavailable

    monkeypatch.setattr(f"{COMMAND}.load_weasyprint", missing)
    lines, told = run(exam_session.reference, "--out", tmp_path / "x", code=2)
    assert lines == []
    assert APT_LINE in told
    assert not (tmp_path / "x").exists()


def test_a_database_with_only_a_title_and_a_session_is_enough(tmp_path: Path):
    exam_session = paper.a_printed_session(ministry_number="", place="", supervisor="", agreement_number="")
    exam_session.days.all().delete()
    builders.a_candidate(exam_session, path="")
    lines, _ = run(exam_session.reference, "--out", tmp_path, "--only", "minutes", "results")
    assert len(lines) == 2
