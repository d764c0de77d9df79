"""A letter as values: whom it is for, what it says, a table of hours, what to bring, who signs."""

from dataclasses import dataclass
from typing import Final

from ntc_cert.words import date_listing
from sessions.documents.planned import Planned
from sessions.leaves import Leaf, foot_line, title_line
from sessions.models import ExamSession

UNKNOWN: Final = "non renseigné"


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are classes of the print stylesheet, empty for a column that takes what is left."""

    caption: str
    heads: tuple[str, ...]
    widths: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    recipient: tuple[str, ...]  # the name, then the lines of the address
    subject: str
    opening: str
    facts: tuple[tuple[str, str], ...]
    table: Table | None
    bring: tuple[str, ...]
    closing: tuple[str, ...]
    signer: str
    done_at: str


def letter_leaf(
    planned: Planned, heading: str, whose: str, letter: Letter, *, is_draft: bool, **fields: object
) -> Leaf:
    exam_session, edition = planned.exam_session, planned.edition
    return Leaf(
        title=f"{heading}, {letter.recipient[0]}, session {exam_session.reference}",
        heading=heading,
        above=title_line(exam_session),
        right=(exam_session.centre.name, *_agreement(exam_session), session_line(exam_session)),
        foot=foot_line(exam_session.reference, whose, edition.word, edition.digits),
        is_draft=is_draft,
        body=letter,
        **fields,
    )


def _agreement(exam_session: ExamSession) -> tuple[str, ...]:
    number = exam_session.agreement_number or exam_session.centre.agreement_number
    return (f"agrément {number}",) if number else ()


def session_line(exam_session: ExamSession) -> str:
    """« Session 2026-NTC-12, CERES 1180457 »."""
    ceres = f", CERES {exam_session.ministry_number}" if exam_session.ministry_number else ""
    return f"Session {exam_session.reference}{ceres}"


def place_of(exam_session: ExamSession) -> str:
    """Where to come: the session's place, else the centre's address."""
    centre = exam_session.centre
    return exam_session.place or ", ".join(filter(None, (centre.address, centre.city))) or UNKNOWN


def contact_of(exam_session: ExamSession) -> str:
    centre = exam_session.centre
    return ", ".join(filter(None, (centre.name, centre.address, centre.city)))


def dates_of(exam_session: ExamSession) -> str:
    """The days entered for the session, while nobody's own is known."""
    return date_listing(day.date for day in exam_session.days.all()) or UNKNOWN
