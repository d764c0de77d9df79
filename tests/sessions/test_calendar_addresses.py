"""The secret address of a juror's calendar: published passages alone, no candidate's name, gone once renewed."""

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from juries.models import Juror
from sessions.calendar_addresses import give, token_shown, withdraw
from sessions.messages import publish_and_prepare
from sessions.models import CalendarAddress, ExamSession
from sessions.publication import publish
from tests.builders import a_candidate, a_centre, a_juror_with_account, a_panel, a_session, an_organiser
from tests.sessions.mailbox import NAMES, a_prepared_session
from tests.sessions.pages import text_of
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db


def the_juror(exam_session: ExamSession) -> Juror:
    return Juror.objects.get(last_name="JuréA1", centre=exam_session.centre)


def fetch(token: str):
    return Client().get(reverse("sessions:calendar", args=[token]))


def events(token: str) -> list:
    answer = fetch(token)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_it_shows_what_is_published_and_not_the_draft() -> None:
    exam_session = a_prepared_session("Zola", "Hugo")
    token = give(the_juror(exam_session), by=None)
    before = fetch(token).content
    assert len(events(token)) == 2
    put(exam_session.candidates.first(), exam_session.panels.get(), "17:30")
    assert fetch(token).content == before
    publish(exam_session, by=None)
    moved = events(token)
    assert {str(event["uid"]) for event in moved} == {
        str(one["uid"]) for one in Calendar.from_ical(before).walk("VEVENT")
    }
    assert {int(event["sequence"]) for event in moved} == {2}


def test_it_goes_over_the_sessions_of_the_juror_alone() -> None:
    exam_session = a_prepared_session("Zola")
    juror, other = the_juror(exam_session), a_session(exam_session.centre)
    put(a_candidate(other), a_panel(other, juror, a_juror_with_account(other.centre)), "14:00")
    publish_and_prepare(other, by=None)
    foreign = a_session(exam_session.centre)
    put(a_candidate(foreign), a_panel(foreign), "08:30")
    publish_and_prepare(foreign, by=None)
    assert len(events(give(juror, by=None))) == 2


def test_no_candidate_is_named() -> None:
    exam_session = a_prepared_session(*NAMES)
    text = fetch(give(the_juror(exam_session), by=None)).content.decode()
    references = exam_session.candidates.values_list("reference", flat=True)
    assert [word for word in (*NAMES, "Inès", *references) if word in text] == []


def test_it_is_kept_to_whoever_asked_and_leads_nowhere_once_renewed_or_withdrawn() -> None:
    juror = the_juror(a_prepared_session("Zola"))
    first = give(juror, by=None)
    assert fetch(first)["Cache-Control"] == "private, max-age=900"
    assert not CalendarAddress.objects.filter(token_digest=first).exists()
    second = give(juror, by=None)
    assert (first != second, token_shown(juror)) == (True, second)
    assert (fetch(first).status_code, fetch(second).status_code, fetch("x").status_code) == (404, 200, 404)
    withdraw(juror, by=None)
    assert (fetch(second).status_code, token_shown(juror)) == (404, "")


def test_a_session_never_published_is_an_empty_calendar() -> None:
    exam_session = a_session()
    juror = a_juror_with_account(exam_session.centre)
    put(a_candidate(exam_session), a_panel(exam_session, juror), "08:30")
    assert events(give(juror, by=None)) == []


def test_the_juror_and_the_organiser_see_renew_and_withdraw_it(client: Client) -> None:
    juror = a_juror_with_account(a_centre())
    organiser = an_organiser(juror.centre)
    for user, address in (
        (juror.user, reverse("sessions:own_calendar")),
        (organiser, reverse("sessions:juror_calendar", args=[juror.pk])),
    ):
        client.force_login(user)
        assert "Aucune adresse pour l’instant." in text_of(client.get(address))
        page = client.post(address, follow=True)
        assert f"/calendrier/{token_shown(juror)}.ics" in page.content.decode()
        assert "no-store" in client.get(address)["Cache-Control"]
        assert "Adresse retirée" in text_of(client.post(address, {"act": "withdraw"}, follow=True))
    client.force_login(an_organiser(a_centre()))
    assert client.post(reverse("sessions:juror_calendar", args=[juror.pk])).status_code == 404
    assert token_shown(juror) == ""


def test_another_key_shows_no_address_that_would_not_open(settings) -> None:
    juror = a_juror_with_account(a_centre())
    give(juror, by=None)
    settings.SECRET_KEY = "another-key-" * 5
    assert token_shown(juror) == ""


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_the_same_queries_whatever_the_number(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    exam_session = a_session()
    exam_session.days.update(closes_at="23:59")
    juror, colleague = (a_juror_with_account(exam_session.centre) for _ in range(2))
    for rank in range(count):
        panel = a_panel(exam_session, *([juror, colleague] if rank == 0 else []))
        put(a_candidate(exam_session), panel, "08:30")
    publish(exam_session, by=None)
    token = give(juror, by=None)
    with django_assert_num_queries(8):
        fetch(token)
