"""What a panel writes together: once each, no juror's word overwritten in silence (both engines)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from evaluations import marking
from evaluations.models import ClientChange, ProposalPart, RolePlay, SharedOperation
from evaluations.operations import Op, Outcome, SharedKind
from evaluations.shared_cells import SharedCell, shared_cells
from evaluations.sharing import receive
from tests import builders
from tests.evaluations.tablets import a_sender
from tests.sessions.test_races import race

pytestmark = pytest.mark.django_db
ROLE_PLAY, INTERVIEW = "role_play", "technical_interview"


@pytest.fixture
def seated():
    return builders.a_judged_candidate()


def an_op(candidate, kind: SharedKind, cell: str, value: str, *, phase: str = ROLE_PLAY, base: int = 0, **more) -> Op:
    return Op(uuid4(), candidate.pk, phase, kind, cell, value, base, **more)


def a_start(candidate, moment, **more) -> Op:
    value = moment.isoformat() if moment else ""
    return an_op(candidate, SharedKind.TIMER, "presentation", value, phase=INTERVIEW, **more)


def stands(candidate, kind: SharedKind, cell: str, phase: str = ROLE_PLAY) -> SharedCell:
    return shared_cells(candidate, marking.evaluation_of(candidate))[phase, kind.value, cell]


def send(op: Op, juror):
    return receive(op, a_sender(juror))


def test_one_start_sent_again_has_one_effect(seated) -> None:
    candidate, juror, _ = seated
    op = a_start(candidate, timezone.now())
    first, second = send(op, juror), send(op, juror)
    assert first == second
    assert (first.outcome, first.cell.revision, SharedOperation.objects.count()) == (Outcome.APPLIED, 1, 1)


def test_of_two_starts_the_earliest_stays_whoever_sends_first(seated) -> None:
    candidate, juror, colleague = seated
    now = timezone.now()
    send(a_start(candidate, now - timedelta(minutes=1)), juror)
    later = send(a_start(candidate, now), colleague)
    assert later.cell.value == (now - timedelta(minutes=1)).isoformat()
    assert later.by == str(juror)
    earlier = send(a_start(candidate, now - timedelta(minutes=3)), colleague)
    assert (earlier.outcome, earlier.by) == (Outcome.APPLIED, str(colleague))
    assert earlier.cell.value == (now - timedelta(minutes=3)).isoformat()


def test_a_start_heard_late_is_told_as_the_tablet_s_word(seated) -> None:
    candidate, juror, _ = seated
    now = timezone.now()
    assert not send(a_start(candidate, now), juror).is_late
    assert send(a_start(candidate, now - timedelta(minutes=3)), juror).is_late


def test_a_clock_that_runs_fast_starts_nothing_in_the_future(seated) -> None:
    candidate, juror, _ = seated
    reply = send(a_start(candidate, timezone.now() + timedelta(hours=2)), juror)
    assert reply.cell.value <= timezone.now().isoformat()


def test_a_start_of_another_day_is_refused_in_a_sentence(seated) -> None:
    candidate, juror, _ = seated
    reply = send(a_start(candidate, timezone.now() - timedelta(days=1)), juror)
    assert (reply.outcome, "douze heures" in reply.reason) == (Outcome.REFUSED, True)


def test_a_start_is_taken_back_and_an_old_one_does_not_bring_it_again(seated) -> None:
    candidate, juror, colleague = seated
    now = timezone.now()
    send(a_start(candidate, now), juror)
    assert send(a_start(candidate, None, base=1), juror).cell.value == ""
    late = send(a_start(candidate, now - timedelta(minutes=2)), colleague)  # had seen nothing of it
    assert (late.outcome, late.cell.value) == (Outcome.REFUSED, "")
    assert "annulé" in late.reason
    again = send(a_start(candidate, now, base=2), colleague)
    assert (again.outcome, again.cell.value) == (Outcome.APPLIED, now.isoformat())


def test_a_correction_needs_to_have_seen_what_it_changes(seated) -> None:
    candidate, juror, colleague = seated
    now = timezone.now()
    send(a_start(candidate, now - timedelta(minutes=5)), juror)
    value = f"={(now - timedelta(minutes=2)).isoformat()}"
    wrong = an_op(candidate, SharedKind.TIMER, "presentation", value, phase=INTERVIEW)
    assert send(wrong, colleague).outcome == Outcome.REFUSED
    right = an_op(candidate, SharedKind.TIMER, "presentation", value, phase=INTERVIEW, base=1)
    assert send(right, colleague).cell.value == (now - timedelta(minutes=2)).isoformat()


def test_a_step_of_another_epreuve_is_refused(seated) -> None:
    candidate, juror, _ = seated
    op = an_op(candidate, SharedKind.TIMER, "presentation", timezone.now().isoformat())
    assert send(op, juror).outcome == Outcome.REFUSED


def test_who_plays_is_written_once_and_a_colleague_who_differs_is_shown(seated) -> None:
    candidate, juror, colleague = seated
    send(an_op(candidate, SharedKind.CLIENT, "client", str(juror.pk)), juror)
    reply = send(an_op(candidate, SharedKind.CLIENT, "client", str(colleague.pk)), colleague)
    assert reply.outcome == Outcome.CONFLICT
    assert [(rival.value, rival.by) for rival in reply.rivals] == [(str(colleague.pk), str(colleague))]
    assert RolePlay.objects.get().client == juror
    settled = send(an_op(candidate, SharedKind.CLIENT, "client", str(colleague.pk), base=2), juror)
    assert (settled.outcome, settled.rivals, RolePlay.objects.get().client) == (Outcome.APPLIED, (), colleague)


def test_the_field_and_the_text_of_a_change_are_two_cells(seated) -> None:
    candidate, juror, colleague = seated
    field = candidate.exam_session.referentiel.change_fields[0].code
    send(an_op(candidate, SharedKind.CHANGE, "1.field", field), juror)
    assert send(an_op(candidate, SharedKind.CHANGE, "1.text", " Budget réduit. "), colleague).outcome == Outcome.APPLIED
    row = ClientChange.objects.get()
    assert (row.field, row.text.strip()) == (field, "Budget réduit.")


def test_two_texts_of_a_change_are_both_kept_until_one_is_chosen(seated) -> None:
    candidate, juror, colleague = seated
    send(an_op(candidate, SharedKind.CHANGE, "1.text", "Budget réduit."), juror)
    assert send(an_op(candidate, SharedKind.CHANGE, "1.text", "Nouvel acheteur."), colleague).outcome == "conflict"
    assert ClientChange.objects.get().text == "Budget réduit."
    assert [rival.value for rival in stands(candidate, SharedKind.CHANGE, "1.text").rivals] == ["Nouvel acheteur."]


def test_a_change_is_announced_at_the_tablet_s_moment_once_written(seated) -> None:
    candidate, juror, colleague = seated
    said = timezone.now() - timedelta(minutes=4)
    op = an_op(candidate, SharedKind.ANNOUNCED, "1", said.isoformat())
    assert send(op, juror).reason == "Écrivez d’abord ce changement."
    send(an_op(candidate, SharedKind.CHANGE, "1.text", "Budget réduit."), juror)
    send(an_op(candidate, SharedKind.ANNOUNCED, "1", said.isoformat()), juror)
    send(an_op(candidate, SharedKind.ANNOUNCED, "1", timezone.now().isoformat()), colleague)  # heard it too
    assert ClientChange.objects.get().announced_at == said


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (SharedKind.CLIENT, "client", "x"),
        (SharedKind.CLIENT, "other", "1"),
        (SharedKind.CHANGE, "9.text", "x"),
        (SharedKind.CHANGE, "1.other", "x"),
        (SharedKind.CHANGE, "1.field", "humeur"),
        (SharedKind.ANNOUNCED, "²", "2026-12-08T10:00:00Z"),
        (SharedKind.ANNOUNCED, "1", "hier"),
    ],
)
def test_what_means_nothing_is_refused_in_a_sentence(seated, kind: SharedKind, cell: str, value: str) -> None:
    candidate, juror, _ = seated
    reply = send(an_op(candidate, kind, cell, value), juror)
    assert (reply.outcome, bool(reply.reason)) == (Outcome.REFUSED, True)
    assert not RolePlay.objects.exists()


def test_parts_ticked_by_two_jurors_add_up(seated) -> None:
    candidate, juror, colleague = seated
    codes = [item.code for item in candidate.exam_session.referentiel.proposal_parts]
    send(an_op(candidate, SharedKind.PART, codes[0], "1", phase=INTERVIEW), juror)
    send(an_op(candidate, SharedKind.PART, codes[1], "1", phase=INTERVIEW), colleague)
    present = ProposalPart.objects.filter(is_present=True).values_list("code", flat=True)
    assert set(present) == set(codes[:2])


def test_nobody_who_does_not_sit_there_writes_anything(seated) -> None:
    candidate, _, _ = seated
    _, stranger, _ = builders.a_judged_candidate()
    assert send(a_start(candidate, timezone.now()), stranger).outcome == Outcome.REFUSED
    assert not SharedOperation.objects.exists()


def test_a_sealed_result_takes_nothing(seated) -> None:
    candidate, juror, _ = seated
    evaluation = marking.evaluation_of(candidate)
    type(evaluation).objects.filter(pk=evaluation.pk).update(
        decision="none", fingerprint="0" * 64, sealed_at=timezone.now()
    )
    assert send(a_start(candidate, timezone.now()), juror).outcome == Outcome.LOCKED


def test_a_page_without_javascript_writes_over_and_a_tablet_sees_it(client: Client, seated) -> None:
    candidate, juror, colleague = seated
    send(an_op(candidate, SharedKind.CLIENT, "client", str(juror.pk)), juror)
    client.force_login(colleague.user)
    client.post(f"/candidats/{candidate.pk}/client/", {"client": colleague.pk})
    cell = stands(candidate, SharedKind.CLIENT, "client")
    assert (cell.value, cell.revision, RolePlay.objects.get().client) == (str(colleague.pk), 2, colleague)


def test_a_tablet_is_told_what_the_panel_shares_and_the_hour(client: Client, seated) -> None:
    candidate, juror, colleague = seated
    send(a_start(candidate, timezone.now()), juror)
    client.force_login(colleague.user)
    told = client.get(f"/tablette/jury/{candidate.pk}/").json()
    assert [(cell["kind"], cell["cell"], cell["by"]) for cell in told["cells"]] == [
        ("timer", "presentation", str(juror))
    ]
    assert told["now"] <= timezone.now().isoformat()


@pytest.mark.django_db(transaction=True)
def test_both_jurors_who_start_at_once_have_one_start_the_earliest() -> None:
    candidate, juror, colleague = builders.a_judged_candidate()
    marking.evaluation_of(candidate)
    now = timezone.now()
    ops = [(a_start(candidate, now - timedelta(seconds=rank)), (juror, colleague)[rank % 2]) for rank in range(4)]
    race(*(lambda op=op, who=who: send(op, who) for op, who in ops))
    assert (
        stands(candidate, SharedKind.TIMER, "presentation", INTERVIEW).value == (now - timedelta(seconds=3)).isoformat()
    )
