"""The session most of the organiser's pages are tested on, its organiser logged in."""

from collections.abc import Iterator

import pytest
from django.test import Client

from ntc_cert.mail_server import MailServer
from sessions.models import ExamSession, Panel, Room
from tests.builders import a_panel, a_preparation_room, a_room, a_session, an_organiser
from tests.sessions.mailbox import Mailbox, listening


@pytest.fixture
def exam_session(client: Client) -> ExamSession:
    exam_session = a_session()
    client.force_login(an_organiser(exam_session.centre))
    return exam_session


@pytest.fixture
def panel(exam_session: ExamSession) -> Panel:
    return a_panel(exam_session, name="Jury A", room=a_room(exam_session.centre, name="salle 101"))


@pytest.fixture
def room(exam_session: ExamSession) -> Room:
    return a_preparation_room(exam_session.centre, name="salle 104")


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    with listening() as (box, server):
        settings.MAIL_SERVER = server
        yield box


@pytest.fixture
def server(mailbox: Mailbox, settings) -> MailServer:
    return settings.MAIL_SERVER
