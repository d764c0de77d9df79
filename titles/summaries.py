"""What a title is about, in a few sentences of our own, for who opens its page; no official text."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Summary:
    job: str
    activities: dict[str, str]  # by CCP code


_NTC: Final = Summary(
    job=(
        "Vendre à des entreprises des solutions techniques qu’il faut étudier avant de les chiffrer. "
        "Le métier couvre un secteur, du premier contact jusqu’au suivi après la livraison : repérer qui pourrait "
        "acheter, comprendre le besoin, faire travailler les services internes sur une réponse, la défendre et signer. "
        "On s’y déplace souvent, la relation se construit dans la durée et les résultats se lisent chiffres en main."
    ),
    activities={
        "CP-000343": (
            "Tout part d’une demande à éclaircir. Il s’agit d’en trouver le fond, de s’assurer avec les équipes "
            "techniques que l’entreprise sait y répondre, puis d’écrire une proposition qui parle au client et de la "
            "négocier jusqu’au contrat. Vient ensuite le suivi : la commande, les réclamations, et ce qui donne envie "
            "de continuer ensemble."
        ),
        "CP-000342": (
            "Avant de vendre, il faut connaître son marché, y choisir des cibles et se donner un plan que l’on tient : "
            "prospection, visites, appels. Les résultats sont ensuite comparés aux objectifs, corrigés s’il le faut, "
            "et présentés à la hiérarchie."
        ),
    },
)

SUMMARIES: Final = {("TP-00338", "2"): _NTC}


def summary_of(code: str, version: str) -> Summary | None:
    """None for a title nobody has summed up: its page does without."""
    return SUMMARIES.get((code, version))
