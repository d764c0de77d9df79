"""A session of one day as rows: jury A with two candidates, jury B with two, and who runs it."""

from dataclasses import dataclass
from datetime import datetime

from centres.models import User
from evaluations.models import DayAct
from sessions.models import Candidate, ExamSession, Panel
from tests.builders import (
    a_candidate,
    a_centre,
    a_juror_with_account,
    a_panel,
    a_person,
    a_preparation_room,
    a_session,
    an_organiser,
    at,
)
from tests.sessions.passages import put


@dataclass(frozen=True)
class TheDay:
    """Amélie (title) at 8 h 30 and Karim (title) at 13 h before A; Hélène and Thibault (CCP 1) before B."""

    session: ExamSession
    nadia: User
    a: Panel
    b: Panel
    amelie: Candidate
    karim: Candidate
    helene: Candidate
    thibault: Candidate

    @property
    def last_act(self) -> DayAct:
        return DayAct.objects.latest("pk")


def the_day() -> TheDay:
    centre = a_centre()
    session = a_session(centre)
    a, b = (
        a_panel(session, a_juror_with_account(centre), a_juror_with_account(centre), name=f"Jury {name}")
        for name in "AB"
    )
    people = [
        a_candidate(session, route=route, person=a_person(centre, first_names=first, birth_name=last))
        for first, last, route in (
            ("Amélie", "Bœuf", "title"),
            ("Karim", "Benhaddou", "title"),
            ("Hélène", "Castaing", "ccp1"),
            ("Thibault", "Noël", "ccp1"),
        )
    ]
    rooms = a_preparation_room(centre), a_preparation_room(centre)
    for candidate, panel, clock in zip(people, (a, a, b, b), ("08:30", "13:00", "08:30", "10:30"), strict=True):
        put(candidate, panel, clock, rooms[panel == b])
    session.refresh_from_db()
    return TheDay(session, an_organiser(centre), a, b, *people)


def starts(*candidates: Candidate) -> list[datetime]:
    return [Candidate.objects.get(pk=one.pk).passage.starts_at for one in candidates]


__all__ = ["TheDay", "at", "starts", "the_day"]
