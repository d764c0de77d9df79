"""A convocation leaves signed where the centre has a certificate, and not at all where it could not be signed."""

import pytest

from ntc_cert.pdf_signatures import read_signed
from tests.certificates import OWNER, a_p12, sign_with
from tests.sessions.mailbox import Mailbox, Waits, a_prepared_session, send, states

pytestmark = pytest.mark.django_db


def owners(mailbox: Mailbox) -> list[list[str]]:
    """Of the signatures of each convocation that arrived."""
    pdfs = [next(iter(mail.iter_attachments())).get_content() for mail in mailbox.mails]
    return [[one.certificate.owner for one in read_signed(pdf).signatures] for pdf in pdfs]


def test_without_a_certificate_convocations_leave_as_they_are(mailbox):
    send(a_prepared_session("Zola"))
    assert owners(mailbox) == [[], [], []]


def test_each_convocation_leaves_signed(mailbox, settings, tmp_path):
    sign_with(settings, a_p12(tmp_path))
    exam_session = a_prepared_session("Zola")
    send(exam_session)
    assert owners(mailbox) == [[OWNER]] * 3
    assert set(states(exam_session).values()) == {"sent"}


def test_none_leaves_unsigned_when_it_could_not_be_signed(mailbox, settings, tmp_path):
    sign_with(settings, a_p12(tmp_path, age=400))
    exam_session, wait = a_prepared_session("Zola"), Waits()
    send(exam_session, wait)
    assert (mailbox.mails, wait.seconds) == ([], 0)
    for message in exam_session.messages.all():
        assert message.state == "failed"
        assert "a expiré le" in message.reason
    sign_with(settings, a_p12(tmp_path))
    exam_session.messages.update(state="waiting", mailing=None)
    send(exam_session)
    assert owners(mailbox) == [[OWNER]] * 3
