"""What was recorded of a day, as the values its rules read."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from evaluations.course import DELIBERATION, Facts, Taken
from evaluations.models import ActKind, Attendance, DayAct, Evaluation, StageTaken
from evaluations.verdicts import Presence
from sessions.models import ExamSession
from sessions.timetable import Id


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
    presence = {}
    judged = Evaluation.objects.filter(**mine).values_list("candidate_id", "presence", "sealed_at")
    for candidate, found, sealed in judged:
        presence[candidate] = found
        if sealed:
            _end(taken.get(candidate, {}), sealed.astimezone(zone))
    return {
        candidate: Facts(
            *came.get(candidate, (None, None, None)),
            presence=Presence(presence.get(candidate, Presence.PRESENT)),
            taken=taken.get(candidate, {}),
        )
        for candidate in {*taken, *came, *presence}
    }


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
