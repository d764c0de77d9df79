"""Badges on paper: one card a juror, the same at each printing, the code never on it; codes apart, once."""

import io
import re
from io import BytesIO
from urllib.parse import unquote

import pytest
from pypdf import PdfReader

from ntc_cert.site import site_address
from sessions.badge_secrets import token_of
from sessions.badge_sheets import badge_codes, badges
from sessions.badges import prepare_badges
from tests.builders import a_juror, a_panel, a_room, a_session

pytestmark = pytest.mark.django_db
SITE = "https://certification.example.org"


@pytest.fixture
def printed():
    exam_session = a_session(reference="2026-NTC-12")
    jurors = [a_juror(exam_session.centre, last_name=f"Vasseur{rank}", first_names="Claire") for rank in range(9)]
    a_panel(exam_session, *jurors, name="Jury A", room=a_room(exam_session.centre, name="salle 101"))
    return exam_session, prepare_badges(exam_session, by=None)


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_card_a_juror_eight_to_a_page_without_its_code(printed) -> None:
    exam_session, issued = printed
    (file,) = badges(exam_session, SITE)
    assert file.name == "badges-2026-NTC-12"
    pdf = file.pdf()
    told = words(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2
    for one in issued:
        assert told.count(one.badge.number) == 1
        assert str(one.badge.juror) in told
        assert not re.search(rf"(?<!\d){one.code}(?!\d)", told)
    assert told.count("Jury A, salle 101") == 9
    assert told.count("certification.example.org/badge/") == 9
    assert "8 décembre 2026" in told
    assert file.pdf() == pdf


def test_the_qr_leads_to_the_door_with_its_token_after_the_hash(printed, monkeypatch) -> None:
    exam_session, issued = printed
    drawn: list[str] = []

    class Drawing:
        def svg_data_uri(self, **options: object) -> str:
            return "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"

    monkeypatch.setattr("sessions.badge_sheets.segno.make", lambda text, **options: drawn.append(text) or Drawing())
    html = badges(exam_session, SITE)[0].html()
    assert sorted(drawn) == sorted(f"{SITE}/badge/#{token_of(one.badge.serial)}" for one in issued)
    assert html.count('alt="QR du badge') == 9
    assert not any(token_of(one.badge.serial) in unquote(html) for one in issued)


def test_without_an_address_or_under_another_key_the_number_is_left(printed, settings) -> None:
    exam_session, issued = printed
    settings.ALLOWED_HOSTS = ["*"]
    assert site_address() == ""
    html = badges(exam_session)[0].html()
    assert "Sans QR" in html
    assert issued[0].badge.number in html
    settings.SECRET_KEY = "une autre clé, longue et tirée au sort"
    assert "Sans QR" in badges(exam_session, SITE)[0].html()


def test_codes_are_apart_and_only_those_just_made(printed) -> None:
    exam_session, issued = printed
    (file,) = badge_codes(exam_session, issued)
    assert file.name == "badges-codes-2026-NTC-12"
    pdf = file.pdf()
    told = words(pdf)
    assert all(told.count(one.code) >= 1 for one in issued)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1  # nine slips, not nine sheets
    assert badge_codes(exam_session, []) == []


def test_a_session_without_a_badge_says_so() -> None:
    assert badges(a_session(), SITE)[0].is_empty


@pytest.mark.parametrize(
    ("hosts", "debug", "address"),
    [
        (["certification.example.org"], False, "http://certification.example.org"),
        ([".example.org", "a.example.org"], False, "http://a.example.org"),
        (["localhost"], True, "http://localhost:8000"),
        ([], False, ""),
    ],
)
def test_the_address_is_guessed_from_the_first_name(settings, hosts, debug, address) -> None:
    settings.ALLOWED_HOSTS, settings.DEBUG, settings.HTTPS = hosts, debug, False
    assert site_address() == address
    settings.SITE_URL = SITE
    assert site_address() == SITE
