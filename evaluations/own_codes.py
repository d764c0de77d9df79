"""The code that confirms a signature or a rectification: the account's, or that of one's badge for this session."""

from centres.models import User
from centres.own_code_tries import own_code_refusal
from sessions.badge_entry import code_refused
from sessions.badge_secrets import is_badge_code
from sessions.models import Badge, ExamSession


def code_refusal(exam_session: ExamSession, code: str, by: User) -> str:
    """Why it confirms nothing, or nothing; a wrong one counts, against the badge or the account."""
    if is_badge_code(code):
        badge = Badge.objects.standing().filter(exam_session=exam_session, juror__user=by).first()
        if badge is not None:
            return code_refused(badge, code)
    return own_code_refusal(by, code)
