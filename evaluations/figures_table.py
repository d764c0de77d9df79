"""The figures as one table for a spreadsheet: what is hidden on the page is hidden here, by the same words."""

from collections.abc import Iterator
from typing import Final

from evaluations.figures.agreement import KAPPA_FLOOR
from evaluations.figures.evolution import Moment
from evaluations.figures.telling import stage_word, stretch_word
from evaluations.figures.whole import Figures
from evaluations.figures_choice import KINDS, Choice, Told
from evaluations.results_table import ResultTable, Value
from ntc_cert.words import short_date

HIDDEN: Final = "effectif trop petit, non affiché"
OUTCOME_WORDS: Final = ("Titre", "CCP", "Aucun", "Absence", "Abandon", "Pas encore scellé")
SILENT: Final = "rien, ou effectif trop petit"
COLUMNS: Final = ("Figure", "De quoi", "Mesure", "Valeur", "Sur")
MOMENT_WORDS: Final = ("titres proposés", "réponses en accord", "à l’heure")
Row = tuple[Value, ...]


def figures_table(figures: Figures) -> ResultTable:
    return ResultTable(COLUMNS, tuple(_rows(figures)))


def told_table(told: Told, choice: Choice) -> ResultTable:
    """What was chosen stands first, then the same figures as for one session, then one session after the other."""
    chosen: list[Row] = [("Choix", name, words, None, None) for name, words in choice_words(choice)]
    chosen.append(("Choix", "Sessions", "tous les résultats scellés", told.settled, len(told.sessions)))
    return ResultTable(COLUMNS, (*chosen, *_rows(told.figures), *_evolution(told)))


def choice_words(choice: Choice) -> list[tuple[str, str]]:
    """What was chosen, for whoever reads the page printed or the file later."""
    since, until = choice.since, choice.until
    bounds = (f"du {short_date(since)}" if since else "", f"au {short_date(until)}" if until else "")
    return [
        ("Référentiel", f"{choice.title.code} version {choice.title.version}"),
        ("Centre", choice.centre.name if choice.centre else "tous"),
        ("Lieu", KINDS.get(choice.kind, "tous")),
        ("Période", " ".join(filter(None, bounds)) or "toute"),
    ]


def _rows(figures: Figures) -> Iterator[Row]:
    yield from _outcomes(figures)
    yield from _shares(figures)
    yield from _agreement(figures)
    yield from _hours(figures)
    yield from _loads(figures)


def _outcomes(figures: Figures) -> Iterator[Row]:
    for tally in (*figures.outcomes.routes, figures.outcomes.total):
        for word, count in zip(OUTCOME_WORDS, tally.counts, strict=True):
            told = (count, tally.enrolled) if tally.is_shown else (HIDDEN, None)
            yield "Décisions", tally.label, word, *told
    if figures.outcomes.left_out:
        yield "Décisions", "Effectifs trop petits", "résultats non affichés", figures.outcomes.left_out, None


def _shares(figures: Figures) -> Iterator[Row]:
    for each in figures.shares:
        for share in (each.whole, *each.criteria):
            told = (share.yes, share.total) if share.is_shown else (HIDDEN, None)
            yield "Part de oui", share.code, "oui", *told


def _agreement(figures: Figures) -> Iterator[Row]:
    whole = figures.agreement.whole
    for one in (*figures.agreement.criteria, *([whole] if whole.is_shown else [])):
        told = (one.agreed, one.total) if one.is_shown else (HIDDEN, None)
        yield "Accord des jurés", one.code or "Ensemble", "réponses identiques", *told
        if one.kappa is not None:
            measure = f"kappa de Fleiss, dès {KAPPA_FLOOR} candidats"
            yield "Accord des jurés", one.code or "Ensemble", measure, round(one.kappa, 2), one.total


def _hours(figures: Figures) -> Iterator[Row]:
    for one in figures.durations:
        name = stage_word(one.phase, one.kind)
        yield "Durées", name, "prévu, en min", one.planned, None
        measured = (("médiane", one.median), ("premier quart", one.low), ("dernier quart", one.high))
        for measure, minutes in measured if one.is_shown else ():
            yield "Durées", name, f"{measure}, en min", minutes, one.passages
        if not one.is_shown:
            yield "Durées", name, "médiane, en min", HIDDEN, None
    late = figures.punctuality
    if late.passages:
        told = (late.on_time, len(late.delays)) if late.is_shown else (HIDDEN, None)
        yield "Ponctualité", "Passages", "à l’heure", *told
    for after, upto, count in late.stretches if late.is_shown else ():
        yield "Ponctualité", "Retard au début", stretch_word(after, upto), count, len(late.delays)


def _loads(figures: Figures) -> Iterator[Row]:
    for load in figures.loads:
        yield "Charge des jurés", load.name, "passages", load.passages, None
        yield "Charge des jurés", load.name, "minutes", load.minutes, None


def _evolution(told: Told) -> Iterator[Row]:
    for exam_session, moment in zip(told.sessions, told.evolution, strict=True):
        name = f"{exam_session.reference}, {short_date(exam_session.first_day)}"
        for word, part in zip(MOMENT_WORDS, parts_of(moment), strict=True):
            yield "Session par session", name, word, *((part.number, part.total) if part else (SILENT, None))


def parts_of(moment: Moment) -> tuple:
    return moment.titles, moment.agreed, moment.on_time
