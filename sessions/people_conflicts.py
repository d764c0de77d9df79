"""Who may judge whom, and whether everyone can be there: jurors, links, absences, dossiers."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from juries.eligibility import Finding, Level
from ntc_cert.folding import folded
from ntc_cert.words import date_listing, listing, plural, sentence
from sessions.conflict_rules import Conflict, conflict
from sessions.sittings import Sitting, Sittings, at, breach, few, panel_name, window
from sessions.timetable import VAE, Candidate, Dossier, Id, Juror
from titles.referentiel import PhaseKind, Referentiel

TRAINER: Final = "trainer"
REASONS: Final = {"employer": "même employeur", "family": "lien familial", "training_centre": "organisme de formation"}

_LEGAL_FORMS: Final = frozenset({"sa", "sas", "sasu", "sarl", "eurl", "snc", "sci", "scop", "ste", "societe"})


def panel_conflicts(sittings: Sittings) -> Iterator[Conflict]:
    """A jury is at least two: one plays the client, one observes (RCT08, RCC06 « binôme »)."""
    needed = sittings.settings.min_jurors
    seated: dict[Id, list[Sitting]] = {}
    for sitting in sittings.all:
        if sitting.panel is None:
            yield breach(sitting, "panel_missing", "aucun jury ne reçoit ce candidat")
        elif len(sitting.jurors) < needed:
            seated.setdefault(sitting.panel.id, []).append(sitting)
    for panel_id, own in seated.items():
        panel = sittings.panels[panel_id]
        yield conflict(
            "too_few_jurors",
            f"{sentence(panel_name(panel))}, {at(own[0].start)} : {plural(len(own[0].jurors), 'juré')}, "
            f"il en faut au moins {needed}. Passages concernés : {few(s.candidate.name for s in own)}.",
            candidates=(s.candidate.id for s in own),
            panels=(panel_id,),
            jurors=panel.juror_ids,
            start=own[0].start,
            end=own[-1].end,
        )


def eligibility_conflicts(sittings: Sittings) -> Iterator[Conflict]:
    """What the register has against each juror on the days they sit: each fact that blocks, the doubts in one line."""
    sat: dict[Id, list[Sitting]] = {}
    for sitting in sittings.all:
        for juror in sitting.jurors:
            if juror.findings:
                sat.setdefault(juror.id, []).append(sitting)
    for juror_id, own in sat.items():
        juror = sittings.jurors[juror_id]
        on: dict[Finding, list[Sitting]] = {}
        for sitting in own:
            for finding in juror.findings.get(sitting.day, ()):
                on.setdefault(finding, []).append(sitting)
        doubts = [finding for finding in on if finding.level is not Level.BLOCKS]
        for finding in on:
            if finding.level is Level.BLOCKS:
                yield _about_juror("juror_ineligible", juror, on[finding], [finding])
        if doubts:
            yield _about_juror("juror_to_check", juror, own, doubts)


def _about_juror(code: str, juror: Juror, own: list[Sitting], findings: list[Finding]) -> Conflict:
    panels = {s.panel.id: s.panel for s in own if s.panel}
    where = ", ".join([juror.name, *map(panel_name, panels.values()), date_listing(s.day for s in own)])
    return conflict(
        code,
        f"{where}. {' '.join(dict.fromkeys(finding.sentence for finding in findings))}",
        cure=findings[0].cure if len(findings) == 1 else "",
        source=", ".join(dict.fromkeys(part for finding in findings for part in finding.source.split(", "))),
        jurors=(juror.id,),
        candidates=(s.candidate.id for s in own),
        panels=panels,
        start=own[0].start,
        end=own[-1].end,
    )


def link_conflicts(sittings: Sittings) -> Iterator[Conflict]:
    """Nobody judges someone they trained, work with or are close to (charte du membre de jury)."""
    reasons = {(link.juror_id, link.candidate_id): link.reason.strip() for link in sittings.timetable.links}
    for sitting in sittings.all:
        for juror in sitting.jurors:
            found = link_between(juror, sitting.candidate, reasons.get((juror.id, sitting.candidate.id)))
            if found:
                yield breach(sitting, found[0], found[1], jurors=(juror.id,))


def link_between(juror: Juror, candidate: Candidate, reason: str | None) -> tuple[str, str] | None:
    """The rule's code and what is said; `reason` is that of a declared link, None when none is."""
    return _undeclared(juror, candidate) if reason is None else _declared(juror, reason)


def _declared(juror: Juror, reason: str) -> tuple[str, str]:
    """Several reasons between the same two people come as one text, « trainer, employer »."""
    reasons = [part.strip() for part in reason.split(",") if part.strip()]
    if TRAINER in reasons:
        return "trainer_of_candidate", f"{juror.name} a formé ce candidat"
    told = f" ({', '.join(REASONS.get(part, part) for part in reasons)})" if reasons else ""
    return "declared_link", f"un lien est déclaré avec {juror.name}{told}"


def _undeclared(juror: Juror, candidate: Candidate) -> tuple[str, str] | None:
    employer, school = plain_name(juror.employer), plain_name(candidate.training_centre)
    if employer and employer == plain_name(candidate.employer):
        return "same_employer", f"{juror.name} a le même employeur, {juror.employer.strip()}"
    if school and school in (employer, plain_name(juror.training_centre)):
        return (
            "training_centre_staff",
            f"{juror.name} travaille pour {candidate.training_centre.strip()}, qui a formé ce candidat",
        )
    return None


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """An organisation's name as one would say it: no accent, case, punctuation or legal form."""
    words = re.findall(r"\w+", folded(name).replace(".", ""))
    return " ".join([word for word in words if word not in _LEGAL_FORMS] or words)


def absence_conflicts(sitting: Sitting) -> Iterator[Conflict]:
    """The candidate free while expected, each juror within one of their windows at every jury step."""
    for away in sitting.candidate.unavailable:
        missed = next((step for step in sitting.attended if away.overlaps(step.start, step.end)), None)
        if missed is not None:
            yield breach(sitting, "candidate_unavailable", f"indisponibilité {window(away.start, away.end)}", missed)
    for juror in sitting.jurors:
        if juror.available is None:
            continue
        for step in sitting.jury_steps:
            if not any(free.contains(step.start, step.end) for free in juror.available):
                said = f"{juror.name} n’est pas disponible"
                yield breach(sitting, "juror_unavailable", said, step, jurors=(juror.id,))
                break


def dossier_conflicts(candidate: Candidate, referentiel: Referentiel) -> Iterator[Conflict]:
    """What is known to be missing, then what nobody filled in, one line each (RCT07, RCT08, RCT09)."""
    phases = {phase.kind for phase in referentiel.routes[candidate.route].phases}
    dossier = candidate.dossier
    pieces = _pieces(candidate, dossier, phases)
    missing = [label for label, held in pieces if held is False]
    if missing:
        yield conflict(
            "dossier_incomplete", f"{candidate.name} : il manque {listing(missing)}.", candidates=(candidate.id,)
        )
    proposal = phases - {PhaseKind.FINAL_INTERVIEW} and dossier.proposal is not False
    if proposal and dossier.client_masked is False:
        said = f"{candidate.name} : le client reste reconnaissable dans la proposition commerciale."
        yield conflict("client_not_masked", said, candidates=(candidate.id,))
    unknown = [label for label, held in pieces if held is None]
    if proposal and dossier.client_masked is None:
        unknown.append("l’identité du client, masquée ou non")
    if unknown:
        said = f"{candidate.name}, dossier non renseigné : {', '.join(unknown)}."
        yield conflict("dossier_unknown", said, candidates=(candidate.id,))


def _pieces(candidate: Candidate, dossier: Dossier, phases: set[PhaseKind]) -> list[tuple[str, bool | None]]:
    """The proposal is what the synthesis test is about; in-training results are for the final interview, never VAE."""
    pieces: list[tuple[str, bool | None]] = [("le dossier (DSPP)", dossier.dspp)]
    if phases - {PhaseKind.FINAL_INTERVIEW}:
        pieces.append(("la proposition commerciale", dossier.proposal))
    if PhaseKind.FINAL_INTERVIEW in phases and candidate.path != VAE:
        if not candidate.path:
            pieces.append(("le parcours", None))
        pieces.append(("les résultats en formation", dossier.training_results))
    return pieces
