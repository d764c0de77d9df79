"""Placing, moving, exchanging, taking away, locking: one transaction each, and nobody in two places at once."""

import threading

import pytest
from django.db import connection

from centres.models import JournalEntry
from sessions.bookings import DoubleBooked
from sessions.models import Candidate, ExamSession, Occupation, Passage, PassageStep
from sessions.scheduling import NotPlaceable, Outdated, set_locked, swap, unplace
from tests.builders import (
    a_candidate,
    a_centre,
    a_juror,
    a_panel,
    a_person,
    a_preparation_room,
    a_room,
    a_session,
    an_organiser,
    at,
)
from tests.sessions.passages import held, put, reasons, steps_of

pytestmark = pytest.mark.django_db


def test_rct08_a_title_candidate_is_laid_out_in_three_hours() -> None:
    exam_session = a_session()
    panel = a_panel(exam_session, room=a_room(exam_session.centre, name="Salle 101"))
    candidate = a_candidate(exam_session)
    placed = put(candidate, panel, "08:30", a_preparation_room(exam_session.centre, name="Salle 104"))
    prep, jury = "Salle 104", "Salle 101"
    assert steps_of(candidate) == [
        ("preparation", "08:30", "09:00", prep, None),
        ("jury_preparation", "08:30", "09:00", None, jury),
        ("presentation", "09:00", "09:15", jury, jury),
        ("exchanges", "09:15", "10:00", jury, jury),
        ("jury_preparation", "10:00", "10:15", prep, jury),
        ("phone_call", "10:15", "10:25", prep, jury),
        ("face_to_face", "10:25", "11:00", jury, jury),
        ("final_interview", "11:00", "11:30", jury, jury),
    ]
    assert (placed.passage.starts_at, placed.passage.ends_at) == (at("08:30"), at("11:30"))
    assert placed.conflicts == []
    jurors = {(str(juror), "08:30", "11:30") for juror in panel.jurors.all()}
    rooms = {(jury, "08:30", "11:30"), (prep, "08:30", "09:00"), (prep, "10:00", "10:25")}
    assert held() == jurors | rooms | {(str(candidate.person), "08:30", "11:30")}


def test_a_start_per_phase_leaves_lunch_between_them() -> None:
    exam_session = a_session()
    candidate = a_candidate(exam_session)
    put(candidate, a_panel(exam_session), "10:00", phase_starts={"role_play": at("12:30")})
    assert [step[1] for step in steps_of(candidate)] == [
        *("10:00", "10:00", "10:30", "10:45"),
        *("12:30", "12:45", "12:55", "13:30"),
    ]


def test_a_phase_before_the_end_of_the_one_before_is_refused_with_the_hour() -> None:
    exam_session = a_session()
    with pytest.raises(NotPlaceable) as refusal:
        put(a_candidate(exam_session), a_panel(exam_session), "10:00", phase_starts={"role_play": at("11:00")})
    assert "avant la fin de Entretien technique à 11 h 30" in reasons(refusal.value)
    assert not Passage.objects.exists()


def test_a_jury_room_may_be_chosen_for_one_passage() -> None:
    exam_session = a_session()
    panel, other = a_panel(exam_session), a_room(exam_session.centre, name="Salle 7")
    placed = put(a_candidate(exam_session), panel, "08:30", jury_room=other)
    assert {step.jury_room.name for step in placed.passage.steps.exclude(jury_room=None)} == {"Salle 7"}
    assert [found.code for found in placed.conflicts] == ["panel_elsewhere"]


def test_other_conflicts_do_not_prevent_a_draft() -> None:
    exam_session = a_session()
    placed = put(a_candidate(exam_session), a_panel(exam_session), "16:00")
    assert [(found.code, found.blocks) for found in placed.conflicts] == [("outside_hours", True)]
    assert Passage.objects.count() == 1


def test_a_panel_taken_twice_is_refused_and_says_who_where_when_and_with_whom() -> None:
    exam_session = a_session()
    panel = a_panel(exam_session, name="Jury A")
    person = a_person(exam_session.centre, first_names="Amélie", birth_name="Durand")
    put(a_candidate(exam_session, person=person), panel, "09:00")
    late = a_candidate(exam_session, person=a_person(exam_session.centre, first_names="Karim", birth_name="Benali"))
    before = held()
    with pytest.raises(DoubleBooked) as refusal:
        put(late, panel, "11:00")
    sentence = reasons(refusal.value)
    for part in (
        "Jury A",
        "mardi 8 décembre 2026",
        "de 11 h 00 à 12 h 00",
        "Amélie Durand",
        "Karim Benali",
        "Déplacez",
    ):
        assert part in sentence
    assert held() == before
    assert not Passage.objects.filter(candidate=late).exists()


def test_a_juror_of_two_panels_is_refused_by_name() -> None:
    exam_session = a_session()
    centre = exam_session.centre
    shared = a_juror(centre, first_names="Claire", last_name="Vasseur")
    first, second = a_panel(exam_session, shared, a_juror(centre)), a_panel(exam_session, shared, a_juror(centre))
    put(a_candidate(exam_session), first, "09:00")
    with pytest.raises(DoubleBooked) as refusal:
        put(a_candidate(exam_session), second, "11:30")
    assert "Claire Vasseur" in reasons(refusal.value)
    assert put(a_candidate(exam_session), second, "12:15").passage.pk


@pytest.mark.parametrize("what", ["jury", "preparation"])
def test_a_room_taken_twice_is_refused_by_name(what: str) -> None:
    exam_session = a_session()
    centre = exam_session.centre
    jury, preparation = a_room(centre, name="Salle 101"), a_preparation_room(centre, name="Salle 104")
    put(a_candidate(exam_session), a_panel(exam_session, room=jury), "09:00", preparation)
    rooms = {"jury": (jury, a_preparation_room(centre)), "preparation": (a_room(centre), preparation)}[what]
    with pytest.raises(DoubleBooked) as refusal:
        put(a_candidate(exam_session), a_panel(exam_session, room=rooms[0]), "09:15", rooms[1])
    assert {"jury": "Salle 101", "preparation": "Salle 104"}[what] in reasons(refusal.value)


def test_another_session_of_the_centre_is_named_in_the_refusal() -> None:
    centre = a_centre()
    juror = a_juror(centre, last_name="Vasseur")
    first, second = a_session(centre, reference="S-MATIN"), a_session(centre)
    put(a_candidate(first), a_panel(first, juror, a_juror(centre)), "09:00")
    panel = a_panel(second, juror, a_juror(centre))
    with pytest.raises(DoubleBooked) as refusal:
        put(a_candidate(second), panel, "11:00")
    assert "Claire Vasseur siège déjà ailleurs" in reasons(refusal.value)
    assert "session S-MATIN" in reasons(refusal.value)
    assert put(a_candidate(second), panel, "12:00").passage.pk


def test_a_person_enrolled_twice_is_in_one_place_at_a_time() -> None:
    centre = a_centre()
    person = a_person(centre)
    first, second = a_session(centre), a_session(centre)
    put(a_candidate(first, person=person), a_panel(first), "09:00")
    with pytest.raises(DoubleBooked) as refusal:
        put(a_candidate(second, person=person), a_panel(second), "09:00")
    assert "ce candidat a déjà un passage ailleurs" in reasons(refusal.value)


def test_a_move_over_its_own_place_is_no_collision_and_keeps_the_row() -> None:
    exam_session = a_session()
    panel, candidate, preparation = (
        a_panel(exam_session),
        a_candidate(exam_session),
        a_preparation_room(exam_session.centre),
    )
    first = put(candidate, panel, "09:00", preparation)
    moved = put(candidate, panel, "09:30", preparation)
    assert moved.passage.pk == first.passage.pk
    assert (Passage.objects.get().starts_at, PassageStep.objects.count()) == (at("09:30"), 8)
    assert {start for _, start, _ in held()} == {"09:30", "11:00"}


def test_the_organiser_who_saw_an_older_timetable_is_told() -> None:
    exam_session = a_session()
    panel, candidate = a_panel(exam_session), a_candidate(exam_session)
    seen = ExamSession.objects.get(pk=exam_session.pk).revision
    put(candidate, panel, "09:00", seen_revision=seen)
    with pytest.raises(Outdated) as refusal:
        put(a_candidate(exam_session), panel, "14:00", seen_revision=seen)
    assert "Rechargez-la" in reasons(refusal.value)
    assert Passage.objects.count() == 1


def test_a_refused_change_leaves_the_revision() -> None:
    exam_session = a_session()
    panel = a_panel(exam_session)
    put(a_candidate(exam_session), panel, "09:00")
    before = ExamSession.objects.get(pk=exam_session.pk).revision
    with pytest.raises(DoubleBooked):
        put(a_candidate(exam_session), panel, "09:00")
    assert ExamSession.objects.get(pk=exam_session.pk).revision == before


def test_what_belongs_elsewhere_is_refused() -> None:
    exam_session = a_session()
    candidate = a_candidate(exam_session)
    with pytest.raises(NotPlaceable, match="autre session"):
        put(candidate, a_panel(a_session()), "09:00")
    with pytest.raises(NotPlaceable, match="pas de cette session"):
        put(candidate, a_panel(exam_session), "09:00", a_preparation_room(a_centre()))
    imported = a_preparation_room(exam_session.centre, exam_session=a_session(exam_session.centre))
    with pytest.raises(NotPlaceable, match="pas de cette session"):
        put(candidate, a_panel(exam_session), "09:00", imported)
    assert not Passage.objects.exists()


def test_somebody_withdrawn_meanwhile_is_not_placed() -> None:
    exam_session = a_session()
    candidate = a_candidate(exam_session)
    Candidate.objects.filter(pk=candidate.pk).delete()
    with pytest.raises(NotPlaceable, match="n’est plus dans la session"):
        put(candidate, a_panel(exam_session), "09:00")


def test_a_locked_passage_does_not_move_until_unlocked() -> None:
    exam_session = a_session()
    panel, candidate, other = a_panel(exam_session), a_candidate(exam_session), a_candidate(exam_session)
    put(candidate, panel, "08:30")
    put(other, panel, "14:00")
    set_locked(candidate, locked=True, by=None)
    for change in (
        lambda: put(candidate, panel, "10:00"),
        lambda: swap(other, candidate, by=None),
        lambda: unplace(candidate, by=None),
    ):
        with pytest.raises(NotPlaceable, match="est verrouillé"):
            change()
    assert Passage.objects.get(candidate=candidate).starts_at == at("08:30")
    set_locked(candidate, locked=False, by=None)
    assert put(candidate, panel, "10:00").passage.starts_at == at("10:00")


def test_a_passage_taken_away_frees_everything() -> None:
    exam_session = a_session()
    panel, candidate = a_panel(exam_session), a_candidate(exam_session)
    put(candidate, panel, "08:30")
    unplace(candidate, by=None)
    assert (Passage.objects.count(), PassageStep.objects.count(), held()) == (0, 0, set())
    assert put(a_candidate(exam_session), panel, "08:30").passage.pk
    with pytest.raises(NotPlaceable, match="pas de passage"):
        unplace(candidate, by=None)
    with pytest.raises(NotPlaceable, match="pas de passage à verrouiller"):
        set_locked(candidate, locked=True, by=None)


def test_the_journal_keeps_ids_and_times_and_no_name() -> None:
    exam_session = a_session()
    organiser = an_organiser(exam_session.centre)
    person = a_person(exam_session.centre, birth_name="Secretissime")
    panel, candidate = a_panel(exam_session), a_candidate(exam_session, person=person)
    put(candidate, panel, "08:30", by=organiser)
    put(candidate, panel, "09:30", by=organiser)
    set_locked(candidate, locked=True, by=organiser)
    set_locked(candidate, locked=False, by=organiser)
    unplace(candidate, by=organiser)
    entries = list(JournalEntry.objects.filter(actor=organiser).order_by("pk"))
    assert [entry.action.removeprefix("passage.") for entry in entries] == [
        *("placed", "moved", "locked", "unlocked", "removed"),
    ]
    moved = entries[1]
    assert (moved.before["start"][:16], moved.after["start"][:16]) == ("2026-12-08T07:30", "2026-12-08T08:30")
    assert {entry.centre_id for entry in entries} == {exam_session.centre_id}
    assert "Secretissime" not in "".join(f"{entry.before}{entry.after}" for entry in entries)


@pytest.mark.django_db(transaction=True)
def test_a_race_lost_to_another_writer_is_told_like_any_double_booking() -> None:
    """Written under no lock of ours, the other booking shows only when the database refuses this one."""
    exam_session = a_session()
    centre = exam_session.centre
    juror = a_juror(centre, last_name="Vasseur")
    panel, elsewhere = a_panel(exam_session, juror, a_juror(centre)), a_panel(a_session(centre, reference="S-AUTRE"))
    theirs = put(a_candidate(elsewhere.exam_session), elsewhere, "09:00").passage
    candidate, preparation = a_candidate(exam_session), a_preparation_room(centre)
    refused: list[Exception] = []

    def late() -> None:
        try:
            put(candidate, panel, "09:00", preparation)
        except DoubleBooked as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if connection.vendor == "postgresql" else "BEGIN IMMEDIATE")
        Occupation.objects.create(passage=theirs, juror=juror, starts_at=at("09:00"), ends_at=at("12:00"))
        thread.start()
        thread.join(timeout=1)
        cursor.execute("COMMIT")
    thread.join(timeout=20)
    assert "Claire Vasseur siège déjà ailleurs" in " ".join(refused[0].reasons)
    assert "S-AUTRE" in " ".join(refused[0].reasons)
    assert not Passage.objects.filter(candidate=candidate).exists()
