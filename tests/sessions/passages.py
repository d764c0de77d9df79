"""Placing candidates in tests, and telling what stands where."""

from datetime import datetime
from typing import Any

from sessions.models import Candidate, ExamSession, Occupation, Panel, PassageStep, Room
from sessions.scheduling import Placed, place
from tests.builders import a_candidate, a_person, a_preparation_room, at


def a_named(exam_session: ExamSession, first_names: str, **fields: Any) -> Candidate:
    person = a_person(exam_session.centre, first_names=first_names, birth_name="Noël")
    return a_candidate(exam_session, person=person, **fields)


def put(candidate: Candidate, panel: Panel, clock: str, preparation: Room | None = None, **options: Any) -> Placed:
    preparation = preparation or a_preparation_room(panel.exam_session.centre)
    return place(
        candidate, panel=panel, start=at(clock), preparation_room=preparation, by=options.pop("by", None), **options
    )


def clock(moment: datetime) -> str:
    return f"{moment.astimezone(at('08:00').tzinfo):%H:%M}"


def steps_of(candidate: Candidate) -> list[tuple[str, str, str, str | None, str | None]]:
    rows = PassageStep.objects.filter(passage__candidate=candidate).select_related("candidate_room", "jury_room")
    return [
        (
            row.kind,
            clock(row.starts_at),
            clock(row.ends_at),
            row.candidate_room and row.candidate_room.name,
            row.jury_room and row.jury_room.name,
        )
        for row in rows.order_by("position")
    ]


def held() -> set[tuple[str, str, str]]:
    """Everything held, in a form that compares."""
    zone = at("08:00").tzinfo
    return {
        (
            str(row.juror or row.room or row.person),
            *(f"{t.astimezone(zone):%H:%M}" for t in (row.starts_at, row.ends_at)),
        )
        for row in Occupation.objects.select_related("juror", "room", "person")
    }


def reasons(refusal: Exception) -> str:
    """The sentences of a refusal, with plain spaces."""
    return " ".join(refusal.reasons).replace("\N{NO-BREAK SPACE}", " ")
