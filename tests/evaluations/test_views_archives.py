"""Taking a session out, and bringing one in in two steps: read and shown, then confirmed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from centres.models import JournalEntry, User
from evaluations.models import ArchiveUpload, SessionOrigin
from sessions.models import ExamSession
from tests import builders
from tests.evaluations.archives import Taken, files_in, row_counts

pytestmark = pytest.mark.django_db
ARCHIVES = "/administration/archives/"


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def paul() -> Client:
    return logged_in(builders.an_administrator())


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\N{NO-BREAK SPACE}", " ")


def choose(client: Client, content: bytes):
    return client.post(ARCHIVES, {"file": SimpleUploadedFile("../2026.zip", content, "application/zip")})


def test_what_it_holds_is_said_then_it_is_downloaded() -> None:
    session = builders.a_session()
    builders.a_candidate(session)
    organiser = builders.an_organiser(session.centre)
    address = reverse("evaluations:archive", args=[session.pk])
    client = logged_in(organiser)
    page = text(client.get(address))
    assert "Candidat 1" in page
    assert "données personnelles" in page
    answer = client.post(address)
    assert answer["Content-Type"] == "application/zip"
    assert f'"archive-{session.reference}.zip"' in answer["Content-Disposition"]
    assert "manifest.json" in files_in(answer.content)
    entry = JournalEntry.objects.get(action="archive.made")
    assert (entry.actor, entry.subject_id) == (organiser, str(session.pk))


def test_an_archive_is_shown_then_confirmed(eventful: Taken, paul: Client) -> None:
    centre = builders.a_centre(name="Centre de Dreux")
    answer = choose(paul, eventful.content)
    upload = ArchiveUpload.objects.get()
    confirm = reverse("evaluations:archive_confirm", args=[upload.pk])
    assert (answer.status_code, answer["Location"], upload.name) == (302, confirm, "2026.zip")
    assert not ExamSession.objects.exists()
    page = text(paul.get(confirm))
    assert "Candidats 12" in page
    assert "Résultat scellé 1" in page
    answer = paul.post(confirm, {"centre": centre.pk})
    session = ExamSession.objects.get()
    assert (answer["Location"], session.centre) == (reverse("sessions:overview", args=[session.pk]), centre)
    assert not ArchiveUpload.objects.exists()
    assert SessionOrigin.objects.get().imported_by.is_administrator
    assert paul.get(confirm).status_code == 404


def test_its_journal_is_read_beside_ours(eventful: Taken, paul: Client) -> None:
    centre = builders.a_centre()
    choose(paul, eventful.content)
    paul.post(reverse("evaluations:archive_confirm", args=[ArchiveUpload.objects.get().pk]), {"centre": centre.pk})
    session = ExamSession.objects.get()
    assert "Centre des Trois-Rivières, reprise le" in text(paul.get(reverse("evaluations:archive", args=[session.pk])))
    journal = reverse("evaluations:archive_journal", args=[session.pk])
    assert "venues de l’archive" in text(paul.get(journal))
    assert "Rectification" in text(paul.get(journal))
    assert paul.get(journal, {"page": "2"}).status_code == 200


def test_a_damaged_archive_is_told_and_nothing_kept(eventful: Taken, paul: Client) -> None:
    before = row_counts()
    answer = choose(paul, eventful.content[:4000])
    assert answer.status_code == 422
    assert "Ce n’est pas une archive zip, ou elle est coupée" in text(answer)
    assert row_counts() == before


def test_a_session_already_here_is_told_before_confirming(eventful: Taken, paul: Client) -> None:
    builders.a_session(reference=eventful.reference)
    answer = choose(paul, eventful.content)
    assert answer.status_code == 422
    assert "Une session porte déjà la référence" in text(answer)


def test_a_centre_of_other_hours_is_told_on_confirming(eventful: Taken, paul: Client) -> None:
    far = builders.a_centre(time_zone="Indian/Reunion")
    assert choose(paul, eventful.content).status_code == 302
    before = row_counts()
    confirm = reverse("evaluations:archive_confirm", args=[ArchiveUpload.objects.get().pk])
    answer = paul.post(confirm, {"centre": far.pk})
    assert answer.status_code == 422
    assert "Choisissez un centre à la même heure" in text(answer)
    assert row_counts() == before


def test_another_administrator_does_not_see_it(eventful: Taken, paul: Client) -> None:
    choose(paul, eventful.content)
    confirm = reverse("evaluations:archive_confirm", args=[ArchiveUpload.objects.get().pk])
    assert logged_in(builders.an_administrator()).get(confirm).status_code == 404


def test_a_session_that_came_from_nowhere_has_no_other_journal(paul: Client) -> None:
    session = builders.a_session()
    assert paul.get(reverse("evaluations:archive_journal", args=[session.pk])).status_code == 404


def test_choosing_again_keeps_the_last_alone(eventful: Taken, paul: Client) -> None:
    choose(paul, eventful.content)
    first = ArchiveUpload.objects.get().pk
    choose(paul, eventful.content)
    assert ArchiveUpload.objects.get().pk != first
