"""What the tower says of a day: its one sentence, the count under it, and each jury's chip and line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from evaluations.course import DELIBERATION, Doing, Facts, Stage
from evaluations.tower import MINUTE, DayNow, PanelNow
from evaluations.verdicts import Presence
from ntc_cert.words import clock, duration, long_date, noun, plural, sentence
from sessions.steps import STEP_LABELS

NUMBERS: Final = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
LABELS: Final = {**STEP_LABELS, DELIBERATION: "délibération"}
SIXTY: Final = 60
FEMININE: Final = frozenset({"preparation", "jury_preparation", "presentation", DELIBERATION})

Chip = tuple[str, str]


def day_sentence(day: DayNow) -> str:
    """« Un jury sur trois est en retard, personne n’est bloqué. »"""
    if all(panel.doing is Doing.DONE for panel in day.panels):
        return "La journée est terminée."
    starts = [panel.passage.start for panel in day.panels if panel.passage]
    if all(panel.doing in (Doing.NOT_YET, Doing.DONE) for panel in day.panels):
        return f"Le prochain passage commence à {clock(min(starts))}."
    if all(panel.doing in (Doing.PLANNED, Doing.NOT_YET, Doing.DONE) for panel in day.panels):
        return "Rien n’est pointé\N{NO-BREAK SPACE}: la page suit le planning."
    return f"{_who_is_late(day.late, len(day.panels))}, {_who_waits(day.waiting)}."


def _who_is_late(late: int, total: int) -> str:
    if not late:
        return "Les jurys sont à l’heure" if total > 1 else "Le jury est à l’heure"
    if late == total:
        return f"Les {_number(total)} jurys sont en retard" if total > 1 else "Le jury est en retard"
    verb = "est" if late == 1 else "sont"
    return sentence(f"{_number(late)} {noun(late, 'jury')} sur {_number(total)} {verb} en retard")


def _who_waits(waiting: int) -> str:
    if not waiting:
        return "personne n’est bloqué"
    return f"{_number(waiting)} {noun(waiting, 'jury')} {'attend' if waiting == 1 else 'attendent'} un candidat"


def day_line(day: DayNow, date: datetime) -> str:
    """« Mardi 8 décembre · 3 passages en cours, 4 à venir, 1 absence · fin estimée à 16 h 26 au lieu de 16 h 20 »."""
    counts = [f"{plural(day.running, 'passage')} en cours", f"{len(day.coming)} à venir"]
    counts += [plural(day.absences, "absence")] if day.absences else []
    counts += [plural(day.abandons, "abandon")] if day.abandons else []
    said = [sentence(long_date(date).rsplit(" ", 1)[0]), ", ".join(counts)]
    return " · ".join([*said, end_words(day)]) if day.panels else said[0]


def end_words(day: DayNow) -> str:
    planned, expected = day.planned_end, day.expected_end
    if planned is None or expected is None:
        return ""
    if abs(expected - planned) < MINUTE:
        return f"fin à {clock(planned)}"
    return f"fin estimée à {clock(expected)} au lieu de {clock(planned)}"


def chip(panel: PanelNow) -> Chip:
    """The state key and the word of a jury."""
    minutes = panel.minutes_late
    if panel.is_late:
        return "retard", f"En retard, {duration(minutes)}"
    match panel.doing:
        case Doing.DONE:
            return "conf", "Journée terminée"
        case Doing.NOT_YET:
            return "libre", "Pas commencé"
        case Doing.PLANNED:
            return "libre", "Selon le planning, pas pointé"
        case Doing.WAITING:
            return "cours", "À faire entrer" if panel.is_here else "Attend le candidat"
    return "cours", f"En cours, + {duration(minutes)}" if minutes else "En cours, à l’heure"


def stage_words(stage: Stage) -> str:
    """« Préparation du jury »."""
    return sentence(LABELS[stage.kind])


def stage_line(panel: PanelNow, now: datetime) -> str:
    """« depuis 27 min, prévue 20 min », « depuis 11 min, fin vers 11 h 06 »."""
    found = panel.standing
    if found is None or found.stage is None or found.since is None:
        return ""
    minutes = max((now - found.since) // MINUTE, 0)
    # Past an hour, « depuis 1 h 20 » would be read as an hour of the day.
    since = duration(minutes) if minutes < SIXTY else clock(found.since)
    match found.doing:
        case Doing.NOT_YET:
            return f"à {clock(found.stage.start)}"
        case Doing.WAITING:
            here = f"attend depuis {since}"
            return here if panel.is_here else f"passage prévu à {clock(found.stage.start)}"
        case Doing.BETWEEN:
            return f"prévu à {clock(found.stage.start)}"
        case Doing.PLANNED:
            return f"prévu de {clock(found.stage.start)} à {clock(found.stage.end)}"
    since = f"{since}{', selon la tablette' if panel.is_told else ''}"
    if minutes > found.stage.minutes:
        planned = "prévue" if found.stage.kind in FEMININE else "prévu"
        return f"depuis {since}, {planned} {duration(found.stage.minutes)}"
    following = _after(panel.stages, found.stage)
    if following is not None and following.kind != DELIBERATION:
        return f"depuis {since}, {LABELS[following.kind]} vers {clock(found.stage_end)}"
    return f"depuis {since}, fin vers {clock(found.stage_end)}"


def _after(stages: Sequence[Stage], stage: Stage) -> Stage | None:
    rank = stages.index(stage) + 1
    return stages[rank] if rank < len(stages) else None


def arrival(start: datetime, about: Facts, now: datetime) -> Chip:
    """The state of somebody still to come in; « Sur place » has no colour of its own."""
    if about.presence is Presence.ABSENT:
        return "absent", "Absent(e)"
    if about.presence is Presence.ABANDONED:
        return "absent", "Abandon"
    if about.arrived_at is not None:
        return "", f"Sur place, {clock(about.arrived_at)}"
    if about.expected_at is not None:
        late = (about.expected_at - start) // MINUTE
        return "retard", f"Retard annoncé, {duration(late)}" if late > 0 else f"Arrivée prévue à {clock(start)}"
    if now >= start:
        return "retard", f"Pas encore là, {duration((now - start) // MINUTE)}"
    return "libre", "Pas encore là"


def following_words(start: datetime, about: Facts, now: datetime) -> str:
    """What stands after the next candidate’s name: the hour, and whether they are there."""
    if about.arrived_at is not None:
        if now > start:
            return f"attend depuis {clock(max(start, about.arrived_at))}"
        return f"{clock(start)}, sur place"
    if about.expected_at is not None:
        return f"{clock(start)}, arrivée prévue à {clock(about.expected_at)}"
    return f"{clock(start)}, pas encore là"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
