"""A passage exchanged, locked, unlocked, taken away."""

from typing import Any

import pytest
from django.test import Client

from sessions.models import Candidate, ExamSession, Panel, Passage, Room
from sessions.scheduling import set_locked
from tests.builders import a_panel, a_preparation_room, at
from tests.sessions.pages import text_of, url
from tests.sessions.passages import a_named, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel(exam_session: ExamSession) -> Panel:
    return a_panel(exam_session, name="Jury A")


@pytest.fixture
def room(exam_session: ExamSession) -> Room:
    return a_preparation_room(exam_session.centre)


@pytest.fixture
def amelie(exam_session: ExamSession) -> Candidate:
    return a_named(exam_session, "Amélie")


def swap_url(candidate: Candidate) -> str:
    return url("passage_swap", candidate.exam_session, candidate.pk)


class TestSwap:
    @pytest.fixture
    def karim(self, exam_session: ExamSession) -> Candidate:
        return a_named(exam_session, "Karim")

    def asked(self, candidate: Candidate, other: object) -> dict[str, Any]:
        revision = ExamSession.objects.get(pk=candidate.exam_session_id).revision
        return {"swap-other": other, "swap-seen_revision": revision}

    def test_each_takes_the_other_s_place(
        self, client: Client, amelie: Candidate, karim: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "08:30", room)
        put(karim, panel, "13:00", room)
        page = text_of(client.get(url("passage_place", amelie.exam_session, amelie.pk)))
        assert "Karim Noël, Jury A, 8 déc. 2026, 13 h 00" in page
        answer = client.post(swap_url(amelie), self.asked(amelie, karim.pk), follow=True)
        assert "Amélie Noël et Karim Noël, passages échangés." in text_of(answer)
        starts = dict(Passage.objects.values_list("candidate", "starts_at"))
        assert starts == {amelie.pk: at("13:00"), karim.pk: at("08:30")}

    def test_a_locked_passage_is_not_exchanged(
        self, client: Client, amelie: Candidate, karim: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "08:30", room)
        put(karim, panel, "13:00", room)
        set_locked(karim, locked=True, by=None)
        answer = client.post(swap_url(amelie), self.asked(amelie, karim.pk))
        assert answer.status_code == 409
        assert "Le passage de Karim Noël est verrouillé." in text_of(answer)

    def test_nobody_chosen_is_told(
        self, client: Client, amelie: Candidate, karim: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "08:30", room)
        put(karim, panel, "13:00", room)
        answer = client.post(swap_url(amelie), self.asked(amelie, ""))
        assert answer.status_code == 422
        assert "Choisissez un passage." in text_of(answer)

    def test_its_address_leads_to_the_passage(self, client: Client, amelie: Candidate, panel: Panel) -> None:
        assert client.get(swap_url(amelie)).url == url("passage_place", amelie.exam_session, amelie.pk)


class TestLockAndRemove:
    def test_it_locks_then_unlocks(self, client: Client, amelie: Candidate, panel: Panel, room: Room) -> None:
        put(amelie, panel, "08:30", room)
        address = url("passage_lock", amelie.exam_session, amelie.pk)
        page = text_of(client.post(address, {"locked": "1", "vue": "liste"}, follow=True))
        assert "Amélie Noël, passage verrouillé." in page
        assert "Déverrouiller" in page
        client.post(address, {"locked": "0"})
        assert not Passage.objects.get().is_locked

    def test_nothing_to_lock_is_told_on_the_planning(self, client: Client, amelie: Candidate) -> None:
        answer = client.post(url("passage_lock", amelie.exam_session, amelie.pk), {"locked": "1"})
        assert answer.status_code == 409
        assert "Ce candidat n’a pas de passage à verrouiller. Placez-le d’abord." in text_of(answer)

    def test_it_takes_a_passage_away(self, client: Client, amelie: Candidate, panel: Panel, room: Room) -> None:
        put(amelie, panel, "08:30", room)
        revision = ExamSession.objects.get(pk=amelie.exam_session_id).revision
        address = url("passage_remove", amelie.exam_session, amelie.pk)
        answer = client.post(address, {"seen_revision": revision, "jour": "2026-12-08"}, follow=True)
        assert "Amélie Noël, passage retiré. Il reste à placer." in text_of(answer)
        assert not Passage.objects.exists()

    def test_an_older_page_takes_nothing_away(self, client: Client, amelie: Candidate, panel: Panel) -> None:
        put(amelie, panel, "08:30")
        answer = client.post(url("passage_remove", amelie.exam_session, amelie.pk), {"seen_revision": "0"})
        assert answer.status_code == 409
        assert "Le planning a changé" in text_of(answer)
        assert Passage.objects.exists()

    @pytest.mark.parametrize("name", ["passage_lock", "passage_remove"])
    def test_they_reject_get(self, client: Client, amelie: Candidate, name: str) -> None:
        assert client.get(url(name, amelie.exam_session, amelie.pk)).status_code == 405
