"""What an e-mail brings: the person's own text, convocation and calendar, and nobody else's name."""

import io

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from ntc_cert.mail_server import MailServer
from sessions.documents.envelopes import message_id
from sessions.messages import publish_and_prepare
from sessions.models import Mailing
from sessions.scheduling import unplace
from tests.sessions.mailbox import NAMES, SENDER, Mailbox, a_prepared_session, send, states
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db
SENT = "sent"


def test_each_gets_a_message_with_the_convocation_and_the_calendar(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    assert send(exam_session).state == Mailing.State.DONE
    assert states(exam_session) == {"Zola": SENT, "JuréA1": SENT, "JuréA2": SENT}
    mail = next(one for one in mailbox.mails if one["To"] == "zola@example.org")
    assert mail["From"] == f"Centre d’essai <{SENDER}>"
    assert mail["Subject"] == "Titre NTC\N{NO-BREAK SPACE}: votre horaire de passage"
    body, pdf, ics = mail.get_body().get_content(), *mail.iter_attachments()
    assert "12 rue des Trois-Rivières" in body
    assert (pdf.get_content_type(), ics.get_content_type()) == ("application/pdf", "text/calendar")
    assert ics.get_param("method") == "PUBLISH"
    text = "".join(page.extract_text() for page in reader(pdf).pages)
    assert "Inès Zola" in text
    assert "version 1" in text
    assert "Brouillon" not in text
    (event,) = Calendar.from_ical(ics.get_content()).walk("VEVENT")
    assert (int(event["sequence"]), event["dtstart"].params["TZID"]) == (1, "Europe/Paris")


def reader(part) -> PdfReader:
    return PdfReader(io.BytesIO(part.get_content()))


def test_nobody_reads_another_candidate_s_name(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session(*NAMES)
    send(exam_session)
    assert len(mailbox.mails) == 5
    for mail in mailbox.mails:
        parts = [str(mail["Subject"]), str(mail["To"]), mail.get_body().get_content()]
        for part in mail.iter_attachments():
            is_pdf = part.get_content_type() == "application/pdf"
            content = "".join(page.extract_text() for page in reader(part).pages) if is_pdf else part.get_content()
            parts += [content, part.get_filename()]
        told = "\n".join(parts).lower()
        read = [name for name in NAMES if name.lower() in told]
        assert read in ([], [name for name in NAMES if name.lower() in str(mail["To"])]), mail["To"]


def test_what_the_draft_has_become_since_is_not_told(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    put(exam_session.candidates.get(), exam_session.panels.get(), "14:00")
    send(exam_session)
    mail = next(one for one in mailbox.mails if one["To"] == "zola@example.org")
    pdf, ics = mail.iter_attachments()
    text = " ".join("".join(page.extract_text() for page in reader(pdf).pages).split())
    assert "8 h 15" in text
    assert "Brouillon" not in text
    assert "T083000" in ics.get_content()


def test_a_passage_taken_away_is_cancelled_in_the_calendar(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    send(exam_session)
    unplace(exam_session.candidates.get(), by=None)
    publish_and_prepare(exam_session, by=None)
    send(exam_session)
    first, second = (one for one in mailbox.mails if one["To"] == "zola@example.org")
    (attachment,) = second.iter_attachments()
    assert attachment.get_param("method") == "CANCEL"
    was = next(iter(Calendar.from_ical(list(first.iter_attachments())[1].get_content()).walk("VEVENT")))
    now = next(iter(Calendar.from_ical(attachment.get_content()).walk("VEVENT")))
    assert (now["uid"], now["status"], int(now["sequence"])) == (was["uid"], "CANCELLED", 2)


def test_a_try_again_has_the_same_identifier(mailbox: Mailbox, server: MailServer) -> None:
    exam_session = a_prepared_session("Zola")
    send(exam_session)
    ids = {message_id(row, server) for row in exam_session.messages.all()}
    assert {mail["Message-ID"] for mail in mailbox.mails} == ids
    assert len(ids) == 3
