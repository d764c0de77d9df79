"""Who a version tells something new: candidates and jurors whose hours, rooms or panel changed, and no one else."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from juries.models import Juror
from sessions.message_words import Appointment, Duty
from sessions.models import Candidate, ExamSession
from sessions.plan_reading import PlannedPassage, passage_reader
from sessions.plans import Plan
from sessions.publication import JURORS, Change, changes_between
from titles.referentiel import StepKind

NOTHING: Plan = {"passages": []}
Duties = Mapping[int, tuple[Duty, ...]]


@dataclass(frozen=True, slots=True)
class CandidateReader:
    candidate: Candidate
    change: Change
    was: PlannedPassage | None
    now: PlannedPassage | None


@dataclass(frozen=True, slots=True)
class JurorReader:
    juror: Juror
    was: tuple[Duty, ...]
    now: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Readers:
    """`unchanged` counts those who keep all they were told, and are written nothing."""

    changes: tuple[Change, ...]  # somebody withdrawn since included, who is written nothing
    candidates: tuple[CandidateReader, ...]
    jurors: tuple[JurorReader, ...]
    unchanged: int

    @property
    def count(self) -> int:
        return len(self.candidates) + len(self.jurors)


def readers_of(exam_session: ExamSession, before: Plan | None, after: Plan) -> Readers:
    """Between a version, or nothing before the first, and the one that follows; ten queries or so."""
    before = before or NOTHING
    read = passage_reader(exam_session, after)
    candidates = {one.reference: one for one in exam_session.candidates.select_related("person")}
    changes = changes_between(before, after)
    told = tuple(
        CandidateReader(
            candidates[change.reference],
            change,
            *(passage and read(passage) for passage in (change.before, change.after)),
        )
        for change in changes
        if change.reference in candidates
    )
    was, now = (_duties(plan, after, read) for plan in (before, after))
    jurors = Juror.objects.in_bulk({*was, *now})
    differing = [pk for pk in jurors if was.get(pk, ()) != now.get(pk, ())]
    kept = len(after["passages"]) - sum(1 for change in changes if change.after)
    return Readers(
        changes=tuple(changes),
        candidates=told,
        jurors=tuple(JurorReader(jurors[pk], was.get(pk, ()), now.get(pk, ())) for pk in sorted(differing)),
        unchanged=kept + len(now) - sum(1 for pk in differing if pk in now),
    )


def appointment_of(passage: PlannedPassage | None) -> Appointment | None:
    if passage is None:
        return None
    stays = tuple((stay.start, stay.room) for stay in passage.stays)
    return Appointment(passage.start, passage.end, passage.panel, passage.jury_room, stays)


def _duties(plan: Plan, after: Plan, read: Callable[[Plan], PlannedPassage]) -> Duties:
    """By juror; a plan that does not say who sat is read with those who sit now: no change is made up."""
    seats = plan.get(JURORS) or after[JURORS]
    found: dict[int, list[Duty]] = defaultdict(list)
    for written in plan["passages"]:
        duty = duty_of(read(written))
        for juror in seats.get(written["panel"], ()):
            found[juror].append(duty)
    return {juror: tuple(sorted(own, key=lambda duty: (duty.start, duty.panel))) for juror, own in found.items()}


def duty_of(passage: PlannedPassage) -> Duty:
    """From the jury's first minute, which comes after the candidate's own preparation."""
    start = min(step.start for step in passage.steps if step.kind != StepKind.PREPARATION)
    return Duty(start, passage.end, passage.panel, passage.jury_room, passage.route)
