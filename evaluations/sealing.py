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
from ntc_cert.words import NBSP, listing, plural, quoted
from titles.referentiel import Referentiel

OPINION: Final = "l’avis de l’entretien final"
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
    unsent: int = 0  # what their tablets are known to hold of this candidate
    unread: int = 0  # refused by the server, still on a tablet
    disputed: tuple[str, ...] = ()  # cells on which two of their tablets differ


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
    left: Sequence[PanelJuror] = (),
    min_jurors: int = 2,
) -> tuple[Refusal, ...]:
    """Everything still missing, in the order a jury would settle it; nothing when the result can be sealed.

    `left` gave up their seat during the passage: only their tablets are awaited.
    """
    proposal = propose(referentiel, facts)
    present = facts.presence is Presence.PRESENT
    return (
        *(_blanks(proposal) if present else ()),
        *(_grids(jurors) if present else ()),
        *_tablets((*jurors, *left)),
        *_motives(proposal, motives),
        *_decision(referentiel, facts, decision),
        *_signatures(jurors, min_jurors),
    )


def _blanks(proposal: Proposal) -> Iterator[Refusal]:
    for cell in proposal.blanks:
        if cell == FINAL:
            yield Refusal(Code.BLANK, "L’avis de l’entretien final n’est pas donné.", RCT09, cell, OPINION)
        else:
            yield Refusal(Code.BLANK, f"{cell} n’est pas tranché.", RCC05, cell, cell)


def _grids(jurors: Sequence[PanelJuror]) -> Iterator[Refusal]:
    for juror in jurors:
        if juror.not_submitted:
            grids = listing([quoted(label) for label in juror.not_submitted])
            sentence = f"{juror.name} n’a pas encore rendu {grids}."
            yield Refusal(Code.GRID_NOT_SUBMITTED, sentence, HOUSE_RULE, juror.anchor, f"une grille de {juror.name}")


def _tablets(jurors: Sequence[PanelJuror]) -> Iterator[Refusal]:
    """An absence or an abandon waits for them too: what they hold may say otherwise."""
    for juror in jurors:
        about = f"Tablette de {juror.name}{NBSP}: "
        if juror.unsent:
            counted = plural(juror.unsent, "saisie")
            yield Refusal(
                Code.TABLET_AWAITED,
                f"{about}{counted} à synchroniser.",
                HOUSE_RULE,
                juror.anchor,
                f"{counted} de {juror.name}",
            )
        if juror.unread:
            counted = f"{plural(juror.unread, 'saisie')} {'refusée' if juror.unread == 1 else 'refusées'}"
            yield Refusal(
                Code.TABLET_AWAITED,
                f"{about}{counted} par le serveur, à relire.",
                HOUSE_RULE,
                juror.anchor,
                f"la relecture de {counted} à {juror.name}",
            )
        if juror.disputed:
            sentence = (
                f"Deux tablettes de {juror.name} diffèrent sur {listing(juror.disputed)}. Le choix reste à faire."
            )
            yield Refusal(Code.TABLETS_DIFFER, sentence, HOUSE_RULE, juror.anchor, f"le choix de {juror.name}")


def _motives(proposal: Proposal, motives: Mapping[int, str]) -> Iterator[Refusal]:
    for number in missing_motives(proposal, motives):
        sentence = f"Écrivez le motif de C{number}, non validée."
        yield Refusal(Code.MOTIVE_MISSING, sentence, JUROR_DUTIES, f"{MOTIVE_PREFIX}{number}", f"le motif de C{number}")


def _decision(referentiel: Referentiel, facts: Facts, decision: Decision | None) -> Iterator[Refusal]:
    if decision is None:
        yield Refusal(Code.DECISION_MISSING, "La décision du jury n’est pas prise.", RCT09, DECISION, "la décision")
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
