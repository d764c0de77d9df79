"""The figures as drawings: places in percents, so that a picture is as wide as its column, on screen and on paper."""

from collections.abc import Callable, Sequence
from typing import Final

from evaluations.figures.agreement import KAPPA_FLOOR
from evaluations.figures.durations import MOST_DOTS, ON_TIME, Punctuality
from evaluations.figures.evolution import Moment, Part
from evaluations.figures.outcomes import Tally
from evaluations.figures.telling import (
    agreement_title,
    durations_title,
    outcomes_title,
    punctuality_title,
    shares_title,
    stage_word,
    stretch_word,
)
from evaluations.figures.whole import Figures
from evaluations.figures_reading import rule_in_force
from evaluations.figures_table import OUTCOME_WORDS
from ntc_cert.words import duration, percent
from titles.referentiel import Referentiel

DRAWN: Final = ("title", "ccps", "none", "absent", "abandoned", "pending")
WIDEST_BAR: Final = 5  # percents
TRENDS: Final[tuple[tuple[str, Callable[[Moment], Part | None]], ...]] = (
    ("Titres proposés aux inscrits au titre", lambda moment: moment.titles),
    ("Réponses des jurés en accord", lambda moment: moment.agreed),
    ("Passages à l’heure", lambda moment: moment.on_time),
)


def pictures(found: Figures, referentiel: Referentiel) -> dict[str, object]:
    """What the templates of the figures draw, for one session as for several."""
    return {
        "figures": found,
        "rule": rule_in_force(),
        **_outcomes(found),
        **_answers(found, referentiel),
        **_agreement(found),
        **_hours(found),
        **_punctuality(found.punctuality),
        **_loads(found),
    }


def trends(moments: Sequence[Moment]) -> list[dict[str, object]]:
    """One small picture per measure, all on the same sessions; a session that says nothing leaves its place empty."""
    step = 100 / max(len(moments), 1)
    width = min(0.7 * step, WIDEST_BAR)
    found = []
    for label, read in TRENDS:
        parts = [(rank, part) for rank, moment in enumerate(moments) if (part := read(moment))]
        bars = [
            {
                "at": _percent((rank + 0.5) * step - width / 2),
                "width": _percent(width),
                "top": _percent(100 - 100 * part.number / part.total),
                "height": _percent(100 * part.number / part.total),
            }
            for rank, part in parts
        ]
        number, total = sum(part.number for _, part in parts), sum(part.total for _, part in parts)
        found.append({"label": label, "bars": bars, "whole": Part(number, total) if total else None})
    return found


def _outcomes(found: Figures) -> dict[str, object]:
    outcomes = found.outcomes
    shown = [tally for tally in outcomes.routes if tally.is_shown and tally.enrolled]
    return {
        "outcomes_title": outcomes_title(outcomes.total),
        "outcome_words": OUTCOME_WORDS,
        "outcome_rows": [
            (tally, list(zip(OUTCOME_WORDS, tally.counts, strict=True))) for tally in (*outcomes.routes, outcomes.total)
        ],
        "outcome_whole": _bar(outcomes.total),
        "outcome_bars": [_bar(tally) for tally in shown] if len(shown) > 1 else [],
    }


def _bar(tally: Tally) -> dict[str, object]:
    """The parts end to end; the places are texts, since a template would write « 33,3 »."""
    parts, at = [], 0.0
    for key, word, count in zip(DRAWN, OUTCOME_WORDS, tally.counts, strict=True):
        if count:
            width = 100 * count / tally.enrolled
            parts.append({"key": key, "word": word, "count": count, "at": _percent(at), "width": _percent(width)})
            at += width
    return {"label": tally.label, "parts": parts, "enrolled": tally.enrolled}


def _answers(found: Figures, referentiel: Referentiel) -> dict[str, object]:
    labels = {criterion.code: criterion.short_label for criterion in referentiel.criteria}
    names = {one.number: one.label for one in referentiel.competences}
    groups = [
        {
            "label": names[each.number],
            "whole": each.whole,
            "rows": [
                {"share": share, "label": labels[share.code], "width": _percent(100 * share.yes / (share.total or 1))}
                for share in each.criteria
            ],
        }
        for each in found.shares
    ]
    are_shown = any(share.is_shown for each in found.shares for share in each.criteria)
    return {"shares_title": shares_title(found.shares), "share_groups": groups, "shares_are_shown": are_shown}


def _agreement(found: Figures) -> dict[str, object]:
    whole = found.agreement.whole
    return {
        "agreement_title": agreement_title(whole),
        "agreement_share": percent(round(100 * whole.agreed / whole.total)) if whole.total else "",
        "agreement_width": _percent(100 * whole.agreed / whole.total) if whole.total else "",
        "kappa": f"{whole.kappa:.2f}".replace(".", ",") if whole.kappa is not None else "",
        "kappa_floor": KAPPA_FLOOR,
    }


def _hours(found: Figures) -> dict[str, object]:
    shown = [one for one in found.durations if one.is_shown]
    longest = max((max(one.planned, one.high) for one in shown), default=1) or 1
    return {
        "durations_title": durations_title(found.durations),
        "durations": [
            {
                "name": stage_word(one.phase, one.kind),
                "one": one,
                "planned": _percent(100 * one.planned / longest),
                "median": _percent(100 * one.median / longest),
            }
            for one in shown
        ],
        "durations_hidden": len(found.durations) - len(shown),
    }


def _punctuality(found: Punctuality) -> dict[str, object]:
    """One dot per passage; many passages are told by stretches of minutes."""
    delays, stretches = found.delays, found.stretches
    low, high = min((*delays, 0)), max((*delays, 10))
    most = max((count for _, _, count in stretches), default=0) or 1
    return {
        "punctuality_title": punctuality_title(found),
        "on_time": ON_TIME,
        "has_dots": len(delays) <= MOST_DOTS,
        "dots": [_percent(3 + 94 * (delay - low) / (high - low)) for delay in delays],
        "zero": _percent(3 + 94 * -low / (high - low)),
        "stretches": [
            {"word": stretch_word(after, upto), "count": count, "width": _percent(100 * count / most)}
            for after, upto, count in stretches
        ],
    }


def _loads(found: Figures) -> dict[str, object]:
    most = max((load.minutes for load in found.loads), default=1) or 1
    return {
        "loads": [
            {"load": load, "hours": duration(load.minutes), "width": _percent(100 * load.minutes / most)}
            for load in found.loads
        ]
    }


def _percent(value: float) -> str:
    return f"{value:.2f}%"
