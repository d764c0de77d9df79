"""The pages that change the register."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Centre, User
from juries.models import Habilitation, Juror
from tests.builders import a_centre, a_juror, a_juror_with_account, an_administrator, at
from tests.juries.pages import free, held, of, text_of, typed

pytestmark = pytest.mark.django_db


class TestWriting:
    def test_a_juror_is_added_with_rows(self, client: Client, nadia: User, centre: Centre) -> None:
        rows = held() | free(0, "2026-12-08T08:30", "2026-12-08T12:00")
        answer = client.post(reverse("juries:add"), typed(evaluation_training_on="15/01/2026", **rows))
        juror = Juror.objects.get()
        assert answer.headers["Location"] == of(juror, "detail")
        assert (juror.centre, juror.itinerant_sales, juror.team_lead) == (centre, True, None)
        assert juror.evaluation_training_on == date(2026, 1, 15)
        assert str(juror.habilitations.get()) == "TP-00338, 01/01/2026 au 31/12/2028"
        assert juror.availabilities.get().starts_at == at("08:30")

    def test_hours_are_typed_at_the_clock_of_the_chosen_centre(self, client: Client, centre: Centre) -> None:
        client.force_login(an_administrator())
        far = a_centre(time_zone="Indian/Reunion")
        rows = free(0, "2026-12-08T11:30", "2026-12-08T15:00")
        assert client.post(reverse("juries:add"), typed(centre=far.pk, **rows)).status_code == 302
        assert Juror.objects.get().centre == far
        assert Juror.objects.get().availabilities.get().starts_at == at("08:30")

    def test_an_administrator_chooses_the_centre(self, client: Client, centre: Centre) -> None:
        client.force_login(an_administrator())
        a_centre()
        answer = client.post(reverse("juries:add"), typed())
        assert answer.status_code == 422
        assert "Choisissez un centre." in text_of(answer)

    def test_an_organiser_adds_to_their_own_centre_only(self, client: Client, nadia: User, centre: Centre) -> None:
        client.post(reverse("juries:add"), typed(centre=a_centre().pk))
        assert Juror.objects.get().centre == centre

    def test_the_form_shows_what_is_known_and_saving_keeps_the_place(
        self, client: Client, nadia: User, centre: Centre
    ) -> None:
        juror = a_juror(centre)
        page = client.get(of(juror, "edit")).content.decode()
        assert 'value="15/01/2026"' in page
        assert 'name="habilitation_2_title"' in page
        answer = client.post(of(juror, "edit"), typed(last_name="Thiébaut"))
        juror.refresh_from_db()
        assert answer.headers["Location"] == of(juror, "edit")
        assert (juror.last_name, juror.habilitations.count()) == ("Thiébaut", 0)

    @pytest.mark.parametrize(
        ("fields", "field", "cure"),
        [
            ({"last_name": ""}, "last_name", "Écrivez le nom."),
            ({"email": "claire"}, "email", "Écrivez une adresse comme nom@exemple.fr."),
            ({"last_practice_on": "31/02/2025"}, "last_practice_on", "Écrivez une date du calendrier"),
            ({"last_practice_on": "01/01/2999"}, "last_practice_on", "Ce jour n’est pas encore venu."),
            ({"charter_accepted_on": "01/01/2999"}, "charter_accepted_on", "Ce jour n’est pas encore venu."),
            (held(end="31/12/2020"), "habilitation_0_end", "La fin vient avant le début."),
            (held(title=""), "habilitation_0_title", "Complétez cette ligne, ou videz-la."),
            (held(end="32/12/2028"), "habilitation_0_end", "Écrivez une date du calendrier"),
            (free(0, "2026-12-08T12:00", "2026-12-08T08:30"), "availability_0_end", "La fin vient avant le début."),
            (
                free(0, "2026-12-08T08:30", "2026-12-08T12:00") | free(1, "2026-12-08T11:00", "2026-12-08T13:00"),
                "availability_1_start",
                "Cette disponibilité en recouvre une autre. Modifiez l’une des deux.",
            ),
        ],
    )
    @pytest.mark.parametrize("name", ["add", "edit"])
    def test_what_does_not_hold_is_kept_with_what_to_do(
        self, client: Client, nadia: User, centre: Centre, name: str, fields: dict[str, str], field: str, cure: str
    ) -> None:
        juror = a_juror(centre, last_name="Avant")
        address = reverse("juries:add") if name == "add" else of(juror, "edit")
        answer = client.post(address, typed(phone="06 00 00 00 00", **fields))
        juror.refresh_from_db()
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert cure in text_of(answer)
        assert 'value="06 00 00 00 00"' in answer.content.decode()
        assert (Juror.objects.count(), juror.last_name) == (1, "Avant")

    @pytest.mark.parametrize("name", ["add", "edit"])
    def test_somebody_already_known_is_refused(self, client: Client, nadia: User, centre: Centre, name: str) -> None:
        a_juror(centre, last_name="Vasseur", first_names="Claire")
        edited = a_juror(centre, last_name="Autre")
        answer = client.post(reverse("juries:add") if name == "add" else of(edited, "edit"), typed())
        assert answer.status_code == 422
        assert "est déjà au registre. Ouvrez sa fiche" in text_of(answer)

    def test_a_title_no_longer_loaded_stays_in_the_file(self, client: Client, nadia: User, centre: Centre) -> None:
        juror = a_juror(centre, habilitated=False)
        Habilitation.objects.create(
            juror=juror, title_code="TP-OLD", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1)
        )
        rows = held(title="TP-OLD", end="01/06/2027")
        assert client.post(of(juror, "edit"), typed(**rows)).status_code == 302
        assert juror.habilitations.get().title_code == "TP-OLD"


class TestAccount:
    def test_it_is_proposed_then_opened_and_its_code_shown_once(
        self, client: Client, nadia: User, centre: Centre
    ) -> None:
        juror = a_juror(centre, last_name="Bœuf-Lacroix", first_names="Amélie")
        assert 'value="a.boeuf-lacroix"' in client.get(of(juror, "account")).content.decode()
        answer = client.post(of(juror, "account"), {"username": "amelie"})
        code = answer.context["told"].code
        assert f"<code>{code}</code>" in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        assert client.login(username="amelie", password=code)
        assert code not in client.get(of(juror, "detail")).content.decode()

    @pytest.mark.parametrize(("username", "cure"), [("", "Écrivez un identifiant."), ("a b", "Écrivez des lettres")])
    def test_what_does_not_hold_says_what_to_do(
        self, client: Client, nadia: User, centre: Centre, username: str, cure: str
    ) -> None:
        answer = client.post(of(a_juror(centre), "account"), {"username": username})
        assert answer.status_code == 422
        assert cure in text_of(answer)

    def test_a_second_account_is_refused(self, client: Client, nadia: User, centre: Centre) -> None:
        juror = a_juror_with_account(centre)
        answer = client.post(of(juror, "account"), {"username": "autre"})
        assert answer.status_code == 422
        assert "Donnez-lui plutôt un nouveau code." in text_of(answer)
        assert not User.objects.filter(username="autre").exists()

    def test_a_new_code_says_what_it_changes_then_is_given(self, client: Client, nadia: User, centre: Centre) -> None:
        juror = a_juror_with_account(centre)
        assert "L’ancien code ne sert plus, ni pour entrer ni pour signer." in text_of(client.get(of(juror, "code")))
        code = client.post(of(juror, "code")).context["told"].code
        assert Client().login(username=juror.user.username, password=code)

    def test_an_administrator_s_code_is_not_an_organiser_s_to_give(
        self, client: Client, nadia: User, centre: Centre
    ) -> None:
        answer = client.post(of(a_juror(centre, user=an_administrator()), "code"))
        assert answer.status_code == 409
        assert "Demandez son nouveau code à l’administration." in text_of(answer)
