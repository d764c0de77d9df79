"""A version is numbered, frozen, and refused while a conflict blocks."""

import pytest
from django.db import IntegrityError, transaction

from centres.models import JournalEntry
from sessions.models import Candidate, ExamSession, Panel, PublishedVersion, Room
from sessions.publication import NotPublishable, What, changed_since, conflicts_at_publication, publish
from sessions.scheduling import unplace
from sessions.seating import set_members, set_room
from sessions.snapshot import timetable_of
from tests.builders import (
    a_candidate,
    a_centre,
    a_juror,
    a_panel,
    a_preparation_room,
    a_room,
    a_session,
    an_organiser,
)
from tests.sessions.imports import run
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db


def a_placed_session(preparation: Room | None = None) -> tuple[ExamSession, Panel, Candidate]:
    exam_session = a_session(preparation.centre if preparation else None)
    panel, candidate = a_panel(exam_session), a_candidate(exam_session)
    put(candidate, panel, "08:30", preparation=preparation)
    return exam_session, panel, candidate


def test_versions_are_numbered_one_after_the_other() -> None:
    exam_session, _, candidate = a_placed_session()
    organiser = an_organiser(exam_session.centre)
    assert [publish(exam_session, by=organiser).number for _ in range(2)] == [1, 2]
    version = exam_session.versions.last()
    assert (version.published_by, version.plan["instance"]) == (organiser, exam_session.reference)
    assert [passage["candidate"] for passage in version.plan["passages"]] == [candidate.reference]
    entry = JournalEntry.objects.filter(action="session.published").first()
    assert (entry.after, entry.actor) == ({"number": 2}, organiser)


def test_a_version_holds_references_and_local_times_and_no_name() -> None:
    exam_session, panel, candidate = a_placed_session()
    plan = publish(exam_session, by=None).plan
    (passage,) = plan["passages"]
    assert (passage["panel"], passage["steps"][2]) == (
        panel.reference,
        {
            "phase": "technical_interview",
            "kind": "interview",
            "start": "2026-12-08T09:00",
            "end": "2026-12-08T10:00",
            "candidate_room": panel.room.reference,
            "jury_room": panel.room.reference,
        },
    )
    assert candidate.person.birth_name not in str(plan)


def test_a_version_does_not_follow_the_draft_nor_can_it_be_changed() -> None:
    exam_session, panel, candidate = a_placed_session()
    version = publish(exam_session, by=None)
    put(candidate, panel, "14:00")
    assert PublishedVersion.objects.get().plan == version.plan
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedVersion.objects.update(number=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedVersion.objects.all().delete()


def test_what_blocks_is_told_and_nothing_is_published() -> None:
    exam_session, panel, candidate = a_placed_session()
    set_members(panel, jurors=list(panel.jurors.all())[:1], by=None)
    with pytest.raises(NotPublishable) as refusal:
        publish(exam_session, by=None)
    assert [found.code for found in refusal.value.conflicts] == ["too_few_jurors"]
    assert candidate.person.birth_name in refusal.value.reasons[0]
    assert not PublishedVersion.objects.exists()


def test_candidates_without_a_passage_only_warn() -> None:
    exam_session, _, _ = a_placed_session()
    waiting = a_candidate(exam_session)
    found = conflicts_at_publication(timetable_of(exam_session))
    assert [(one.code, one.blocks, one.candidate_ids) for one in found] == [("unplaced", False, (waiting.pk,))]
    plan = publish(exam_session, by=None).plan
    assert plan["unplaced"] == [{"candidate": waiting.reference, "reason": "pas encore planifié"}]


def test_publishing_leaves_the_revision_that_organisers_see() -> None:
    exam_session, _, _ = a_placed_session()
    before = ExamSession.objects.get().revision
    publish(exam_session, by=None, seen_revision=before)
    assert ExamSession.objects.get().revision == before


def test_only_those_whose_passage_changed_are_named() -> None:
    first, second, third = (a_preparation_room(centre) for centre in [a_centre()] * 3)
    exam_session, panel, moved = a_placed_session(first)
    other, here, there = a_panel(exam_session), a_panel(exam_session), a_panel(exam_session)
    names = ("still", "removed", "added", "roomed", "panelled")
    people = {name: a_candidate(exam_session) for name in names}
    put(people["still"], other, "08:30")
    put(people["removed"], panel, "14:00")
    put(people["roomed"], other, "14:00", preparation=second)
    put(people["panelled"], here, "08:30", preparation=third)
    version = publish(exam_session, by=None)
    assert changed_since(version) == []
    put(moved, panel, "09:30", preparation=first)
    unplace(people["removed"], by=None)
    put(people["added"], panel, "15:00")
    put(people["roomed"], other, "14:00")
    put(people["panelled"], there, "08:30", preparation=third, jury_room=here.room)
    assert {change.reference: change.what for change in changed_since(version)} == {
        moved.reference: (What.TIME,),
        people["removed"].reference: (What.REMOVED,),
        people["added"].reference: (What.ADDED,),
        people["roomed"].reference: (What.ROOM,),
        people["panelled"].reference: (What.PANEL,),
    }


def test_another_juror_on_the_same_panel_is_a_change_for_its_candidates() -> None:
    exam_session, panel, candidate = a_placed_session()
    version = publish(exam_session, by=None)
    set_members(panel, jurors=list(panel.jurors.all())[::-1], by=None)
    assert changed_since(version) == []
    set_members(panel, jurors=[a_juror(exam_session.centre), panel.jurors.first()], by=None)
    set_room(panel, room=a_room(exam_session.centre), by=None)
    (change,) = changed_since(version)
    assert (change.reference, change.what) == (candidate.reference, (What.ROOM, What.JURORS))


def test_the_command_prints_the_number_and_warns_of_who_waits() -> None:
    exam_session, _, _ = a_placed_session()
    waiting = a_candidate(exam_session)
    code, out, err = run("publish_session", exam_session.reference)
    assert (code, out) == (0, "1\n")
    assert len(err) == 1
    assert err[0].startswith(str(waiting.person))


def test_the_command_leaves_with_4_and_the_conflicts() -> None:
    exam_session, panel, _ = a_placed_session()
    set_members(panel, jurors=[], by=None)
    code, out, err = run("publish_session", exam_session.reference)
    assert (code, out, len(err), PublishedVersion.objects.count()) == (4, "", 1, 0)
    assert panel.name in err[0]


def test_an_unknown_reference_leaves_with_2() -> None:
    for command in ("publish_session", "export_plan"):
        code, out, err = run(command, "INCONNUE")
        assert (code, out, len(err)) == (2, "", 1)
        assert "INCONNUE" in err[0]
