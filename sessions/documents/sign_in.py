"""Sign-in sheets: per day and épreuve who is expected when, a cell to sign in; one more for the jurors of the day.

They lie on a table that everybody passes: names and hours, nothing of a path, an employer or a length.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import inf
from typing import Final

from ntc_cert.documents import ascii_name
from ntc_cert.words import clock, long_date, sentence
from sessions.documents.jury_letters import bench_hours
from sessions.documents.letters import UNKNOWN, place_of, session_line
from sessions.documents.planned import Bench, Course, Planned
from sessions.leaves import Leaf, PrintFile, foot_line, or_nothing, title_line
from sessions.models import Panel
from titles.referentiel import Phase, PhaseKind

SIGN_IN: Final = "sign-in"
LABEL: Final = "Feuilles d’émargement"
TEMPLATE: Final = "pdf/sign_in.html"
JURORS: Final = "Jury"
NO_PANEL: Final = f"Jury {UNKNOWN}"
CANDIDATE_HEADS: Final = ("N°", "Candidat(e)", "Prévu", "Arrivée", "Signature", "Départ")
JUROR_HEADS: Final = ("Jury", "Membre du jury", "Prévu", "Arrivée", "Signature, matin", "Signature, après-midi")


@dataclass(frozen=True, slots=True)
class SignRow:
    code: str
    name: str
    hours: str


@dataclass(frozen=True, slots=True)
class SignGroup:
    """« Jury A, salle 101 »; jurors sign on one list."""

    label: str
    rows: tuple[SignRow, ...]


@dataclass(frozen=True, slots=True)
class SignSheet:
    day: str
    what: str
    heads: tuple[str, ...]
    groups: tuple[SignGroup, ...]
    is_jury: bool
    supervisor: str
    told: str


def sign_in(planned: Planned) -> list[PrintFile]:
    """One file per day; those without an hour sign on a sheet whose day is left to write."""
    exam_session = planned.exam_session
    days: list[date | None] = [*planned.days, *([None] if planned.unplaced else [])]
    files = [
        PrintFile(
            ascii_name(SIGN_IN, exam_session.reference, day.isoformat() if day else "no-day"),
            TEMPLATE,
            tuple(_leaves(planned, day)),
        )
        for day in days
    ]
    return or_nothing(SIGN_IN, LABEL, exam_session, files)


def _leaves(planned: Planned, day: date | None) -> Iterator[Leaf]:
    expected = [course for course in planned.courses if course.day == day]
    phases = {phase.kind: phase for course in expected for phase in course.route.phases}
    for kind in PhaseKind:
        if kind in phases:
            yield _leaf(planned, day, _phase_sheet(planned, day, phases[kind], expected))
    if sitting := _sitting(planned, day):
        yield _leaf(planned, day, _jury_sheet(planned, day, sitting))


def _leaf(planned: Planned, day: date | None, sheet: SignSheet) -> Leaf:
    exam_session, edition = planned.exam_session, planned.edition
    return Leaf(
        title=f"Feuille d’émargement, {sheet.what}, {sheet.day}, session {exam_session.reference}",
        heading="Feuille d’émargement",
        above=title_line(exam_session),
        right=(exam_session.centre.name, session_line(exam_session), place_of(exam_session)),
        foot=foot_line(exam_session.reference, edition.word, edition.digits, sheet.what),
        is_draft=edition.is_draft or day is None,
        day=day,
        body=sheet,
    )


def _phase_sheet(planned: Planned, day: date | None, phase: Phase, expected: Iterable[Course]) -> SignSheet:
    own = [course for course in expected if any(one.kind is phase.kind for one in course.route.phases)]
    own.sort(key=lambda course: (_panel_key(course.panel), _first(course, phase), course.number))
    groups = groupby(own, key=lambda course: _panel_label(course))
    return _sheet(
        planned,
        day,
        what=phase.label,
        heads=CANDIDATE_HEADS,
        groups=tuple(SignGroup(label, tuple(_row(course, phase) for course in rows)) for label, rows in groups),
        is_jury=False,
        told="Une absence ou un abandon s’écrit sur la ligne, avec l’heure.",
    )


def _sheet(planned: Planned, day: date | None, **fields: object) -> SignSheet:
    told = sentence(long_date(day)) if day else f"Journée {UNKNOWN}e"
    return SignSheet(day=told, supervisor=planned.exam_session.supervisor, **fields)


def _panel_key(panel: Panel | None) -> tuple[bool, str]:
    return panel is None, panel.reference if panel else ""


def _panel_label(course: Course) -> str:
    return ", ".join(filter(None, (course.panel.name, course.jury_room))) if course.panel else NO_PANEL


def _first(course: Course, phase: Phase) -> float:
    """Somebody without an hour comes after those of the panel who have one."""
    return min((stage.start.timestamp() for stage in course.of_phase(phase)), default=inf)


def _row(course: Course, phase: Phase) -> SignRow:
    stages = course.of_phase(phase)
    hours = f"{clock(stages[0].start)} à {clock(max(stage.end for stage in stages))}" if stages else UNKNOWN
    return SignRow(course.number, course.candidate.person.sorted_name, hours)


def _sitting(planned: Planned, day: date | None) -> list[tuple[Bench, tuple[Course, ...]]]:
    """Without a day, those before whom nobody passes yet."""
    if day is None:
        return [(bench, ()) for bench in planned.benches if not bench.courses]
    return [(bench, bench.by_day[day]) for bench in planned.benches if day in bench.by_day]


def _jury_sheet(planned: Planned, day: date | None, sitting: list[tuple[Bench, tuple[Course, ...]]]) -> SignSheet:
    rows = tuple(_juror_row(planned, bench, own) for bench, own in sitting)
    return _sheet(
        planned,
        day,
        what=JURORS,
        heads=JUROR_HEADS,
        groups=(SignGroup("", rows),),
        is_jury=True,
        told=f"À moins de {planned.exam_session.min_jurors} jurés présents, un jury ne reçoit personne.",
    )


def _juror_row(planned: Planned, bench: Bench, own: tuple[Course, ...]) -> SignRow:
    panels = dict.fromkeys(course.panel.name for course in own) or [panel.name for panel in bench.panels]
    hours = UNKNOWN
    if own:
        start, end = bench_hours(own, planned.exam_session.gap_minutes)
        hours = f"{clock(start)} à {clock(end)}"
    juror = bench.juror
    return SignRow(", ".join(panels), ", ".join(filter(None, (juror.last_name, juror.first_names))), hours)
