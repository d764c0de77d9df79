"""A version as its sheets need it: what was published, whatever the draft has become since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from juries.models import Juror
from sessions.documents.editions import Edition, digits_of
from sessions.documents.planned import Bench, Course, Planned, Stage
from sessions.models import Candidate, ExamSession, Panel, PublishedVersion
from sessions.plan_reading import PlannedPassage, passage_reader, seats_of
from sessions.plans import Plan
from sessions.snapshot_candidates import extra_time_of
from sessions.steps import UnlayableRoute, split_interview
from sessions.timetable import PlacedStep
from titles.referentiel import PhaseKind, Route, StepKind


@dataclass(frozen=True)
class PublishedPlan(Planned):
    version: PublishedVersion

    @cached_property
    def plan(self) -> Plan:
        return self.version.plan

    @cached_property
    def edition(self) -> Edition:
        return Edition(self.version.number, digits_of(self.version.plan))


def published(exam_session: ExamSession, version: PublishedVersion) -> PublishedPlan:
    """Everybody still enrolled whom the version placed, and everybody it seated."""
    read = passage_reader(exam_session, version.plan)
    panels = _panels(exam_session, version.plan)
    candidates = {one.reference: one for one in exam_session.candidates.select_related("person")}
    courses = tuple(
        _course(exam_session, candidates[written["candidate"]], panels[written["panel"]], read(written))
        for written in version.plan["passages"]
        if written["candidate"] in candidates
    )
    benches = tuple(_benches(exam_session, version.plan, panels, courses))
    return PublishedPlan(exam_session, courses, benches, version)


def _panels(exam_session: ExamSession, plan: Plan) -> Mapping[str, Panel]:
    """One that is gone since goes under its reference."""
    found = {panel.reference: panel for panel in exam_session.panels.select_related("room")}
    named = {*seats_of(exam_session, plan), *(written["panel"] for written in plan["passages"])}
    gone = {one: Panel(exam_session=exam_session, reference=one, name=one) for one in named if one not in found}
    return found | gone


def _course(exam_session: ExamSession, candidate: Candidate, panel: Panel, passage: PlannedPassage) -> Course:
    route = exam_session.referentiel.routes[candidate.route]
    placed = tuple(
        PlacedStep(step.phase, step.kind, step.start, step.end, step.candidate_room, step.jury_room)
        for step in passage.steps
    )
    apart = _apart(placed, route, candidate, exam_session.grid_minutes)
    return Course(candidate, route, panel, tuple(_stage(step, exam_session.zone) for step in apart))


def _apart(steps: Iterable[PlacedStep], route: Route, candidate: Candidate, grid: int) -> Iterator[PlacedStep]:
    """The interview in its two steps again; in one where it no longer holds both."""
    for step in steps:
        try:
            yield from split_interview([step], route, extra_time_of(candidate), grid)
        except UnlayableRoute:
            yield PlacedStep(step.phase, StepKind.EXCHANGES, step.start, step.end, step.candidate_room, step.jury_room)


def _stage(step: PlacedStep, zone: ZoneInfo) -> Stage:
    return Stage(
        phase=PhaseKind(step.phase),
        kind=StepKind(step.kind),
        start=step.start.replace(tzinfo=zone),
        end=step.end.replace(tzinfo=zone),
        candidate_room=str(step.candidate_room or ""),
        jury_room=str(step.jury_room or ""),
    )


def _benches(
    exam_session: ExamSession, plan: Plan, panels: Mapping[str, Panel], courses: Iterable[Course]
) -> Iterator[Bench]:
    own: dict[int, list[Panel]] = {}
    for reference, seated in seats_of(exam_session, plan).items():
        for juror in seated:
            own.setdefault(juror, []).append(panels[reference])
    jurors = Juror.objects.filter(pk__in=own).prefetch_related("habilitations").in_bulk()
    ordered = sorted(courses, key=lambda course: (course.start, course.number))
    for pk, juror in jurors.items():
        before = [course for course in ordered if course.panel in own[pk]]
        if before:
            yield Bench(juror, tuple(own[pk]), tuple(before))
