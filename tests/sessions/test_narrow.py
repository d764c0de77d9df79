"""A move reads its neighbours only, and is told of every conflict that the whole session would tell."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from juries.models import Availability
from ntc_cert.refusals import Refused
from sessions.bookings import with_passages
from sessions.conflicts import find_conflicts
from sessions.models import CandidateUnavailability, ExamSession, Link, PanelMember, RoomClosure
from sessions.placing import Placement, candidate_of, laid_out
from sessions.scheduling import place
from sessions.snapshot import rooms_held, timetable_around, timetable_of
from sessions.timetable import Passage
from tests.builders import (
    DAY,
    a_candidate,
    a_centre,
    a_day,
    a_juror,
    a_panel,
    a_person,
    a_preparation_room,
    a_room,
    a_session,
    at,
)

pytestmark = pytest.mark.django_db


class Crowd:
    """A centre with two sessions: panels that share jurors and rooms, people absent, rooms closed, links."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.centre = a_centre()
        self.jurors = [a_juror(self.centre, employer=chance.choice(["", "Alpha"])) for _ in range(6)]
        self.rooms = [a_room(self.centre) for _ in range(3)]
        self.preparation = [a_preparation_room(self.centre) for _ in range(3)]
        self.session, self.other = a_session(self.centre), a_session(self.centre)
        a_day(self.session, DAY + timedelta(days=1))
        self.candidates = {
            one.pk: [
                a_candidate(
                    one,
                    person=a_person(self.centre),
                    route=chance.choice(["title", "ccp1", "ccp2", "final"]),
                    employer=chance.choice(["", "Alpha"]),
                    path=chance.choice(["formation", ""]),
                )
                for _ in range(8)
            ]
            for one in (self.session, self.other)
        }
        self.panels = {one.pk: [self.panel(one) for _ in range(4)] for one in (self.session, self.other)}
        for one in (self.session, self.other):
            for candidate in self.candidates[one.pk]:
                self.put(one, candidate)
        self.trouble()

    def panel(self, exam_session: ExamSession):
        room = self.chance.choice([*self.rooms, None])
        panel = a_panel(exam_session, *self.chance.sample(self.jurors, self.chance.choice([1, 2, 2, 2, 3])))
        panel.room = room
        panel.save()
        return panel

    def moment(self):
        return at("08:00") + timedelta(minutes=5 * self.chance.randrange(120), days=self.chance.choice([0, 0, 0, 1]))

    def put(self, exam_session: ExamSession, candidate) -> None:
        for _ in range(4):
            panel = self.chance.choice(self.panels[exam_session.pk])
            try:
                place(
                    candidate,
                    panel=panel,
                    start=self.moment(),
                    preparation_room=self.chance.choice([*self.preparation, None]),
                    jury_room=None if panel.room else self.chance.choice(self.rooms),
                    by=None,
                )
            except Refused:
                continue
            return

    def trouble(self) -> None:
        """What comes after the passages were placed, as it does."""
        own = self.candidates[self.session.pk]
        Link.objects.create(candidate=own[0], juror=self.chance.choice(self.jurors), reason="trainer")
        CandidateUnavailability.objects.create(candidate=own[1], starts_at=at("09:00"), ends_at=at("11:00"))
        RoomClosure.objects.create(room=self.chance.choice(self.rooms), starts_at=at("10:00"), ends_at=at("12:00"))
        Availability.objects.create(juror=self.jurors[0], starts_at=at("08:00"), ends_at=at("13:00"))
        PanelMember.objects.filter(juror=self.jurors[1], panel__passages=None).delete()


@pytest.mark.parametrize("seed", range(12))
def test_the_neighbours_tell_what_the_whole_session_tells(seed: int) -> None:
    chance = Random(seed)
    crowd = Crowd(chance)
    exam_session = ExamSession.objects.select_related("centre", "title").get(pk=crowd.session.pk)
    whole = timetable_of(exam_session)
    assert whole.passages
    told = 0
    for _ in range(12):
        candidate = chance.choice(crowd.candidates[exam_session.pk])
        panel = chance.choice(crowd.panels[exam_session.pk])
        jury, preparation = chance.choice([None, *crowd.rooms]), chance.choice([None, *crowd.preparation])
        asked = Placement(panel.pk, crowd.moment(), {}, preparation and preparation.pk, jury and jury.pk)
        narrow = timetable_around(
            exam_session,
            candidates=[candidate.pk],
            panels=[panel.pk],
            rooms={room for room in (panel.room_id, asked.jury_room, asked.preparation_room) if room},
        )
        passage = Passage(candidate.pk, panel.pk, laid_out(whole, candidate_of(whole, candidate.pk), asked))
        assert laid_out(narrow, candidate_of(narrow, candidate.pk), asked) == passage.steps
        found = [find_conflicts(with_passages(one, [passage]), only=[candidate.pk]) for one in (whole, narrow)]
        assert found[0] == found[1]
        told += len(found[0])
    assert told


def test_who_shares_nothing_is_not_read() -> None:
    exam_session = a_session()
    mine, apart = (a_candidate(exam_session) for _ in range(2))
    panels = [a_panel(exam_session), a_panel(exam_session)]
    for candidate, panel in zip((mine, apart), panels, strict=True):
        preparation = a_preparation_room(exam_session.centre)
        place(candidate, panel=panel, start=at("09:00"), preparation_room=preparation, by=None)
    loaded = ExamSession.objects.select_related("centre", "title").get(pk=exam_session.pk)
    narrow = timetable_around(loaded, candidates=[mine.pk], panels=[panels[0].pk], rooms=[panels[0].room_id])
    whole = timetable_of(loaded)
    assert [passage.candidate_id for passage in narrow.passages] == [mine.pk]
    assert narrow == replace(
        whole,
        passages=whole.passages[:1],
        panels=whole.panels[:1],
        candidates=whole.candidates[:1],
        jurors=whole.jurors[:2],
        rooms=tuple(room for room in whole.rooms if room.id in {panels[0].room_id, *rooms_held(candidates=[mine.pk])}),
    )
