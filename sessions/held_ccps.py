"""Which inscription the CCPs someone already holds allow, refuse or call into question (README, « Résultats »)."""

from dataclasses import dataclass
from typing import Final

from ntc_cert.words import listing
from titles.referentiel import Referentiel

FINAL: Final = "final"
TITLE: Final = "title"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an inscription does not stand, or should be looked at, and what to do."""

    why: str
    cure: str


def refusal(referentiel: Referentiel, route: str, held: tuple[str, ...]) -> Objection | None:
    """A CCP is not examined twice on its own route; the final interview alone wants every CCP (RCT09)."""
    if route == FINAL:
        missing = [ccp.code for ccp in referentiel.ccps if ccp.code not in held]
        if missing:
            return Objection(
                f"L’entretien final seul demande tous les CCP, il manque {listing(missing)}.",
                "Complétez les CCP acquis, ou choisissez une autre inscription.",
            )
    if route not in (FINAL, TITLE):
        again = [code for code in referentiel.routes[route].ccps if code in held]
        if again:
            return Objection(
                f"{listing(again)} est déjà acquis.", "Choisissez une autre inscription, ou corrigez les CCP acquis."
            )
    return None


def warning(referentiel: Referentiel, route: str, held: tuple[str, ...]) -> Objection | None:
    """On the route of the title a CCP already held is examined again, and stays held whatever the marks."""
    if route == TITLE and held:
        labels = listing([referentiel.ccp(code).short_label for code in held])
        return Objection(
            f"{labels} : déjà acquis, et examiné à nouveau pour le titre.",
            "Il reste acquis quelles que soient les réponses.",
        )
    return None
