"""Which parts of the figures may be told, so that nobody's own result can be read or worked out from them.

The atom is a *bundle*: what one session holds of one cell (a criterion, an inscription, a stage), or what several
small sessions hold of it together. A bundle is told only if it is safe: enough people, and not all of one answer while
they are few (« 5 sur 5 » says what each of the five got). A session whose part is safe stands alone; the others of its
family (one centre, one kind, one civil year) are joined in order of time until they are safe together; what is left
over waits, and is not told.

Guarded: every number of a page, a file, another choice of sessions or the page of one session is a sum of bundles, and
the bundles never depend on what was chosen. A choice tells a bundle whole or not at all, so any difference of two of
these numbers is again made of safe bundles. A total is the sum of what stands above it, never of what is hidden.

Not guarded: one page read before and after a seal, an amendment or a new day of a session; the people of a group, who
know their own result; the names beside a result, which the organisers and the procès-verbal hold anyway; the
guess that a group of enough people is hidden because its answers are all alike. What is told of hours is a spread, not
a sum: it is made of whole bundles too, but a value in it is one passage's.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Counts = Sequence[int]  # people by answer
Cell = Mapping[int, Counts]  # by session
NOBODY: Final = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """« règle du centre »: under `smallest` people nothing is told, under `unanimous` not that they are all alike."""

    smallest: int
    unanimous: int

    def has_enough(self, counts: Counts) -> bool:
        return sum(counts) >= max(self.smallest, 1)

    def is_safe(self, counts: Counts) -> bool:
        people = sum(counts)
        return self.has_enough(counts) and (people >= self.unanimous or max(counts) < people)


@dataclass(frozen=True, slots=True)
class Scope:
    """The sessions chosen, among the families their bundles are made of."""

    chosen: frozenset[int]
    families: tuple[tuple[int, ...], ...]  # each in order of time
    rule: Rule

    @classmethod
    def alone(cls, session: int, rule: Rule) -> "Scope":
        """One session says what it can say by itself, in whatever family it stands."""
        return cls(frozenset({session}), ((session,),), rule)

    def told(self, cell: Cell, *, of_people: bool = True) -> tuple[int, ...]:
        """The sessions whose part is told; not `of_people`, being all alike says nothing of anybody."""
        is_safe = self.rule.is_safe if of_people else self.rule.has_enough
        found = (bundle for family in self.families for bundle in bundles(cell, family, is_safe))
        return tuple(session for bundle in found if self.chosen.issuperset(bundle) for session in bundle)


def bundles(cell: Cell, family: Iterable[int], is_safe) -> list[tuple[int, ...]]:
    found, waiting = [], []
    for session in family:
        counts = cell.get(session, ())
        if not sum(counts):
            continue
        if is_safe(counts):
            found.append((session,))
            continue
        waiting.append(session)
        if is_safe(added(cell[one] for one in waiting)):
            found.append(tuple(waiting))
            waiting = []
    return found


def added(parts: Iterable[Counts]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*parts, strict=True))


def people_of(cell: Cell, sessions: Collection[int]) -> int:
    return sum(sum(cell.get(session, ())) for session in sessions)
