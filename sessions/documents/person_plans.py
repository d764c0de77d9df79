"""A plan to carry: where a candidate is to be at each time, and what a juror does all day long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from ntc_cert.documents import ascii_name
from ntc_cert.words import clock, duration, listing, long_date, plural, sentence
from sessions.documents.convocations import room_word, step_word
from sessions.documents.doors import DELIBERATION, PAUSE
from sessions.documents.letters import UNKNOWN, place_of, session_line
from sessions.documents.planned import Bench, Course, Planned, Stage
from sessions.leaves import Leaf, PrintFile, foot_line, numbered, of_candidate, of_juror, or_nothing, title_line
from titles.referentiel import StepKind

CANDIDATE_PLANS: Final = "candidate-plans"
CANDIDATE_LABEL: Final = "Plannings par candidat"
CANDIDATE_TEMPLATE: Final = "pdf/candidate_plans.html"
JUROR_PLANS: Final = "juror-plans"
JUROR_LABEL: Final = "Plannings par juré"
JUROR_TEMPLATE: Final = "pdf/juror_plans.html"
NOT_YET: Final = "Aucun passage n’est encore placé."


@dataclass(frozen=True, slots=True)
class Line:
    """`start` is empty while the plan does not give it."""

    start: str
    end: str
    what: str
    length: str
    room: str
    beside: str = ""  # where the candidate is meanwhile, when it is not with the jury


@dataclass(frozen=True, slots=True)
class CandidatePlan:
    name: str
    about: str  # « n° C003, Titre, Jury A »
    day: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Passing:
    """One candidate before the jury, or with no `name` what comes between two."""

    hours: str
    name: str
    about: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class JurorPlan:
    name: str
    panels: str
    day: str
    place: str
    told: str  # « 2 candidats, de 8 h 30 à 16 h 15 »
    passings: tuple[Passing, ...]


def candidate_plans(planned: Planned) -> list[PrintFile]:
    exam_session = planned.exam_session
    files = [
        PrintFile(
            ascii_name(CANDIDATE_PLANS, exam_session.reference, course.number),
            CANDIDATE_TEMPLATE,
            (_candidate_leaf(planned, course),),
            of_candidate(course.candidate.pk),
        )
        for course in planned.courses
    ]
    return or_nothing(CANDIDATE_PLANS, CANDIDATE_LABEL, exam_session, files)


def juror_plans(planned: Planned) -> list[PrintFile]:
    """A page for each day; a juror nobody passes before yet gets one that says so."""
    exam_session = planned.exam_session
    files = [
        PrintFile(
            ascii_name(JUROR_PLANS, exam_session.reference, bench.juror.reference or bench.juror),
            JUROR_TEMPLATE,
            tuple(_juror_leaves(planned, bench)),
            of_juror(bench.juror.pk),
        )
        for bench in planned.benches
    ]
    return or_nothing(JUROR_PLANS, JUROR_LABEL, exam_session, files)


def _leaf(planned: Planned, heading: str, whose: str, body: object, **fields: object) -> Leaf:
    exam_session, edition = planned.exam_session, planned.edition
    return Leaf(
        heading=heading,
        above=title_line(exam_session),
        right=(exam_session.centre.name, session_line(exam_session), place_of(exam_session)),
        foot=foot_line(exam_session.reference, whose, edition.word, edition.digits),
        body=body,
        **fields,
    )


def _candidate_leaf(planned: Planned, course: Course) -> Leaf:
    body = CandidatePlan(
        name=str(course.candidate.person),
        about=", ".join(
            (numbered(course.number), course.route.label, course.panel.name if course.panel else f"jury {UNKNOWN}")
        ),
        day=sentence(long_date(course.day)) if course.day else f"Journée {UNKNOWN}e",
        lines=tuple(_candidate_lines(course)),
    )
    return _leaf(
        planned,
        "Planning du candidat",
        course.number,
        body,
        title=f"Planning de {body.name}, session {planned.exam_session.reference}",
        is_draft=planned.edition.is_draft or not course.stages,
        day=course.day,
    )


def _candidate_lines(course: Course) -> Iterator[Line]:
    """Where the plan sends the candidate; a hole between two steps is said, so that nobody waits at a door."""
    for (phase, step, stage), following in pairwise((*course.attended, (None, None, None))):
        start, end = (clock(stage.start), clock(stage.end)) if stage else ("", "")
        yield Line(start, end, step_word(phase.label, step.kind), course.length(step), room_word(stage))
        later = following[2]
        if stage and later and later.start > stage.end:
            yield _hole(stage.end, later.start)


def _hole(start: datetime, end: datetime) -> Line:
    return Line(clock(start), clock(end), PAUSE, _length(start, end), "")


def _length(start: datetime, end: datetime) -> str:
    return duration(int((end - start).total_seconds() // 60))


def _juror_leaves(planned: Planned, bench: Bench) -> Iterator[Leaf]:
    panels = listing([panel.name for panel in bench.panels])
    days = bench.by_day or {None: ()}
    for day, own in days.items():
        passings = tuple(_passings(planned, own))
        body = JurorPlan(
            name=str(bench.juror),
            panels=panels,
            day=sentence(long_date(day)) if day else f"Journée {UNKNOWN}e",
            place=place_of(planned.exam_session),
            told=plural(len(own), "candidat") if own else NOT_YET,
            passings=passings,
        )
        yield _juror_leaf(planned, body, day, is_draft=planned.edition.is_draft or not own)


def _juror_leaf(planned: Planned, body: JurorPlan, day: date | None, *, is_draft: bool) -> Leaf:
    title = f"Planning de {body.name}, {body.day}, session {planned.exam_session.reference}"
    return _leaf(planned, "Planning du juré", body.name, body, title=title, is_draft=is_draft, day=day)


def _passings(planned: Planned, courses: tuple[Course, ...]) -> Iterator[Passing]:
    """The gap between two candidates is the jury's time to deliberate; what is left of it is a pause."""
    gap = timedelta(minutes=planned.exam_session.gap_minutes)
    for course, following in pairwise((*courses, None)):
        yield _passing(course)
        end = max(stage.end for stage in course.jury_stages)
        again = min(stage.start for stage in following.jury_stages) if following else None
        until = min(end + gap, again) if again else end + gap
        if until > end:
            yield _between(end, until, DELIBERATION)
        if again and again > until:
            yield _between(until, again, PAUSE)


def _passing(course: Course) -> Passing:
    stages = course.jury_stages
    start, end = min(stage.start for stage in stages), max(stage.end for stage in stages)
    about = ", ".join((numbered(course.number), course.route.label, course.panel.name))
    lines = tuple(_juror_line(course, stage) for stage in stages)
    return Passing(_hours(start, end), str(course.candidate.person), about, lines)


def _between(start: datetime, end: datetime, what: str) -> Passing:
    return Passing(_hours(start, end), "", f"{what}, {_length(start, end)}", ())


def _hours(start: datetime, end: datetime) -> str:
    return f"{clock(start)} à {clock(end)}"


def _juror_line(course: Course, stage: Stage) -> Line:
    phase = course.route.phase(stage.phase)
    step = next(step for step in phase.steps if step.kind is stage.kind)
    elsewhere = _beside(course, stage)
    what = phase.label if step.kind.label == phase.label else f"{phase.label} : {_lower(step.kind.label)}"
    room = stage.jury_room or UNKNOWN
    return Line(clock(stage.start), clock(stage.end), what, course.length(step), room, elsewhere)


def _lower(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _beside(course: Course, stage: Stage) -> str:
    """Where the candidate prepares or waits while the jury reads, and from where they call."""
    if stage.candidate_room:
        return stage.candidate_room if stage.candidate_room != stage.jury_room else "ici"
    own = (other for other in course.stages if other.kind is StepKind.PREPARATION)
    return next((other.candidate_room for other in own if other.start < stage.end and stage.start < other.end), "")
