"""The list of sessions, opening one, changing it, its overview."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from centres.models import Centre, User
from sessions.models import ExamSession
from sessions.publication import publish
from tests.builders import (
    a_candidate,
    a_centre,
    a_judged_candidate,
    a_panel,
    a_session,
    a_title,
    an_administrator,
    an_organiser,
)
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of, url
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("sessions:list"), reverse("sessions:add")


@pytest.fixture
def nadia(client: Client) -> User:
    a_title()
    user = an_organiser(a_centre(name="Centre des Trois-Rivières", agreement_number="AG-2231"))
    client.force_login(user)
    return user


@pytest.fixture
def centre(nadia: User) -> Centre:
    return nadia.memberships.get().centre


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "title": a_title().pk,
        "reference": "2026-NTC-12",
        "gap_minutes": "15",
        "role_play_preparation_room": "on",
        "day_0_date": "08/12/2026",
        "day_0_opens_at": "08:30",
        "day_0_closes_at": "18:00",
        "day_0_lunch_from": "11:30",
        "day_0_lunch_to": "14:00",
        "day_0_lunch_minutes": "60",
        "day_1_date": "",
        "day_1_opens_at": "08:30",
        "day_1_closes_at": "18:00",
        **fields,
    }


class TestList:
    def test_it_shows_each_session_and_filters_them(self, client: Client, centre: Centre) -> None:
        today = timezone.localdate()
        a_candidate(a_session(centre, reference="À VENIR", day=today + timedelta(days=30)))
        a_session(centre, reference="PASSÉE", day=today - timedelta(days=30))
        page = text_of(client.get(LIST))
        assert "2 sessions" in page
        assert page.index("À VENIR") < page.index("PASSÉE")
        past = text_of(client.get(LIST, {"quand": "passees"}))
        assert "PASSÉE" in past
        assert "À VENIR" not in past
        assert "2 sessions, 1 filtrée. Tout montrer" in past

    def test_a_sealed_session_leads_to_its_documents(self, client: Client, centre: Centre) -> None:
        exam_session = a_session(centre, day=timezone.localdate() - timedelta(days=30))
        a_candidate(exam_session, sealed_at=timezone.now())
        answer = client.get(LIST)
        assert "Scellée Voir les documents" in text_of(answer)
        assert reverse("evaluations:documents", args=[exam_session.pk]) in answer.content.decode()

    def test_a_choice_nothing_answers_says_so(self, client: Client, centre: Centre) -> None:
        a_session(centre, day=timezone.localdate() + timedelta(days=30))
        assert "Aucune session ne répond à ce choix." in text_of(client.get(LIST, {"quand": "passees"}))

    def test_an_empty_list_says_what_will_be_here(self, client: Client, nadia: User) -> None:
        answer = client.get(LIST)
        assert "Aucune session. Créez la première" in text_of(answer)
        assert filled_buttons(answer) == 1

    def test_a_juror_has_no_such_page(self, client: Client) -> None:
        _, juror, _ = a_judged_candidate()
        client.force_login(juror.user)
        assert client.get(LIST).status_code == 404

    @pytest.mark.parametrize("count", [1, 50])
    def test_it_takes_the_same_queries_whatever_the_number(
        self, client: Client, centre: Centre, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(count):
            a_session(centre)
        with django_assert_num_queries(7):
            client.get(LIST)


class TestAdd:
    def test_it_opens_a_session_and_freezes_its_title(self, client: Client, centre: Centre) -> None:
        answer = client.post(ADD, typed(place="Rennes", is_remote="on"))
        opened = ExamSession.objects.get()
        assert answer.url == url("overview", opened)
        assert (opened.centre, opened.reference, opened.place, opened.is_remote) == (
            *(centre, "2026-NTC-12"),
            *("Rennes", True),
        )
        day = opened.days.get()
        assert (day.date, day.opens_at, day.lunch_minutes) == (date(2026, 12, 8), time(8, 30), 60)
        assert opened.title.frozen_at is not None

    def test_it_comes_with_the_usual_rules_and_what_is_known(self, client: Client, centre: Centre) -> None:
        form = client.get(ADD).context["form"]
        assert (form["gap_minutes"].value(), form["role_play_preparation_room"].value()) == (15, True)
        assert (form["agreement_number"].value(), form["supervisor"].value()) == ("AG-2231", "Nadia Ferrand")
        assert "centre" not in form.fields

    def test_of_several_centres_one_is_chosen(self, client: Client, centre: Centre) -> None:
        client.force_login(an_administrator())
        other = a_centre()
        assert client.post(ADD, typed()).status_code == 422
        client.post(ADD, typed(centre=other.pk))
        assert ExamSession.objects.get().centre == other

    def test_an_organiser_opens_nothing_in_a_centre_that_is_not_theirs(self, client: Client, centre: Centre) -> None:
        client.post(ADD, typed(centre=a_centre().pk))
        assert ExamSession.objects.get().centre == centre

    def test_what_does_not_hold_is_told_and_everything_is_kept(self, client: Client, nadia: User) -> None:
        answer = client.post(ADD, typed(reference="", place="Rennes", day_0_closes_at="08:00", day_0_lunch_to=""))
        page = text_of(answer)
        assert answer.status_code == 422
        assert "3 champs à corriger" in page
        assert "La fermeture vient avant l’ouverture. Corrigez l’une des deux." in page
        assert "Complétez le déjeuner, ou videz ses trois champs." in page
        assert answer.context["form"]["place"].value() == "Rennes"
        assert answer.context["form"]["day_0_date"].value() == "08/12/2026"
        assert not ExamSession.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"day_0_date": ""}, "Écrivez au moins une journée."),
            ({"day_0_date": "31/02/2026"}, "Écrivez une date du calendrier, par exemple 08/12/2026."),
            ({"day_1_date": "08/12/2026"}, "Cette date est déjà écrite plus haut. Gardez une seule ligne."),
            ({"day_0_opens_at": ""}, "Écrivez une heure, par exemple 08:30."),
            ({"day_0_opens_at": "tôt"}, "Écrivez une heure, par exemple 08:30."),
            ({"day_0_lunch_to": "11:00"}, "Cette fin vient avant le début du déjeuner."),
            ({"day_0_lunch_minutes": "200"}, "Entre ces deux heures, il n’y a que 150 min. Écrivez 150 ou moins."),
        ],
    )
    def test_each_fault_of_a_day_says_what_to_do(
        self, client: Client, nadia: User, changes: dict[str, str], said: str
    ) -> None:
        answer = client.post(ADD, typed(**changes))
        assert answer.status_code == 422
        assert said in text_of(answer)

    def test_a_day_without_lunch_is_a_day(self, client: Client, nadia: User) -> None:
        client.post(ADD, typed(day_0_lunch_from="", day_0_lunch_to="", day_0_lunch_minutes=""))
        assert ExamSession.objects.get().days.get().lunch_from is None

    def test_a_reference_already_given_is_told_under_its_field(self, client: Client, centre: Centre) -> None:
        a_session(centre, reference="2026-NTC-12")
        answer = client.post(ADD, typed())
        assert answer.status_code == 422
        assert "Une session porte déjà cette référence." in text_of(answer)

    def test_one_more_day_comes_without_judging_what_is_typed(self, client: Client, nadia: User) -> None:
        answer = client.post(
            ADD, typed(reference="", place="Rennes", day_1_date="09/12/2026", day_1_opens_at="09:15", add_day="1")
        )
        form = answer.context["form"]
        assert answer.status_code == 200
        assert not form.errors
        assert (form["place"].value(), form["is_remote"].value()) == ("Rennes", False)
        assert [form[f"day_{rank}_date"].value() for rank in range(4)] == ["08/12/2026", "09/12/2026", None, None]
        assert form["day_1_opens_at"].value() == "09:15"
        assert not ExamSession.objects.exists()

    def test_without_a_centre_the_first_steps_come_before(self, client: Client) -> None:
        client.force_login(an_administrator())
        assert client.get(ADD).url == reverse("sessions:today")


class TestEdit:
    def test_it_changes_the_session_and_its_days(self, client: Client, centre: Centre) -> None:
        exam_session = a_session(centre)
        answer = client.post(url("edit", exam_session), typed(reference="R2", gap_minutes="0", day_1_date="09/12/2026"))
        assert answer.url == url("overview", exam_session)
        exam_session.refresh_from_db()
        assert (exam_session.reference, exam_session.gap_minutes) == ("R2", 0)
        assert [day.date.day for day in exam_session.days.all()] == [8, 9]

    def test_it_shows_what_is_known(self, client: Client, centre: Centre) -> None:
        exam_session = a_session(centre, ministry_number="1180457")
        form = client.get(url("edit", exam_session)).context["form"]
        assert (form["ministry_number"].value(), form["day_0_date"].value()) == ("1180457", date(2026, 12, 8))
        assert form["day_1_date"].value() is None

    def test_a_refusal_of_the_command_is_told_and_the_head_stays_true(self, client: Client, centre: Centre) -> None:
        exam_session = a_session(centre, reference="VRAIE")
        a_session(centre, reference="PRISE")
        answer = client.post(url("edit", exam_session), typed(reference="PRISE"))
        assert answer.status_code == 422
        assert "Session VRAIE" in text_of(answer)

    def test_others_get_404(self, client: Client, centre: Centre) -> None:
        exam_session = a_session(centre)
        assert is_hidden_from_others(exam_session, url("edit", exam_session))
        assert is_hidden_from_others(exam_session, url("edit", exam_session), method="post")


class TestOverview:
    def test_it_says_what_exists_with_a_link_each(self, client: Client, centre: Centre) -> None:
        exam_session = a_session(centre, ministry_number="1180457", supervisor="Nadia Ferrand")
        put(a_candidate(exam_session), a_panel(exam_session), "08:30")
        a_candidate(exam_session, proposal_received=False)
        answer = client.get(url("overview", exam_session))
        page = text_of(answer)
        assert "Rien ne bloque, 2 points à surveiller" in page
        assert "1/2 dossiers complets" in page
        assert "1/2 candidats placés" in page
        assert "1/1 avec leurs jurés et leur salle" in page
        assert "n° 1180457" in page
        assert "Planning en brouillon, pas encore publié." in page
        assert filled_buttons(answer) == 1

    def test_a_published_version_and_the_changes_since_are_said(self, client: Client, centre: Centre) -> None:
        exam_session = a_session(centre)
        candidate, panel = a_candidate(exam_session), a_panel(exam_session)
        put(candidate, panel, "08:30")
        publish(exam_session, by=None)
        assert "Le planning n’a pas changé depuis." in text_of(client.get(url("overview", exam_session)))
        put(candidate, panel, "09:00")
        answer = client.get(url("overview", exam_session))
        assert "Brouillon, 1 changement depuis." in text_of(answer)
        assert url("version", exam_session, 1) in answer.content.decode()

    def test_others_get_404(self, client: Client, centre: Centre) -> None:
        exam_session = a_session(centre)
        assert is_hidden_from_others(exam_session, url("overview", exam_session))

    def test_it_rejects_post(self, client: Client, centre: Centre) -> None:
        assert client.post(url("overview", a_session(centre))).status_code == 405

    @pytest.mark.parametrize("count", [1, 50])
    def test_it_takes_the_same_queries_whatever_the_number(
        self, client: Client, centre: Centre, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        exam_session = a_session(centre)
        for _ in range(count):
            a_candidate(exam_session)
        with django_assert_num_queries(18):
            client.get(url("overview", exam_session))
