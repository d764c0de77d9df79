"""The board on the overview, and the deadlines of a centre."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from centres.models import Centre, JournalEntry
from sessions.models import Deadline, ReadinessTick
from sessions.readiness_rules import RULES, Subject
from tests.builders import a_candidate, a_centre, a_person, a_session, an_organiser
from tests.sessions.pages import filled_buttons, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(client: Client) -> Centre:
    place = a_centre(name="Centre des Trois-Rivières")
    client.force_login(an_organiser(place))
    return place


def typed(**changed: object) -> dict[str, object]:
    """The form as it stands, then what is changed."""
    values: dict[str, object] = {}
    for rule in RULES:
        values |= {f"days_{rule.subject}": rule.days, f"source_{rule.subject}": rule.source}
        values[f"on_{rule.subject}"] = "on"
    return {name: value for name, value in (values | changed).items() if value is not None}


def test_each_line_has_its_date_state_source_and_page(client: Client, centre: Centre) -> None:
    exam_session = a_session(centre)
    candidate = a_candidate(
        exam_session, proposal_received=False, person=a_person(centre, birth_name="Ouarda", first_names="Naïma")
    )
    answer = client.get(reverse("sessions:overview", args=[exam_session.pk]))
    page = text_of(answer)
    assert "J-40 29 oct. 2026 Convocations envoyées règle du centre" in page
    assert "J-15 23 nov. 2026 Dossiers complets" in page
    assert "0/1 dossiers complets Manque : Naïma Ouarda ." in page
    assert reverse("sessions:candidate_edit", args=[candidate.pk]) in answer.content.decode()
    assert "%" not in page.split("Échéances", 1)[1].split("Incidents", 1)[0]


def test_done_is_said_and_taken_back(client: Client, centre: Centre) -> None:
    exam_session = a_session(centre)
    address = reverse("sessions:readiness_tell", args=[exam_session.pk, "grids"])
    answer = client.post(address, {"done": "1"})
    assert answer.url == f"{reverse('sessions:overview', args=[exam_session.pk])}#grids"
    assert ReadinessTick.objects.get().subject == Subject.GRIDS
    client.post(address, {"done": "0"})
    assert not ReadinessTick.objects.exists()


def test_an_unknown_subject_is_404_and_a_seen_one_is_refused(client: Client, centre: Centre) -> None:
    exam_session = a_session(centre)
    assert client.post(reverse("sessions:readiness_tell", args=[exam_session.pk, "nothing"])).status_code == 404
    answer = client.post(
        reverse("sessions:readiness_tell", args=[exam_session.pk, "dossiers"]), {"done": "1"}, follow=True
    )
    assert "l’application le voit d’elle-même" in text_of(answer)


def test_only_what_differs_is_kept_and_journalled(client: Client, centre: Centre) -> None:
    address = reverse("sessions:deadlines", args=[centre.pk])
    assert filled_buttons(client.get(address)) == 1
    asked = typed(days_dossiers=20, source_dossiers="note du 3 mars", on_rooms=None)
    page = text_of(client.post(address, asked, follow=True))
    assert "2 échéances modifiées." in page
    rows = {row.subject: (row.days, row.source, row.is_active) for row in Deadline.objects.all()}
    assert rows == {"dossiers": (20, "note du 3 mars", True), "rooms": (30, "", False)}
    entry = JournalEntry.objects.filter(action="deadline.changed").first()
    assert "note du 3 mars" not in str((entry.before, entry.after))
    client.post(address, asked)
    assert JournalEntry.objects.filter(action="deadline.changed").count() == 2


def test_a_deadline_is_put_back_as_it_comes(client: Client, centre: Centre) -> None:
    Deadline.objects.create(centre=centre, subject="tablets", days=5)
    address = reverse("sessions:deadlines", args=[centre.pk])
    assert "Remettre" in text_of(client.get(address))
    client.post(address, {"reset": "tablets"})
    assert not Deadline.objects.exists()
    assert "Remettre" not in text_of(client.get(address))
    assert client.post(address, {"reset": "nothing"}).status_code == 404


@pytest.mark.parametrize("days", ["", "-1", "731", "demain"])
def test_a_delay_that_is_none_is_refused_and_nothing_written(client: Client, centre: Centre, days: str) -> None:
    address = reverse("sessions:deadlines", args=[centre.pk])
    answer = client.post(address, typed(days_dossiers=days, days_rooms=1))
    assert answer.status_code == 422
    assert "Écrivez un nombre de jours, de 0 à 730." in text_of(answer)
    assert not Deadline.objects.exists()


@pytest.mark.parametrize("fields", [{"subject": "autre", "days": 1}, {"subject": "rooms", "days": 731}])
def test_the_database_keeps_deadlines_known(centre: Centre, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.create(centre=centre, **fields)


def test_the_database_keeps_ticks_to_what_is_not_seen(centre: Centre) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadinessTick.objects.create(exam_session=a_session(centre), subject="dossiers")
