"""Tells the floor below what was recorded of a day: nothing there may import what is here."""

from datetime import datetime

from django.db.models import Q

from evaluations.day_facts import facts_told
from evaluations.models import Grid
from evaluations.replanning import record_of
from sessions.day_record import Record
from sessions.day_tellers import listen_to
from sessions.models import ExamSession
from sessions.timetable import Timetable


def recorded(exam_session: ExamSession, timetable: Timetable, moment: datetime) -> Record:
    written = Q(marks__isnull=False) | Q(submitted_at__isnull=False)
    grids = Grid.objects.filter(written, evaluation__candidate__exam_session=exam_session)
    marked = frozenset(grids.values_list("evaluation__candidate_id", flat=True))
    return record_of(timetable, facts_told(exam_session, timetable, moment), moment, marked)


listen_to(recorded)
