"""Which papers the centre's certificate may sign: what is handed over, once it is final."""

from collections.abc import Iterable
from typing import Final

from evaluations.documents import KINDS
from ntc_cert.words import listing, plural
from sessions.leaves import PrintFile

SIGNABLE: Final = tuple(key for key, kind in KINDS.items() if kind.is_signable)
SIGNABLE_LABELS: Final = listing([KINDS[key].label.lower() for key in SIGNABLE])


def refusals(kinds: Iterable[str], files: Iterable[PrintFile]) -> list[str]:
    """Why this choice can't be signed as a whole: one file of a zip left unsigned would pass for signed."""
    asked = set(kinds)
    others = [kind.label for key, kind in KINDS.items() if key in asked and not kind.is_signable]
    drafts = sum(is_draft(file) for file in files)
    motives = []
    if others:
        motives.append(f"Ne se signent que {SIGNABLE_LABELS}. Décochez {listing(others)}, ou imprimez sans signer.")
    if drafts:
        told = plural(drafts, "document est encore un brouillon", "documents sont encore des brouillons")
        motives.append(
            f"{told[:1].upper()}{told[1:]}, et un brouillon ne se signe pas. Publiez le planning ou attendez le sceau "
            "des résultats, choisissez les personnes prêtes, ou imprimez sans signer."
        )
    return motives


def is_draft(file: PrintFile) -> bool:
    return any(leaf.is_draft for leaf in file.leaves)
