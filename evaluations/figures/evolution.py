"""From one session to the next: what each says by itself, as on its own page, in order of time.

A session too small for a figure has none here: joined with others it would stand at no date.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from evaluations.figures.agreement import agreement_of
from evaluations.figures.durations import punctuality_of
from evaluations.figures.hiding import Rule, Scope
from evaluations.figures.outcomes import outcomes_by_route
from evaluations.figures.whole import Material, Wording
from evaluations.verdicts import Outcome

TITLE_ROUTE: Final = "title"


@dataclass(frozen=True, slots=True)
class Part:
    """« 5 sur 9 »."""

    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Moment:
    """One session; None where it says nothing by itself."""

    session: int
    titles: Part | None  # proposed to those who came for the whole title
    agreed: Part | None  # answers given alike before deliberating
    on_time: Part | None  # passages

    @property
    def says_nothing(self) -> bool:
        return not (self.titles or self.agreed or self.on_time)


def evolution_of(material: Material, wording: Wording, sessions: Sequence[int], rule: Rule) -> tuple[Moment, ...]:
    """`sessions`: in order of time."""
    decided = _by_session((one[0], one) for one in material.decided if one[1] == TITLE_ROUTE)
    compared = _by_session((one.session, one) for one in material.compared)
    delays = _by_session((one[0], one) for one in material.delays)
    found = []
    for session in sessions:
        scope = Scope.alone(session, rule)
        titles = outcomes_by_route(decided[session], wording.routes, scope).total
        agreed = agreement_of(compared[session], wording.codes, scope).whole
        late = punctuality_of(delays[session], scope)
        found.append(
            Moment(
                session,
                _part(titles.of(Outcome.TITLE), titles.sealed),
                _part(agreed.agreed, agreed.total),
                _part(late.on_time, len(late.delays)),
            )
        )
    return tuple(found)


def _part(number: int, total: int) -> Part | None:
    return Part(number, total) if total else None


def _by_session(pairs: Iterable[tuple[int, object]]) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for session, one in pairs:
        found[session].append(one)
    return found
