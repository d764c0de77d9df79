"""The titles of the pictures: each states what was found, or what is counted where nothing stands out."""

from evaluations.figures.agreement import Agreed
from evaluations.figures.answers import CompetenceShares, least_yes
from evaluations.figures.durations import Duration, Punctuality, longest_over
from evaluations.figures.outcomes import Tally
from evaluations.verdicts import Outcome
from ntc_cert.words import NBSP, plural, quoted, sentence

STAGES = {
    "preparation": "préparation",
    "jury_preparation": "préparation du jury",
    "presentation": "présentation",
    "exchanges": "échanges",
    "interview": "entretien",
    "phone_call": "appel",
    "face_to_face": "face à face",
    "final_interview": "entretien final",
    "deliberation": "délibération",
}
PHASES = {"technical_interview": "Entretien technique", "role_play": "Mise en situation"}


def outcomes_title(total: Tally) -> str:
    """« 5 titres proposés sur 13 candidats, des CCP pour 4 »."""
    if not total.sealed:
        return "Décisions du jury"
    titles = plural(total.of(Outcome.TITLE), "titre proposé", "titres proposés")
    ccps = total.of(Outcome.CCPS) or "aucun"
    return f"{sentence(titles)} sur {plural(total.sealed, 'candidat')}, des CCP pour {ccps}"


def shares_title(found: tuple[CompetenceShares, ...]) -> str:
    last = least_yes(found)
    if last is None:
        return f"Part de {quoted('oui')} par critère"
    return f"Le moins de {quoted('oui')}{NBSP}: {last.code}, {last.yes} sur {last.total}"


def agreement_title(whole: Agreed) -> str:
    if not whole.total:
        return "Accord des jurés avant délibération"
    return f"Les jurés étaient d’accord sur {whole.agreed} réponses sur {whole.total}"


def stage_word(phase: str, kind: str) -> str:
    """« Entretien technique, préparation »."""
    word = STAGES[kind]
    return f"{PHASES[phase]}, {word}" if phase in PHASES else f"{sentence(word)}"


def durations_title(found: tuple[Duration, ...]) -> str:
    last = longest_over(found)
    if last is None:
        return "Durées prévues et constatées"
    return f"{stage_word(last.phase, last.kind)}{NBSP}: {last.over}{NBSP}min de plus que prévu, en médiane"


def punctuality_title(found: Punctuality) -> str:
    if not found.is_shown:
        return "Ponctualité"
    on_time = plural(found.on_time, "passage", none="aucun")
    return f"{on_time[:1].upper()}{on_time[1:]} sur {len(found.delays)} à l’heure"


def stretch_word(low: int | None, high: int | None) -> str:
    """« à l’heure ou avant », « 1 à 5 min », « plus de 30 min »."""
    if low is None:
        return "à l’heure ou avant"
    return f"plus de {low}{NBSP}min" if high is None else f"{low + 1} à {high}{NBSP}min"
