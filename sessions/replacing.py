"""Emptying a session before its instance is imported again: the row, its incidents and its journal stay."""

from django.db.models import ProtectedError

from centres import journal
from centres.models import User
from centres.retention import purge_door
from juries.models import Juror
from sessions.models import ExamSession, Person


class NotReplaceable(Exception):
    """The jury has written something of one of its candidates."""


def clear(exam_session: ExamSession, *, by: User | None) -> None:
    """Delete what an instance brings; the evaluations of a candidate protect them, and so the whole session."""
    people = list(exam_session.candidates.values_list("person_id", flat=True))
    try:
        exam_session.candidates.all().delete()
        exam_session.panels.all().delete()
        Juror.objects.filter(centre=exam_session.centre_id, scope=exam_session.reference).delete()
    except ProtectedError as error:
        raise NotReplaceable from error
    Person.objects.filter(pk__in=people, enrolments=None).delete()
    exam_session.own_rooms.all().delete()
    exam_session.days.all().delete()
    exam_session.plan_jobs.all().delete()
    exam_session.plan_runs.all().delete()
    _purge_versions(exam_session, by=by)


def _purge_versions(exam_session: ExamSession, *, by: User | None) -> None:
    """A version never changes: only the audited door lets it go, and the journal keeps what it said."""
    plans = {str(version.number): version.plan for version in exam_session.versions.order_by("number")}
    if not plans:
        return
    with purge_door(by=by, reason=f"Remplacement de la session « {exam_session.reference} » par import"):
        exam_session.versions.all().delete()
    journal.record(by, "session.versions_purged", exam_session, before=plans)
