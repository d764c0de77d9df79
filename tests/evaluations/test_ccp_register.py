"""The register as it is worked out from sealed decisions, and its pages."""

import csv
import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from centres.models import Centre, JournalEntry
from evaluations.ccp_deadlines import Key, Origin
from evaluations.ccp_reading import Entry, entries_of
from evaluations.decisions import Decision
from evaluations.models import CcpElsewhere, CcpRule, TitleEnd
from evaluations.verdicts import Outcome
from sessions.models import Candidate, ExamSession, Person
from tests.builders import (
    DAY,
    a_bare_passage,
    a_candidate,
    a_centre,
    a_juror,
    a_panel,
    a_person,
    a_session,
    an_organiser,
    ntc_document,
)
from tests.evaluations.paper import a_sealed_result, an_absence, an_amendment
from tests.sessions.pages import filled_buttons, text_of

pytestmark = pytest.mark.django_db
FIRST, SECOND = (ccp["code"] for ccp in ntc_document()["ccps"])
REGISTER = reverse("evaluations:ccp_register")
TODAY = date(2026, 12, 20)


@pytest.fixture
def centre(client: Client) -> Centre:
    place = a_centre(name="Centre des Trois-Rivières")
    client.force_login(an_organiser(place))
    return place


@pytest.fixture
def exam_session(centre: Centre) -> ExamSession:
    return a_session(centre, reference="2026-NTC-12")


def passed(exam_session: ExamSession, *codes: str, name: str = "Ouarda", outcome: Outcome = Outcome.CCPS) -> Candidate:
    """A sealed result that grants these CCPs."""
    person = a_person(exam_session.centre, birth_name=name, first_names="Naïma")
    candidate, jurors = a_candidate(exam_session, person=person), [a_juror(exam_session.centre) for _ in range(2)]
    a_bare_passage(candidate, a_panel(exam_session, *jurors))
    a_sealed_result(candidate, jurors, decision=Decision(outcome, codes, "le jury en décide ainsi"))
    return candidate


def of(person: Person) -> Entry:
    (entry,) = entries_of(person, today=TODAY)
    return entry


def test_a_sealed_decision_comes_by_itself_with_its_day_and_session(exam_session: ExamSession) -> None:
    entry = of(passed(exam_session, FIRST).person)
    (one,) = entry.standing.held
    assert (one.ccp, one.on, one.origin, one.reference) == (FIRST, DAY, Origin.SEALED, "2026-NTC-12")
    assert entry.standing.routes == ("ccp2", "title")
    assert entry.standing.until == date(2027, 12, 8)  # partial: a year to come back


def test_a_result_not_sealed_is_not_in_the_register(exam_session: ExamSession) -> None:
    assert entries_of(a_candidate(exam_session).person, today=TODAY) == []


def test_an_amendment_is_followed_at_once(exam_session: ExamSession) -> None:
    candidate = passed(exam_session, FIRST)
    before = {"outcome": "ccps", "ccps": [FIRST], "reason": None}
    after = {"outcome": "title", "ccps": [FIRST, SECOND], "reason": None}
    organiser = an_organiser(exam_session.centre)
    an_amendment(candidate.evaluation, organiser, {"DECISION": (before, after)})
    entry = of(candidate.person)
    assert (entry.standing.has_title, entry.standing.routes) == (True, ())


def test_an_absence_leaves_a_year(exam_session: ExamSession) -> None:
    jurors = [a_juror(exam_session.centre) for _ in range(2)]
    candidate = a_candidate(exam_session)
    a_bare_passage(candidate, a_panel(exam_session, *jurors))
    an_absence(candidate, jurors)
    assert of(candidate.person).standing.until == date(2027, 12, 8)


def test_what_was_declared_when_enrolling_is_to_be_checked(exam_session: ExamSession) -> None:
    entry = of(a_candidate(exam_session, route="ccp2", held_ccps=[FIRST]).person)
    assert (entry.standing.held[0].origin, entry.standing.is_to_check) == (Origin.DECLARED, True)


def test_a_ccp_acquired_elsewhere_is_written_with_its_paper(client: Client, exam_session: ExamSession) -> None:
    person = a_candidate(exam_session).person
    address = reverse("evaluations:ccp_person", args=[person.pk])
    assert filled_buttons(client.get(address)) == 1
    asked = {"ccp": f"TP-00338/{FIRST}", "acquired_on": "02/03/2015", "reference": "PV 2015-77"}
    page = text_of(client.post(address, asked, follow=True))
    assert "CCP inscrit au registre." in page
    assert "2 mars 2015, PV 2015-77" in page
    assert "jusqu’au 2 mars 2020" in page
    entry = JournalEntry.objects.get(action="ccp_elsewhere.added")
    assert (entry.after["ccp"], "PV 2015-77" in str(entry.after)) == (FIRST, False)
    again = client.post(address, asked)
    assert (again.status_code, CcpElsewhere.objects.count()) == (422, 1)
    client.post(reverse("evaluations:ccp_remove", args=[CcpElsewhere.objects.get().pk]))
    assert not CcpElsewhere.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"ccp": "", "reference": "PV"},
        {"ccp": "TP-00338/AUTRE", "reference": "PV"},
        {"ccp": f"TP-00338/{FIRST}", "reference": ""},
        {"ccp": f"TP-00338/{FIRST}", "reference": "PV", "acquired_on": "01/01/2999"},
        {"ccp": f"TP-00338/{FIRST}", "reference": "PV", "acquired_on": "31/02/2015"},
    ],
)
def test_what_does_not_hold_is_refused(client: Client, exam_session: ExamSession, typed: dict[str, str]) -> None:
    person = a_candidate(exam_session).person
    assert client.post(reverse("evaluations:ccp_person", args=[person.pk]), typed).status_code == 422
    assert not CcpElsewhere.objects.exists()


def test_the_database_wants_a_paper_and_each_ccp_once(exam_session: ExamSession) -> None:
    fields = {"person": a_candidate(exam_session).person, "title_code": "TP-00338", "ccp": FIRST}
    with pytest.raises(IntegrityError), transaction.atomic():
        CcpElsewhere.objects.create(**fields, reference="")
    CcpElsewhere.objects.create(**fields, reference="PV")
    with pytest.raises(IntegrityError), transaction.atomic():
        CcpElsewhere.objects.create(**fields, reference="PV 2")


def test_the_register_is_searched_filtered_and_sorted_by_deadline(client: Client, exam_session: ExamSession) -> None:
    passed(exam_session, FIRST, name="Ouarda")
    former = a_person(exam_session.centre, birth_name="Abgrall", first_names="Lucien")
    CcpElsewhere.objects.create(
        person=former, title_code="TP-00338", ccp=FIRST, acquired_on=date(2015, 3, 2), reference="PV"
    )
    page = text_of(client.get(REGISTER))
    assert page.index("Abgrall , Lucien") < page.index("Ouarda , Naïma")
    assert "Échéance passée" in page
    invited = text_of(client.get(REGISTER, {"montrer": "a-inviter"}))
    assert ("Ouarda" in invited, "Abgrall" in invited) == (True, False)
    assert "Ouarda" in text_of(client.get(REGISTER, {"avant": "31/12/2027"}))
    assert "Personne ne répond" in text_of(client.get(REGISTER, {"avant": "01/12/2027"}))
    assert "Abgrall" not in text_of(client.get(REGISTER, {"q": "ouar"}, headers={"HX-Request": "true"}))
    assert "Écrivez une date du calendrier" in text_of(client.get(REGISTER, {"avant": "31/02/2027"}))


def test_another_centre_s_people_stay_hidden(client: Client, centre: Centre) -> None:
    foreigner = passed(a_session(), FIRST, name="Ailleurs").person
    assert "Ailleurs" not in text_of(client.get(REGISTER))
    assert client.get(reverse("evaluations:ccp_person", args=[foreigner.pk])).status_code == 404
    row = CcpElsewhere.objects.create(person=foreigner, title_code="TP-00338", ccp=SECOND, reference="PV")
    assert client.post(reverse("evaluations:ccp_remove", args=[row.pk])).status_code == 404
    assert client.get(reverse("evaluations:ccp_rules", args=[foreigner.centre_id])).status_code == 404


def test_the_files_hold_what_the_page_shows_and_no_formula(client: Client, exam_session: ExamSession) -> None:
    passed(exam_session, FIRST, name="=SOMME(A1)")
    passed(exam_session, SECOND, name="Ouarda")
    content = client.get(reverse("evaluations:ccp_export", args=["csv"])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert len(rows) == 3
    assert not any(cell.startswith("=") for row in rows for cell in row)
    book = load_workbook(io.BytesIO(client.get(reverse("evaluations:ccp_export", args=["xlsx"])).content))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n", "d"}
    only = client.get(reverse("evaluations:ccp_export", args=["csv"]), {"q": "ouarda"}).content.decode("utf-8-sig")
    assert len(only.strip().splitlines()) == 2
    assert client.get(reverse("evaluations:ccp_export", args=["pdf"])).status_code == 404


def test_an_invitation_fills_the_form_of_enrolment(client: Client, exam_session: ExamSession, centre: Centre) -> None:
    person = passed(exam_session, FIRST).person
    following = a_session(centre, day=date(2027, 3, 9))
    page = client.get(reverse("evaluations:ccp_invitations", args=[following.pk]))
    assert "Ouarda , Naïma" in text_of(page)
    (address,) = [url for label, url in page.context["invitations"][0].acts if label == "CCP Élaborer"]
    form = client.get(address).context["form"]
    assert (form["birth_name"].value(), form["route"].value(), form["held_ccps"].value()) == ("Ouarda", "ccp2", [FIRST])
    a_candidate(following, person=person)
    assert "Personne à inviter." in text_of(client.get(reverse("evaluations:ccp_invitations", args=[following.pk])))


def test_a_limit_that_falls_before_the_session_closes_the_door(client: Client, exam_session: ExamSession) -> None:
    passed(exam_session, FIRST)
    late = a_session(exam_session.centre, day=date(2027, 12, 9))
    page = client.get(reverse("evaluations:ccp_invitations", args=[late.pk]))
    assert page.context["invitations"] == []
    assert "nouvelle formation à vérifier" in text_of(page)


def test_an_invitation_never_fills_in_a_foreigner(client: Client, exam_session: ExamSession) -> None:
    foreigner = a_person(a_centre(), birth_name="Ailleurs")
    address = reverse("sessions:candidate_add", args=[exam_session.pk])
    for asked in (foreigner.pk, "x", "9" * 30):
        assert client.get(address, {"personne": asked}).context["form"]["birth_name"].value() is None


def typed(client: Client, centre: Centre, **changed: object) -> dict[str, object]:
    form = client.get(reverse("evaluations:ccp_rules", args=[centre.pk])).context["form"]
    values = {}
    for field in form:
        value = field.value()
        value = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
        values[field.html_name] = "on" if value is True else value
    values = values | changed
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_a_centre_s_rules_are_followed_and_journalled(
    client: Client, exam_session: ExamSession, centre: Centre
) -> None:
    person = passed(exam_session, FIRST).person
    a_title_rank = 0
    address = reverse("evaluations:ccp_rules", args=[centre.pk])
    assert filled_buttons(client.get(address)) == 1
    asked = typed(client, centre, value_resit=6) | {f"end_{a_title_rank}": "10/06/2026"}
    page = text_of(client.post(address, asked, follow=True))
    assert "2 règles modifiées." in page
    assert CcpRule.objects.get().key == Key.RESIT
    assert TitleEnd.objects.get().ends_on == date(2026, 6, 10)
    standing = of(person).standing
    assert {limit.rule.key: limit.until for limit in standing.limits} == {
        Key.TITLE_END: date(2027, 6, 10),
        Key.RESIT: date(2027, 6, 8),
    }
    assert JournalEntry.objects.get(action="ccp_rules.changed").after == {"rules": ["TP-00338", "resit"]}
    client.post(address, typed(client, centre, value_resit=12) | {"end_0": ""})
    assert not CcpRule.objects.exists()
    assert not TitleEnd.objects.exists()


@pytest.mark.parametrize("changed", [{"value_resit": "0"}, {"value_resit": "un"}, {"value_regime": "31/02/2016"}])
def test_a_rule_that_is_none_is_refused(client: Client, centre: Centre, changed: dict[str, str]) -> None:
    a_session(centre)
    address = reverse("evaluations:ccp_rules", args=[centre.pk])
    assert client.post(address, typed(client, centre, **changed)).status_code == 422
    assert not CcpRule.objects.exists()


@pytest.mark.parametrize("count", [1, 20])
def test_the_register_takes_the_same_queries_whatever_the_number(
    client: Client, exam_session: ExamSession, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for rank in range(count):
        passed(exam_session, FIRST, name=f"Personne{rank}")
    with django_assert_num_queries(11):
        answer = client.get(REGISTER)
    assert answer.content.decode().count("Personne") >= count
