"""A session of one juror with a badge, on a day when it opens."""

from django.utils import timezone

from centres.models import User
from sessions.badges import Issued, prepare_badges
from sessions.models import ExamSession
from tests.builders import a_juror, a_panel, a_session, an_organiser


def an_issued_badge(exam_session: ExamSession | None = None, **fields: object) -> tuple[Issued, User]:
    """The badge and code of the only juror who sits, who had no account; and the organiser who made it."""
    exam_session = exam_session or a_session(day=timezone.localdate())
    organiser = an_organiser(exam_session.centre)
    a_panel(exam_session, a_juror(exam_session.centre, last_name="Vasseur", first_names="Claire", **fields))
    (issued,) = prepare_badges(exam_session, by=organiser)
    return issued, organiser


def wrong(issued: Issued) -> str:
    """A code that is not this badge's."""
    return f"{(int(issued.code) + 1) % 10**6:06}"
