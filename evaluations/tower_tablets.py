"""« Tablettes » of the tower: by juror, what each of their tablets holds and when the server last heard it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.db.models import Max

from evaluations.tablet_report import is_silent
from evaluations.tower import MINUTE, DayNow, PanelNow
from evaluations.tower_cards import Names
from evaluations.tower_words import Chip
from juries.models import Juror
from ntc_cert.words import NBSP, clock, duration, plural, short_date
from sessions.timetable import Id

OF_TABLET: Final = ("pk", "heard_at", "pending", "refused", "given_up_at")
FIELDS: Final = ("pk", "ticked", "user__last_login", *(f"tablets__{name}" for name in OF_TABLET))


@dataclass(frozen=True, slots=True)
class TabletLine:
    """One tablet of a juror; `id` where something waits on it, which can be given up."""

    chip: Chip
    seen: str
    id: int | None = None
    is_well: bool = False  # heard, and nothing waits


@dataclass(frozen=True, slots=True)
class TabletsOf:
    """A juror of the day and their tablets; one that never told is known by its last tick, or its log-in."""

    juror: str
    panel: str
    tablets: tuple[TabletLine, ...]


def tablets_of(day: DayNow, names: Names, now: datetime) -> list[TabletsOf]:
    """One query, whatever the number of jurors and tablets."""
    panels = sorted(day.panels, key=lambda one: names.panels[one.panel_id].name)
    seats: dict[Id, list[PanelNow]] = {}  # somebody sits on two juries once a colleague was replaced
    for one in panels:
        for juror in names.panels[one.panel_id].juror_ids:
            seats.setdefault(juror, []).append(one)
    rows = Juror.objects.filter(pk__in=list(seats)).order_by("pk", "-tablets__heard_at")
    found = rows.annotate(ticked=Max("grids__marks__changed_at")).values_list(*FIELDS)
    by_juror = {juror: list(told) for juror, told in groupby(found, key=lambda row: row[0])}
    return [
        TabletsOf(
            names.jurors[juror],
            ", ".join(names.panels[one.panel_id].name for one in own),
            tuple(_lines(by_juror.get(juror, []), now, is_at_work=any(one.is_running for one in own))),
        )
        for juror, own in seats.items()
    ]


def tablets_sentence(tablets: Iterable[TabletsOf]) -> str:
    """For the wall: who is waited for, in a line."""
    troubled = [one.juror for one in tablets if any(not line.is_well for line in one.tablets)]
    if not troubled:
        return "Rien n’attend sur aucune tablette."
    return f"À regarder{NBSP}: {', '.join(troubled)}."


def _lines(rows: list[tuple[Any, ...]], now: datetime, *, is_at_work: bool) -> Iterator[TabletLine]:
    known = [row[3:] for row in rows if row[3] is not None and _counts(row, now)]
    for pk, heard, pending, refused, given_up in known:
        yield _line(pk, heard, pending, refused, now, given_up=given_up, is_at_work=is_at_work)
    if not known:
        ticked, entered = rows[0][1:3] if rows else (None, None)
        yield TabletLine(("libre", "Sans nouvelle"), _seen(ticked, entered, now), is_well=True)


def _counts(row: tuple[Any, ...], now: datetime) -> bool:
    """A tablet of another day with nothing on it is no news."""
    heard, pending, refused = row[4:7]
    return bool(pending or refused) or heard.astimezone(now.tzinfo).date() == now.date()


def _line(
    pk: int, heard: datetime, pending: int, refused: int, now: datetime, *, given_up: datetime | None, is_at_work: bool
) -> TabletLine:
    seen = f"vue à {_moment(heard, now)}"
    if given_up:
        return TabletLine(("absent", "N’attend plus rien"), seen, is_well=True)
    if pending:
        return TabletLine(("sync", f"À synchroniser ({pending})"), f"{seen}{_silence(heard, now, is_at_work)}", pk)
    if refused:
        return TabletLine(
            ("bloq", f"{plural(refused, 'saisie')} {'refusée' if refused == 1 else 'refusées'}"), seen, pk
        )
    if is_silent(heard, now, is_at_work=is_at_work):
        return TabletLine(("avert", f"Silencieuse depuis {duration((now - heard) // MINUTE)}"), seen)
    return TabletLine(("conf", "Rien n’attend"), seen, is_well=True)


def _silence(heard: datetime, now: datetime, is_at_work: bool) -> str:
    silent = is_silent(heard, now, is_at_work=is_at_work)
    return f", silencieuse depuis {duration((now - heard) // MINUTE)}" if silent else ""


def _seen(ticked: datetime | None, entered: datetime | None, now: datetime) -> str:
    if ticked and _day(ticked, now) == now.date():
        return f"dernière saisie à {clock(ticked.astimezone(now.tzinfo))}"
    if entered and _day(entered, now) == now.date():
        return f"connexion à {clock(entered.astimezone(now.tzinfo))}"
    return "pas encore vue"


def _moment(heard: datetime, now: datetime) -> str:
    local = heard.astimezone(now.tzinfo)
    told = clock(local)
    return told if local.date() == now.date() else f"{told} le {short_date(local.date())}"


def _day(moment: datetime, now: datetime) -> date:
    return moment.astimezone(now.tzinfo).date()
