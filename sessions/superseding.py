"""Which prepared messages no longer hold: the plan has moved on for that person since the version they speak of."""

from collections.abc import Iterable
from dataclasses import dataclass

from sessions.models import ExamSession, Message, PublishedVersion
from sessions.readers import readers_of


@dataclass(frozen=True, slots=True)
class MovedOn:
    """`version` is the last one published; of an earlier one, who is told something else by now, and who in writing."""

    version: int
    candidates: frozenset[int]
    jurors: frozenset[int]
    written: frozenset[tuple[int | None, int | None]] = frozenset()  # candidate, juror

    def about(self, message: Message) -> bool:
        return message.candidate_id in self.candidates or message.juror_id in self.jurors

    def reason(self, message: Message) -> str:
        said = f"La version {self.version} a changé ce que dit ce message : il ne part plus."
        if (message.candidate_id, message.juror_id) in self.written:
            return f"{said} Envoyez celui de la version {self.version}, ou retirez celui-ci."
        return f"{said} Retirez-le : cette personne n’a rien d’autre à apprendre."


def moved_on(exam_session: ExamSession, version: PublishedVersion, last: PublishedVersion) -> MovedOn:
    """Whoever has a later message, and whoever a later version places elsewhere without one."""
    if version.number == last.number:
        return MovedOn(last.number, frozenset(), frozenset())
    readers = readers_of(exam_session, version.plan, last.plan)
    later = Message.objects.filter(exam_session=exam_session, version__number__gt=version.number, removed_at=None)
    pairs = frozenset(later.values_list("candidate_id", "juror_id"))
    return MovedOn(
        version=last.number,
        candidates=frozenset({one.candidate.pk for one in readers.candidates} | {pk for pk, _ in pairs if pk}),
        jurors=frozenset({one.juror.pk for one in readers.jurors} | {pk for _, pk in pairs if pk}),
        written=pairs,
    )


def superseded(exam_session: ExamSession, messages: Iterable[Message]) -> dict[int, str]:
    """The reason of each that must not leave, by its key; a dozen queries for each version but the last."""
    found = list(messages)
    last = exam_session.versions.order_by("-number").first()
    versions = {message.version_id: message.version for message in found}
    moves = {pk: moved_on(exam_session, version, last) for pk, version in versions.items() if last}
    return {
        message.pk: moves[message.version_id].reason(message)
        for message in found
        if moves[message.version_id].about(message)
    }
