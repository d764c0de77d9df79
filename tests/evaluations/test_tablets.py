"""What tablets tell of the work they hold: kept in order, awaited before a grid is handed in and a result sealed."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.models import JournalEntry
from evaluations import deliberation, marking
from evaluations.decisions import Decision
from evaluations.deliberation import DeliberationRefused
from evaluations.marking import MarkingRefused
from evaluations.models import Evaluation, TabletGivenUp, TabletHolding, TabletState
from evaluations.synchronising import apply
from evaluations.tablet_report import Held, Report
from evaluations.tablets import TabletRefused, give_up, hear
from evaluations.verdicts import Outcome
from juries.models import Juror
from sessions.models import Candidate
from tests import builders
from tests.evaluations.tablets import PHASE, a_sender, an_op
from tests.evaluations.test_marking import fill
from tests.sessions.test_races import race

pytestmark = pytest.mark.django_db

ADDRESS = "/tablette/etat/"
DEVICE = "6f1c-tablette"


def tell(juror: Juror, *held: tuple[Candidate, int, int], number: int = 1, device: str = DEVICE) -> None:
    grids = tuple(Held(juror.pk, candidate.pk, PHASE, pending, refused) for candidate, pending, refused in held)
    hear(Report(device, number, grids), juror=juror)


def counts(juror: Juror) -> list[tuple[str, int, int]]:
    return list(TabletState.objects.filter(juror=juror).order_by("device").values_list("device", "pending", "refused"))


@pytest.fixture
def decided():
    """Both jurors found everybody able, and decided: only the signatures are missing."""
    candidate, one, two = builders.a_judged_candidate()
    for juror in (one, two):
        fill(candidate, juror)
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    return candidate, one, two


def sign(candidate: Candidate, juror: Juror) -> bool:
    return deliberation.sign(candidate, juror=juror, code=builders.CODE, by=juror.user)


def test_a_report_says_all_that_a_device_holds_and_the_next_one_replaces_it():
    candidate, one, two = builders.a_judged_candidate()
    held = (Held(one.pk, candidate.pk, PHASE, 2, 1), Held(two.pk, candidate.pk, "role_play", 3, 0))
    hear(Report(DEVICE, 1, held), juror=one)
    assert (counts(one), counts(two)) == ([(DEVICE, 2, 1)], [(DEVICE, 3, 0)])
    hear(Report(DEVICE, 2, held[:1]), juror=one)
    assert (counts(one), counts(two)) == ([(DEVICE, 2, 1)], [(DEVICE, 0, 0)])
    assert [(row.state.juror, row.phase) for row in TabletHolding.objects.all()] == [(one, PHASE)]


def test_a_report_that_comes_late_changes_nothing():
    candidate, one, _ = builders.a_judged_candidate()
    tell(one, number=5)
    tell(one, (candidate, 2, 0), number=4)
    tell(one, (candidate, 2, 0), number=5)
    assert counts(one) == [(DEVICE, 0, 0)]
    tell(one, (candidate, 2, 0), number=6)
    assert counts(one) == [(DEVICE, 2, 0)]


def test_what_a_tablet_holds_of_nobody_we_know_still_counts_on_it_and_awaits_no_result():
    _, one, _ = builders.a_judged_candidate()
    stranger, *_ = builders.a_judged_candidate()
    tell(one, (stranger, 2, 0))
    assert counts(one) == [(DEVICE, 2, 0)]
    assert not TabletHolding.objects.exists()


def test_nothing_is_kept_of_a_juror_of_another_centre():
    _, one, _ = builders.a_judged_candidate()
    stranger, foreigner, _ = builders.a_judged_candidate()
    hear(Report(DEVICE, 1, (Held(foreigner.pk, stranger.pk, PHASE, 1, 0),)), juror=one)
    assert counts(foreigner) == []


@pytest.mark.parametrize(("pending", "refused"), [(2, 0), (0, 1)])
def test_no_result_is_sealed_while_a_tablet_of_its_jury_holds_something_of_it(decided, pending, refused):
    candidate, one, two = decided
    tell(two, (candidate, pending, refused))
    words = "2 saisies à synchroniser" if pending else "1 saisie refusée par le serveur, à relire"
    with pytest.raises(DeliberationRefused, match=f"Tablette de {two}.: {words}"):
        sign(candidate, one)
    tell(two, number=2)
    assert [sign(candidate, juror) for juror in (one, two)] == [False, True]


def test_a_tablet_heard_between_two_signatures_holds_the_seal(decided):
    candidate, one, two = decided
    sign(candidate, one)
    tell(one, (candidate, 1, 0))
    with pytest.raises(DeliberationRefused, match="1 saisie à synchroniser"):
        sign(candidate, two)
    assert Evaluation.objects.get().sealed_at is None


def test_the_database_seals_nothing_that_a_tablet_holds(decided):
    candidate, one, _ = decided
    tell(one, (candidate, 1, 0))
    rows = Evaluation.objects.filter(candidate=candidate)
    with pytest.raises(IntegrityError, match="evaluation_is_sealed_when_no_tablet_is_awaited"), transaction.atomic():
        rows.update(sealed_at=timezone.now(), fingerprint="0" * 64)
    tell(one, number=2)
    assert rows.update(sealed_at=timezone.now(), fingerprint="0" * 64) == 1


def test_what_is_held_of_another_candidate_or_by_another_jury_awaits_nothing(decided):
    candidate, one, two = decided
    other, somebody, _ = builders.a_judged_candidate(centre=one.centre, exam_session=candidate.exam_session)
    tell(somebody, (candidate, 1, 0))
    tell(one, (other, 1, 0), device="autre")
    assert [sign(candidate, juror) for juror in (one, two)] == [False, True]


def test_two_tablets_that_differ_hold_the_seal_of_an_abandon():
    candidate, one, _ = builders.a_judged_candidate()
    apply(an_op(candidate, value="O"), a_sender(one))
    apply(an_op(candidate, value="N"), a_sender(one))
    deliberation.record_presence(candidate, presence="abandoned", by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.ABANDONED), by=one.user)
    with pytest.raises(DeliberationRefused, match=r"Deux tablettes de .* diffèrent sur C3.1"):
        sign(candidate, one)


def test_a_grid_waits_for_the_ticks_of_the_jurors_other_tablet_and_not_for_ones_own():
    candidate, one, _ = builders.a_judged_candidate(route="ccp1")
    grid = marking.open_grid(candidate, juror=one, phase=PHASE)
    for cell in marking.cells_of(grid):
        marking.rate(grid, cell.code, value="O", by=one.user)
    tell(one, (candidate, 2, 0), device="autre")
    with pytest.raises(MarkingRefused, match="2 saisies de cette grille attendent sur une autre de vos tablettes"):
        marking.submit(grid, by=one.user, device=DEVICE)
    tell(one, device="autre", number=2)
    tell(one, (candidate, 1, 0))
    marking.submit(grid, by=one.user, device=DEVICE)
    assert grid.submitted_at


def test_a_tablet_given_up_awaits_nothing_and_stays_on_record(decided):
    candidate, one, two = decided
    nadia = builders.an_organiser(one.centre)
    tell(two, (candidate, 2, 0))
    state = TabletState.objects.get()
    with pytest.raises(TabletRefused, match="Écrivez ce qui est arrivé"):
        give_up(state, reason=" ", by=nadia)
    give_up(state, reason="Écran cassé.", by=nadia)
    with pytest.raises(TabletRefused, match="n’attend plus rien"):
        give_up(state, reason="Encore.", by=nadia)
    row = TabletGivenUp.objects.get()
    assert (row.evaluation.candidate, row.juror, row.pending, row.by, row.reason) == (
        candidate, two, 2, nadia, "Écran cassé.",
    )  # fmt: skip
    entry = JournalEntry.objects.get(action="tablet.given_up")
    assert (entry.actor, entry.after["reason"], entry.after["candidates"]) == (nadia, "Écran cassé.", [candidate.pk])
    assert [sign(candidate, juror) for juror in (one, two)] == [False, True]
    with pytest.raises(IntegrityError, match="tablet_given_up_is_never_rewritten"), transaction.atomic():
        TabletGivenUp.objects.update(pending=0, refused=1)


def test_a_tablet_given_up_that_comes_back_is_awaited_again(decided):
    candidate, one, two = decided
    tell(two, (candidate, 2, 0))
    give_up(TabletState.objects.get(), reason="Perdue.", by=builders.an_organiser(one.centre))
    tell(two, (candidate, 2, 0), number=2)
    with pytest.raises(DeliberationRefused, match="2 saisies à synchroniser"):
        sign(candidate, one)


def test_a_sealed_result_takes_no_declaration(decided):
    candidate, one, two = decided
    for juror in (one, two):
        sign(candidate, juror)
    tell(one, (candidate, 0, 1))
    give_up(TabletState.objects.get(), reason="Rangée.", by=builders.an_organiser(one.centre))
    assert not TabletGivenUp.objects.exists()


def test_a_tablet_tells_by_its_own_juror_only(client: Client):
    candidate, one, _ = builders.a_judged_candidate()
    body = {"device": DEVICE, "n": 1, "held": [[one.pk, candidate.pk, PHASE, 2, 0]]}
    assert client.post(ADDRESS, body, content_type="application/json").status_code == 401
    client.force_login(builders.an_organiser(one.centre))
    assert client.post(ADDRESS, body, content_type="application/json").status_code == 404
    client.force_login(one.user)
    assert client.post(ADDRESS, body, content_type="application/json").json() == {}
    assert counts(one) == [(DEVICE, 2, 0)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"device": ""}, "device"),
        ({"device": "é"}, "device"),
        ({"n": -1}, "« n »"),
        ({"held": {}}, "« held »"),
        ({"held": [[1, 1, "technical_interview", 1]]}, "held[0]"),
        ({"held": [[1, 1, "else", 1, 0]]}, "held[0]"),
        ({"held": [[1, 1, "technical_interview", 0, 0]]}, "held[0]"),
        ({"held": [[1, 1, "technical_interview", 1, 0]] * 2}, "« held »"),
        ({"held": [[1, 1, "technical_interview", 1, 0]] * 501}, "« held »"),
    ],
)
def test_what_cannot_be_read_says_where(client: Client, change, told):
    _, one, _ = builders.a_judged_candidate()
    client.force_login(one.user)
    body = {"device": DEVICE, "n": 1, "held": [], **change}
    answer = client.post(ADDRESS, body, content_type="application/json")
    assert (answer.status_code, told in answer.json()["reason"]) == (400, True), answer.json()
    assert not TabletState.objects.exists()


def test_the_signing_page_says_which_tablet_is_awaited_and_what_was_given_up(client: Client, decided):
    candidate, one, two = decided
    tell(two, (candidate, 2, 0))
    address = reverse("evaluations:decision", args=[candidate.pk])
    client.force_login(one.user)
    page = client.get(address).content.decode()
    assert f"Tablette de {two}\xa0: 2 saisies à synchroniser." in page
    assert 'name="code"' not in page
    refused = client.post(reverse("evaluations:sign", args=[candidate.pk]), {"code": builders.CODE})
    assert refused.status_code == 422
    assert "Impossible de sceller : il manque" in refused.content.decode().replace("&nbsp;", " ")
    assert f'<a href="#juror-{two.pk}">2 saisies de {two}</a>' in refused.content.decode()
    nadia = builders.an_organiser(one.centre, first_name="Nadia", last_name="Ferrand")
    give_up(TabletState.objects.get(), reason="Écran cassé.", by=nadia)
    page = client.get(address).content.decode()
    assert "2 saisies jamais reçues" in page
    assert "Écran cassé." in page
    assert 'name="code"' in page


@pytest.mark.django_db(transaction=True)
def test_reports_of_one_device_told_at_once_leave_the_newest():
    candidate, one, _ = builders.a_judged_candidate()
    results = race(*(lambda rank=rank: tell(one, (candidate, rank, 0), number=rank) for rank in range(1, 7)))
    assert results == [None] * 6
    assert counts(one) == [(DEVICE, 6, 0)]
    assert list(TabletHolding.objects.values_list("pending", flat=True)) == [6]


@pytest.mark.django_db(transaction=True)
def test_a_seal_and_a_late_report_come_one_after_the_other(decided):
    candidate, one, two = decided
    sign(candidate, one)
    signed, heard = race(lambda: sign(candidate, two), lambda: tell(one, (candidate, 1, 0)))
    assert heard is None
    assert counts(one) == [(DEVICE, 1, 0)]
    is_sealed = Evaluation.objects.get().sealed_at is not None
    assert is_sealed == (signed is True)
    assert is_sealed or isinstance(signed, DeliberationRefused)
