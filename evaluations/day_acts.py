"""Commands about one candidate on the day: there, absent, gone, in, on to the next stage. None touches a mark."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from centres.models import User
from evaluations import deliberation
from evaluations.course import NOTHING, Facts, Stage, stages_of
from evaluations.day_facts import facts_of, facts_told
from evaluations.day_rows import ATTENDANCE, PRESENCE, STAGES
from evaluations.gestures import Gesture, NotDone, gesture
from evaluations.marking import evaluation_of
from evaluations.models import ActKind, Attendance, Presence, StageTaken
from ntc_cert.words import clock
from sessions.models import Candidate
from sessions.snapshot import timetable_of
from sessions.timetable import Passage, Timetable

END: Final = "fin"


def arrive(candidate: Candidate, *, by: User, now: datetime | None = None) -> None:
    """The candidate is there; no question asked, and undone as simply."""
    with gesture(candidate.exam_session, ActKind.ARRIVAL, by=by) as act:
        about = awaited(candidate)
        if about.arrived_at:
            raise NotDone(f"{candidate.person}\N{NO-BREAK SPACE}: arrivée déjà pointée à {clock(about.arrived_at)}.")
        moment = now or timezone.now()
        act.touches(ATTENDANCE, candidate.pk)
        _here(candidate, moment)
        act.told = f"{candidate.person}, sur place à {_hour(candidate, moment)}"


def record_absence(candidate: Candidate, *, by: User, seen: str | None = None) -> None:
    with gesture(candidate.exam_session, ActKind.ABSENCE, by=by, seen=seen) as act:
        about = awaited(candidate)
        if about.arrived_at or about.has_begun:
            raise NotDone(
                f"{candidate.person}\N{NO-BREAK SPACE}: arrivée pointée, ce n’est pas une absence. "
                "Annulez l’arrivée, ou notez un abandon."
            )
        act.touches(PRESENCE, candidate.pk)
        deliberation.record_presence(candidate, presence=Presence.ABSENT, by=by)
        act.told = f"{candidate.person}, absence"


def record_abandon(candidate: Candidate, *, by: User, seen: str | None = None, now: datetime | None = None) -> None:
    """The stage under way ends there; what the jury wrote stays."""
    with gesture(candidate.exam_session, ActKind.ABANDON, by=by, seen=seen) as act:
        awaited(candidate)
        act.touches(PRESENCE, candidate.pk)
        act.touches(STAGES, candidate.pk)
        deliberation.record_presence(candidate, presence=Presence.ABANDONED, by=by)
        StageTaken.objects.filter(candidate=candidate, ended_at=None).update(ended_at=now or timezone.now())
        act.told = f"{candidate.person}, abandon"


def advance(candidate: Candidate, *, expected: str, by: User, now: datetime | None = None) -> None:
    """End the stage under way and begin the next, at once unless the timetable holds them apart.

    `expected` names the stage that should begin: two organisers who press together go one step, not two.
    """
    with gesture(candidate.exam_session, ActKind.STAGE, by=by) as act:
        awaited(candidate)
        moment, timetable = now or timezone.now(), timetable_of(candidate.exam_session)
        stages = stages_before(timetable, candidate)
        about = facts_told(candidate.exam_session, timetable, moment).get(candidate.pk, NOTHING)
        upcoming = next_stage(stages, about)
        if expected != stage_name(upcoming):
            raise NotDone(f"Le passage de {candidate.person} a avancé entre-temps. Relisez où il en est.")
        act.touches(STAGES, candidate.pk)
        act.touches(ATTENDANCE, candidate.pk)
        if about.told:
            _take_over(candidate, about)
        if not about.has_begun:
            _end_the_one_before(act, candidate, moment)
        ended = StageTaken.objects.filter(candidate=candidate, ended_at=None).update(ended_at=moment)
        if not about.arrived_at:
            _here(candidate, moment)
        if upcoming and not (ended and held_apart(stages, upcoming)):
            StageTaken.objects.create(candidate=candidate, phase=upcoming.phase, kind=upcoming.kind, began_at=moment)
        act.told = f"{candidate.person}, {'étape terminée' if ended else 'entrée'} à {_hour(candidate, moment)}"


def stages_before(timetable: Timetable, candidate: Candidate) -> tuple[Stage, ...]:
    return stages_of(passage_of(timetable, candidate), timedelta(minutes=timetable.settings.gap_minutes))


def next_stage(stages: Sequence[Stage], about: Facts) -> Stage | None:
    """After the last one taken; None once all are."""
    last = max((rank for rank, stage in enumerate(stages) if stage.key in about.taken), default=-1)
    return stages[last + 1] if last + 1 < len(stages) else None


def stage_name(stage: Stage | None) -> str:
    """A stage as a form sends it back."""
    return f"{stage.phase}/{stage.kind}" if stage else END


def held_apart(stages: Sequence[Stage], stage: Stage) -> bool:
    """The timetable leaves a lunch, or a wait, before it."""
    rank = stages.index(stage)
    return bool(rank) and stage.start > stages[rank - 1].end


def passage_of(timetable: Timetable, candidate: Candidate) -> Passage:
    found = next((one for one in timetable.passages if one.candidate_id == candidate.pk), None)
    if found is None:
        raise NotDone(f"{candidate.person} n’a pas de passage. Placez d’abord ce candidat dans le planning.")
    return found


def awaited(candidate: Candidate) -> Facts:
    """What is known of somebody who may still come or go on."""
    about = facts_of(candidate.exam_session).get(candidate.pk, NOTHING)
    if about.presence != Presence.PRESENT:
        noted = "l’absence" if about.presence == Presence.ABSENT else "l’abandon"
        raise NotDone(f"{candidate.person}\N{NO-BREAK SPACE}: annulez d’abord {noted}.")
    return about


def _take_over(candidate: Candidate, about: Facts) -> None:
    """Whoever goes on from what the tablets told records it: the first ends, then one alone is under way."""
    rows = {(row.phase, row.kind): row for row in StageTaken.objects.filter(candidate=candidate)}
    for (phase, kind), one in sorted(about.taken.items(), key=lambda item: item[1].ended_at is None):
        row = rows.get((phase, kind)) or StageTaken(candidate=candidate, phase=phase, kind=kind, began_at=one.began_at)
        if row.pk is None or row.ended_at != one.ended_at:
            row.ended_at = one.ended_at
            row.save()


def _end_the_one_before(act: Gesture, candidate: Candidate, moment: datetime) -> None:
    """A jury that lets somebody in has done with the candidate before."""
    under_way = StageTaken.objects.filter(candidate__passage__panel__passages__candidate=candidate, ended_at=None)
    for other in under_way.exclude(candidate=candidate).values_list("candidate_id", flat=True):
        act.touches(STAGES, other)
        StageTaken.objects.filter(candidate=other, ended_at=None).update(ended_at=moment)


def _here(candidate: Candidate, moment: datetime) -> None:
    evaluation_of(candidate)  # the row that keeps an absence apart from an arrival, whoever writes first
    Attendance.objects.update_or_create(candidate=candidate, defaults={"arrived_at": moment})


def _hour(candidate: Candidate, moment: datetime) -> str:
    return clock(moment.astimezone(candidate.exam_session.zone))
