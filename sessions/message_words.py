"""What a person is written about a version: their own hours and rooms, and nobody else's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Final

from ntc_cert.words import clock, clock_range, listing, long_date, plural, sentence, short_date, typeset

ON_THE_DAY: Final = "Apportez une pièce d’identité."


class Kind(StrEnum):
    PLACED = "placed"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Occasion:
    title: str  # « Titre NTC »
    centre: str
    place: str
    version: int


@dataclass(frozen=True, slots=True)
class Appointment:
    """A candidate's passage: `stays` says in which room to be from when."""

    start: datetime
    end: datetime
    panel: str
    room: str
    stays: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """One passage as its jurors live it; the candidate has no name here."""

    start: datetime
    end: datetime
    panel: str
    room: str
    route: str


@dataclass(frozen=True, slots=True)
class Letter:
    kind: Kind
    subject: str
    body: str


def letter_to_candidate(
    name: str, was: Appointment | None, now: Appointment | None, occasion: Occasion, *, missing: Sequence[str] = ()
) -> Letter:
    """`missing` are the pieces known not to have come: « la proposition commerciale »."""
    kind = kind_of(was, now)
    lines = [_greeting(name), ""]
    if now is None:
        lines += [f"Votre passage est retiré du planning{_formerly(was)}.", "Un autre horaire vous sera donné."]
    elif was is None:
        lines += [f"Vous passez l’épreuve le {_appointment(now)}.", *_where(now), *_bring(occasion, missing)]
    else:
        lines += _change(_appointment(was), _appointment(now))
        lines += [*_where(now), *_bring(occasion, missing)]
    return _letter(kind, CANDIDATE_SUBJECTS[kind], lines, occasion)


def letter_to_juror(name: str, was: Sequence[Duty], now: Sequence[Duty], occasion: Occasion) -> Letter:
    kind = kind_of(was, now)
    lines = [_greeting(name), ""]
    if not now:
        lines += ["Vous n’avez plus de passage à ce planning. Vous aviez :", *_duties(was)]
    elif not was:
        lines += ["Vous siégez :", *_duties(now), "", *_bring(occasion)]
    else:
        lines += ["Vos horaires de jury changent.", "", "Désormais :", *_duties(now), "", *_bring(occasion)]
        lines += ["", "Au lieu de :", *_duties(was)]
    return _letter(kind, JUROR_SUBJECTS[kind], lines, occasion)


CANDIDATE_SUBJECTS: Final = {
    Kind.PLACED: "votre horaire de passage",
    Kind.CHANGED: "votre passage change",
    Kind.REMOVED: "votre passage est retiré",
}
JUROR_SUBJECTS: Final = {
    Kind.PLACED: "vos horaires de jury",
    Kind.CHANGED: "vos horaires de jury changent",
    Kind.REMOVED: "vous ne siégez plus",
}


def kind_of(was: object, now: object) -> Kind:
    if not now:
        return Kind.REMOVED
    return Kind.CHANGED if was else Kind.PLACED


def _letter(kind: Kind, subject: str, lines: Sequence[str], occasion: Occasion) -> Letter:
    body = "\n".join([*lines, "", occasion.centre, f"Planning, version {occasion.version}"])
    return Letter(kind, typeset(f"{occasion.title} : {subject}"), typeset(body))


def _greeting(name: str) -> str:
    return f"Bonjour {name},"


def _appointment(told: Appointment) -> str:
    """« mardi 8 décembre 2026 de 10 h 35 à 13 h 00, Jury B, salle 102 »."""
    when = f"{long_date(told.start.date())} {clock_range(told.start, told.end)}"
    return ", ".join(filter(None, (when, told.panel, told.room)))


def _formerly(was: Appointment | None) -> str:
    return f" : {_appointment(was)}" if was else ""


def _change(was: str, now: str) -> list[str]:
    """Where day, hours, panel and jury room stay, it is the way there, or who sits, that changed."""
    if was == now:
        return ["Le détail de votre passage ou la composition du jury change ; l’horaire reste le même :", f"{now}."]
    return ["Votre passage change.", "", f"Désormais : {now}.", f"Au lieu de : {was}."]


def _where(told: Appointment) -> list[str]:
    if not told.stays:
        return []
    return ["", "Où vous rendre :", *(f"- à {clock(at)}, {room}" for at, room in told.stays)]


def _bring(occasion: Occasion, missing: Sequence[str] = ()) -> list[str]:
    lines = [""] if missing or occasion.place else []
    if occasion.place:
        lines.append(f"Lieu : {occasion.place}.")
    if missing:
        lines.append(f"Il nous manque encore {listing(list(missing))}.")
    return [*(lines or [""]), ON_THE_DAY]


def _duties(duties: Sequence[Duty]) -> list[str]:
    lines: list[str] = []
    ordered = sorted(duties, key=lambda duty: (duty.start, duty.panel))
    for (day, panel, room), own in groupby(ordered, key=_bench):
        lines.append(", ".join(filter(None, (sentence(long_date(day)), panel, room))))
        lines += [f"- {clock_range(duty.start, duty.end)}, {duty.route}" for duty in own]
    return lines


def _bench(duty: Duty) -> tuple[date, str, str]:
    return duty.start.date(), duty.panel, duty.room


def duty_line(duties: Sequence[Duty]) -> str:
    """« 8 déc. 2026, 3 passages de 8 h 30 à 16 h 00, Jury A, salle 101 », day by day, for a table."""
    ordered = sorted(duties, key=lambda duty: duty.start)
    said = []
    for day, group in groupby(ordered, key=lambda duty: duty.start.date()):
        own = list(group)
        places = dict.fromkeys(", ".join(filter(None, (duty.panel, duty.room))) for duty in own)
        hours = clock_range(own[0].start, max(duty.end for duty in own))
        said.append(f"{short_date(day)}, {plural(len(own), 'passage')} {hours}, {' puis '.join(places)}")
    return " ; ".join(said)
