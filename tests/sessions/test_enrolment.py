"""Enrolling, changing and withdrawing one candidate."""

from datetime import date
from typing import Any

import pytest

from centres.models import JournalEntry
from evaluations.models import Evaluation
from sessions.enrolment import EnrolmentRefused, Entry, change, enrol, free_references, withdraw
from sessions.models import Candidate, ExamSession, Occupation, Person, PublishedVersion
from tests.builders import (
    a_bare_passage,
    a_candidate,
    a_centre,
    a_juror,
    a_panel,
    a_person,
    a_session,
    an_organiser,
    at,
)

pytestmark = pytest.mark.django_db
WHO = {"birth_name": "Bœuf", "first_names": "Amélie", "born_on": date(1998, 7, 27)}


def entry(*, person: dict[str, Any] | None = None, **candidate: Any) -> Entry:
    return Entry(
        person=WHO if person is None else person, candidate={"route": "title", "path": "formation"} | candidate
    )


def refusal(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(EnrolmentRefused) as refused:
        act(*args, **kwargs)
    return " ".join(refused.value.reasons).replace("\u00a0", " ")


def test_enrolling_makes_a_person_and_gives_the_next_free_number() -> None:
    exam_session = a_session()
    by = an_organiser(exam_session.centre)
    for reference in ("C007", "X99", "C012", "C1x"):
        a_candidate(exam_session, reference=reference)
    candidate = enrol(exam_session, entry(), by=by)
    assert candidate.reference == "C013"
    assert (candidate.person.centre, candidate.person.birth_name) == (exam_session.centre, "Bœuf")


def test_numbers_run_on_from_those_of_the_session_and_of_the_file() -> None:
    exam_session = a_session()
    numbers = free_references(exam_session, ["C041", "12"])
    assert [next(numbers), next(numbers)] == ["C042", "C043"]


def test_a_person_known_by_name_and_birth_is_reused_and_completed() -> None:
    exam_session = a_session()
    known = a_person(exam_session.centre, **WHO, phone="06", email="ancien@exemple.fr")
    asked = {
        "birth_name": "BOEUF",
        "first_names": "amelie",
        "born_on": WHO["born_on"],
        "email": "a@exemple.fr",
        "phone": "",
    }
    candidate = enrol(exam_session, entry(person=asked), by=an_organiser(exam_session.centre))
    known.refresh_from_db()
    assert candidate.person_id == known.pk
    assert (known.birth_name, known.email, known.phone) == ("BOEUF", "a@exemple.fr", "06")


@pytest.mark.parametrize("born_on", [None, date(1999, 1, 1)])
def test_without_the_same_date_of_birth_nobody_is_recognised(born_on: date | None) -> None:
    exam_session = a_session()
    known = a_person(exam_session.centre, **WHO)
    candidate = enrol(exam_session, entry(person=WHO | {"born_on": born_on}), by=an_organiser(exam_session.centre))
    assert candidate.person_id != known.pk


def test_a_person_of_another_centre_is_not_reused() -> None:
    exam_session, known = a_session(), a_person(a_centre(), **WHO)
    candidate = enrol(exam_session, entry(), by=an_organiser(exam_session.centre))
    assert candidate.person_id != known.pk


def test_nobody_is_enrolled_twice_in_a_session() -> None:
    exam_session = a_session()
    a_candidate(exam_session, reference="C001", person=a_person(exam_session.centre, **WHO))
    told = refusal(enrol, exam_session, entry(), by=an_organiser(exam_session.centre))
    assert "est déjà dans la session sous l’identifiant « C001 »" in told
    assert Candidate.objects.count() == 1


def test_a_number_is_given_once() -> None:
    exam_session = a_session()
    a_candidate(exam_session, reference="C001")
    told = refusal(enrol, exam_session, entry(reference="C001"), by=an_organiser(exam_session.centre))
    assert told == "L’identifiant « C001 » est déjà donné. Écrivez-en un autre."
    assert Person.objects.filter(birth_name="Bœuf").count() == 0


@pytest.mark.parametrize(
    ("route", "held"), [("ccp1", ["CP-000343"]), ("final", ["CP-000343"]), ("final", []), ("ccp2", ["CP-000342"])]
)
def test_an_inscription_that_the_held_ccps_forbid_is_refused(route: str, held: list[str]) -> None:
    exam_session = a_session()
    told = refusal(enrol, exam_session, entry(route=route, held_ccps=held), by=an_organiser(exam_session.centre))
    assert "acquis" in told


def test_the_journal_holds_ids_and_codes_never_a_name() -> None:
    exam_session = a_session()
    by = an_organiser(exam_session.centre)
    candidate = enrol(exam_session, entry(person=WHO | {"email": "a@exemple.fr"}), by=by)
    change(candidate, Entry(person={"email": "b@exemple.fr"}, candidate={"route": "ccp1", "employer": "Acme"}), by=by)
    enrolled, changed = JournalEntry.objects.order_by("pk")
    assert (enrolled.action, enrolled.subject_id, enrolled.centre) == (
        "candidate.enrolled",
        str(candidate.pk),
        exam_session.centre,
    )
    assert enrolled.after["route"] == "title"
    assert (changed.action, changed.before, changed.after) == (
        "candidate.changed",
        {"route": "title"},
        {"route": "ccp1", "fields": ["email", "employer", "route"]},
    )


def test_changing_nothing_writes_nothing() -> None:
    exam_session = a_session()
    candidate = a_candidate(exam_session)
    person = {"birth_name": candidate.person.birth_name}
    change(candidate, Entry(person=person, candidate={"route": "title"}), by=an_organiser(exam_session.centre))
    assert JournalEntry.objects.count() == 0


def test_absences_and_links_become_those_asked_and_the_kept_ones_stay() -> None:
    exam_session = a_session()
    by, candidate = an_organiser(exam_session.centre), a_candidate(exam_session)
    one, two = a_juror(exam_session.centre), a_juror(exam_session.centre)
    kept = candidate.unavailabilities.create(starts_at=at("09:00"), ends_at=at("10:00"))
    candidate.unavailabilities.create(starts_at=at("11:00"), ends_at=at("12:00"))
    link = candidate.links.create(juror=one, reason="trainer")
    candidate.links.create(juror=two, reason="employer")
    wanted = [(at("09:00"), at("10:00")), (at("14:00"), at("15:00"))]
    change(candidate, Entry({}, {}, unavailable=wanted, links=[(one, "family")]), by=by)
    assert list(candidate.unavailabilities.values_list("starts_at", "ends_at")) == wanted
    assert candidate.unavailabilities.filter(pk=kept.pk).exists()
    assert list(candidate.links.values_list("pk", "juror", "reason")) == [(link.pk, one.pk, "family")]
    change(candidate, Entry({}, {}), by=by)
    assert candidate.unavailabilities.count() == 2


def test_a_placed_candidate_keeps_their_inscription() -> None:
    candidate = _placed(a_session())
    told = refusal(change, candidate, Entry({}, {"route": "ccp1"}), by=an_organiser(candidate.exam_session.centre))
    assert told == "Un passage est déjà placé pour l’autre inscription. Retirez d’abord ce passage du planning."


@pytest.mark.parametrize("fields", [{"route": "ccp1"}, {"held_ccps": ["CP-000343"]}])
def test_once_the_jury_has_written_inscription_and_held_ccps_stay(fields: dict[str, Any]) -> None:
    candidate = a_candidate(a_session())
    Evaluation.objects.create(candidate=candidate)
    told = refusal(change, candidate, Entry({}, fields), by=an_organiser(candidate.exam_session.centre))
    assert "le jury a déjà écrit. Gardez la valeur enregistrée." in told
    change(candidate, Entry({}, {"employer": "Acme"}), by=an_organiser(candidate.exam_session.centre))


def test_a_published_number_stays() -> None:
    exam_session = a_session()
    candidate = a_candidate(exam_session, reference="C001")
    PublishedVersion.objects.create(exam_session=exam_session, number=1, plan={})
    told = refusal(change, candidate, Entry({}, {"reference": "C002"}), by=an_organiser(exam_session.centre))
    assert told == "Le planning publié nomme déjà « C001 ». Gardez cet identifiant."


def test_nobody_becomes_the_double_of_another_candidate() -> None:
    exam_session = a_session()
    a_candidate(exam_session, reference="C001", person=a_person(exam_session.centre, **WHO))
    candidate = a_candidate(exam_session)
    told = refusal(change, candidate, Entry(WHO, {}), by=an_organiser(exam_session.centre))
    assert told == "Mêmes nom, prénom et date de naissance que « C001 ». Corrigez l’une des deux fiches."


def test_a_vae_path_waits_until_the_training_results_are_taken_off() -> None:
    candidate = a_candidate(a_session(), training_results_received=True)
    by = an_organiser(candidate.exam_session.centre)
    assert "RCT07 3°" in refusal(change, candidate, Entry({}, {"path": "vae"}), by=by)
    change(candidate, Entry({}, {"path": "vae", "training_results_received": None}), by=by)
    candidate.refresh_from_db()
    assert candidate.path == "vae"


def test_withdrawing_frees_the_passage_and_keeps_the_person() -> None:
    exam_session = a_session()
    candidate = _placed(exam_session)
    person = candidate.person
    withdraw(candidate, by=an_organiser(exam_session.centre))
    exam_session.refresh_from_db()
    assert (Candidate.objects.count(), Occupation.objects.count(), exam_session.revision) == (0, 0, 1)
    assert Person.objects.filter(pk=person.pk).exists()
    assert JournalEntry.objects.get().action == "candidate.withdrawn"


def test_nobody_is_withdrawn_once_the_jury_has_written() -> None:
    candidate = a_candidate(a_session())
    Evaluation.objects.create(candidate=candidate)
    told = refusal(withdraw, candidate, by=an_organiser(candidate.exam_session.centre))
    assert told.startswith("Le retrait n’est plus possible : des saisies du jury existent.")
    assert Candidate.objects.count() == 1
    assert JournalEntry.objects.count() == 0


def _placed(exam_session: ExamSession) -> Candidate:
    candidate = a_candidate(exam_session)
    passage = a_bare_passage(candidate, a_panel(exam_session))
    passage.occupations.create(person=candidate.person, starts_at=passage.starts_at, ends_at=passage.ends_at)
    return candidate
