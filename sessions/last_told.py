"""Who a new version tells what, from the last thing each was told: a message that never left told them nothing.

One that may have left counts as read: « au lieu de » takes back what somebody got, and to somebody who got nothing the
message still gives the whole appointment. A version published without messages was told another way, such as on paper.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sessions.models import ExamSession, Message, PublishedVersion
from sessions.models.messages import THAT_LEFT
from sessions.plans import Plan
from sessions.readers import CandidateReader, JurorReader, Readers, readers_of

Whose = tuple[str, int]  # « candidate » or « juror », and the key
Reader = CandidateReader | JurorReader


def readers_to_write(exam_session: ExamSession, readers: Readers, after: Plan, *, number: int) -> Readers:
    """Of those a plan of this number tells something new: one query, and a dozen for each version unheard of."""
    told = _told_before(exam_session, number)
    unheard = [whose for whose in map(_whose, _people(readers)) if whose in told.unheard]
    if not unheard:
        return readers
    people = {_whose(one): one for one in _people(readers) if _whose(one) not in told.unheard}
    for version, waiting in told.by_baseline(unheard).items():
        since = readers_of(exam_session, version.plan if version else None, after)
        people |= {_whose(one): one for one in _people(since) if _whose(one) in waiting}
    written = [people[whose] for whose in map(_whose, _people(readers)) if whose in people]
    return replace(
        readers,
        candidates=tuple(one for one in written if isinstance(one, CandidateReader)),
        jurors=tuple(one for one in written if isinstance(one, JurorReader)),
    )


@dataclass
class Told:
    """What was prepared for whom, and what of it left, by version."""

    exam_session: ExamSession
    number: int
    prepared: set[tuple[int, Whose]] = field(default_factory=set)
    left: set[tuple[int, Whose]] = field(default_factory=set)

    @property
    def unheard(self) -> set[Whose]:
        """Who was not told everything that was prepared for them."""
        return {whose for _, whose in self.prepared - self.left}

    def by_baseline(self, people: Iterable[Whose]) -> dict[PublishedVersion | None, set[Whose]]:
        """By the last version each was told of; nothing for who was never told any."""
        versions = list(self.exam_session.versions.filter(number__lt=self.number).order_by("number"))
        changed = [
            {_whose(one) for one in _people(readers_of(self.exam_session, before.plan if before else None, one.plan))}
            for before, one in zip([None, *versions], versions, strict=False)
        ]
        found: dict[PublishedVersion | None, set[Whose]] = defaultdict(set)
        for whose in people:
            known = (
                version for version, told in zip(versions, changed, strict=True) if self._told(version, whose, told)
            )
            found[max(known, key=lambda version: version.number, default=None)].add(whose)
        return found

    def _told(self, version: PublishedVersion, whose: Whose, news: set[Whose]) -> bool:
        by_message = (version.pk, whose)
        return by_message in self.left or (by_message not in self.prepared and whose in news)


def _told_before(exam_session: ExamSession, number: int) -> Told:
    told = Told(exam_session, number)
    earlier = Message.objects.filter(exam_session=exam_session, version__number__lt=number)
    for version, candidate, juror, state in earlier.values_list("version", "candidate", "juror", "state"):
        whose = ("candidate", candidate) if candidate else ("juror", juror)
        told.prepared.add((version, whose))
        if state in THAT_LEFT:
            told.left.add((version, whose))
    return told


def _people(readers: Readers) -> Iterable[Reader]:
    return (*readers.candidates, *readers.jurors)


def _whose(one: Reader) -> Whose:
    return ("candidate", one.candidate.pk) if isinstance(one, CandidateReader) else ("juror", one.juror.pk)
