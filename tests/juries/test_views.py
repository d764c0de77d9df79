"""The pages of the register that are read, and who may open them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from centres.models import Centre, User
from juries.models import Habilitation, Juror
from tests.builders import a_centre, a_juror, a_juror_with_account, an_administrator, at
from tests.juries.pages import ONE, of, text_of, typed

pytestmark = pytest.mark.django_db


class TestWhoMay:
    def test_a_foreign_centre_s_juror_is_not_there(self, client: Client, nadia: User) -> None:
        other = a_juror(a_centre())
        assert [client.get(of(other, name)).status_code for name in ONE] == [404] * 4
        assert [client.post(of(other, name), typed()).status_code for name in ONE[1:]] == [404] * 3
        assert str(other) not in client.get(reverse("juries:list")).content.decode()

    def test_a_juror_finds_nothing_not_even_their_own_file(self, client: Client, centre: Centre) -> None:
        juror = a_juror_with_account(centre)
        client.force_login(juror.user)
        assert [client.get(of(juror, name)).status_code for name in ONE] == [404] * 4
        assert client.get(reverse("juries:list")).status_code == 404
        assert client.post(reverse("juries:add"), typed()).status_code == 404
        assert Juror.objects.count() == 1

    def test_wrong_methods_are_rejected(self, client: Client, nadia: User, centre: Centre) -> None:
        juror = a_juror(centre)
        assert client.post(reverse("juries:list")).status_code == 405
        assert client.post(of(juror, "detail")).status_code == 405
        assert client.put(reverse("juries:add")).status_code == 405
        assert [client.put(of(juror, name)).status_code for name in ONE[1:]] == [405] * 3


class TestList:
    def test_it_tells_who_may_sit_today_why_not_and_until_when(
        self, client: Client, nadia: User, centre: Centre
    ) -> None:
        today = timezone.localdate()
        juror = a_juror(
            centre, habilitated=False, last_name="Mangin", employer="Froid Service", evaluation_training_on=None
        )
        Habilitation.objects.create(
            juror=juror, title_code="TP-00338", starts_on=date(2020, 1, 1), ends_on=today + timedelta(days=10)
        )
        page = text_of(client.get(reverse("juries:list")))
        assert "NTC, aujourd’hui" in page
        assert "Mangin , Claire Froid Service" in page
        assert "bientôt terminée" in page
        assert "Peut siéger, à vérifier Formation à l’évaluation : non renseigné." in page

    @pytest.mark.parametrize(
        ("days", "words"), [(-1, "terminée le"), (1000, "jusqu’au"), (None, "Claire non renseigné non renseignée")]
    )
    def test_each_end_has_its_words(
        self, client: Client, nadia: User, centre: Centre, days: int | None, words: str
    ) -> None:
        juror = a_juror(centre, habilitated=False)
        if days is not None:
            last = timezone.localdate() + timedelta(days=days)
            Habilitation.objects.create(juror=juror, title_code="TP-00338", starts_on=date(2020, 1, 1), ends_on=last)
        assert words in text_of(client.get(reverse("juries:list")))

    def test_imported_jurors_are_not_of_the_register(self, client: Client, nadia: User, centre: Centre) -> None:
        a_juror(centre, last_name="Dumas", scope="SESSION-1")
        a_juror(centre, last_name="Zola")
        page = text_of(client.get(reverse("juries:list")))
        assert "1 juré" in page
        assert "Dumas" not in page

    def test_search_and_order_are_in_the_address_and_answer_htmx_with_the_list(
        self, client: Client, nadia: User, centre: Centre
    ) -> None:
        a_juror(centre, last_name="Éluard")
        a_juror(centre, last_name="Zola")
        asked = {"q": "eluard", "tri": "-nom"}
        whole = client.get(reverse("juries:list"), asked).content.decode()
        part = client.get(reverse("juries:list"), asked, headers={"HX-Request": "true"}).content.decode()
        assert part in whole
        assert part.startswith('<div id="juror-list">')
        assert '<th aria-sort="descending"><a href="?q=eluard&amp;tri=nom">Nom, prénom</a></th>' in part
        assert "2 jurés, 1 filtré" in part
        assert "Zola" not in part

    def test_nobody_yet_says_what_to_do(self, client: Client, nadia: User) -> None:
        answer = client.get(reverse("juries:list"))
        assert "Aucun juré. Ajoutez ceux que vous appelez d’habitude" in text_of(answer)
        assert answer.content.decode().count("btn-primary") == 1

    def test_without_a_centre_the_centre_comes_first(self, client: Client) -> None:
        client.force_login(an_administrator())
        assert "commencez par ajouter le vôtre" in text_of(client.get(reverse("juries:list")))
        assert client.get(reverse("juries:add")).headers["Location"] == reverse("centres:list")

    @pytest.mark.parametrize("count", [1, 50])
    def test_it_asks_as_many_queries_for_1_as_for_50(
        self,
        client: Client,
        nadia: User,
        centre: Centre,
        django_assert_num_queries: DjangoAssertNumQueries,
        count: int,
    ) -> None:
        for _ in range(count):
            a_juror_with_account(centre)
        with django_assert_num_queries(7):  # session, account, roles, centre twice; titles, jurors, habilitations
            client.get(reverse("juries:list"))


class TestDetail:
    def test_it_says_on_any_day_what_stands_for_and_against(self, client: Client, nadia: User, centre: Centre) -> None:
        juror = a_juror(centre, team_lead=None)
        page = text_of(client.get(of(juror, "detail"), {"jour": "08/12/2026", "titre": "TP-00338"}))
        assert "Titre NTC, mardi 8 décembre 2026 Peut siéger" in page
        assert "Habilitation du 1er janvier 2026 au 31 décembre 2028 Engagements du responsable de session" in page
        later = text_of(client.get(of(juror, "detail"), {"jour": "08/12/2030"}))
        assert "Titre NTC, dimanche 8 décembre 2030 Ne peut pas siéger" in later
        assert "Bloquant : L’habilitation a pris fin le 31 décembre 2028." in later

    @pytest.mark.parametrize(
        ("asked", "cure"),
        [
            ({"jour": "31/02/2026"}, "Écrivez une date du calendrier, par exemple 08/12/2026."),
            ({"titre": "TP-99999"}, "Choisissez un titre chargé."),
        ],
    )
    def test_a_day_that_is_none_says_what_to_write(
        self, client: Client, nadia: User, centre: Centre, asked: dict[str, str], cure: str
    ) -> None:
        answer = client.get(of(a_juror(centre), "detail"), asked)
        assert answer.status_code == 422
        assert cure in text_of(answer)
        assert "Peut siéger Vente" not in text_of(answer)

    def test_without_a_title_loaded_it_says_how_to_load_one(self, client: Client) -> None:
        client.force_login(an_administrator())
        assert "manage.py load_title" in text_of(client.get(of(a_juror(a_centre()), "detail")))

    def test_hours_are_those_of_the_centre(self, client: Client, nadia: User, centre: Centre) -> None:
        Centre.objects.filter(pk=centre.pk).update(time_zone="Indian/Reunion")
        juror = a_juror(centre)
        juror.availabilities.create(starts_at=at("08:30"), ends_at=at("12:00"))
        assert "8 déc. 2026, 11 h 30, au 8 déc. 2026, 15 h 00" in text_of(client.get(of(juror, "detail")))

    def test_its_panels_come_from_the_sessions(self, client: Client, nadia: User, centre: Centre) -> None:
        juror = a_juror(centre)
        page = client.get(of(juror, "detail")).content.decode()
        assert f'hx-get="{reverse("sessions:juror_panels", args=[juror.pk])}"' in page

    def test_an_imported_juror_has_a_file_too(self, client: Client, nadia: User, centre: Centre) -> None:
        juror = a_juror(centre, scope="SESSION-1")
        assert "session importée SESSION-1" in text_of(client.get(of(juror, "detail")))
        assert client.post(of(juror, "edit"), typed()).status_code == 302

    def test_the_account_is_shown(self, client: Client, nadia: User, centre: Centre) -> None:
        juror = a_juror_with_account(centre)
        assert juror.user.username in text_of(client.get(of(juror, "detail")))
        User.objects.filter(pk=juror.user_id).update(is_active=False)
        assert f"{juror.user.username} , fermé" in text_of(client.get(of(juror, "detail")))
