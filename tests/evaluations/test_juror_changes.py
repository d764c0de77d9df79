"""A juror who leaves in the middle of a passage, once their jury has sealed another: recorded, kept, never merged."""

from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evaluations import deliberation, marking
from evaluations.day_acts import advance
from evaluations.decisions import Code
from evaluations.deliberation import DeliberationRefused, standing_refusals
from evaluations.facts import jury_of
from evaluations.gestures import NotDone, undo
from evaluations.grids import cells
from evaluations.juror_changes import replace_juror
from evaluations.models import Answer, DayAct, Evaluation, Grid, JurorReplaced, Mark, Signature
from evaluations.operations import Outcome
from evaluations.synchronising import apply
from evaluations.tablet_report import Held, Report
from evaluations.tablets import hear
from juries.models import Juror
from ntc_cert.constraints import violated
from ntc_cert.refusals import Refused
from sessions.models import Candidate, Panel
from sessions.scheduling import set_locked
from tests.builders import DAY, a_juror_with_account, at
from tests.evaluations.day_world import TheDay, the_day
from tests.evaluations.paper import a_sealed_result
from tests.evaluations.tablets import a_sender, an_op
from tests.evaluations.tower_pages import confirm, url

pytestmark = pytest.mark.django_db
FIRST = "technical_interview/preparation"
NOW = "11:10"


@dataclass
class Leaving:
    """Jury B sealed Hélène; Thibault is before it when `leaving` goes, `staying` stays, `joining` comes."""

    day: TheDay
    leaving: Juror
    staying: Juror
    joining: Juror

    @property
    def candidate(self) -> Candidate:
        return Candidate.objects.get(pk=self.day.thibault.pk)

    def phases(self) -> list[str]:
        return [phase.kind.value for phase in marking.route_of(self.candidate).phases]

    def replace(self, *heard: Candidate, now: str = NOW) -> None:
        replace_juror(
            self.day.b,
            day=DAY,
            leaving=self.leaving.pk,
            joining=self.joining.pk,
            heard=[one.pk for one in heard],
            by=self.day.nadia,
            now=at(now),
        )

    def hands_in(self, juror: Juror, phase: str, value: str = "O") -> Grid:
        grid = marking.open_grid(self.candidate, juror=juror, phase=phase)
        for cell in cells(self.day.session.referentiel, self.candidate.route, phase):
            if cell.takes_mark:
                marking.rate(grid, cell.code, value=value, by=juror.user)
        marking.submit(grid, by=juror.user)
        return grid


@pytest.fixture
def left() -> Leaving:
    day = the_day()
    leaving, staying = day.b.jurors.order_by("pk")
    a_sealed_result(day.helene, [leaving, staying])
    Candidate.objects.filter(pk=day.helene.pk).update(sealed_at=at("10:20"))
    advance(day.thibault, expected=FIRST, by=day.nadia, now=at("10:30"))
    return Leaving(day, leaving, staying, a_juror_with_account(day.session.centre, last_name="Castel"))


def test_the_passage_under_way_goes_on_before_the_new_jury_and_the_sealed_one_keeps_who_signed(left: Leaving) -> None:
    left.replace(left.day.thibault)
    made = Panel.objects.get(name="Jury B bis")
    assert left.candidate.passage.panel == made
    assert set(jury_of(left.candidate)) == {left.staying, left.joining}
    assert set(jury_of(Candidate.objects.get(pk=left.day.helene.pk))) == {left.leaving, left.staying}
    row = JurorReplaced.objects.get()
    assert (row.leaving, row.joining, row.at) == (left.leaving, left.joining, at(NOW))
    told = DayAct.objects.get(kind="juror").told
    assert told.endswith(f"à la place de {left.leaving}, et pour le résultat en cours de {left.day.thibault.person}")


def test_a_sealed_result_is_never_given_to_another_jury(left: Leaving) -> None:
    with pytest.raises(NotDone, match="scellé entre-temps"):
        left.replace(left.day.helene)
    assert not Panel.objects.filter(name="Jury B bis").exists()


def test_without_a_candidate_to_come_nor_one_named_there_is_nothing_to_change(left: Leaving) -> None:
    with pytest.raises(NotDone, match="choisissez les résultats"):
        left.replace()


def test_a_result_somebody_signed_waits_for_the_signature_to_be_taken_back(left: Leaving) -> None:
    evaluation = Evaluation.objects.get(candidate=left.candidate)
    Signature.objects.create(evaluation=evaluation, juror=left.staying, fingerprint="a" * 64)
    with pytest.raises(Refused, match="a déjà signé"):
        left.replace(left.day.thibault)
    assert left.candidate.passage.panel == left.day.b
    assert not Panel.objects.filter(name="Jury B bis").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        JurorReplaced.objects.create(evaluation=evaluation, leaving=left.leaving, joining=left.joining)


def test_marks_stay_under_the_name_of_who_left_and_none_is_taken_for_the_jurys(left: Leaving) -> None:
    """The first épreuve was handed in before: nobody fills it again, and nobody's answer becomes the jury's alone."""
    first, *others = left.phases()
    for juror in (left.leaving, left.staying):
        left.hands_in(juror, first)
    left.replace(left.day.thibault)
    evaluation = Evaluation.objects.get(candidate=left.candidate)
    assert marking.grids_awaited(evaluation) == {left.staying.pk: others, left.joining.pk: others}
    for juror in (left.staying, left.joining):
        for phase in others:
            left.hands_in(juror, phase)
    assert marking.grids_awaited(evaluation) == {}
    agreed = set(Answer.objects.filter(evaluation=evaluation).values_list("criterion", flat=True))
    heard = {cell.code for cell in cells(left.day.session.referentiel, left.candidate.route, first)}
    assert agreed
    assert not agreed & heard
    kept = Mark.objects.filter(grid__evaluation=evaluation, grid__juror=left.leaving, value="O")
    assert kept.count() == len(heard)


def test_a_mark_of_who_left_that_differs_is_for_the_jury_to_settle(left: Leaving) -> None:
    *_, last = left.phases()
    grid = marking.open_grid(left.candidate, juror=left.leaving, phase=last)
    cell = cells(left.day.session.referentiel, left.candidate.route, last)[0].code
    marking.rate(grid, cell, value="N", by=left.leaving.user)
    left.replace(left.day.thibault)
    for juror in (left.staying, left.joining):
        for phase in left.phases():
            left.hands_in(juror, phase)
    agreed = Answer.objects.filter(evaluation__candidate=left.candidate)
    assert agreed.exists()
    assert not agreed.filter(criterion=cell).exists()


def test_what_the_tablet_of_who_left_held_arrives_later_and_is_waited_for(left: Leaving) -> None:
    """Even for a grid the server had never seen opened."""
    phase = left.phases()[0]
    held = Report("tablette-1", 1, (Held(left.leaving.pk, left.candidate.pk, phase, pending=1, refused=0),))
    hear(held, juror=left.leaving)
    left.replace(left.day.thibault)
    awaited = [one for one in standing_refusals(left.candidate) if one.code == Code.TABLET_AWAITED]
    assert [one.anchor for one in awaited] == [f"juror-{left.leaving.pk}"]
    reply = apply(an_op(left.candidate, phase=phase), a_sender(left.leaving))
    assert reply.outcome is Outcome.APPLIED
    mark = Mark.objects.get(grid__juror=left.leaving, grid__evaluation__candidate=left.candidate)
    assert mark.value == "O"
    stranger = a_juror_with_account(left.day.session.centre)
    assert apply(an_op(left.candidate, phase=phase), a_sender(stranger)).outcome is Outcome.REFUSED


def test_the_database_seals_nothing_that_the_tablet_of_who_left_holds(left: Leaving) -> None:
    left.replace(left.day.thibault)
    hear(
        Report("tablette-1", 1, (Held(left.leaving.pk, left.candidate.pk, left.phases()[0], pending=1, refused=0),)),
        juror=left.leaving,
    )
    rows = Evaluation.objects.filter(candidate=left.candidate)
    rows.update(decision="none")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rows.update(sealed_at=at("12:00"), fingerprint="a" * 64)
    assert violated(refused.value) == "evaluation_is_sealed_when_no_tablet_is_awaited"


def test_who_left_neither_signs_nor_answers_any_more(left: Leaving) -> None:
    left.replace(left.day.thibault)
    with pytest.raises(DeliberationRefused, match="Seuls les jurés de ce jury"):
        deliberation.sign(left.candidate, juror=left.leaving, code="123456", by=left.leaving.user)


def test_it_is_undone_with_its_record(left: Leaving) -> None:
    left.replace(left.day.thibault)
    undo(DayAct.objects.get(kind="juror"), by=left.day.nadia)
    assert left.candidate.passage.panel == left.day.b
    assert not JurorReplaced.objects.exists()
    assert not Panel.objects.filter(name="Jury B bis").exists()


def test_one_replaced_twice_leaves_both_their_marks(left: Leaving) -> None:
    first, *_ = left.phases()
    for juror in (left.leaving, left.staying):
        left.hands_in(juror, first)
    left.replace(left.day.thibault)
    third = a_juror_with_account(left.day.session.centre, last_name="Roux")
    made = Panel.objects.get(name="Jury B bis")
    replace_juror(
        made,
        day=DAY,
        leaving=left.joining.pk,
        joining=third.pk,
        heard=[left.day.thibault.pk],
        by=left.day.nadia,
        now=at("11:20"),
    )
    awaited = marking.grids_awaited(Evaluation.objects.get(candidate=left.candidate))
    assert first not in awaited[third.pk]


def test_a_juror_who_was_free_only_from_now_on_may_take_the_seat(left: Leaving) -> None:
    left.joining.availabilities.create(starts_at=at("11:00"), ends_at=at("18:00"))
    left.replace(left.day.thibault)
    assert JurorReplaced.objects.get().joining == left.joining


def test_the_page_names_what_may_be_given_and_says_what_becomes_of_the_marks(left: Leaving, client, now) -> None:
    client.force_login(left.day.nadia)
    now(NOW)
    address = url("_juror", left.day, left.day.b.pk)
    first = client.get(address).content.decode()
    assert "Thibault Noël" in first
    assert "Hélène Castaing" not in first
    assert "Personne du registre" not in first
    nobody = client.get(f"{address}?leaving={left.leaving.pk}")
    assert "choisissez les résultats" in nobody.content.decode()
    chosen = f"{address}?leaving={left.leaving.pk}&heard={left.day.thibault.pk}&joining={left.joining.pk}"
    effect = client.get(chosen).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert f"Les réponses de {left.leaving} restent" in effect
    assert confirm(client, chosen).status_code == 302
    assert set(jury_of(left.candidate)) == {left.staying, left.joining}


def test_the_new_juror_is_told_who_handed_in_before_and_the_deliberation_who_left(left: Leaving, client, now) -> None:
    now(NOW)
    for juror in (left.leaving, left.staying):
        for phase in left.phases()[:1]:
            left.hands_in(juror, phase)
    left.replace(left.day.thibault)
    client.force_login(left.joining.user)
    assert f"Rendue par {left.leaving}" in client.get("/ma-journee/").content.decode()
    for phase in left.phases()[1:]:
        for juror in (left.staying, left.joining):
            left.hands_in(juror, phase)
    page = client.get(reverse("evaluations:deliberation", args=[left.candidate.pk])).content.decode()
    assert f"{left.joining} siège à la place de {left.leaving}" in page
    assert f"{left.leaving}, n’est plus du jury" in page
    client.force_login(left.leaving.user)
    assert client.get(reverse("evaluations:deliberation", args=[left.candidate.pk])).status_code == 404


def test_a_juror_of_two_juries_has_their_tablet_once_in_the_tower(left: Leaving, client, now) -> None:
    now(NOW)
    left.replace(left.day.thibault)
    client.force_login(left.day.nadia)
    hear(Report("tablette-1", 1, ()), juror=left.staying)
    page = client.get(url("", left.day)).content.decode()
    assert "Jury B, Jury B bis · vue à" in page
    assert page.count(f"<b>{left.staying}</b>") == 1


def test_a_lock_holds_the_hours_of_a_passage_under_way_not_its_jury(left: Leaving) -> None:
    set_locked(left.day.thibault, locked=True, by=left.day.nadia)
    left.replace(left.day.thibault)
    assert left.candidate.passage.panel.name == "Jury B bis"
    assert left.candidate.passage.is_locked
