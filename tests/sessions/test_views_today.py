"""« Aujourd’hui »."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from centres.demo import DEMO_CENTRE
from centres.models import Centre, User
from ntc_cert.words import MONTHS, day_number
from sessions.models import Deadline, ExamSession, Link
from sessions.publication import publish
from sessions.readiness_rules import RULES
from sessions.scheduling import place
from tests.builders import (
    a_candidate,
    a_centre,
    a_day,
    a_juror_with_account,
    a_panel,
    a_person,
    a_preparation_room,
    a_room,
    a_session,
    an_administrator,
    an_organiser,
)
from tests.sessions.pages import filled_buttons, text_of

pytestmark = pytest.mark.django_db
HOME = reverse("sessions:today")
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def nadia(client: Client) -> User:
    user = an_organiser(a_centre(name="Centre des Trois-Rivières"))
    client.force_login(user)
    return user


@pytest.fixture
def centre(nadia: User) -> Centre:
    return nadia.memberships.get().centre


@pytest.fixture
def no_deadline(centre: Centre) -> None:
    """A centre that follows none of the deadlines: what the timetable finds stands alone."""
    Deadline.objects.bulk_create(
        Deadline(centre=centre, subject=rule.subject, days=rule.days, is_active=False) for rule in RULES
    )


def in_days(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)


def a_placed_session(centre: Centre, day: date) -> ExamSession:
    """One candidate, placed, nothing to say against it: jurors are not asked for their habilitation here."""
    exam_session = a_session(centre, day=day)
    panel = a_panel(exam_session)
    for member in panel.members.select_related("juror"):
        member.juror.evaluation_training_on = day - timedelta(days=100)
        member.juror.last_practice_on = member.juror.charter_accepted_on = day - timedelta(days=30)
        member.juror.save()
        member.juror.habilitations.update(starts_on=day - timedelta(days=1), ends_on=day + timedelta(days=1))
    candidate = a_candidate(exam_session, person=a_person(centre, birth_name="Abgrall", first_names="Lucien"))
    start = datetime.combine(day, time(8, 30), tzinfo=PARIS)
    place(candidate, panel=panel, start=start, preparation_room=a_preparation_room(centre), by=None)
    return exam_session


def test_it_works_on_an_empty_installation(client: Client, nadia: User, centre: Centre) -> None:
    answer = client.get(HOME)
    page = text_of(answer)
    assert "Bonjour Nadia." in page
    assert "Centre fait Centre des Trois-Rivières 2 Salles" in page
    assert "3 Jurés" in page
    assert "4 Première session" in page
    assert f'href="{reverse("sessions:centre_rooms", args=[centre.pk])}"' in answer.content.decode()
    assert filled_buttons(answer) == 1
    a_room(centre)
    assert "Salles fait" in text_of(client.get(HOME))


def test_an_administrator_without_a_centre_is_led_to_create_one(client: Client) -> None:
    client.force_login(an_administrator(first_name="Paul"))
    answer = client.get(HOME)
    assert "Bonjour Paul." in text_of(answer)
    assert f'href="{reverse("centres:add")}"' in answer.content.decode()


@pytest.mark.usefixtures("no_deadline")
def test_it_counts_what_is_left_and_leads_to_each(client: Client, centre: Centre) -> None:
    exam_session = a_session(centre, day=in_days(14))
    a_candidate(exam_session, proposal_received=False, person=a_person(centre, birth_name="Le Floc’h"))
    a_candidate(exam_session, proposal_received=False, person=a_person(centre, birth_name="Ouarda"))
    answer = client.get(HOME)
    page = text_of(answer)
    assert "Bonjour Nadia, il reste 2 choses à régler." in page
    assert "Prochaine session, dans 14 jours" in page
    assert "Candidats placés 0 /2" in page
    assert "Dossiers complets 0 /2" in page
    assert "2 candidats à placer" in page
    assert "Ouvrir le planning" in page
    assert "2 dossiers incomplets Amélie Le Floc’h et Amélie Ouarda." in page
    assert "Ouvrir les candidats" in page
    assert filled_buttons(answer) == 1


def test_what_blocks_comes_first_and_carries_the_filled_button(client: Client, centre: Centre) -> None:
    exam_session = a_placed_session(centre, in_days(14))
    candidate = exam_session.candidates.get()
    juror = exam_session.panels.get().jurors.first()
    Link.objects.create(candidate=candidate, juror=juror, reason="trainer")
    answer = client.get(HOME)
    page = text_of(answer)
    assert "1 juré lié à son candidat" in page
    assert "avant de publier" in page
    assert "Régler le blocage" in page
    assert "1 blocage" in page
    assert reverse("sessions:passage_place", args=[exam_session.pk, candidate.pk]) in answer.content.decode()


@pytest.mark.usefixtures("no_deadline")
def test_everyone_placed_leaves_publication(client: Client, centre: Centre) -> None:
    exam_session = a_placed_session(centre, in_days(14))
    page = text_of(client.get(HOME))
    assert "il reste 1 chose à régler" in page
    assert "Planning à publier" in page
    publish(exam_session, by=None)
    page = text_of(client.get(HOME))
    assert "Bonjour Nadia, tout est prêt pour le" in page
    assert "Rien à régler pour cette session." in page


def test_the_deadlines_of_the_week_and_those_past_are_told(client: Client, centre: Centre) -> None:
    exam_session = a_session(centre, day=in_days(20), supervisor="Nadia Ferrand", ministry_number="1")
    a_candidate(exam_session, proposal_received=False)
    page = text_of(client.get(HOME))
    due = in_days(20) - timedelta(days=15)
    assert "1 dossier incomplet" in page
    assert f"avant le {day_number(due.day)} {MONTHS[due.month - 1]} Ouvrir sa fiche" in page  # told by its own rule
    assert "Sujets d’examen commandés" in page  # late
    assert "Sujets d’examen reçus" in page  # due in six days
    assert "Grilles vierges imprimées" not in page
    assert "Responsable de session nommé(e)" not in page


def test_many_deadlines_are_told_as_five_and_the_others(client: Client, centre: Centre) -> None:
    exam_session = a_session(centre, day=in_days(1))
    answer = client.get(HOME)
    assert "10 autres échéances" in text_of(answer)
    assert f'href="{reverse("sessions:overview", args=[exam_session.pk])}"' in answer.content.decode()


def test_the_day_itself_is_said(client: Client, centre: Centre) -> None:
    publish(a_placed_session(centre, in_days(0)), by=None)
    page = text_of(client.get(HOME))
    assert "Bonjour Nadia, c’est aujourd’hui." in page
    assert "Suivre la journée" in page


def test_between_two_days_the_next_one_counts(client: Client, centre: Centre) -> None:
    exam_session = a_session(centre, day=in_days(-1))
    a_day(exam_session, in_days(1))
    assert "Prochaine session, demain" in text_of(client.get(HOME))


def test_only_past_sessions_leave_nothing_to_do(client: Client, centre: Centre) -> None:
    a_session(centre, day=in_days(-30), reference="PASSÉE")
    page = text_of(client.get(HOME))
    assert "Aucune session à venir." in page
    assert "PASSÉE" in page
    assert "Passée" in page


def test_since_yesterday_names_who_was_placed(client: Client, centre: Centre) -> None:
    a_placed_session(centre, in_days(14))
    assert "Lucien Abgrall, passage placé." in text_of(client.get(HOME))


def test_another_centre_s_sessions_stay_hidden(client: Client, nadia: User) -> None:
    a_session(reference="AILLEURS", day=in_days(5))
    assert "AILLEURS" not in text_of(client.get(HOME))


def test_the_demonstration_says_what_it_is(client: Client, nadia: User, settings: Settings) -> None:
    a_centre(code=DEMO_CENTRE)
    settings.DEBUG = True
    assert "Session de démonstration" in text_of(client.get(HOME))
    settings.DEBUG = False
    assert "Session de démonstration" not in text_of(client.get(HOME))


def test_it_is_for_the_staff(client: Client) -> None:
    client.force_login(a_juror_with_account(a_centre()).user)
    assert client.get(HOME).status_code == 404


def test_it_rejects_post(client: Client, nadia: User) -> None:
    assert client.post(HOME).status_code == 405


@pytest.mark.parametrize("count", [1, 50])
def test_it_takes_the_same_queries_whatever_the_number(
    client: Client, centre: Centre, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        session = a_session(centre, day=in_days(14))
    for _ in range(count):
        a_candidate(session)
    with django_assert_num_queries(22):
        client.get(HOME)
