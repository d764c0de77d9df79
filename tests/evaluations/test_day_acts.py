"""What the organiser records and moves on the day: each act, its refusal, its way back, and the marks left alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from centres.models import JournalEntry
from evaluations import deliberation, marking
from evaluations.course import DELIBERATION
from evaluations.day_acts import END, advance, arrive, record_abandon, record_absence
from evaluations.day_facts import facts_of, seen_now
from evaluations.day_moves import announce_delay, change_room, shift
from evaluations.gestures import NotDone, undo
from evaluations.juror_changes import replace_juror
from evaluations.models import Attendance, DayAct, Evaluation, Mark, StageTaken
from ntc_cert.constraints import violated
from sessions.bookings import DoubleBooked, Outdated
from sessions.models import Candidate, Link, Panel
from sessions.scheduling import set_locked
from tests.builders import DAY, a_juror, a_room, at
from tests.evaluations.day_world import TheDay, starts, the_day
from tests.sessions.passages import reasons

pytestmark = pytest.mark.django_db

PREPARATION = "technical_interview/preparation"
INTERVIEW = "technical_interview/interview"


@pytest.fixture
def day() -> TheDay:
    return the_day()


def marks() -> list[tuple[object, ...]]:
    return list(Mark.objects.order_by("pk").values_list())


def marked(day: TheDay) -> list[tuple[object, ...]]:
    """Amélie and Thibault have a grid begun."""
    for candidate, panel in ((day.amelie, day.a), (day.thibault, day.b)):
        juror = panel.jurors.first()
        grid = marking.open_grid(candidate, juror=juror, phase="technical_interview")
        marking.rate(grid, "C3.1", value="O", by=juror.user)
        marking.write_note(grid, "C3.1", text="Clair.", by=juror.user)
    return marks()


def test_pointing_says_when_and_is_undone(day: TheDay) -> None:
    arrive(day.amelie, by=day.nadia, now=at("08:20"))
    assert facts_of(day.session)[day.amelie.pk].arrived_at == at("08:20")
    assert day.last_act.told == "Amélie Bœuf, sur place à 8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}20"
    undo(day.last_act, by=day.nadia)
    assert not Attendance.objects.exists()
    assert [entry.action for entry in JournalEntry.objects.order_by("pk")][-2:] == ["day_act.done", "day_act.undone"]


def test_somebody_already_there_is_not_pointed_twice(day: TheDay) -> None:
    arrive(day.amelie, by=day.nadia, now=at("08:20"))
    with pytest.raises(NotDone) as refusal:
        arrive(day.amelie, by=day.nadia, now=at("08:25"))
    assert "arrivée déjà pointée à 8 h 20" in reasons(refusal.value)
    assert DayAct.objects.count() == 1


def test_an_absence_is_undone_and_never_becomes_a_no(day: TheDay) -> None:
    record_absence(day.helene, by=day.nadia)
    assert Evaluation.objects.get(candidate=day.helene).presence == "absent"
    with pytest.raises(NotDone, match="annulez d’abord l’absence"):
        arrive(day.helene, by=day.nadia)
    undo(day.last_act, by=day.nadia)
    assert Evaluation.objects.get(candidate=day.helene).presence == "present"
    arrive(day.helene, by=day.nadia)


def test_somebody_who_came_is_not_absent(day: TheDay) -> None:
    arrive(day.helene, by=day.nadia)
    with pytest.raises(NotDone, match="ce n’est pas une absence"):
        record_absence(day.helene, by=day.nadia)
    with pytest.raises(deliberation.DeliberationRefused, match="Ce candidat est arrivé"):
        deliberation.record_presence(day.helene, presence="absent", by=day.nadia)


def test_an_abandon_ends_the_stage_under_way_and_keeps_the_marks(day: TheDay) -> None:
    before = marked(day)
    advance(day.amelie, expected=PREPARATION, by=day.nadia, now=at("08:30"))
    record_abandon(day.amelie, by=day.nadia, now=at("08:50"))
    assert StageTaken.objects.get().ended_at == at("08:50")
    undo(day.last_act, by=day.nadia)
    assert (StageTaken.objects.get().ended_at, marks()) == (None, before)
    assert Evaluation.objects.get(candidate=day.amelie).presence == "present"


def test_stages_follow_one_another_to_the_end_of_the_deliberation(day: TheDay) -> None:
    for minutes, expected in enumerate(
        (PREPARATION, INTERVIEW, "role_play/jury_preparation", "role_play/face_to_face")
    ):
        advance(day.helene, expected=expected, by=day.nadia, now=at("08:30") + timedelta(minutes=20 * minutes))
    advance(day.helene, expected=f"/{DELIBERATION}", by=day.nadia, now=at("10:20"))
    advance(day.helene, expected=END, by=day.nadia, now=at("10:40"))
    taken = facts_of(day.session)[day.helene.pk].taken
    assert next(iter(taken.values())).began_at == at("08:30")
    assert taken["", DELIBERATION].ended_at == at("10:40")
    assert facts_of(day.session)[day.helene.pk].arrived_at == at("08:30")


def test_pressing_twice_goes_one_step(day: TheDay) -> None:
    advance(day.helene, expected=PREPARATION, by=day.nadia)
    with pytest.raises(NotDone, match="a avancé entre-temps"):
        advance(day.helene, expected=PREPARATION, by=day.nadia)
    assert StageTaken.objects.count() == 1


def test_undoing_a_step_takes_one_step_back(day: TheDay) -> None:
    advance(day.helene, expected=PREPARATION, by=day.nadia, now=at("08:31"))
    advance(day.helene, expected=INTERVIEW, by=day.nadia, now=at("08:52"))
    first, second = DayAct.objects.order_by("pk")
    with pytest.raises(NotDone, match="Un autre geste a suivi"):
        undo(first, by=day.nadia)
    undo(second, by=day.nadia)
    row = StageTaken.objects.get()
    assert (row.kind, row.began_at, row.ended_at) == ("preparation", at("08:31"), None)
    undo(first, by=day.nadia)
    assert not StageTaken.objects.exists()
    with pytest.raises(NotDone, match="déjà annulé"):
        undo(first, by=day.nadia)


def test_ten_minutes_more_shift_what_has_not_begun_and_nothing_else(day: TheDay) -> None:
    before = marked(day)
    advance(day.helene, expected=PREPARATION, by=day.nadia, now=at("08:30"))
    shift(day.b, day=DAY, minutes=10, by=day.nadia, seen=seen_now(day.session), now=at("09:00"))
    assert starts(day.helene, day.thibault, day.karim) == [at("08:30"), at("10:40"), at("13:00")]
    assert marks() == before
    undo(day.last_act, by=day.nadia)
    assert starts(day.thibault) == [at("10:30")]
    assert marks() == before


def test_a_shift_is_refused_when_another_act_came_between(day: TheDay) -> None:
    seen = seen_now(day.session)
    record_absence(day.amelie, by=day.nadia)
    with pytest.raises(Outdated):
        shift(day.b, day=DAY, minutes=10, by=day.nadia, seen=seen, now=at("08:00"))
    seen = seen_now(day.session)
    arrive(day.karim, by=day.nadia)
    shift(day.b, day=DAY, minutes=10, by=day.nadia, seen=seen, now=at("08:00"))


def test_a_locked_passage_is_not_shifted(day: TheDay) -> None:
    set_locked(day.thibault, locked=True, by=day.nadia)
    with pytest.raises(NotDone, match="Thibault Noël"):
        shift(day.b, day=DAY, minutes=10, by=day.nadia, now=at("08:00"))
    assert starts(day.helene, day.thibault) == [at("08:30"), at("10:30")]


def test_nothing_to_shift_is_said(day: TheDay) -> None:
    with pytest.raises(NotDone, match="plus de passage à venir"):
        shift(day.b, day=DAY, minutes=10, by=day.nadia, now=at("17:00"))


def test_a_late_candidate_keeps_the_end_with_the_reason(day: TheDay) -> None:
    announce_delay(day.karim, minutes=20, keeps_end=True, reason="Train en retard.", by=day.nadia, now=at("12:00"))
    row = Attendance.objects.get()
    assert (row.expected_at, row.keeps_end, row.reason) == (at("13:20"), True, "Train en retard.")
    assert starts(day.karim) == [at("13:00")]


def test_a_decision_without_a_reason_is_refused(day: TheDay) -> None:
    with pytest.raises(NotDone, match="Écrivez le motif"):
        announce_delay(day.karim, minutes=20, keeps_end=True, by=day.nadia)
    announce_delay(day.karim, minutes=20, keeps_end=None, by=day.nadia, now=at("12:00"))
    assert Attendance.objects.get().keeps_end is None


def test_moving_the_end_pushes_only_those_it_runs_into(day: TheDay) -> None:
    announce_delay(day.helene, minutes=30, keeps_end=False, reason="Panne.", by=day.nadia, now=at("08:00"))
    assert starts(day.helene, day.thibault) == [at("09:00"), at("11:00")]
    undo(day.last_act, by=day.nadia)
    assert starts(day.helene, day.thibault) == [at("08:30"), at("10:30")]
    assert not Attendance.objects.exists()


def test_another_room_for_what_has_not_begun(day: TheDay) -> None:
    room = a_room(day.session.centre, name="Salle 9")
    advance(day.helene, expected=PREPARATION, by=day.nadia, now=at("08:30"))
    change_room(day.b, day=DAY, room=room, by=day.nadia, now=at("09:00"))
    rooms = {step.jury_room for step in day.thibault.passage.steps.exclude(jury_room=None)}
    assert rooms == {room}
    assert {step.jury_room for step in day.helene.passage.steps.exclude(jury_room=None)} == {day.b.room}
    undo(day.last_act, by=day.nadia)
    assert {step.jury_room for step in day.thibault.passage.steps.exclude(jury_room=None)} == {day.b.room}


def test_a_room_that_is_taken_or_not_equipped_is_refused(day: TheDay) -> None:
    for room in (day.a.room, a_room(day.session.centre, is_jury=False, is_preparation=True)):
        with pytest.raises((NotDone, DoubleBooked)):
            change_room(day.b, day=DAY, room=room, by=day.nadia, now=at("08:00"))
    assert starts(day.helene) == [at("08:30")]


def test_another_juror_hears_those_to_come_and_whoever_passed_keeps_theirs(day: TheDay) -> None:
    before = marked(day)
    leaving = day.b.jurors.first()
    joining = a_juror(day.session.centre, last_name="Castel")
    advance(day.helene, expected=PREPARATION, by=day.nadia, now=at("08:30"))
    replace_juror(day.b, day=DAY, leaving=leaving.pk, joining=joining.pk, by=day.nadia, now=at("09:00"))
    made = Panel.objects.get(name="Jury B bis")
    assert set(made.jurors.all()) == {joining, *day.b.jurors.exclude(pk=leaving.pk)}
    day.thibault.refresh_from_db()
    assert (day.thibault.passage.panel, day.helene.passage.panel) == (made, day.b)
    assert set(day.b.jurors.all()) >= {leaving}
    assert marks() == before
    undo(day.last_act, by=day.nadia)
    assert not Panel.objects.filter(name="Jury B bis").exists()
    assert starts(day.thibault) == [at("10:30")]


def test_a_juror_with_a_tie_or_a_seat_at_that_hour_is_not_offered(day: TheDay) -> None:
    leaving = day.b.jurors.first()
    tied = a_juror(day.session.centre)
    Link.objects.create(candidate=day.thibault, juror=tied, reason="trainer")
    unable = a_juror(day.session.centre, itinerant_sales=False)
    for joining in (tied, unable, day.a.jurors.first()):
        with pytest.raises(NotDone, match="ne peut pas siéger"):
            replace_juror(day.b, day=DAY, leaving=leaving.pk, joining=joining.pk, by=day.nadia, now=at("08:00"))
    assert not Panel.objects.filter(name="Jury B bis").exists()


def the_rule_broken(*writes: Callable[[], object]) -> str | None:
    """What refuses the last of these writes, the others having passed."""
    *first, last = writes
    for write in first:
        write()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        last()
    return violated(refused.value)


def taking(candidate: Candidate, kind: str, began: str, ended: str | None) -> Callable[[], object]:
    times = {"began_at": at(began), "ended_at": ended and at(ended)}
    return lambda: StageTaken.objects.create(candidate=candidate, kind=kind, **times)


def test_the_database_keeps_an_absence_and_an_actual_time_apart(day: TheDay) -> None:
    def absent(candidate: Candidate) -> Callable[[], object]:
        evaluation = marking.evaluation_of(candidate)
        return lambda: Evaluation.objects.filter(pk=evaluation.pk).update(presence="absent")

    taken = {one: taking(one, DELIBERATION, "09:00", None) for one in (day.helene, day.thibault)}
    came = "evaluation_is_of_nobody_absent_who_came"
    assert the_rule_broken(taken[day.helene], absent(day.helene)) == came
    assert the_rule_broken(absent(day.thibault), taken[day.thibault]) == "stage_of_nobody_absent"
    arrived = Attendance(candidate=day.karim, arrived_at=at("09:00"))
    assert the_rule_broken(absent(day.karim), arrived.save) == "attendance_of_nobody_absent"


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([("interview", "09:00", "08:59")], "stage_ends_after_it_began"),
        ([("interview", "09:00", "09:10"), ("interview", "09:20", "09:30")], "stage_is_taken_once"),
        ([("interview", "09:00", None), ("phone_call", "09:20", None)], "stage_under_way_is_one_at_a_time"),
        ([("nap", "09:00", None)], "stage_is_of_a_known_kind"),
    ],
)
def test_the_database_refuses_times_that_cannot_be(day: TheDay, rows: list, rule: str) -> None:
    assert the_rule_broken(*(taking(day.helene, *row) for row in rows)) == rule


def test_the_database_keeps_acts_as_they_were_written(day: TheDay) -> None:
    arrive(day.karim, by=day.nadia)
    with pytest.raises(IntegrityError), transaction.atomic():
        DayAct.objects.update(told="Autre chose")
    with pytest.raises(IntegrityError), transaction.atomic():
        DayAct.objects.all().delete()


def test_a_sealed_result_ends_its_deliberation(day: TheDay) -> None:
    marking.evaluation_of(day.helene)
    for rank, expected in enumerate((PREPARATION, INTERVIEW, "role_play/jury_preparation", "role_play/face_to_face")):
        advance(day.helene, expected=expected, by=day.nadia, now=at("08:30") + timedelta(minutes=20 * rank))
    advance(day.helene, expected=f"/{DELIBERATION}", by=day.nadia, now=at("10:10"))
    assert facts_of(day.session)[day.helene.pk].taken["", DELIBERATION].ended_at is None
    sealed = {"decision": "ccps", "fingerprint": "f" * 64, "sealed_at": at("10:25")}
    Evaluation.objects.filter(candidate=day.helene).update(**sealed)
    assert facts_of(day.session)[day.helene.pk].taken["", DELIBERATION].ended_at == at("10:25")


def test_whoever_is_awaited_after_their_hour_is_shifted_where_arrivals_are_recorded(day: TheDay) -> None:
    shift(day.b, day=DAY, minutes=10, by=day.nadia, now=at("08:40"))
    assert starts(day.helene, day.thibault) == [at("08:30"), at("10:40")]
    arrive(day.amelie, by=day.nadia, now=at("08:20"))
    shift(day.b, day=DAY, minutes=10, by=day.nadia, now=at("08:40"))
    assert starts(day.helene, day.thibault) == [at("08:40"), at("10:50")]
