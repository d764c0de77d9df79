"""The results document and its fingerprint: the shape other tools read, and the digits printed on the minutes."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final

from evaluations.decisions import Decision
from evaluations.verdicts import Facts, Outcome, propose
from titles.referentiel import Referentiel

PRINTED_DIGITS: Final = 12
GROUP: Final = 4

Document = dict[str, Any]


def decision_document(decision: Decision) -> Document:
    """A decision as the results and the amendments write it."""
    reason = (decision.reason or "").strip() or None
    return {"outcome": decision.outcome.value, "ccps": list(decision.ccps), "reason": reason}


def read_decision(document: Document) -> Decision:
    """The inverse of `decision_document`; ValueError, KeyError or TypeError when it is not one."""
    ccps, reason = document["ccps"], document["reason"]
    if not isinstance(ccps, list) or not all(isinstance(code, str) for code in ccps):
        raise TypeError("ccps must be a list of codes")
    if reason is not None and not isinstance(reason, str):
        raise TypeError("reason must be a text or null")
    return Decision(Outcome(document["outcome"]), tuple(ccps), reason)


def candidate_result(
    referentiel: Referentiel, facts: Facts, *, candidate: str, decision: Decision | None, sealed: bool
) -> Document:
    """One entry of the results: what the jury answered, what it amounts to, what was decided."""
    proposal = propose(referentiel, facts)
    return {
        "candidate": candidate,
        "route": facts.route,
        "presence": facts.presence.value,
        "criteria": {code: mark.value if mark else None for code, mark in proposal.criteria.items()},
        "competences": {str(number): state.value for number, state in proposal.competences.items()},
        "ccps": {code: state.value for code, state in proposal.ccps.items()},
        "final_interview": proposal.final_interview.value if proposal.final_interview else None,
        "proposal": proposal.outcome.value,
        "decision": decision_document(decision) if decision else None,
        "sealed": sealed,
    }


def session_results(*, session: str, title: str, candidates: Iterable[Document]) -> Document:
    return {"session": session, "title": title, "candidates": list(candidates)}


def canonical(document: Document) -> bytes:
    """The same bytes for the same facts: keys sorted, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(document: Document) -> str:
    """SHA-256 of the canonical form; anybody can recompute it from the exported results."""
    return hashlib.sha256(canonical(document)).hexdigest()


def short(digest: str) -> str:
    """« 4f9a 27c1 08be », as printed on the minutes and shown once sealed."""
    return " ".join(digest[start : start + GROUP] for start in range(0, PRINTED_DIGITS, GROUP))
