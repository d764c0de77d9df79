"""Panels of a session: listed, composed, taken away."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sessions.models import ExamSession, Link, Panel
from tests.builders import (
    a_candidate,
    a_centre,
    a_juror,
    a_panel,
    a_room,
    a_session,
)
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of, url
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db


def typed(exam_session: ExamSession, *jurors: Any, **fields: Any) -> dict[str, Any]:
    exam_session.refresh_from_db()
    return {"jurors": [juror.pk for juror in jurors], "seen_revision": exam_session.revision, **fields}


def two_jurors(exam_session: ExamSession) -> list[Any]:
    return [a_juror(exam_session.centre), a_juror(exam_session.centre)]


def members(panel: Panel) -> list[int]:
    return list(panel.members.order_by("rank").values_list("juror_id", flat=True))


class TestList:
    def test_rct10_each_juror_says_whether_they_may_sit(self, client: Client, exam_session: ExamSession) -> None:
        good = a_juror(exam_session.centre, last_name="Vasseur")
        doubtful = a_juror(exam_session.centre, last_name="Mangin", evaluation_training_on=None)
        bad = a_juror(exam_session.centre, last_name="Castaing", itinerant_sales=False)
        room = a_room(exam_session.centre, name="salle 101")
        a_panel(exam_session, good, doubtful, bad, name="Jury A", room=room)
        page = text_of(client.get(url("panels", exam_session)))
        assert "Jury A salle 101 · aucun passage Modifier" in page
        assert "Claire Vasseur Peut siéger" in page
        assert "Claire Mangin Formation à l’évaluation : non renseigné. (RCT08 3°, RCT10) À vérifier" in page
        assert "Le jury n’est composé que de professionnels de la vente itinérante." in page
        assert "Ne peut pas siéger" in page

    def test_a_panel_too_small_says_so(self, client: Client, exam_session: ExamSession) -> None:
        a_panel(exam_session, a_juror(exam_session.centre))
        assert "Juré à ajouter Il en faut au moins 2 (RCT08, RCC06)." in text_of(
            client.get(url("panels", exam_session))
        )

    def test_a_conflict_stands_under_the_panel_it_concerns(self, client: Client, exam_session: ExamSession) -> None:
        candidate, panel = a_candidate(exam_session), a_panel(exam_session)
        Link.objects.create(candidate=candidate, juror=panel.jurors.first(), reason="trainer")
        put(candidate, panel, "08:30")
        page = text_of(client.get(url("panels", exam_session)))
        assert "1 blocage" in page
        assert "a formé ce candidat." in page

    def test_without_a_panel_it_says_what_to_do(self, client: Client, exam_session: ExamSession) -> None:
        answer = client.get(url("panels", exam_session))
        assert "Aucun jury. Choisissez-en les jurés dans le registre" in text_of(answer)
        assert filled_buttons(answer) == 1

    @pytest.mark.parametrize("count", [1, 50])
    def test_it_takes_the_same_queries_whatever_the_number(
        self, client: Client, exam_session: ExamSession, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(count):
            a_panel(exam_session)
        with django_assert_num_queries(11):
            client.get(url("panels", exam_session))


class TestAdd:
    def test_it_seats_the_chosen_jurors_in_the_room(self, client: Client, exam_session: ExamSession) -> None:
        jurors, room = two_jurors(exam_session), a_room(exam_session.centre)
        answer = client.post(url("panel_add", exam_session), typed(exam_session, *jurors, room=room.pk))
        assert answer.url == url("panels", exam_session)
        panel = Panel.objects.get()
        assert (panel.name, panel.room, members(panel)) == ("Jury 1", room, [juror.pk for juror in jurors])

    def test_rcc06_one_juror_is_not_enough_and_the_choice_is_kept(
        self, client: Client, exam_session: ExamSession
    ) -> None:
        juror, _ = two_jurors(exam_session)
        answer = client.post(url("panel_add", exam_session), typed(exam_session, juror, name="Jury A"))
        assert answer.status_code == 422
        assert "1 juré : il en faut au moins 2 (RCT08, RCC06 « binôme »)." in text_of(answer)
        assert answer.context["form"].chosen == {juror.pk}
        assert answer.context["form"]["name"].value() == "Jury A"
        assert not Panel.objects.exists()

    def test_the_register_is_shown_with_the_reasons(self, client: Client, exam_session: ExamSession) -> None:
        a_juror(exam_session.centre, last_name="Castaing", itinerant_sales=False)
        page = text_of(client.get(url("panel_add", exam_session)))
        assert "Claire Castaing Le jury n’est composé que de professionnels" in page

    def test_an_empty_register_says_so(self, client: Client, exam_session: ExamSession) -> None:
        assert "Aucun juré au registre de ce centre." in text_of(client.get(url("panel_add", exam_session)))

    def test_nobody_comes_from_another_centre(self, client: Client, exam_session: ExamSession) -> None:
        strangers = [a_juror(a_centre()), a_juror(a_centre())]
        assert client.post(url("panel_add", exam_session), typed(exam_session, *strangers)).status_code == 422


class TestEdit:
    def test_it_replaces_a_juror_and_keeps_the_order_of_the_others(
        self, client: Client, exam_session: ExamSession
    ) -> None:
        first, second = two_jurors(exam_session)
        newcomer = a_juror(exam_session.centre)
        panel = a_panel(exam_session, second, first)
        address = url("panel_edit", exam_session, panel.pk)
        client.post(address, typed(exam_session, first, newcomer, second, name="Jury B", room=panel.room_id or ""))
        panel.refresh_from_db()
        assert (panel.name, members(panel)) == ("Jury B", [second.pk, first.pk, newcomer.pk])

    def test_a_room_already_taken_is_refused_with_its_sentence(self, client: Client, exam_session: ExamSession) -> None:
        a, b = a_panel(exam_session, name="Jury A"), a_panel(exam_session, name="Jury B")
        put(a_candidate(exam_session), a, "08:30")
        put(a_candidate(exam_session), b, "08:30")
        jurors = [member.juror for member in b.members.all()]
        answer = client.post(
            url("panel_edit", exam_session, b.pk), typed(exam_session, *jurors, name="Jury B", room=a.room_id)
        )
        page = text_of(answer)
        assert answer.status_code == 409
        assert "Rien n’a été changé" in page
        assert "deux passages à la fois" in page
        assert answer.context["form"]["room"].value() == str(a.room_id)
        b.refresh_from_db()
        assert b.room_id != a.room_id

    def test_an_older_page_is_refused_then_seen_as_it_is_now(self, client: Client, exam_session: ExamSession) -> None:
        panel = a_panel(exam_session)
        older = typed(exam_session, *two_jurors(exam_session), name="Jury A", room="")
        put(a_candidate(exam_session), panel, "08:30")
        address = url("panel_edit", exam_session, panel.pk)
        answer = client.post(address, older)
        assert answer.status_code == 409
        assert "Le planning a changé depuis l’affichage de cette page." in text_of(answer)
        exam_session.refresh_from_db()
        assert answer.context["seen_revision"] == exam_session.revision
        assert client.post(address, {**older, "seen_revision": answer.context["seen_revision"]}).status_code == 302

    def test_a_panel_of_another_session_is_404(self, client: Client, exam_session: ExamSession) -> None:
        other = a_panel(a_session(exam_session.centre))
        assert client.get(url("panel_edit", exam_session, other.pk)).status_code == 404


class TestRemove:
    def test_it_says_what_stays_then_takes_it_away(self, client: Client, exam_session: ExamSession) -> None:
        address = url("panel_remove", exam_session, a_panel(exam_session).pk)
        assert "Ses jurés restent au registre" in text_of(client.get(address))
        assert client.post(address).url == url("panels", exam_session)
        assert not Panel.objects.exists()

    def test_a_panel_with_passages_stays(self, client: Client, exam_session: ExamSession) -> None:
        panel = a_panel(exam_session, name="Jury A")
        put(a_candidate(exam_session), panel, "08:30")
        answer = client.post(url("panel_remove", exam_session, panel.pk))
        assert answer.status_code == 409
        assert "Jury A a des passages. Déplacez-les ou retirez-les d’abord." in text_of(answer)


def test_others_get_404(client: Client, exam_session: ExamSession) -> None:
    panel = a_panel(exam_session)
    for address in (
        url("panels", exam_session),
        url("panel_add", exam_session),
        url("panel_edit", exam_session, panel.pk),
        url("panel_remove", exam_session, panel.pk),
    ):
        assert is_hidden_from_others(exam_session, address), address
