"""The print room: count, ask, follow, stop, take up again, fetch; nobody but whoever asked."""

import io
import os
import signal
import time
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from evaluations import print_jobs
from evaluations.documents.press import press
from evaluations.models import PrintJob
from ntc_cert import documents as printing
from tests import builders
from tests.evaluations import paper
from tests.sessions.test_plan_process import database_url

pytestmark = pytest.mark.django_db
State = PrintJob.State


@pytest.fixture
def room(client, monkeypatch):
    """An organiser before a session of one candidate; what is asked waits for the test to print it."""
    monkeypatch.setattr(print_jobs, "start", lambda command, number: os.getpid())
    exam_session = paper.a_printed_session(reference="2026-NTC-12")
    panel, _ = paper.a_jury(exam_session)
    paper.a_placed_candidate(exam_session, panel)
    client.force_login(builders.an_organiser(exam_session.centre))
    return exam_session


def address(exam_session, name="print_room"):
    return reverse(f"evaluations:{name}", args=[exam_session.pk])


def ask(client, exam_session, *kinds, **more):
    return client.post(address(exam_session), {"kinds": kinds or ["convocations"], **more})


def asked(client, exam_session, *kinds, **more) -> PrintJob:
    answer = ask(client, exam_session, *kinds, **more)
    assert answer.status_code == 302, answer.content.decode()
    return PrintJob.objects.get(state=State.RUNNING)


def page(client, exam_session) -> str:
    return client.get(address(exam_session, "documents")).content.decode()


def test_the_boxes_ticked_are_counted_with_their_cost(room, client):
    answer = client.get(address(room, "print_count"), {"kinds": ["convocations", "blank-grids"]})
    assert '<b class="person">9 pages</b>' in paper.plain(answer.content.decode())
    assert "environ 1" in answer.content.decode()
    assert "Cochez" in client.get(address(room, "print_count")).content.decode()


def test_what_is_asked_is_followed_then_fetched(room, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = asked(client, room, "convocations", "sign-in")
    assert (job.total, job.told) == (7, "Convocations et Feuilles d’émargement, 7 feuilles")
    shown = page(client, room)
    assert "En préparation, 0 sur 7" in shown
    assert f'hx-get="{address(room)}"' in shown
    call_command("prepare_print", str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.done, job.name) == (State.DONE, 7, "impression-2026-NTC-12.pdf")
    fragment = client.get(address(room)).content.decode()
    assert "hx-get" not in fragment
    answer = client.get(reverse("evaluations:print_file", args=[job.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="impression-2026-NTC-12.pdf"'
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 7
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize(("whose", "told"), [("tous", ["doors", "grids"]), ("choisis", [])])
def test_sheets_laid_out_for_everybody_are_told_printed(room, client, whose, told):
    """The file itself is forgotten after five others: the board is not."""
    choices = dict(client.get(address(room, "documents")).context["form"].fields["people"].choices)
    people = [key for key in choices if "membre" not in choices[key]] if whose == "choisis" else []
    job = asked(client, room, "blank-grids", "door-plans", "sign-in", whose=whose, people=people)
    press(job)
    assert sorted(room.readiness_ticks.values_list("subject", flat=True)) == told


def test_a_zip_has_one_file_a_person_and_is_the_same_twice(room, client):
    job = asked(client, room, "convocations", "candidate-plans", bundle="personne")
    press(job)
    job.refresh_from_db()
    first = bytes(job.content)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist()[0] == "2026-NTC-12-C003-Boeuf-Lacroix.pdf"
        assert len(PdfReader(io.BytesIO(archive.read(archive.namelist()[0]))).pages) == 2
    assert client.get(reverse("evaluations:print_file", args=[job.pk]))["Content-Type"] == "application/zip"
    PrintJob.objects.filter(pk=job.pk).update(digest="another")
    again = asked(client, room, "convocations", "candidate-plans", bundle="personne")
    press(again)
    again.refresh_from_db()
    assert bytes(again.content) == first


def test_the_same_sheets_are_not_laid_out_twice(room, client, monkeypatch):
    press(asked(client, room, "candidate-plans"))
    monkeypatch.setattr(printing, "load_weasyprint", lambda: pytest.fail("laid out again"))
    again = asked(client, room, "candidate-plans")
    press(again)
    again.refresh_from_db()
    assert again.state == State.DONE


def test_nothing_chosen_and_nothing_to_print_are_told(room, client):
    answer = client.post(address(room), {})
    assert answer.status_code == 422
    assert "Choisissez au moins un document." in answer.content.decode()
    answer = ask(client, room, "grids")
    assert answer.status_code == 422
    assert "Rien à imprimer dans ce choix" in answer.content.decode()
    answer = ask(client, room, whose="choisis")
    assert answer.status_code == 422
    assert "Choisissez au moins une personne" in answer.content.decode()
    assert not PrintJob.objects.exists()


def test_one_at_a_time_for_each_person(room, client):
    first = asked(client, room)
    answer = ask(client, room)
    assert answer.status_code == 409
    assert "Une impression est déjà en préparation." in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintJob.objects.create(exam_session=room, asked_by=first.asked_by, choice={}, told="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintJob.objects.filter(pk=first.pk).update(state=State.DONE)


def test_a_stop_is_seen_before_the_next_sheet(room, client, monkeypatch):
    job = asked(client, room, "convocations")
    client.post(reverse("evaluations:print_stop", args=[job.pk]))
    press(job)
    job.refresh_from_db()
    assert (job.state, job.content) == (State.STOPPED, None)
    assert "En préparation" not in page(client, room)


def test_one_that_died_is_told_and_taken_up_again(room, client):
    job = asked(client, room, "candidate-plans")
    PrintJob.objects.filter(pk=job.pk).update(seen_at=timezone.now() - timedelta(minutes=5), done=0)
    shown = page(client, room)
    assert "s’est interrompue" in shown
    again = reverse("evaluations:print_again", args=[job.pk])
    assert again in shown
    client.post(again)
    job.refresh_from_db()
    assert (job.state, print_jobs.is_gone(job)) == (State.RUNNING, False)
    press(job)
    job.refresh_from_db()
    assert job.state == State.DONE


def test_one_that_died_is_taken_up_by_itself_once(room, client, htmx_client, django_capture_on_commit_callbacks):
    job = asked(client, room, "candidate-plans")
    htmx_client.cookies = client.cookies
    again = reverse("evaluations:print_again", args=[job.pk])
    for is_first in (True, False):
        PrintJob.objects.filter(pk=job.pk).update(seen_at=timezone.now() - timedelta(minutes=5))
        assert ("Elle reprend d’elle-même" in page(client, room)) == is_first
        with django_capture_on_commit_callbacks() as launched:
            fragment = htmx_client.post(again).content.decode()
        assert len(launched) == is_first
        assert ("En préparation, 0 sur" in fragment) == is_first
    assert "Si elle s’interrompt encore" in fragment
    assert 'hx-trigger="load"' not in fragment
    client.post(again)
    job.refresh_from_db()
    assert not print_jobs.is_gone(job)


def test_what_stopped_or_failed_is_not_taken_up_by_itself(room, client, htmx_client):
    job = asked(client, room, "candidate-plans")
    htmx_client.cookies = client.cookies
    for state in (State.STOPPED, State.FAILED):
        PrintJob.objects.filter(pk=job.pk).update(state=state)
        assert 'hx-trigger="load"' not in page(client, room)
        htmx_client.post(reverse("evaluations:print_again", args=[job.pk]))
        job.refresh_from_db()
        assert job.state == state


def test_one_that_died_makes_way_for_another(room, client):
    job = asked(client, room)
    PrintJob.objects.filter(pk=job.pk).update(seen_at=timezone.now() - timedelta(minutes=5))
    assert ask(client, room).status_code == 302
    job.refresh_from_db()
    assert job.state == State.FAILED


def test_a_fault_is_told_and_not_left_running(room, client, monkeypatch):
    job = asked(client, room)
    monkeypatch.setattr("evaluations.documents.kept.pdf_from_html", lambda *texts, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        press(job)
    job.refresh_from_db()
    assert job.state == State.FAILED


def test_five_files_are_kept(room, client):
    for _ in range(print_jobs.KEPT + 3):
        press(asked(client, room, "candidate-plans"))
    assert PrintJob.objects.count() == print_jobs.KEPT


def test_nobody_else_fetches_stops_or_takes_up(room, client):
    job = asked(client, room)
    press(job)
    client.force_login(builders.an_organiser(room.centre))
    for name, method in (("print_file", "get"), ("print_stop", "post"), ("print_again", "post")):
        assert getattr(client, method)(reverse(f"evaluations:{name}", args=[job.pk])).status_code == 404


def test_a_file_that_is_not_ready_is_not_there(room, client):
    job = asked(client, room)
    assert client.get(reverse("evaluations:print_file", args=[job.pk])).status_code == 404


def test_the_command_refuses_what_is_not_being_prepared(capsys):
    with pytest.raises(SystemExit) as left:
        call_command("prepare_print", "999")
    assert left.value.code == 2
    assert "print_session" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_a_process_of_its_own_prints_and_a_killed_one_is_taken_up(client, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url())
    exam_session = paper.a_printed_session(reference="2026-NTC-12")
    for _ in range(6):
        builders.a_candidate(exam_session)
    client.force_login(builders.an_organiser(exam_session.centre))
    job = asked(client, exam_session, "blank-grids")
    until(job, lambda: job.pid)
    os.kill(job.pid, signal.SIGKILL)
    until(job, lambda: print_jobs.is_gone(job))
    shown = page(client, exam_session)
    again = reverse("evaluations:print_again", args=[job.pk])
    assert f'hx-post="{again}" hx-trigger="load"' in shown
    assert "En préparation, 0 sur" in client.post(again, headers={"HX-Request": "true"}).content.decode()
    until(job, lambda: job.state == State.DONE)
    assert job.restarts == 1
    assert len(PdfReader(io.BytesIO(bytes(job.content))).pages) == 36
    connection.close()


def until(job: PrintJob, holds) -> None:
    for _ in range(1200):
        job.refresh_from_db()
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"{job.state} after two minutes")
