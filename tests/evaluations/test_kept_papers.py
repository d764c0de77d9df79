"""Sealed sheets are laid out once: the same bytes afterwards, joined, and nothing else but them is kept."""

import io
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from evaluations import deliberation, kept_papers
from evaluations.documents import KINDS, Folder
from evaluations.documents.archived import papers_of
from evaluations.documents.kept import Papers, keep_sealed
from evaluations.documents.press import press
from evaluations.documents.selection import Choice
from evaluations.models import Evaluation, KeptPaper, PrintJob
from ntc_cert import documents as printing
from ntc_cert.checks import can_make_pdf
from tests import builders
from tests.evaluations import paper
from tests.sessions.test_plan_process import database_url

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not can_make_pdf(), reason="Pango is not installed")]


@pytest.fixture
def sealed():
    """Two candidates sealed, one still open."""
    exam_session = paper.a_printed_session(reference="2026-NTC-12")
    panel, jurors = paper.a_jury(exam_session)
    for reference in ("C003", "C012"):
        candidate = builders.a_candidate(exam_session, reference=reference)
        paper.a_sealed_result(builders.a_bare_passage(candidate, panel).candidate, jurors, no=["C3.2"])
    builders.a_candidate(exam_session, reference="C020")
    return exam_session


def files_of(exam_session, *kinds):
    folder = Folder(paper.fresh(exam_session))
    return [file for kind in kinds for file in KINDS[kind].make(folder)]


def keep_all(exam_session):
    for candidate in exam_session.candidates.all():
        keep_sealed(candidate)


def no_layout(monkeypatch):
    monkeypatch.setattr(printing, "load_weasyprint", lambda: pytest.fail("laid out again"))


def test_sealed_sheets_are_kept_and_are_those_that_would_be_laid_out(sealed, monkeypatch):
    keep_all(sealed)
    assert KeptPaper.objects.count() == 4  # the grids and the result of each sealed candidate
    files = files_of(sealed, "results")
    alone = files[0].pdf()
    no_layout(monkeypatch)
    assert Papers(files, keeps=False).pdf(files[0]) == alone


def test_one_click_joins_them_and_the_bytes_do_not_tell(sealed, monkeypatch):
    files = [file for file in files_of(sealed, "grids", "results") if file.is_final]
    afresh = Papers(files, keeps=False).joined(files)
    assert not KeptPaper.objects.exists()
    keep_all(sealed)
    no_layout(monkeypatch)
    assert Papers(files, keeps=False).joined(files) == afresh
    reader = PdfReader(io.BytesIO(afresh))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(reader.pages) == sum(len(file.leaves) for file in files)


def test_the_print_room_and_the_command_keep_what_they_lay_out(sealed, monkeypatch, tmp_path):
    choice = Choice(kinds=("results",)).written()
    by = builders.an_organiser(sealed.centre)
    job = PrintJob.objects.create(exam_session=sealed, asked_by=by, choice=choice, told="x")
    press(job)
    assert set(KeptPaper.objects.values_list("candidate__reference", flat=True)) == {"C003", "C012"}
    call_command("print_session", "2026-NTC-12", "--out", str(tmp_path), "--only", "grids", verbosity=0)
    assert KeptPaper.objects.count() == 4
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    no_layout(monkeypatch)
    monkeypatch.setattr("evaluations.management.commands.print_session.load_weasyprint", lambda: None)
    call_command("print_session", "2026-NTC-12", "--out", str(tmp_path), "--only", "grids", verbosity=0)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == written


def test_an_archive_takes_what_is_kept_byte_for_byte(sealed):
    candidate = sealed.candidates.get(reference="C003")
    keep_sealed(candidate)
    KeptPaper.objects.filter(candidate=candidate, kind__contains="result").update(content=b"%PDF kept")
    papers = papers_of(paper.fresh(sealed))
    assert [name for name, content in papers.items() if content == b"%PDF kept"] == ["results-2026-NTC-12-C003.pdf"]
    kept = {bytes(one) for one in KeptPaper.objects.values_list("content", flat=True)}
    sealed_ones = {name for name, content in papers.items() if content in kept}
    assert sealed_ones == {f"{kind}-2026-NTC-12-{one}.pdf" for kind in ("results", "grids") for one in ("C003", "C012")}
    assert papers_of(paper.fresh(sealed)) == papers


def test_an_open_result_is_laid_out_and_never_kept(sealed):
    files = files_of(sealed, "results")
    assert [file.is_final for file in files] == [True, True, False]
    papers = Papers(files, keeps=True)
    for file in files:
        papers.pdf(file)
    assert KeptPaper.objects.count() == 2
    assert len(PdfReader(io.BytesIO(papers.joined(files))).pages) == 3


def test_a_page_that_reads_takes_what_is_kept_and_keeps_nothing(sealed, client, monkeypatch):
    client.force_login(builders.an_organiser(sealed.centre))
    candidate = sealed.candidates.get(reference="C003")
    address = reverse("evaluations:candidate_document", args=[candidate.pk, "results"])
    afresh = client.get(address).content
    assert not KeptPaper.objects.exists()
    keep_sealed(candidate)
    no_layout(monkeypatch)
    assert client.get(address).content == afresh


def test_an_amendment_gives_another_sheet_and_the_former_one_goes(sealed):
    candidate = sealed.candidates.get(reference="C003")
    keep_sealed(candidate)
    before = set(KeptPaper.objects.values_list("digest", flat=True))
    evaluation = Evaluation.objects.get(candidate=candidate)
    paper.an_amendment(evaluation, builders.an_organiser(sealed.centre), {"MOTIVE.3": (paper.MOTIVE, "Autre motif.")})
    keep_sealed(paper.fresh(sealed).candidates.get(pk=candidate.pk))
    after = set(KeptPaper.objects.values_list("digest", flat=True))
    assert len(after) == 2
    assert not before & after


def test_other_print_styles_make_other_sheets(sealed, settings, tmp_path):
    papers = Papers(files_of(sealed, "results"), keeps=False)
    (tmp_path / "css").mkdir()
    style = Path(finders.find(printing.STYLESHEET)).read_text()
    (tmp_path / printing.STYLESHEET).write_text(style + ".doc{color:#111}")
    settings.STATICFILES_DIRS = [tmp_path]
    others = Papers(files_of(sealed, "results"), keeps=False)
    assert not set(papers.digests.values()) & set(others.digests.values())
    assert papers.digest(papers.files) != others.digest(others.files)


def test_the_seal_and_an_amendment_have_the_sheets_made(sealed, monkeypatch, django_capture_on_commit_callbacks):
    launched = []
    monkeypatch.setattr(kept_papers, "start", lambda command, number: launched.append((command, number)))
    candidate = sealed.candidates.get(reference="C003")
    with django_capture_on_commit_callbacks(execute=True):
        deliberation.amend(
            candidate,
            changes={"MOTIVE.3": "Autre motif."},
            reason="Relevé mal reporté.",
            code=builders.CODE,
            by=builders.an_organiser(sealed.centre),
        )
    assert launched == [("keep_papers", candidate.pk)]
    monkeypatch.setattr(kept_papers, "can_make_pdf", lambda: False)
    kept_papers._launch(candidate.pk)
    assert len(launched) == 1


def test_what_is_old_is_forgotten(sealed):
    keep_all(sealed)
    first, second = sealed.candidates.filter(reference__in=["C003", "C012"])
    KeptPaper.objects.filter(candidate=first).update(made_at=timezone.now() - kept_papers.KEPT_FOR - timedelta(days=1))
    keep_sealed(second)
    assert set(KeptPaper.objects.values_list("candidate", flat=True)) == {second.pk}


def test_the_command_refuses_a_number_nobody_has(capsys):
    with pytest.raises(SystemExit) as left:
        call_command("keep_papers", "999")
    assert left.value.code == 2
    assert "aucun candidat ne porte ce numéro" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_a_killed_keeper_loses_nothing_and_runs_again(sealed, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url())
    candidate = sealed.candidates.get(reference="C003")
    line = [sys.executable, str(settings.BASE_DIR / "manage.py"), "keep_papers", str(candidate.pk)]
    killed = subprocess.Popen(line, cwd=settings.BASE_DIR)
    for _ in range(1200):
        if KeptPaper.objects.exists() or killed.poll() is not None:
            break
        time.sleep(0.05)
    os.kill(killed.pid, signal.SIGKILL)  # the first sheet is kept, the second is not
    assert killed.wait() == -signal.SIGKILL
    assert KeptPaper.objects.count() == 1
    for _ in range(2):
        subprocess.run(line, cwd=settings.BASE_DIR, check=True)
        assert KeptPaper.objects.count() == 2
    connection.close()
