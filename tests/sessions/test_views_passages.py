"""A candidate's passage: placed, moved, exchanged, locked, taken away."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sessions.models import Candidate, CandidateUnavailability, ExamSession, Panel, Passage, Room
from sessions.scheduling import set_locked
from tests.builders import (
    a_candidate,
    a_panel,
    a_session,
    an_organiser,
    at,
)
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of, url
from tests.sessions.passages import a_named, put, steps_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def amelie(exam_session: ExamSession) -> Candidate:
    return a_named(exam_session, "Amélie")


def typed(panel: Panel, room: Room | None, start: str = "08:30", **fields: Any) -> dict[str, Any]:
    return {
        "panel": panel.pk,
        "day": "2026-12-08",
        "start": start,
        "preparation_room": room.pk if room else "",
        "jury_room": "",
        "seen_revision": ExamSession.objects.get(pk=panel.exam_session_id).revision,
        **fields,
    }


def place_url(candidate: Candidate) -> str:
    return url("passage_place", candidate.exam_session, candidate.pk)


class TestPlace:
    def test_it_comes_with_a_suggestion_and_its_effect(
        self, client: Client, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        answer = client.get(place_url(amelie))
        form, page = answer.context["form"], text_of(answer)
        assert (form["panel"].value(), form["start"].value(), form["preparation_room"].value()) == (
            *(panel.pk, at("08:30").time()),
            room.pk,
        )
        assert "Amélie Noël Titre · 3 h · à placer" in page
        assert "Avec cet horaire Possible Mardi 8 décembre 2026, 8 h 30 à 11 h 30" in page
        assert "11 h 00 Entretien final salle 101" in page
        assert filled_buttons(answer) == 1

    def test_it_places_and_goes_back_to_the_day(
        self, client: Client, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        answer = client.post(place_url(amelie), typed(panel, room))
        assert answer.url == f"{url('timetable', amelie.exam_session)}?jour=2026-12-08#passage-{amelie.pk}"
        assert (amelie.passage.starts_at, amelie.passage.panel) == (at("08:30"), panel)
        page = text_of(client.get(answer.url))
        assert "Amélie Noël, Jury A à 8 h 30." in page

    def test_a_start_per_phase_leaves_room_for_lunch(
        self, client: Client, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        client.post(place_url(amelie), typed(panel, room, "10:00", start_of_role_play="13:00"))
        assert [step[1] for step in steps_of(amelie)][4:] == ["13:00", "13:15", "13:25", "14:00"]
        form = client.get(place_url(amelie)).context["form"]
        assert form["start_of_role_play"].value() == at("13:00").time()
        assert form["start_of_final_interview"].value() is None

    def test_a_conflict_prevents_no_draft_and_is_said(
        self, client: Client, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        CandidateUnavailability.objects.create(candidate=amelie, starts_at=at("08:00"), ends_at=at("12:00"))
        page = text_of(client.post(place_url(amelie), typed(panel, room), follow=True))
        assert "1 point à régler pour ce passage." in page
        assert "1 blocage" in page

    @pytest.mark.parametrize("start", ["", "tôt"])
    def test_what_does_not_hold_is_told_and_everything_is_kept(
        self, client: Client, amelie: Candidate, panel: Panel, room: Room, start: str
    ) -> None:
        answer = client.post(place_url(amelie), typed(panel, room, start))
        assert answer.status_code == 422
        assert "Écrivez une heure, par exemple 08:30." in text_of(answer)
        assert answer.context["form"]["preparation_room"].value() == str(room.pk)
        assert not Passage.objects.exists()

    def test_a_double_booking_is_refused_with_its_sentence_and_nothing_typed_is_lost(
        self, client: Client, amelie: Candidate, exam_session: ExamSession, panel: Panel, room: Room
    ) -> None:
        put(a_named(exam_session, "Karim"), panel, "08:30", room)
        answer = client.post(place_url(amelie), typed(panel, room, "09:00"))
        page = text_of(answer)
        assert answer.status_code == 409
        assert "Rien n’a été changé" in page
        assert "Karim Noël" in page
        assert answer.context["form"]["start"].value() == "09:00"
        assert not Passage.objects.filter(candidate=amelie).exists()

    def test_starts_that_cannot_hold_are_refused_in_words(
        self, client: Client, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        answer = client.post(place_url(amelie), typed(panel, room, start_of_role_play="09:00"))
        assert answer.status_code == 409
        assert "Mise en situation commence à 9 h 00, avant la fin" in text_of(answer)

    def test_an_older_page_is_refused_then_seen_as_it_is_now(
        self, client: Client, amelie: Candidate, exam_session: ExamSession, panel: Panel, room: Room
    ) -> None:
        older = typed(panel, room)
        put(a_named(exam_session, "Karim"), panel, "13:00", room)
        answer = client.post(place_url(amelie), older)
        assert answer.status_code == 409
        assert "Le planning a changé depuis l’affichage de cette page." in text_of(answer)
        seen = answer.context["form"]["seen_revision"].value()
        assert client.post(place_url(amelie), {**older, "seen_revision": seen}).status_code == 302

    def test_a_panel_or_a_room_the_session_has_not_is_no_choice(
        self, client: Client, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        stranger = a_panel(a_session())
        answer = client.post(place_url(amelie), typed(panel, room) | {"panel": stranger.pk})
        assert answer.status_code == 422

    def test_a_final_interview_asks_for_no_preparation_room(
        self, client: Client, exam_session: ExamSession, panel: Panel
    ) -> None:
        candidate = a_named(exam_session, "Thibault", route="final")
        assert "preparation_room" not in client.get(place_url(candidate)).context["form"].fields
        client.post(place_url(candidate), typed(panel, None))
        assert candidate.passage.ends_at == at("09:00")

    def test_without_a_jury_it_says_what_is_missing(self, client: Client, amelie: Candidate) -> None:
        assert "Il faut d’abord un jury et une journée." in text_of(client.get(place_url(amelie)))


class TestEffect:
    def test_it_tells_every_conflict_and_writes_nothing(
        self, client: Client, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        CandidateUnavailability.objects.create(candidate=amelie, starts_at=at("08:00"), ends_at=at("12:00"))
        answer = client.post(place_url(amelie), typed(panel, room, preview="1"))
        page = text_of(answer)
        assert answer.status_code == 200
        assert "Avec cet horaire Bloquant" in page
        assert "indisponibilité de 8 h 00 à 12 h 00" in page
        assert not Passage.objects.exists()

    def test_htmx_gets_the_part_the_page_itself_shows(
        self, client: Client, htmx_client: Client, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        htmx_client.force_login(an_organiser(amelie.exam_session.centre))
        asked = typed(panel, room, preview="1")
        part = htmx_client.post(place_url(amelie), asked).content.decode().strip()
        assert part.startswith('<section class="sheet" id="effect"')
        assert part in client.post(place_url(amelie), asked).content.decode()

    def test_an_hour_half_typed_asks_for_the_rest(
        self, htmx_client: Client, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        htmx_client.force_login(an_organiser(amelie.exam_session.centre))
        answer = htmx_client.post(place_url(amelie), typed(panel, room, "", preview="1"))
        assert "Complétez le jury, la journée et l’heure." in text_of(answer)


class TestMove:
    def test_it_starts_from_the_place_of_today(
        self, client: Client, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "10:00", room)
        answer = client.get(place_url(amelie))
        form, page = answer.context["form"], text_of(answer)
        assert (form["start"].value(), form["jury_room"].value()) == (at("10:00").time(), None)
        assert "Tel qu’il est Possible" in page
        client.post(place_url(amelie), typed(panel, room, "14:00"))
        amelie.refresh_from_db()
        assert amelie.passage.starts_at == at("14:00")

    def test_a_locked_passage_stays(self, client: Client, amelie: Candidate, panel: Panel, room: Room) -> None:
        put(amelie, panel, "10:00", room)
        set_locked(amelie, locked=True, by=None)
        assert "verrouillé" in text_of(client.get(place_url(amelie)))
        answer = client.post(place_url(amelie), typed(panel, room, "14:00"))
        assert answer.status_code == 409
        assert "est verrouillé. Déverrouillez-le avant d’y toucher." in text_of(answer)


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("passage_place", "get"),
        ("passage_place", "post"),
        ("passage_swap", "post"),
        ("passage_lock", "post"),
        ("passage_remove", "post"),
    ],
)
def test_others_get_404(amelie: Candidate, name: str, method: str) -> None:
    assert is_hidden_from_others(amelie.exam_session, url(name, amelie.exam_session, amelie.pk), method=method)


def test_a_candidate_of_another_session_is_404(client: Client, exam_session: ExamSession) -> None:
    other = a_candidate(a_session(exam_session.centre))
    assert client.get(url("passage_place", exam_session, other.pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_takes_the_same_queries_whatever_the_number(
    client: Client,
    exam_session: ExamSession,
    panel: Panel,
    room: Room,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    candidates = [a_candidate(exam_session) for _ in range(count)]
    put(candidates[0], panel, "08:30", room)
    with django_assert_num_queries(12):
        client.get(place_url(candidates[-1]))
