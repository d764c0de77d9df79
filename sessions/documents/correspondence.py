"""The correspondence table: which number is whose, before which jury and when. For the session's supervisor alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ntc_cert.documents import ascii_name
from ntc_cert.words import clock, input_date, plural, short_date
from sessions.documents.letters import UNKNOWN, place_of, session_line
from sessions.documents.planned import Course, Planned
from sessions.leaves import Leaf, PrintFile, days_line, foot_line, or_nothing, title_line

CORRESPONDENCE: Final = "correspondence"
LABEL: Final = "Table de correspondance"
TEMPLATE: Final = "pdf/correspondence.html"


@dataclass(frozen=True, slots=True)
class Match:
    number: str
    name: str
    born: str
    route: str
    panel: str
    day: str
    hours: str
    room: str


@dataclass(frozen=True, slots=True)
class MatchTable:
    told: str
    rows: tuple[Match, ...]
    supervisor: str


def correspondence(planned: Planned) -> list[PrintFile]:
    files = []
    if planned.courses:
        name = ascii_name(CORRESPONDENCE, planned.exam_session.reference)
        files.append(PrintFile(name, TEMPLATE, (_leaf(planned, planned.courses),)))
    return or_nothing(CORRESPONDENCE, LABEL, planned.exam_session, files)


def _leaf(planned: Planned, courses: Sequence[Course]) -> Leaf:
    exam_session, edition = planned.exam_session, planned.edition
    unplaced = len(planned.unplaced)
    left = f", dont {plural(unplaced, 'sans horaire', 'sans horaire')}" if unplaced else ""
    return Leaf(
        title=f"{LABEL}, session {exam_session.reference}",
        heading=LABEL,
        above=title_line(exam_session),
        right=(exam_session.centre.name, session_line(exam_session), *days_line(exam_session)),
        foot=foot_line(exam_session.reference, edition.word, edition.digits),
        is_draft=edition.is_draft,
        is_wide=True,
        body=MatchTable(
            told=f"{plural(len(courses), 'candidat')}{left}. {place_of(exam_session)}.",
            rows=tuple(map(_match, courses)),
            supervisor=exam_session.supervisor or UNKNOWN,
        ),
    )


def _match(course: Course) -> Match:
    person = course.candidate.person
    return Match(
        number=course.number,
        name=person.sorted_name,
        born=input_date(person.born_on) if person.born_on else UNKNOWN,
        route=course.route.label,
        panel=course.panel.name if course.panel else UNKNOWN,
        day=short_date(course.day) if course.day else UNKNOWN,
        hours=f"{clock(course.start)} à {clock(course.end)}" if course.stages else UNKNOWN,
        room=course.jury_room or UNKNOWN,
    )
