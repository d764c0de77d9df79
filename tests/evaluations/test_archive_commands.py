"""export_session and import_archive: what they print, what they refuse, and that nothing is then written."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from centres.models import Centre
from evaluations.archive.packing import MANIFEST, pack, written
from sessions.models import ExamSession
from tests import builders
from tests.evaluations import paper
from tests.evaluations.archives import Taken, files_in, row_counts
from tests.sessions.imports import run

pytestmark = pytest.mark.django_db


def imported(folder: Path, content: bytes, *options: str) -> tuple[int, str, list[str]]:
    """The lines come back without the path, on plain spaces."""
    path = folder / "archive.zip"
    path.write_bytes(content)
    code, out, err = run("import_archive", path, *options)
    return code, out.strip(), [line.removeprefix(f"{path} : ").replace("\N{NO-BREAK SPACE}", " ") for line in err]


def changed(content: bytes, name: str, change: Callable[[Any], Any], **told: Any) -> bytes:
    """The same archive with one document rewritten, its manifest in order: what a forger would give."""
    files = files_in(content)
    manifest = json.loads(files.pop(MANIFEST))
    files[name] = written(change(json.loads(files[name])))
    about = {key: manifest[key] for key in manifest.keys() - {"files", "digest", "format", "version"}}
    return pack(about | told, files)


def with_row(name: str, rank: int, /, **columns: Any) -> Callable[[Any], Any]:
    def change(document: Any) -> Any:
        document[name][rank].update(columns)
        return document

    return change


def test_a_session_goes_out_and_comes_in(eventful: Taken, tmp_path: Path) -> None:
    code, out, err = imported(tmp_path, eventful.content)
    assert (code, out, err) == (0, eventful.reference, [])
    path = tmp_path / "again.zip"
    code, out, err = run("export_session", eventful.reference, "--out", path, "--without-papers")
    assert (code, out, err) == (0, f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path}\n", [])
    assert {name: one for name, one in files_in(path.read_bytes()).items() if name != MANIFEST} == eventful.files


def test_the_papers_go_with_it(tmp_path: Path) -> None:
    session = paper.a_printed_session()
    panel, jurors = paper.a_jury(session)
    paper.a_sealed_result(paper.a_placed_candidate(session, panel), jurors)
    path = tmp_path / "session.zip"
    assert run("export_session", session.reference, "--out", path)[0] == 0
    papers = {name: one for name, one in files_in(path.read_bytes()).items() if name.startswith("papers/")}
    assert {name.split("/")[1].split("-")[0] for name in papers} == {"minutes", "results", "grids"}
    assert all(one.startswith(b"%PDF") for one in papers.values())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("INCONNUE", "--out", "x.zip"), "champ « REF » : aucune session"),
        (("{reference}", "--out", "/nulle/part/x.zip"), "champ « --out » : ce fichier ne s’écrit pas"),
    ],
)
def test_what_cannot_be_exported_is_said(arguments: tuple[str, ...], told: str) -> None:
    session = builders.a_session()
    code, out, err = run("export_session", *(word.format(reference=session.reference) for word in arguments))
    assert (code, out) == (2, "")
    assert told in err[0]


def test_a_reference_known_here_is_refused_whole(eventful: Taken, tmp_path: Path) -> None:
    assert imported(tmp_path, eventful.content)[0] == 0
    before = row_counts()
    code, out, err = imported(tmp_path, eventful.content)
    assert (code, out) == (2, "")
    assert "une session porte déjà la référence « 2026-NTC-12 »" in err[0]
    assert row_counts() == before


def test_the_work_of_a_tablet_is_never_here_twice(eventful: Taken, tmp_path: Path) -> None:
    forged = changed(eventful.content, "session.json", with_row("session", 0, reference="AUTRE"), session="AUTRE")
    assert imported(tmp_path, eventful.content)[0] == 0
    code, _, err = imported(tmp_path, forged)
    assert code == 2
    assert "des saisies de tablette de cette archive sont déjà ici" in err[0]


def test_the_centre_is_the_one_asked_for_or_the_archive_s(eventful: Taken, tmp_path: Path) -> None:
    assert "aucun centre ne porte le code « LOIN »" in imported(tmp_path, eventful.content, "--centre", "LOIN")[2][0]
    builders.a_centre(code="A")
    builders.a_centre(code="B")
    assert imported(tmp_path, eventful.content, "--centre", "B")[0] == 0
    assert ExamSession.objects.get().centre.code == "B"


def test_without_a_centre_the_archive_s_own_is_made(eventful: Taken, tmp_path: Path) -> None:
    assert imported(tmp_path, eventful.content)[0] == 0
    assert Centre.objects.get().name == "Centre des Trois-Rivières"


def test_hours_of_another_zone_are_refused(eventful: Taken, tmp_path: Path) -> None:
    builders.a_centre(code="REUNION", time_zone="Indian/Reunion")
    code, _, err = imported(tmp_path, eventful.content)
    assert code == 2
    assert "ses heures sont celles de Europe/Paris" in err[0]


def test_another_law_under_the_same_version_is_refused(eventful: Taken, tmp_path: Path) -> None:
    title = builders.a_title()
    title.law = {**title.law, "title": {**title.law["title"], "label": "Autre"}}
    title.law_digest = "0" * 64
    title.save()
    before = row_counts()
    code, _, err = imported(tmp_path, eventful.content)
    assert code == 2
    assert "le référentiel TP-00338 v2 de cette installation dit autre chose" in err[0]
    assert row_counts() == before


def test_the_aids_of_this_centre_stay(eventful: Taken, tmp_path: Path) -> None:
    title = builders.a_title()
    title.interview_guide = ["Comment avez-vous préparé ?"]
    title.save()
    code, _, err = imported(tmp_path, eventful.content)
    assert (code, len(err)) == (0, 1)
    assert "restent celles de cette installation" in err[0]


FORGERIES = {
    "a mark": ("evaluations.json", with_row("answers", 0, value="N"), "sceau"),
    "a column missing": ("session.json", lambda d: {**d, "days": [{}]}, "champs attendus"),
    "a list missing": ("plan.json", lambda d: {"steps": []}, "cette liste manque"),
    "a wrong type": ("session.json", with_row("candidates", 1, dspp_received="oui"), "lu « oui »"),
    "a wrong date": ("session.json", with_row("days", 0, date="hier"), "une date, 2026-12-08"),
    "a moment without zone": ("plan.json", with_row("passages", 0, starts_at="2026-12-08T08:00:00"), "fuseau"),
    "a text too long": ("session.json", with_row("rooms", 0, name="x" * 121), "120 caractères au plus"),
    "a number too large": ("session.json", with_row("session", 0, revision=10**12), "un nombre entier"),
    "an empty value": ("session.json", with_row("people", 0, birth_name=None), "ce champ n’est jamais vide"),
    "a juror unknown": ("session.json", with_row("members", 0, juror="personne"), "aucune ligne de l’archive"),
    "a reference of another shape": ("session.json", with_row("members", 0, juror={"a": 1}), "aucune ligne"),
    "a nul": ("session.json", with_row("people", 0, first_names="a\0b"), "caractère illisible"),
    "two of one kind": (
        "session.json",
        lambda d: {**d, "candidates": [*d["candidates"], d["candidates"][0]]},
        "règle de la base",
    ),
    "a rule broken": ("session.json", with_row("session", 0, min_jurors=1), "règle de la base"),
    "a plan unreadable": ("versions/1.json", lambda d: {**d, "plan": {"panels": 3}}, "ce contenu ne se lit pas"),
    "an act unreadable": ("evaluations.json", with_row("day_acts", 0, changes=[{}]), "ce contenu ne se lit pas"),
    "a dossier without its file": ("dossiers.json", with_row("documents", 0, content="x"), "ne se lit pas"),
    "a journal of something": ("journal.json", lambda d: [1], "entrées du journal"),
    "results of another": ("results.json", lambda d: {**d, "title": "TP-1"}, "recalculés ici"),
    "a title of another": ("title.json", lambda d: {}, "référentiel lisible"),
    "no document": ("messages.json", lambda d: [], "cette liste manque"),
    "another session": ("session.json", with_row("session", 0, reference="AUTRE"), "la session du manifeste"),
    "a drawing of something": ("evaluations.json", with_row("signatures", 0, drawing="'/><script>"), "accepte"),
    "an account of something": ("session.json", lambda d: {**d, "accounts": [{"id": 1}]}, "ce n’est pas une personne"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forged_archive_is_refused_in_a_sentence(what: str, eventful: Taken, tmp_path: Path) -> None:
    name, change, told = FORGERIES[what]
    before = row_counts()
    code, out, err = imported(tmp_path, changed(eventful.content, name, change))
    assert (code, out) == (2, "")
    assert told in " ".join(err)
    assert all(line.startswith("ligne 1, champ « ") for line in err)
    assert row_counts() == before


def test_damage_is_told_with_the_name_of_the_file(eventful: Taken, tmp_path: Path) -> None:
    code, _, err = imported(tmp_path, eventful.content[: len(eventful.content) // 2])
    assert (code, len(err)) == (2, 1)
    assert "ce n’est pas une archive zip, ou elle est coupée" in err[0]
