"""Messages leave over STARTTLS with an account, as a real installation sends them; the password goes to no other."""

from collections.abc import Iterator

import pytest
from django.test import Client

from sessions.models import ExamSession, Mailing
from tests.builders import an_organiser
from tests.sessions.mailbox import Waits, a_prepared_session, listening, send, states, whose
from tests.sessions.pages import text_of, url
from tests.sessions.secure_mailbox import (
    ACCOUNT,
    Certificate,
    SecureMailbox,
    a_certificate,
    account_of,
    listening_securely,
)

pytestmark = pytest.mark.django_db
SENT, FAILED = "sent", "failed"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return a_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def secured(certificate: Certificate, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecureMailbox]:
    """STARTTLS is asked for, then the account, and this machine knows the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with listening_securely(certificate) as (box, server, _):
        settings.MAIL_SERVER = server
        yield box


def reasons(exam_session: ExamSession) -> set[str]:
    return {row.reason for row in exam_session.messages.all()}


def test_all_leave_over_one_encrypted_connection_with_the_account(secured: SecureMailbox) -> None:
    exam_session = a_prepared_session("Zola", "Hugo")
    send(exam_session)
    assert set(states(exam_session).values()) == {SENT}
    assert sorted(secured.recipients) == sorted(set(secured.recipients))
    assert secured.log_ins == [ACCOUNT]
    assert secured.in_clear == 0


def test_a_wrong_password_is_told_once_then_the_right_one_sends_each_once(secured: SecureMailbox, settings) -> None:
    right = settings.MAIL_SERVER
    settings.MAIL_SERVER = account_of(right.port, "pas-le-bon")
    exam_session = a_prepared_session("Zola", "Hugo")
    wait = Waits()
    mailing = send(exam_session, wait)
    assert (mailing.state, wait.seconds, secured.mails) == (Mailing.State.DONE, 0, [])
    assert set(states(exam_session).values()) == {FAILED}
    assert all("refuse le compte d’envoi : «\N{NO-BREAK SPACE}535 " in told for told in reasons(exam_session))
    assert all("Vérifiez EMAIL_URL" in told and "pas-le-bon" not in told for told in reasons(exam_session))
    settings.MAIL_SERVER = right
    send(exam_session)
    assert set(states(exam_session).values()) == {SENT}
    assert len(secured.recipients) == len(set(secured.recipients)) == 4
    assert reasons(exam_session) == {""}


def test_the_page_says_it_in_french(secured: SecureMailbox, settings, client: Client) -> None:
    settings.MAIL_SERVER = account_of(settings.MAIL_SERVER.port, "pas-le-bon")
    exam_session = a_prepared_session("Zola")
    send(exam_session)
    client.force_login(an_organiser(exam_session.centre))
    page = text_of(client.get(url("messages", exam_session)))
    assert page.count("Échec") == 3
    assert "refuse le compte d’envoi" in page
    assert "pas-le-bon" not in page


def test_an_account_refused_for_a_while_is_tried_again(secured: SecureMailbox) -> None:
    secured.plan("AUTH", "454 4.7.0 Temporary authentication failure")
    exam_session = a_prepared_session("Zola")
    wait = Waits()
    send(exam_session, wait)
    assert wait.seconds == 10
    assert set(states(exam_session).values()) == {SENT}
    assert len(secured.recipients) == len(set(secured.recipients)) == 3


def test_a_certificate_nobody_vouches_for_is_shown_no_password(
    secured: SecureMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    exam_session = a_prepared_session("Zola")
    send(exam_session)
    assert (secured.log_ins, secured.mails) == ([], [])
    assert set(states(exam_session).values()) == {FAILED}
    assert all(
        "a un certificat qui n’est pas sûr : rien ne lui a été confié." in told for told in reasons(exam_session)
    )


@pytest.mark.parametrize("scheme", ["smtp+tls", "smtp+ssl"])
def test_a_server_that_does_not_encrypt_is_shown_no_password(scheme: str, settings) -> None:
    with listening() as (box, server):
        settings.MAIL_SERVER = account_of(server.port, scheme=scheme)
        exam_session = a_prepared_session("Zola")
        send(exam_session)
    assert (box.mails, box.commands) == ([], [])
    assert set(states(exam_session).values()) == {FAILED}
    assert all("n’offre pas la connexion chiffrée demandée" in told for told in reasons(exam_session))


def test_a_server_that_knows_no_account_says_so(certificate: Certificate, settings, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with listening_securely(certificate, None) as (box, server, _):
        settings.MAIL_SERVER = server
        exam_session = a_prepared_session("Zola")
        send(exam_session)
    assert box.mails == []
    assert all("n’accepte pas de compte d’envoi" in told for told in reasons(exam_session))


def test_one_address_refused_and_one_put_off_hold_none_of_the_others(secured: SecureMailbox) -> None:
    exam_session = a_prepared_session("Zola", "Hugo", "Verne")
    secured.plan("RCPT zola@example.org", "550 5.1.1 No such user here")
    secured.plan("RCPT hugo@example.org", "450 4.2.0 Greylisted")
    wait = Waits()
    send(exam_session, wait)
    told = {whose(row): (row.state, row.tries) for row in exam_session.messages.all()}
    assert (told["Zola"], told["Hugo"], told["Verne"]) == ((FAILED, 1), (SENT, 2), (SENT, 1))
    assert wait.seconds == 10
    assert len(secured.recipients) == len(set(secured.recipients)) == 4
    assert secured.in_clear == 0


def test_a_server_that_dies_between_two_messages_comes_back_to_each_once(
    certificate: Certificate, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the first, then falls and listens no more until the first pause is over."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    exam_session = a_prepared_session("Zola", "Hugo")
    with listening_securely(certificate, dies_at=2) as (box, server, revive):
        settings.MAIL_SERVER = server
        seen: list[tuple[int, list[str]]] = []

        def meanwhile() -> None:
            seen.append((len(box.mails), sorted(states(exam_session).values())))
            if wait.seconds == 20:  # of the second pause
                revive()

        wait = Waits(meanwhile)
        send(exam_session, wait)
    assert seen[0] == (1, [SENT, "waiting", "waiting", "waiting"])
    assert wait.seconds == 40
    assert set(states(exam_session).values()) == {SENT}
    assert len(box.recipients) == len(set(box.recipients)) == 4
    assert len(box.log_ins) == 2
