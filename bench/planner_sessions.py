"""Sessions to plan, as instance files: drawn from a seed, so that everybody measures the same ones."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

Document = dict[str, Any]

# Candidates: panels, days, preparation rooms. A day more than the work asks, rooms for half the panels.
SIZES: Final = {8: (2, 3, 1), 12: (3, 3, 2), 15: (3, 3, 2), 40: (8, 4, 4), 120: (20, 5, 8), 400: (40, 6, 20)}
ROUTES: Final = ("title", "ccp1", "ccp2", "final")


@dataclass(frozen=True, slots=True)
class Mix:
    weights: tuple[int, int, int, int]  # of the routes, in their order
    closes: str = "18:00"
    gap: int = 0
    troubled: bool = False  # extra time, links, absences, a juror of mornings only, a room that closes or has no phone


MIXES: Final = {
    "mixed": Mix((60, 15, 15, 10), closes="18:30"),
    "titles": Mix((90, 4, 4, 2)),
    "blocks": Mix((25, 35, 30, 10), gap=10),
    "troubled": Mix((60, 15, 15, 10), gap=5, troubled=True),
}


def session(count: int, name: str, draw: int = 0) -> Document:
    """`count` candidates of that mix; each draw is another session."""
    mix, random = MIXES[name], Random(f"{count} {name} {draw}")
    panels, days, spots = SIZES[count]
    dates = [date(2026, 6, 15) + timedelta(days=n) for n in range(days)]
    document: Document = {
        "id": f"{count}-{name}-{draw}",
        "title": "TP-00338",
        "grid_minutes": 5,
        "settings": {"min_jurors": 2, "gap_between_candidates": mix.gap},
        "days": [_day(one, mix.closes) for one in dates],
        "rooms": [
            *(_room(f"SJ{n:02}", "jury", "speaker_phone") for n in range(panels)),
            *(_room(f"SP{n:02}", "preparation", "phone") for n in range(spots)),
        ],
        "jurors": [{"id": f"J{n:02}", "name": f"Juré {n}"} for n in range(2 * panels)],
        "panels": [
            {"id": f"P{n:02}", "jurors": [f"J{2 * n:02}", f"J{2 * n + 1:02}"], "room": f"SJ{n:02}"}
            for n in range(panels)
        ],
        "candidates": [_candidate(n, random.choices(ROUTES, mix.weights)[0]) for n in range(count)],
        "conflicts": [],
        "now": None,
        "pinned": [],
        "baseline": [],
    }
    if mix.troubled:
        _trouble(document, random)
    return document


def _day(one: date, closes: str) -> Document:
    lunch = {"from": f"{one}T11:30", "to": f"{one}T14:00", "minutes": 60}
    return {"date": str(one), "open": f"{one}T08:30", "close": f"{one}T{closes}", "lunch": lunch}


def _room(name: str, use: str, equipment: str) -> Document:
    return {"id": name, "uses": [use], "equipment": equipment, "unavailable": []}


def _candidate(number: int, route: str) -> Document:
    extra = {"preparation": False, "oral": False}
    return {"id": f"C{number:03}", "name": f"Nom{number}, Alix", "route": route, "extra_time": extra, "unavailable": []}


def _trouble(document: Document, random: Random) -> None:
    candidates, dates = document["candidates"], [day["date"] for day in document["days"]]
    for one in random.sample(candidates, max(len(candidates) // 12, 1)):
        one["extra_time"] = random.choice([{"preparation": True, "oral": True}, {"preparation": False, "oral": True}])
    for one in random.sample(candidates, max(len(candidates) // 12, 1)):
        day, half = random.choice(dates), random.choice([("08:30", "12:30"), ("13:00", "18:00")])
        one["unavailable"] = [{"from": f"{day}T{half[0]}", "to": f"{day}T{half[1]}"}]
    for one in random.sample(candidates, len(candidates) // 3):
        juror = random.choice(document["jurors"])["id"]
        document["conflicts"].append({"juror": juror, "candidate": one["id"], "reason": "trainer"})
    document["jurors"][-1]["available"] = [{"from": f"{day}T08:30", "to": f"{day}T13:00"} for day in dates]
    spots = [room for room in document["rooms"] if "preparation" in room["uses"]]
    spots[0]["unavailable"] = [{"from": f"{dates[0]}T14:00", "to": f"{dates[0]}T18:00"}]
    if len(spots) > 1:
        spots[-1]["equipment"] = "none"


def shuffled(document: Document, run: int) -> Document:
    """The same session told in another order: another way through it for the search."""
    random = Random(run)
    mixed = {key: random.sample(document[key], len(document[key])) for key in ("candidates", "panels", "jurors")}
    return {**document, **mixed}


def juror_leaves(document: Document, passages: list[Document]) -> Document:
    """At 10:00 a juror of the first panel has to go once the candidate there is done; a reserve takes the seat."""
    panel = document["panels"][0]
    gone, stays = panel["jurors"][0], panel["jurors"][1]
    now = _ten(document)
    own = [_end(one) for one in _begun(passages, now) if one["panel"] == panel["id"]]
    leaves = max([now, *own])
    changed = _from(document, passages, now)
    whole = {"from": f"{now[:10]}T00:00", "to": leaves}
    known = [juror for juror in document["jurors"] if juror["id"] != gone]
    changed["jurors"] = [{"id": gone, "name": gone, "available": [whole]}, *known, {"id": "JR", "name": "Réserve"}]
    changed["panels"] = [*document["panels"], {"id": "PR", "jurors": ["JR", stays], "room": panel["room"]}]
    return changed


def room_closes(document: Document, passages: list[Document]) -> Document:
    """At 10:00 a preparation room is known to close for the day, once those inside are done."""
    now = _ten(document)
    held = [step["end"] for one in _begun(passages, now) for step in one["steps"] if step["candidate_room"] == "SP00"]
    closed = {"from": max([now, *held]), "to": f"{now[:10]}T19:00"}
    changed = _from(document, passages, now)
    changed["rooms"] = [
        {**room, "unavailable": [closed]} if room["id"] == "SP00" else room for room in document["rooms"]
    ]
    return changed


def candidate_is_late(document: Document, passages: list[Document]) -> Document:
    """At 10:00 the next one to begin says: forty minutes late."""
    now = _ten(document)
    following = min((one for one in passages if _start(one) >= now), key=_start)
    until = datetime.fromisoformat(_start(following)) + timedelta(minutes=40)
    late = {"from": _start(following), "to": until.isoformat(timespec="minutes")}
    changed = _from(document, passages, now)
    changed["candidates"] = [
        {**one, "unavailable": [*one["unavailable"], late]} if one["id"] == following["candidate"] else one
        for one in document["candidates"]
    ]
    return changed


CHANGES: Final = {"juror leaves": juror_leaves, "room closes": room_closes, "candidate late": candidate_is_late}


def _ten(document: Document) -> str:
    return f"{document['days'][0]['date']}T10:00"


def _from(document: Document, passages: list[Document], now: str) -> Document:
    """The session planned again at that moment: what has begun stays, the rest changes the least."""
    return {**document, "now": now, "pinned": _begun(passages, now), "baseline": passages}


def _begun(passages: list[Document], now: str) -> list[Document]:
    return [one for one in passages if _start(one) < now]


def _start(passage: Document) -> str:
    return str(min(step["start"] for step in passage["steps"]))


def _end(passage: Document) -> str:
    return str(max(step["end"] for step in passage["steps"]))
