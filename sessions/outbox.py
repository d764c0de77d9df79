"""A session's messages as the organiser reads them: whose, in what state, why, and what to do next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from ntc_cert.folding import folded
from ntc_cert.words import plural
from sessions.mailings import CUT_OFF, NO_ADDRESS, address_of, has_nobody, rows_of
from sessions.models import ExamSession, Message, PublishedVersion
from sessions.superseding import superseded

State = Message.State
GONE: Final = "Inscription retirée depuis"
WORDS: Final = {
    State.SENT: ("conf", "Envoyé"),
    State.SENDING: ("cours", "Envoi en cours"),
    State.FAILED: ("bloq", "Échec"),
    State.UNSURE: ("avert", "Peut-être parti"),
    State.RETURNED: ("bloq", "Revenu"),
}


@dataclass(frozen=True, slots=True)
class Addressed:
    """A message with the person it is for, and where it stands."""

    message: Message
    name: str
    email: str
    state: State  # the one the row says, but for a message whose process died
    reason: str
    over: str  # why it must not leave any more

    @property
    def is_for_juror(self) -> bool:
        return self.message.juror_id is not None

    @property
    def is_removed(self) -> bool:
        return self.message.removed_at is not None

    @property
    def is_open(self) -> bool:
        """Still to be read, edited, removed, sent."""
        return self.state in (State.WAITING, State.FAILED)

    @property
    def waits(self) -> bool:
        return self.state == State.WAITING and not self.is_removed

    @property
    def can_leave(self) -> bool:
        return self.is_open and not self.is_removed and not self.over and bool(self.email)

    @property
    def asks_something(self) -> bool:
        """Somebody has to do something about it."""
        troubled = self.state in (State.FAILED, State.UNSURE, State.RETURNED)
        return not self.is_removed and (troubled or (self.is_open and (bool(self.over) or not self.email)))

    @property
    def mark(self) -> tuple[str, str] | None:
        """Key and word of its chip."""
        if self.is_removed:
            return "libre", "Retiré"
        if self.is_open and self.over:
            return "avert", "Dépassé"
        if self.state == State.WAITING and not self.email:
            return "avert", "Sans adresse"
        if self.state == State.WAITING:
            return ("conf", "Modifié") if self.message.edited_at else None
        return WORDS[self.state]

    @property
    def told(self) -> str:
        """The sentence under the mark."""
        if self.is_removed:
            return ""
        if self.is_open and self.over:
            return self.over
        if self.is_open and not self.email:
            return NO_ADDRESS
        tried = (
            f" {plural(self.message.tries, 'essai')}." if self.message.tries > 1 and self.state != State.SENT else ""
        )
        return f"{self.reason}{tried}".strip()


FILTERS: Final[tuple[tuple[str, str, Callable[[Addressed], bool]], ...]] = (
    ("tous", "Tous", lambda one: True),
    ("attente", "À envoyer", lambda one: one.can_leave),
    ("regler", "À régler", lambda one: one.asks_something),
    ("envoyes", "Envoyés", lambda one: one.state == State.SENT),
    ("candidats", "Candidats", lambda one: not one.is_for_juror),
    ("jures", "Jurés", lambda one: one.is_for_juror),
    ("modifies", "Modifiés", lambda one: one.message.edited_at is not None),
    ("retires", "Retirés", lambda one: one.is_removed),
)


def lines_of(exam_session: ExamSession, version: PublishedVersion | None) -> list[Addressed]:
    """Candidates first, by name; in as many queries for fifty as for one."""
    if version is None:
        return []
    found = list(rows(exam_session).filter(version=version))
    over = superseded(exam_session, [row for row in found if row.state in (State.WAITING, State.FAILED)])
    return sorted((addressed(row, over.get(row.pk, "")) for row in found), key=by_name)


def line_of(message: Message) -> Addressed:
    return addressed(message, superseded(message.exam_session, [message]).get(message.pk, ""))


def addressed(message: Message, over: str = "") -> Addressed:
    person = message.candidate.person if message.candidate else message.juror
    email = message.sent_to if message.sent_at else address_of(message)
    is_cut_off = message.state == State.SENDING and (message.mailing is None or has_nobody(message.mailing))
    return Addressed(
        message=message,
        name=str(person) if person else GONE,
        email=email,
        state=State.UNSURE if is_cut_off else State(message.state),
        reason=CUT_OFF if is_cut_off else message.reason,
        over=over,
    )


def count(lines: Iterable[Addressed], keeps: Callable[[Addressed], bool]) -> int:
    return sum(map(keeps, lines))


def rows(exam_session: ExamSession) -> QuerySet[Message]:
    return rows_of(exam_session).select_related("mailing")


def by_name(one: Addressed) -> tuple[bool, str, int]:
    """Candidates first, then jurors, each by last name as the other lists are."""
    person = one.message.candidate.person if one.message.candidate else one.message.juror
    name = f"{person.last_name}, {person.first_names}" if person else ""
    return one.is_for_juror, folded(name), one.message.pk
