"""Badges on paper, eight to a page to be cut; and, apart, the codes that only whoever has just made them can print."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import segno
from django.urls import reverse

from ntc_cert.documents import ascii_name
from ntc_cert.site import site_address
from sessions.badge_list import badge_lines
from sessions.badge_secrets import token_digest, token_of
from sessions.badges import Issued
from sessions.leaves import Leaf, PrintFile, days_line, foot_line, or_nothing, title_line
from sessions.models import Badge, ExamSession

BADGES: Final = "badges"
LABEL: Final = "Badges des jurés"
TEMPLATE: Final = "pdf/badges.html"
CODES_TEMPLATE: Final = "pdf/badge_codes.html"
PER_ROW: Final = 2


@dataclass(frozen=True, slots=True)
class Card:
    """`code` is the QR as the address of a drawing, empty when nothing tells where the site is."""

    name: str
    centre: str
    session: str
    days: str
    panels: tuple[str, ...]
    number: str
    code: str
    typed_at: str  # where the number is typed


@dataclass(frozen=True, slots=True)
class Slip:
    name: str
    session: str
    number: str
    code: str


def badges(exam_session: ExamSession, site: str = "") -> list[PrintFile]:
    """One card for each badge in force of a juror who sits; printed again, it is the same card."""
    where = site or site_address()
    cards = tuple(
        _card(exam_session, line.badge, line.panels, where)
        for line in badge_lines(exam_session)
        if line.badge and line.panels
    )
    if not cards:
        return or_nothing(BADGES, LABEL, exam_session, [])
    leaf = _leaf(exam_session, LABEL, _rows(cards))
    return [PrintFile(ascii_name(BADGES, exam_session.reference), TEMPLATE, (leaf,))]


def badge_codes(exam_session: ExamSession, issued: Sequence[Issued]) -> list[PrintFile]:
    """The slips of codes just made: they cannot be printed again, only made again."""
    slips = tuple(Slip(str(one.badge.juror), exam_session.reference, one.badge.number, one.code) for one in issued)
    if not slips:
        return []
    leaf = _leaf(exam_session, "Codes des badges", _rows(slips))
    return [PrintFile(ascii_name(BADGES, "codes", exam_session.reference), CODES_TEMPLATE, (leaf,))]


def _card(exam_session: ExamSession, badge: Badge, panels: tuple[str, ...], site: str) -> Card:
    address = f"{site}{reverse('sessions:badge_log_in')}" if site else ""
    token = token_of(badge.serial)
    # Under another SECRET_KEY the token is another one: a QR that opens nothing is worse than none.
    is_own = token_digest(token) == badge.token_digest
    drawn = address and is_own
    return Card(
        name=str(badge.juror),
        centre=exam_session.centre.name,
        session=exam_session.reference,
        days="".join(days_line(exam_session)),
        panels=panels,
        number=badge.number,
        code=segno.make(f"{address}#{token}", error="m", micro=False).svg_data_uri(border=0) if drawn else "",
        typed_at=address.partition("://")[2],
    )


def _rows(cells: Sequence[Card | Slip]) -> tuple[tuple[Card | Slip, ...], ...]:
    return tuple(tuple(cells[start : start + PER_ROW]) for start in range(0, len(cells), PER_ROW))


def _leaf(exam_session: ExamSession, heading: str, body: object) -> Leaf:
    return Leaf(
        title=f"{heading}, session {exam_session.reference}",
        heading=heading,
        above=title_line(exam_session),
        right=(exam_session.centre.name, f"Session {exam_session.reference}", *days_line(exam_session)),
        foot=foot_line(exam_session.reference),
        body=body,
    )
