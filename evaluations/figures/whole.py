"""All the figures of one session, or of several under one version of a référentiel, whose codes they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from evaluations.figures.agreement import Agreement, Compared, agreement_of
from evaluations.figures.answers import Answered, CompetenceShares, shares
from evaluations.figures.durations import Duration, Punctuality, Timed, durations_of, punctuality_of
from evaluations.figures.hiding import Scope
from evaluations.figures.load import Load, Seat, load_of
from evaluations.figures.outcomes import Decided, Outcomes, outcomes_by_route


@dataclass(frozen=True, slots=True)
class Material:
    """What was read of some sessions, before anything is hidden."""

    decided: Sequence[Decided] = ()
    answered: Answered = field(default_factory=dict)
    compared: Sequence[Compared] = ()
    timed: Sequence[Timed] = ()
    delays: Sequence[tuple[int, float]] = ()  # session, minutes
    seats: Sequence[Seat] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """What a version names, in its order: inscriptions by key, criteria by compétence."""

    routes: Mapping[str, str]
    competences: Mapping[int, Sequence[str]]

    @property
    def codes(self) -> list[str]:
        return [code for codes in self.competences.values() for code in codes]


@dataclass(frozen=True, slots=True)
class Figures:
    outcomes: Outcomes
    shares: tuple[CompetenceShares, ...]
    agreement: Agreement
    durations: tuple[Duration, ...]
    punctuality: Punctuality
    loads: tuple[Load, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing is sealed, nothing was recorded, nobody sits yet."""
        return not (self.outcomes.sealed or self.durations or self.punctuality.passages or self.loads)

    @property
    def hides(self) -> bool:
        """Some group is too small to be told."""
        parts: Iterable = (*(one for each in self.shares for one in each.criteria), *self.agreement.criteria)
        late = self.punctuality
        return (
            self.outcomes.left_out > 0
            or not all(one.is_shown for one in (*parts, *self.durations))
            or (late.passages > 0 and not late.is_shown)
        )


def figures_from(material: Material, wording: Wording, scope: Scope) -> Figures:
    return Figures(
        outcomes=outcomes_by_route(material.decided, wording.routes, scope),
        shares=shares(material.answered, wording.competences, scope),
        agreement=agreement_of(material.compared, wording.codes, scope),
        durations=durations_of(material.timed, scope),
        punctuality=punctuality_of(material.delays, scope),
        loads=load_of(seat for seat in material.seats if seat.session in scope.chosen),
    )
