"""Rooms of a session, and of a centre before any session."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from sessions.models import ExamSession, Room
from tests.builders import a_centre, a_panel, a_preparation_room, a_room, at
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of, url

pytestmark = pytest.mark.django_db


def typed(**fields: Any) -> dict[str, Any]:
    return {"name": "salle 101", "is_jury": "on", "equipment": "speaker_phone", **fields}


def of_centre(name: str, exam_session: ExamSession, *more: int) -> str:
    return reverse(f"sessions:centre_{name}", args=[exam_session.centre.pk, *more])


def test_each_room_says_its_uses_equipment_closures_and_juries(client: Client, exam_session: ExamSession) -> None:
    room = a_room(exam_session.centre, name="salle 101")
    room.closures.create(starts_at=at("08:00"), ends_at=at("09:00"))
    a_preparation_room(exam_session.centre, name="salle 104")
    a_panel(exam_session, room=room)
    page = text_of(client.get(url("rooms", exam_session)))
    assert "salle 101 jury téléphone avec haut-parleur 8 déc. 2026, 8 h 00 à 9 h 00 1 Modifier" in page
    assert "salle 104 préparation téléphone aucune 0 Modifier" in page


def test_without_a_room_it_says_what_is_needed(client: Client, exam_session: ExamSession) -> None:
    answer = client.get(url("rooms", exam_session))
    assert "Aucune salle. Il faut au moins une salle de jury" in text_of(answer)
    assert filled_buttons(answer) == 1


def test_it_adds_a_room_with_its_closures(client: Client, exam_session: ExamSession) -> None:
    answer = client.post(
        url("room_add", exam_session),
        typed(closure_0_start="2026-12-08T08:00", closure_0_end="2026-12-08T09:00", closure_1_start=""),
    )
    assert answer.url == url("rooms", exam_session)
    room = Room.objects.get()
    assert (room.centre, room.exam_session, room.name, room.is_jury, room.is_preparation) == (
        *(exam_session.centre, None),
        *("salle 101", True, False),
    )
    assert [(row.starts_at, row.ends_at) for row in room.closures.all()] == [(at("08:00"), at("09:00"))]


def test_what_does_not_hold_is_told_and_everything_is_kept(client: Client, exam_session: ExamSession) -> None:
    answer = client.post(
        url("room_add", exam_session),
        {
            "name": "salle 101",
            "equipment": "phone",
            "closure_0_start": "2026-12-08T10:00",
            "closure_0_end": "2026-12-08T09:00",
        },
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Cochez au moins un usage." in page
    assert "La fin vient avant le début. Corrigez l’une des deux." in page
    assert answer.context["form"]["name"].value() == "salle 101"
    assert not Room.objects.exists()


def test_a_name_already_given_is_told_under_its_field(client: Client, exam_session: ExamSession) -> None:
    a_room(exam_session.centre, name="salle 101")
    answer = client.post(url("room_add", exam_session), typed())
    assert answer.status_code == 422
    assert "Une salle s’appelle déjà salle 101. Écrivez un autre nom." in text_of(answer)


def test_it_changes_a_room(client: Client, exam_session: ExamSession) -> None:
    room = a_room(exam_session.centre, name="salle 101")
    address = url("room_edit", exam_session, room.pk)
    assert "Cette salle sert à toutes les sessions du centre." in text_of(client.get(address))
    client.post(address, typed(name="salle 201", is_preparation="on"))
    room.refresh_from_db()
    assert (room.name, room.is_preparation) == ("salle 201", True)


def test_it_says_what_goes_with_a_room_then_takes_it_away(client: Client, exam_session: ExamSession) -> None:
    room = a_room(exam_session.centre, name="salle 101")
    address = url("room_remove", exam_session, room.pk)
    assert "Elle est effacée, avec ses fermetures." in text_of(client.get(address))
    assert client.post(address).url == url("rooms", exam_session)
    assert not Room.objects.exists()


def test_a_room_in_use_stays_and_the_page_says_why(client: Client, exam_session: ExamSession) -> None:
    room = a_room(exam_session.centre)
    a_panel(exam_session, room=room)
    answer = client.post(url("room_remove", exam_session, room.pk))
    assert answer.status_code == 409
    assert "Cette salle sert à un jury ou à un passage." in text_of(answer)


def test_before_any_session_the_centre_has_its_own_pages(client: Client, exam_session: ExamSession) -> None:
    exam_session.delete()
    assert "Aucune salle." in text_of(client.get(of_centre("rooms", exam_session)))
    answer = client.post(of_centre("room_add", exam_session), typed())
    assert answer.url == of_centre("rooms", exam_session)
    room = Room.objects.get()
    client.post(of_centre("room_edit", exam_session, room.pk), typed(name="salle 102"))
    assert "salle 102" in text_of(client.get(of_centre("rooms", exam_session)))
    client.post(of_centre("room_remove", exam_session, room.pk))
    assert not Room.objects.exists()


def test_others_get_404(client: Client, exam_session: ExamSession) -> None:
    room = a_room(exam_session.centre)
    for address in (
        url("rooms", exam_session),
        url("room_add", exam_session),
        url("room_edit", exam_session, room.pk),
        url("room_remove", exam_session, room.pk),
        of_centre("rooms", exam_session),
        of_centre("room_edit", exam_session, room.pk),
    ):
        assert is_hidden_from_others(exam_session, address), address


def test_a_room_of_another_centre_is_404(client: Client, exam_session: ExamSession) -> None:
    room = a_room(a_centre())
    assert client.get(url("room_edit", exam_session, room.pk)).status_code == 404


def test_it_rejects_post_on_the_list(client: Client, exam_session: ExamSession) -> None:
    assert client.post(url("rooms", exam_session)).status_code == 405


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_takes_the_same_queries_whatever_the_number(
    client: Client, exam_session: ExamSession, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_room(exam_session.centre).closures.create(starts_at=at("08:00"), ends_at=at("09:00"))
    with django_assert_num_queries(10):
        client.get(url("rooms", exam_session))
