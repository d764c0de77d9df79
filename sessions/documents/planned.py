"""A session as its sheets need it: each candidate's course and each juror's days, in as many queries for forty."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property
from itertools import groupby

from django.db.models import Prefetch

from juries.models import Juror
from ntc_cert.words import clock_range, duration
from sessions.documents.editions import Edition, edition_of
from sessions.models import Candidate, ExamSession, Panel, PanelMember, Passage, PassageStep
from sessions.plans import Plan, plan_of
from sessions.sittings import room_name
from sessions.snapshot_candidates import extra_time_of
from sessions.steps import exact_minutes
from titles.referentiel import Phase, PhaseKind, Route, Step, StepKind


@dataclass(frozen=True, slots=True)
class Stage:
    """One step in the centre's hours; an empty room asks nothing of that side."""

    phase: PhaseKind
    kind: StepKind
    start: datetime
    end: datetime
    candidate_room: str
    jury_room: str

    @property
    def hours(self) -> str:
        return clock_range(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Course:
    """One candidate from the first step to the last; without stages while not placed."""

    candidate: Candidate
    route: Route
    panel: Panel | None
    stages: tuple[Stage, ...]

    @property
    def number(self) -> str:
        return self.candidate.reference

    @property
    def start(self) -> datetime | None:
        return min((stage.start for stage in self.stages), default=None)

    @property
    def end(self) -> datetime | None:
        return max((stage.end for stage in self.stages), default=None)

    @property
    def day(self) -> date | None:
        return self.start.date() if self.start else None

    @property
    def has_role_play(self) -> bool:
        return any(phase.kind is PhaseKind.ROLE_PLAY for phase in self.route.phases)

    @property
    def jury_stages(self) -> tuple[Stage, ...]:
        """The jury is there for all but the candidate's own preparation, in whatever room."""
        return tuple(stage for stage in self.stages if stage.kind is not StepKind.PREPARATION)

    @property
    def attended(self) -> Iterator[tuple[Phase, Step, Stage | None]]:
        """The steps the candidate is there for, of the plan, or of the route while not placed."""
        for phase in self.route.phases:
            placed = {stage.kind: stage for stage in self.of_phase(phase)}
            for step in phase.steps:
                stage = placed.get(step.kind)
                if step.candidate or (stage and stage.candidate_room):
                    yield phase, step, stage

    @property
    def jury_room(self) -> str:
        return next((stage.jury_room for stage in self.stages if stage.jury_room), "")

    def of_phase(self, phase: Phase) -> tuple[Stage, ...]:
        return tuple(stage for stage in self.stages if stage.phase == phase.kind)

    def length(self, step: Step) -> str:
        """How long the step lasts for this candidate, extra time counted in and never named."""
        return duration(exact_minutes(step, extra_time_of(self.candidate)))


@dataclass(frozen=True, slots=True)
class Bench:
    """One juror, the panels they sit on and the candidates who pass before those, in order of time."""

    juror: Juror
    panels: tuple[Panel, ...]
    courses: tuple[Course, ...]

    @property
    def by_day(self) -> dict[date, tuple[Course, ...]]:
        return {day: tuple(own) for day, own in groupby(self.courses, key=lambda course: course.start.date())}


@dataclass(frozen=True)
class Planned:
    exam_session: ExamSession
    courses: tuple[Course, ...]
    benches: tuple[Bench, ...]

    @cached_property
    def plan(self) -> Plan:
        return plan_of(self.exam_session)

    @cached_property
    def edition(self) -> Edition:
        return edition_of(self.exam_session, self.plan)

    @property
    def days(self) -> list[date]:
        return sorted({course.day for course in self.courses if course.day})

    @property
    def unplaced(self) -> tuple[Course, ...]:
        return tuple(course for course in self.courses if not course.stages)


def planned(exam_session: ExamSession) -> Planned:
    """Everybody enrolled in the order of their numbers, everybody seated in the order of the panels."""
    candidates = exam_session.candidates.select_related("person").order_by("reference", "pk")
    passages = _passages(exam_session)
    courses = tuple(_course(exam_session, candidate, passages.get(candidate.pk)) for candidate in candidates)
    return Planned(exam_session, courses, tuple(_benches(exam_session, courses)))


def _passages(exam_session: ExamSession) -> dict[int, Passage]:
    steps = PassageStep.objects.order_by("position").select_related("candidate_room", "jury_room")
    rows = Passage.objects.filter(candidate__exam_session=exam_session).select_related("panel__room")
    return {passage.candidate_id: passage for passage in rows.prefetch_related(Prefetch("steps", queryset=steps))}


def _course(exam_session: ExamSession, candidate: Candidate, passage: Passage | None) -> Course:
    return Course(
        candidate=candidate,
        route=exam_session.referentiel.routes[candidate.route],
        panel=passage.panel if passage else None,
        stages=tuple(_stage(step, exam_session.zone) for step in passage.steps.all()) if passage else (),
    )


def _stage(step: PassageStep, zone: tzinfo) -> Stage:
    return Stage(
        phase=PhaseKind(step.phase),
        kind=StepKind(step.kind),
        start=step.starts_at.astimezone(zone),
        end=step.ends_at.astimezone(zone),
        candidate_room=room_name(step.candidate_room) if step.candidate_room else "",
        jury_room=room_name(step.jury_room) if step.jury_room else "",
    )


def _benches(exam_session: ExamSession, courses: Iterable[Course]) -> Iterator[Bench]:
    members = PanelMember.objects.filter(panel__exam_session=exam_session).order_by("panel__reference", "rank", "pk")
    seats: dict[int, list[PanelMember]] = {}
    for member in members.select_related("juror", "panel__room").prefetch_related("juror__habilitations"):
        seats.setdefault(member.juror_id, []).append(member)
    before = _by_panel(courses)
    for own in seats.values():
        panels = tuple(member.panel for member in own)
        passing = (course for panel in panels for course in before.get(panel.pk, ()))
        yield Bench(own[0].juror, panels, tuple(sorted(passing, key=lambda course: (course.start, course.number))))


def _by_panel(courses: Iterable[Course]) -> Mapping[int, list[Course]]:
    found: dict[int, list[Course]] = {}
    for course in courses:
        if course.panel and course.stages:
            found.setdefault(course.panel.pk, []).append(course)
    return found
