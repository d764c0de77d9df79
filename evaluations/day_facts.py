"""What was recorded of a day, as the values its rules read."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from evaluations.by_tablets import Starts, with_starts
from evaluations.course import DELIBERATION, Facts, Taken
from evaluations.models import ActKind, Attendance, DayAct, Evaluation, SharedOperation, StageTaken
from evaluations.operations import SharedKind
from evaluations.verdicts import Presence
from sessions.models import ExamSession
from sessions.timetable import Id, Timetable


def facts_of(exam_session: ExamSession) -> dict[Id, Facts]:
    """By candidate, in the centre's zone; three queries in all. A sealed result ends its deliberation."""
    zone = exam_session.zone
    mine = {"candidate__exam_session": exam_session}
    taken: dict[int, dict[tuple[str, str], Taken]] = defaultdict(dict)
    stages = StageTaken.objects.filter(**mine).order_by()
    for candidate, phase, kind, began, ended in stages.values_list(
        "candidate_id", "phase", "kind", "began_at", "ended_at"
    ):
        taken[candidate][phase, kind] = Taken(began.astimezone(zone), _local(ended, zone))
    rows = Attendance.objects.filter(**mine)
    came = {
        candidate: (_local(arrived, zone), _local(expected, zone), keeps)
        for candidate, arrived, expected, keeps in rows.values_list(
            "candidate_id", "arrived_at", "expected_at", "keeps_end"
        )
    }
    presence, sealings = {}, {}
    judged = Evaluation.objects.filter(**mine).values_list("candidate_id", "presence", "sealed_at")
    for candidate, found, sealed in judged:
        presence[candidate] = found
        if sealed:
            sealings[candidate] = sealed.astimezone(zone)
            _end(taken.get(candidate, {}), sealed.astimezone(zone))
    return {
        candidate: Facts(
            *came.get(candidate, (None, None, None)),
            presence=Presence(presence.get(candidate, Presence.PRESENT)),
            taken=taken.get(candidate, {}),
            sealed_at=sealings.get(candidate),
        )
        for candidate in {*taken, *came, *presence}
    }


def facts_told(exam_session: ExamSession, timetable: Timetable, now: datetime) -> dict[Id, Facts]:
    """What was recorded, completed by what the juries' timers tell: one query more."""
    return with_starts(timetable, facts_of(exam_session), _starts_of(exam_session), now)


def _starts_of(exam_session: ExamSession) -> dict[Id, Starts]:
    zone = exam_session.zone
    starts: dict[int, dict[tuple[str, str], datetime]] = defaultdict(dict)
    rows = SharedOperation.objects.filter(
        evaluation__candidate__exam_session=exam_session, kind=SharedKind.TIMER, result__isnull=False
    ).order_by("revision")
    for candidate, phase, step, result in rows.values_list("evaluation__candidate_id", "phase", "cell", "result"):
        if result:
            starts[candidate][phase, step] = datetime.fromisoformat(result).astimezone(zone)
        else:  # taken back
            starts[candidate].pop((phase, step), None)
    return dict(starts)


def _end(taken: dict[tuple[str, str], Taken], sealed: datetime) -> None:
    for key, stage in taken.items():
        if key[1] == DELIBERATION and stage.ended_at is None:
            taken[key] = Taken(stage.began_at, max(sealed, stage.began_at))


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.astimezone(zone) if moment else None


def seen_now(exam_session: ExamSession) -> str:
    """What an effect was worked out from: an act that changes it, or its undoing, gives another text.

    Somebody who comes in moves nothing: pointing them does not close the pages other organisers have open.
    """
    told = DayAct.objects.filter(exam_session=exam_session).exclude(kind=ActKind.ARRIVAL)
    last = told.aggregate(last=Max("pk"), undone=Count("pk", filter=Q(undone_at__isnull=False)))
    return f"{exam_session.revision}.{last['last'] or 0}.{last['undone']}"
