"""Reading the organiser's pages in tests, and two session-wide checks every one of them passes."""

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

from sessions.models import ExamSession
from tests.builders import a_centre, a_juror_with_account, a_panel, an_organiser


def text_of(answer: Any) -> str:
    """The words of a page, one space between them, as a person reads them."""
    bare = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(bare.replace("\u00a0", " ").split())


def url(name: str, exam_session: ExamSession, *more: object) -> str:
    return reverse(f"sessions:{name}", args=[exam_session.pk, *more])


def is_hidden_from_others(exam_session: ExamSession, address: str, *, method: str = "get") -> bool:
    """404 for an organiser of another centre, and for a juror of this very session."""
    juror = a_juror_with_account(exam_session.centre)
    a_panel(exam_session, juror)
    answers = []
    for user in (an_organiser(a_centre()), juror.user):
        client = Client()
        client.force_login(user)
        answers.append(getattr(client, method)(address).status_code)
    return answers == [404, 404]


def filled_buttons(answer: Any) -> int:
    """At most one filled button per page."""
    return len(re.findall(r'class="[^"]*\bbtn-primary\b', answer.content.decode()))
