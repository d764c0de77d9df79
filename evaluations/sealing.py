"""What still stands between a deliberation and its seal, each obstacle with the cell or the juror to go to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evaluations.decisions import (
    DECISION,
    HOUSE_RULE,
    JUROR_DUTIES,
    RCC05,
    RCT09,
    Code,
    Decision,
    Refusal,
    refusals,
)
from evaluations.grids import FINAL
from evaluations.verdicts import Facts, Outcome, Presence, Proposal, State, propose
from ntc_cert.words import listing, quoted
from titles.referentiel import Referentiel

MOTIVE_PREFIX: Final = "MOTIVE."
TWO_JURORS: Final = "Conditions d’habilitation des jurés (DREETS)"
NOT_EXAMINED_THROUGH: Final = frozenset({Outcome.ABSENT, Outcome.ABANDONED})


@dataclass(frozen=True, slots=True)
class PanelJuror:
    """One juror of the panel; a jury that keyed its answers from paper has no grid to hand in."""

    anchor: str
    name: str
    has_signed: bool
    not_submitted: tuple[str, ...] = ()  # labels of the épreuves whose grid is not handed in


def missing_motives(proposal: Proposal, motives: Mapping[int, str]) -> tuple[int, ...]:
    """The compétences not validated that nobody explained; none is owed for an absence or an abandon."""
    if proposal.outcome in NOT_EXAMINED_THROUGH:
        return ()
    return tuple(
        number
        for number, state in proposal.competences.items()
        if state is State.NOT_VALIDATED and not motives.get(number, "").strip()
    )


def sealing_refusals(
    referentiel: Referentiel,
    facts: Facts,
    *,
    motives: Mapping[int, str],
    decision: Decision | None,
    jurors: Sequence[PanelJuror],
    min_jurors: int = 2,
) -> tuple[Refusal, ...]:
    """Everything still missing, in the order a jury would settle it; nothing when the result can be sealed."""
    proposal = propose(referentiel, facts)
    present = facts.presence is Presence.PRESENT
    return (
        *(_blanks(proposal) if present else ()),
        *(_grids(jurors) if present else ()),
        *_motives(proposal, motives),
        *_decision(referentiel, facts, decision),
        *_signatures(jurors, min_jurors),
    )


def _blanks(proposal: Proposal) -> Iterator[Refusal]:
    for cell in proposal.blanks:
        if cell == FINAL:
            yield Refusal(Code.BLANK, "L’avis de l’entretien final n’est pas donné.", RCT09, cell)
        else:
            yield Refusal(Code.BLANK, f"{cell} n’est pas tranché.", RCC05, cell)


def _grids(jurors: Sequence[PanelJuror]) -> Iterator[Refusal]:
    for juror in jurors:
        if juror.not_submitted:
            grids = listing([quoted(label) for label in juror.not_submitted])
            sentence = f"{juror.name} n’a pas encore rendu {grids}."
            yield Refusal(Code.GRID_NOT_SUBMITTED, sentence, HOUSE_RULE, juror.anchor)


def _motives(proposal: Proposal, motives: Mapping[int, str]) -> Iterator[Refusal]:
    for number in missing_motives(proposal, motives):
        sentence = f"Écrivez le motif de C{number}, non validée."
        yield Refusal(Code.MOTIVE_MISSING, sentence, JUROR_DUTIES, f"{MOTIVE_PREFIX}{number}")


def _decision(referentiel: Referentiel, facts: Facts, decision: Decision | None) -> Iterator[Refusal]:
    if decision is None:
        yield Refusal(Code.DECISION_MISSING, "La décision du jury n’est pas prise.", RCT09, DECISION)
        return
    yield from (each for each in refusals(referentiel, facts, decision) if each.code is not Code.BLANK)


def _signatures(jurors: Sequence[PanelJuror], min_jurors: int) -> Iterator[Refusal]:
    if not jurors:
        sentence = "Aucun jury n’est affecté à ce candidat. Placez d’abord son passage."
        yield Refusal(Code.PANEL_MISSING, sentence, JUROR_DUTIES)
    elif len(jurors) < min_jurors:
        sentence = f"Ce jury compte {len(jurors)} juré, il en faut au moins {min_jurors}. Complétez-le."
        yield Refusal(Code.PANEL_TOO_SMALL, sentence, TWO_JURORS)
    for juror in jurors:
        if not juror.has_signed:
            yield Refusal(Code.SIGNATURE_MISSING, f"{juror.name} n’a pas encore signé.", JUROR_DUTIES, juror.anchor)
