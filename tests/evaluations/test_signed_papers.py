"""The centre's certificate on what is printed: offered, asked, done apart, refused with a reason; then verified."""

import html
import io
import os
import zipfile
from pathlib import Path

import pytest
from django.urls import reverse
from pypdf import PdfReader

from centres.models import JournalEntry
from evaluations import print_jobs
from evaluations.documents import KINDS
from evaluations.documents.press import press
from evaluations.documents.signing import SIGNABLE
from evaluations.models import PrintJob
from ntc_cert.pdf_signatures import read_signed
from tests import builders
from tests.certificates import OWNER, PASSWORD, a_p12, sign_with
from tests.evaluations import paper
from tests.evaluations.signing import a_sealed_session, owners, run

pytestmark = pytest.mark.django_db
State = PrintJob.State


@pytest.fixture
def room(client, monkeypatch, settings):
    """An organiser before a session of one sealed candidate; nothing is published."""
    monkeypatch.setattr(print_jobs, "start", lambda command, number: os.getpid())
    exam_session = a_sealed_session(settings)
    client.force_login(builders.an_organiser(exam_session.centre))
    return exam_session


@pytest.fixture
def certificate(settings, tmp_path) -> Path:
    path = a_p12(tmp_path)
    sign_with(settings, path)
    return path


def ask(client, exam_session, *kinds, **more):
    address = reverse("evaluations:print_room", args=[exam_session.pk])
    return client.post(address, {"kinds": kinds or ["results"], "is_signed": "on", **more})


def pressed(client, exam_session, *kinds, **more) -> PrintJob:
    answer = ask(client, exam_session, *kinds, **more)
    assert answer.status_code == 302, answer.content.decode()
    job = PrintJob.objects.get(state=State.RUNNING)
    press(job)
    job.refresh_from_db()
    return job


def page(client, exam_session) -> str:
    shown = client.get(reverse("evaluations:documents", args=[exam_session.pk])).content.decode()
    return paper.plain(html.unescape(shown))


def test_it_is_offered_only_where_there_is_a_certificate(room, client, settings, tmp_path):
    assert "Signer avec le certificat" not in page(client, room)
    sign_with(settings, a_p12(tmp_path))
    shown = page(client, room)
    assert "Signer avec le certificat du centre" in shown
    assert f"« {OWNER} », valable jusqu’au" in shown
    sign_with(settings, a_p12(tmp_path, age=400))
    shown = page(client, room)
    assert "a expiré le" in shown
    assert 'name="is_signed" disabled' in shown


def test_what_is_handed_over_is_signed_and_nothing_to_fill_in_or_post_up():
    assert SIGNABLE == ("convocations", "correspondence", "grids", "results", "minutes")


@pytest.mark.parametrize("kinds", [["results", "minutes"], ["grids"]], ids=" ".join)
def test_one_file_is_signed_once_joined(room, client, certificate, kinds):
    job = pressed(client, room, *kinds)
    assert (job.state, job.signed, job.trouble) == (State.DONE, 1, "")
    content = bytes(job.content)
    assert owners(content) == [OWNER]
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == job.total
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "signé avec le certificat du centre" in page(client, room)
    (entry,) = JournalEntry.objects.filter(action="papers.signed")
    assert (entry.actor, entry.after) == (job.asked_by, {"files": 1, "certificate": OWNER})


def test_each_file_of_a_zip_is_signed(room, client, certificate):
    job = pressed(client, room, "results", "minutes", bundle="personne")
    assert job.signed == 2
    with zipfile.ZipFile(io.BytesIO(bytes(job.content))) as archive:
        assert [owners(archive.read(name)) for name in archive.namelist()] == [[OWNER]] * 2


def test_progress_says_how_many_files_are_signed(room, client, certificate, monkeypatch):
    shown = []
    one_signed = "evaluations.documents.press.Counted.one_signed"
    kept = PrintJob.objects.filter

    def told(counted):
        counted.signed += 1
        counted._say()
        shown.append(page(client, room))

    monkeypatch.setattr(one_signed, told)
    pressed(client, room, "results", "minutes", bundle="personne")
    assert ["1 fichier signé" in shown[0], "2 fichiers signés" in shown[1]] == [True, True]
    assert kept(state=State.DONE).exists()


def test_signed_and_unsigned_are_two_files_and_another_certificate_a_third(room, client, settings, tmp_path):
    sign_with(settings, a_p12(tmp_path))
    first = pressed(client, room)
    assert bytes(pressed(client, room).content) == bytes(first.content)
    plain = pressed(client, room, is_signed="")
    assert read_signed(bytes(plain.content)).signatures == ()
    assert not plain.is_signed
    sign_with(settings, a_p12(tmp_path, owner="Le suivant"))
    assert owners(bytes(pressed(client, room).content)) == ["Le suivant"]
    assert JournalEntry.objects.filter(action="papers.signed").count() == 2


def test_a_blank_sheet_and_a_draft_are_not_signed(room, client, certificate):
    answer = ask(client, room, "results", "blank-grids", "badges")
    assert answer.status_code == 422
    told = paper.plain(answer.content.decode())
    assert "Ne se signent que convocations, table de correspondance, grilles remplies" in told
    assert "Décochez Badges des jurés et Grilles vierges" in told
    answer = ask(client, room, "convocations")
    assert answer.status_code == 422
    assert "3 documents sont encore des brouillons, et un brouillon ne se signe pas" in paper.plain(
        answer.content.decode()
    )
    assert not PrintJob.objects.exists()


def test_nothing_asked_to_be_signed_is_printed_without(room, client, settings, tmp_path):
    """The certificate was there when the page was shown."""
    for path, says in ((None, "Aucun certificat n’est réglé"), (a_p12(tmp_path, age=400), "a expiré le")):
        settings.PDF_CERTIFICATE = str(path or "")
        settings.PDF_CERTIFICATE_PASSWORD = PASSWORD
        answer = ask(client, room)
        assert answer.status_code == 422
        assert says in paper.plain(answer.content.decode())
    assert not PrintJob.objects.exists()


def test_a_failure_to_sign_leaves_no_file_and_says_what_to_do(room, client, settings, certificate, tmp_path):
    ask(client, room)
    job = PrintJob.objects.get()
    sign_with(settings, certificate, "another")
    press(job)
    job.refresh_from_db()
    assert (job.state, job.content) == (State.FAILED, None)
    shown = page(client, room)
    assert "Cette impression n’a pas été signée : Fiches de résultat, 1 feuille." in shown
    assert "Vérifiez PDF_CERTIFICATE_PASSWORD." in shown
    sign_with(settings, certificate)
    client.post(reverse("evaluations:print_again", args=[job.pk]))
    job.refresh_from_db()
    assert job.trouble == ""
    press(job)
    job.refresh_from_db()
    assert owners(bytes(job.content)) == [OWNER]


def test_one_that_became_a_draft_is_not_signed(room, client, certificate, monkeypatch):
    ask(client, room)
    monkeypatch.setattr("evaluations.documents.press.refusals", lambda kinds, files: ["Un brouillon."])
    job = PrintJob.objects.get()
    press(job)
    job.refresh_from_db()
    assert (job.state, job.trouble, job.content) == (State.FAILED, "Un brouillon.", None)


def test_signatures_are_counted_in_the_time_told(room, client, certificate, monkeypatch):
    monkeypatch.setattr("evaluations.views.print_progress.SECONDS_A_SHEET", 0)
    monkeypatch.setattr("evaluations.views.print_progress.SECONDS_A_SIGNATURE", 5)
    address = reverse("evaluations:print_count", args=[room.pk])
    asked = {"kinds": ["results", "minutes", "grids"], "bundle": "personne"}
    told = [client.get(address, {**asked, **more}).content.decode() for more in ({}, {"is_signed": "on"})]
    assert ["environ 1&nbsp;s" in told[0], "environ 10&nbsp;s" in told[1]] == [True, True]


def test_the_command_signs_what_is_final_and_writes_no_draft(room, certificate, tmp_path):
    folder = tmp_path / "out"
    written, told = run("print_session", room.reference, "--out", folder, "--sign", code=3)
    names = ["grids-2026-NTC-12-C003.pdf", "results-2026-NTC-12-C003.pdf", "minutes-2026-NTC-12.pdf"]
    assert [Path(line).name for line in written] == names
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert all(owners(Path(line).read_bytes()) == [OWNER] for line in written)
    assert len(told) == 4
    assert told[0].startswith("convocations-2026-NTC-12-C003 : brouillon, ni signé ni écrit.")
    (entry,) = JournalEntry.objects.filter(action="papers.signed")
    assert entry.after["files"] == 3


def test_the_command_refuses_to_sign_without_a_certificate_or_what_is_not_signed(room, tmp_path, settings):
    folder = tmp_path / "out"
    written, (told,) = run("print_session", room.reference, "--out", folder, "--sign", code=2)
    assert (written, "PDF_CERTIFICATE" in told) == ([], True)
    sign_with(settings, a_p12(tmp_path))
    written, (told,) = run(
        "print_session", room.reference, "--out", folder, "--sign", "--only", "results", "sign-in", code=2
    )
    assert "sign-in : " in told
    assert "ne se signe pas" in told
    assert not folder.exists()


def test_the_command_says_when_there_is_nothing_to_sign(certificate, tmp_path):
    exam_session = paper.a_printed_session(reference="VIDE")
    told = run("print_session", "VIDE", "--out", tmp_path / "out", "--sign", "--only", "results", code=3)
    assert told == ([], [f"Rien à signer dans la session {exam_session.reference}."])


def test_every_kind_still_prints_unsigned_without_a_word(room, certificate, tmp_path):
    written, told = run("print_session", room.reference, "--out", tmp_path / "out", "--only", *KINDS)
    assert told == []
    assert {len(read_signed(Path(line).read_bytes()).signatures) for line in written} == {0}
