"""One candidate on screen: added, changed, withdrawn."""

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from centres.models import User
from evaluations.models import Evaluation
from sessions.models import Candidate, ExamSession
from tests.builders import a_bare_passage, a_candidate, a_centre, a_juror, a_panel, a_session, an_organiser, at
from tests.sessions.test_views_candidates import centre_of, text_of

pytestmark = pytest.mark.django_db
TYPED = {
    "birth_name": "Bœuf",
    "first_names": "Amélie",
    "born_on": "27/07/1998",
    "route": "title",
    "path": "formation",
    "dspp_received": "unknown",
    "proposal_received": "true",
    "client_masked": "false",
    "training_results_received": "unknown",
}


@pytest.fixture
def nadia(client: Client) -> User:
    user = an_organiser(a_centre())
    client.force_login(user)
    return user


@pytest.fixture
def exam_session(nadia: User) -> ExamSession:
    return a_session(centre_of(nadia))


def add(client: Client, exam_session: ExamSession, **typed: Any) -> HttpResponse:
    return client.post(reverse("sessions:candidate_add", args=[exam_session.pk]), TYPED | typed)


def edit(client: Client, candidate: Candidate, **typed: Any) -> HttpResponse:
    kept = {"reference": candidate.reference, "birth_name": candidate.person.birth_name}
    return client.post(reverse("sessions:candidate_edit", args=[candidate.pk]), TYPED | kept | typed)


def test_a_candidate_is_added_and_the_list_says_so(client: Client, exam_session: ExamSession) -> None:
    response = add(
        client, exam_session, route="ccp1", held_ccps=["CP-000342"], extra_time_oral="on", email="a@exemple.fr"
    )
    assert response.headers["Location"] == reverse("sessions:candidates", args=[exam_session.pk])
    candidate = Candidate.objects.get()
    assert (candidate.reference, candidate.route, candidate.held_ccps) == ("C001", "ccp1", ["CP-000342"])
    assert (candidate.extra_time_preparation, candidate.extra_time_oral) == (False, True)
    assert (candidate.dspp_received, candidate.proposal_received, candidate.client_masked) == (None, True, False)
    assert (candidate.person.born_on, candidate.person.email) == (date(1998, 7, 27), "a@exemple.fr")
    page = text_of(client.get(response.headers["Location"]))
    assert "Amélie Bœuf, inscription enregistrée sous le n° C001." in page


def test_an_absence_is_kept_in_the_centre_s_own_time_and_a_link_with_its_juror(client: Client) -> None:
    centre = a_centre(time_zone="Indian/Reunion")
    client.force_login(an_organiser(centre))
    exam_session, juror = a_session(centre), a_juror(centre)
    add(
        client,
        exam_session,
        absence_0_start="2026-12-08T12:00",
        absence_0_end="2026-12-08T13:00",
        absence_1_start="",
        absence_1_end="",
        link_1_juror=juror.pk,
        link_1_reason="même employeur",
    )
    candidate = Candidate.objects.get()
    assert candidate.unavailabilities.get().starts_at == at("09:00")
    assert (candidate.links.get().juror, candidate.links.get().reason) == (juror, "employer")
    page = client.get(reverse("sessions:candidate_edit", args=[candidate.pk])).content.decode()
    assert 'value="2026-12-08T12:00"' in page
    assert 'value="même employeur"' in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"birth_name": ""}, "Écrivez le nom de naissance."),
        ({"first_names": " "}, "Écrivez le prénom."),
        ({"route": ""}, "Choisissez une inscription."),
        ({"path": ""}, "Choisissez un parcours."),
        ({"born_on": "31/02/1990"}, "Écrivez une date du calendrier, par exemple 28/02/1990."),
        ({"born_on": "01/01/2030"}, "Ce jour n’est pas encore venu. Écrivez la date de naissance."),
        ({"email": "a@b"}, "Écrivez une adresse comme nom@exemple.fr."),
        ({"route": "ccp1", "held_ccps": ["CP-000343"]}, "CP-000343 est déjà acquis."),
        ({"route": "final"}, "L’entretien final seul demande tous les CCP"),
        ({"path": "vae", "training_results_received": "true"}, "Un parcours VAE n’a pas de résultats en formation"),
        ({"absence_0_start": "2026-12-08T12:00"}, "Complétez cette ligne, ou videz-la."),
        (
            {"absence_0_start": "2026-12-08T12:00", "absence_0_end": "2026-12-08T12:00"},
            "La fin vient avant le début. Corrigez l’une des deux.",
        ),
        ({"link_0_reason": "même employeur"}, "Complétez cette ligne, ou videz-la."),
        ({"reference": "C000"}, "L’identifiant « C000 » est déjà donné. Écrivez-en un autre."),
    ],
)
def test_what_does_not_hold_is_told_and_everything_typed_is_kept(
    client: Client, exam_session: ExamSession, typed: dict[str, Any], told: str
) -> None:
    a_candidate(exam_session, reference="C000")
    response = add(client, exam_session, employer="Atlantique Emballages", **typed)
    assert response.status_code == 422
    assert told in text_of(response)
    assert 'value="Atlantique Emballages"' in response.content.decode()
    assert Candidate.objects.count() == 1


def test_a_juror_has_one_link_with_a_candidate(client: Client, exam_session: ExamSession) -> None:
    juror = a_juror(exam_session.centre)
    twice = {f"link_{rank}_{part}": value for rank in (0, 1) for part, value in (("juror", juror.pk), ("reason", "x"))}
    assert "Un juré a deux liens." in text_of(add(client, exam_session, **twice))


def test_jurors_of_another_centre_are_not_offered(client: Client, exam_session: ExamSession) -> None:
    mine, other = a_juror(exam_session.centre, last_name="Vasseur"), a_juror(a_centre(), last_name="Ailleurs")
    page = text_of(client.get(reverse("sessions:candidate_add", args=[exam_session.pk])))
    assert str(mine) in page
    assert str(other) not in page


def test_the_form_shows_what_is_known_and_saving_keeps_the_place(client: Client, exam_session: ExamSession) -> None:
    candidate = a_candidate(exam_session, employer="Acme", dspp_received=False)
    address = reverse("sessions:candidate_edit", args=[candidate.pk])
    page = client.get(address)
    assert 'value="Acme"' in page.content.decode()
    assert "il manque le dossier (DSPP)" in text_of(page)
    response = edit(client, candidate, employer="", born_on="1990-01-02")
    assert response.headers["Location"] == address
    candidate.refresh_from_db()
    assert (candidate.employer, candidate.person.born_on) == ("", date(1990, 1, 2))
    assert "Fiche enregistrée." in text_of(client.get(address))


def test_a_refused_change_is_told_and_nothing_is_written(client: Client, exam_session: ExamSession) -> None:
    candidate = a_candidate(exam_session)
    Evaluation.objects.create(candidate=candidate)
    response = edit(client, candidate, route="ccp1")
    assert response.status_code == 422
    assert "L’inscription ne change plus : le jury a déjà écrit." in text_of(response)
    candidate.refresh_from_db()
    assert candidate.route == "title"


def test_an_imported_candidate_may_stay_without_path_nor_first_name(client: Client, exam_session: ExamSession) -> None:
    candidate = a_candidate(exam_session, path="")
    candidate.person.first_names = ""
    candidate.person.save()
    assert edit(client, candidate, path="", first_names="", training_results_received="unknown").status_code == 302


def test_withdrawing_lists_its_effect_then_does_it(client: Client, exam_session: ExamSession) -> None:
    candidate = a_candidate(exam_session, reference="C007")
    a_bare_passage(candidate, a_panel(exam_session, name="Jury B"), "10:35")
    address = reverse("sessions:candidate_withdraw", args=[candidate.pk])
    page = text_of(client.get(address))
    assert "L’inscription n° C007 est effacée" in page
    assert "Son passage du mardi 8 décembre 2026 à 10 h 35, Jury B, est retiré du planning." in page
    assert f"Retirer {candidate.person}" in page
    assert Candidate.objects.count() == 1
    assert client.post(address).headers["Location"] == reverse("sessions:candidates", args=[exam_session.pk])
    assert Candidate.objects.count() == 0


def test_withdrawing_is_refused_in_a_sentence_once_the_jury_has_written(
    client: Client, exam_session: ExamSession
) -> None:
    candidate = a_candidate(exam_session)
    Evaluation.objects.create(candidate=candidate)
    response = client.post(reverse("sessions:candidate_withdraw", args=[candidate.pk]))
    assert response.status_code == 409
    assert "Le retrait n’est plus possible : des saisies du jury existent." in text_of(response)


@pytest.mark.parametrize("name", ["candidate_edit", "candidate_withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_candidate_of_another_centre_is_404(client: Client, nadia: User, name: str, method: str) -> None:
    candidate = a_candidate(a_session())
    assert getattr(client, method)(reverse(f"sessions:{name}", args=[candidate.pk])).status_code == 404
    assert Candidate.objects.count() == 1


def test_the_decision_on_extra_time_is_kept_with_its_reference(client: Client, exam_session: ExamSession) -> None:
    candidate = a_candidate(exam_session)
    granted = {"extra_time_granted_on": "15/09/2026", "extra_time_decision": "2026-114"}
    refused = edit(client, candidate, **granted)
    assert refused.status_code == 422
    assert "Aucun tiers-temps n’est coché." in text_of(refused)
    assert edit(client, candidate, extra_time_oral="on", **granted).status_code == 302
    candidate.refresh_from_db()
    assert (candidate.extra_time_granted_on, candidate.extra_time_decision) == (date(2026, 9, 15), "2026-114")
