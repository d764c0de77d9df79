"""Publishing, and what is shown of what is published (RCT08 3°)."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sessions.models import Candidate, ExamSession, Link, Panel, PublishedVersion, Room
from sessions.publication import publish
from tests.builders import (
    a_candidate,
    a_panel,
    a_person,
)
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of, url
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def amelie(exam_session: ExamSession, panel: Panel, room: Room) -> Candidate:
    person = a_person(exam_session.centre, first_names="Amélie", birth_name="Bœuf-Lacroix")
    candidate = a_candidate(exam_session, person=person, reference="C003")
    put(candidate, panel, "08:30", room)
    return candidate


def asked(exam_session: ExamSession) -> dict[str, int]:
    exam_session.refresh_from_db()
    return {"seen_revision": exam_session.revision}


class TestPublish:
    def test_the_first_version_says_how_many_passages(
        self, client: Client, exam_session: ExamSession, amelie: Candidate
    ) -> None:
        answer = client.get(url("publish", exam_session))
        assert "Publier la version 1 1 passage dans cette première version." in text_of(answer)
        assert filled_buttons(answer) == 1

    def test_it_publishes_once_and_shows_the_version(
        self, client: Client, exam_session: ExamSession, amelie: Candidate
    ) -> None:
        answer = client.post(url("publish", exam_session), asked(exam_session))
        assert answer.url == url("version", exam_session, 1)
        assert PublishedVersion.objects.get().published_by.first_name == "Nadia"

    def test_what_changes_is_told_person_by_person(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        put(a_candidate(exam_session), panel, "13:00", room)
        publish(exam_session, by=None)
        put(amelie, panel, "08:45", room)
        page = text_of(client.get(url("publish", exam_session)))
        assert "Publier la version 2 3 personnes changent d’horaire, de salle ou de jury." in page
        was, now = (f"8 déc. 2026, 8 h {minutes}, Jury A, salle 101" for minutes in (30, 45))
        assert f"Bœuf-Lacroix, Amélie {was} {now} + 15 min" in page
        assert page.count("membre du jury") == 2
        assert "1 personne garde son horaire et ne reçoit rien." in page
        assert "Préparer 3 messages (vous les relirez avant l’envoi)" in page

    def test_nothing_changed_leaves_no_button(
        self, client: Client, exam_session: ExamSession, amelie: Candidate
    ) -> None:
        publish(exam_session, by=None)
        answer = client.get(url("publish", exam_session))
        assert "Rien n’a changé depuis la version 1." in text_of(answer)
        assert filled_buttons(answer) == 0

    def test_what_blocks_stands_instead_of_the_button(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel
    ) -> None:
        Link.objects.create(candidate=amelie, juror=panel.jurors.first(), reason="trainer")
        answer = client.get(url("publish", exam_session))
        assert "1 point empêche de publier" in text_of(answer)
        assert filled_buttons(answer) == 0
        refused = client.post(url("publish", exam_session), asked(exam_session))
        assert refused.status_code == 409
        assert "1 point empêche de publier" in text_of(refused)
        assert not PublishedVersion.objects.exists()

    def test_a_warning_is_told_and_prevents_nothing(
        self, client: Client, exam_session: ExamSession, amelie: Candidate
    ) -> None:
        a_candidate(exam_session)
        answer = client.get(url("publish", exam_session))
        assert "1 avertissement sans empêcher de publier" in text_of(answer)
        assert filled_buttons(answer) == 1

    def test_an_older_page_publishes_nothing(
        self, client: Client, exam_session: ExamSession, amelie: Candidate
    ) -> None:
        answer = client.post(url("publish", exam_session), {"seen_revision": "0"})
        assert answer.status_code == 409
        assert "Le planning a changé depuis l’affichage de cette page." in text_of(answer)
        assert not PublishedVersion.objects.exists()

    def test_nobody_placed_is_nothing_to_publish(self, client: Client, exam_session: ExamSession) -> None:
        answer = client.get(url("publish", exam_session))
        assert "Aucun passage à publier. Placez d’abord les candidats." in text_of(answer)
        assert filled_buttons(answer) == 1


class TestVersion:
    def test_it_stays_readable_as_it_was_published(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        publish(exam_session, by=None)
        put(amelie, panel, "14:00", room)
        page = text_of(client.get(url("version", exam_session, 1)))
        assert "Planning, version 1" in page
        assert "Mardi 8 décembre 2026" in page
        assert "8 h 30 11 h 30 Amélie Bœuf-Lacroix C003 Titre Jury A" in page

    def test_one_that_was_never_published_is_404(self, client: Client, exam_session: ExamSession) -> None:
        assert client.get(url("version", exam_session, 1)).status_code == 404


class TestDoors:
    def test_rct08_a_door_says_who_when_and_where_without_a_surname(
        self, client: Client, exam_session: ExamSession, amelie: Candidate
    ) -> None:
        publish(exam_session, by=None)
        page = text_of(client.get(url("door_plans", exam_session)))
        assert "Version 1, publiée le" in page
        assert "Salle 101 Jury A," in page
        assert (
            "8 h 30 11 h 30 Amélie B. 8 h 30 salle 104 · 9 h 00 ici · 10 h 00 salle 104 · 10 h 25 ici C003 Titre"
            in page
        )
        assert "11 h 30 11 h 45 Délibération" in page
        assert "Salle 104 Préparation" in page
        assert "ensuite salle 101 à 9 h 00" in page
        assert "Bœuf" not in page

    def test_a_draft_says_that_it_is_worth_nothing(
        self, client: Client, exam_session: ExamSession, amelie: Candidate
    ) -> None:
        assert "Brouillon, sans valeur" in text_of(client.get(url("door_plans", exam_session)))

    def test_the_version_hangs_on_the_door_until_the_next_one(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        publish(exam_session, by=None)
        put(amelie, panel, "14:00", room)
        assert "14 h 00" not in text_of(client.get(url("door_plans", exam_session)))
        draft = text_of(client.get(url("door_plans", exam_session), {"planning": "brouillon"}))
        assert "14 h 00" in draft
        publish(exam_session, by=None)
        assert "14 h 00" in text_of(client.get(url("door_plans", exam_session)))
        assert "14 h 00" not in text_of(client.get(url("door_plans", exam_session), {"planning": "1"}))

    def test_nobody_placed_is_no_door(self, client: Client, exam_session: ExamSession) -> None:
        assert "Aucun passage. Les portes se remplissent" in text_of(client.get(url("door_plans", exam_session)))

    def test_a_version_that_is_not_is_404(self, client: Client, exam_session: ExamSession) -> None:
        assert client.get(url("door_plans", exam_session), {"planning": "7"}).status_code == 404


class TestCandidatePlans:
    def test_rct08_each_candidate_has_their_hours_and_rooms(
        self, client: Client, exam_session: ExamSession, amelie: Candidate
    ) -> None:
        publish(exam_session, by=None)
        page = text_of(client.get(url("candidate_plans", exam_session)))
        assert "Bœuf-Lacroix, Amélie N° C003 Titre · Jury A mardi 8 décembre 2026, 8 h 30 à 11 h 30" in page
        assert "8 h 30 à 9 h 00 salle 104 9 h 00 à 10 h 00 salle 101" in page

    def test_they_come_by_name_whatever_the_accents(
        self, client: Client, exam_session: ExamSession, panel: Panel, room: Room
    ) -> None:
        for name, clock in (("Zola", "08:30"), ("Évrard", "12:30")):
            person = a_person(exam_session.centre, birth_name=name)
            put(a_candidate(exam_session, person=person), panel, clock, room)
        page = text_of(client.get(url("candidate_plans", exam_session)))
        assert page.index("Évrard") < page.index("Zola")

    def test_nobody_placed_says_so(self, client: Client, exam_session: ExamSession) -> None:
        assert "Aucun passage. La liste se remplit" in text_of(client.get(url("candidate_plans", exam_session)))


@pytest.mark.parametrize("name", ["publish", "door_plans", "candidate_plans"])
def test_others_get_404(exam_session: ExamSession, name: str) -> None:
    assert is_hidden_from_others(exam_session, url(name, exam_session))


def test_a_version_of_another_centre_is_404(exam_session: ExamSession, amelie: Candidate) -> None:
    publish(exam_session, by=None)
    assert is_hidden_from_others(exam_session, url("version", exam_session, 1))


@pytest.mark.parametrize("name", ["door_plans", "candidate_plans"])
def test_they_reject_post(client: Client, exam_session: ExamSession, name: str) -> None:
    assert client.post(url(name, exam_session)).status_code == 405


@pytest.mark.parametrize(
    ("name", "queries"), [("publish", 32), ("version", 15), ("door_plans", 13), ("candidate_plans", 13)]
)
@pytest.mark.parametrize("count", [1, 50])
def test_each_takes_the_same_queries_whatever_the_number(
    client: Client,
    exam_session: ExamSession,
    count: int,
    name: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        put(a_candidate(exam_session), a_panel(exam_session), "08:30")
    publish(exam_session, by=None)
    address = url(name, exam_session, 1) if name == "version" else url(name, exam_session)
    with django_assert_num_queries(queries):
        client.get(address)
