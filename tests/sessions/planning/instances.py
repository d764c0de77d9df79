"""Small sessions at random: every kind of trouble an instance can hold, two or three at a time."""

from typing import Any

from hypothesis import strategies as st

DATES = ("2026-06-15", "2026-06-16")
ROUTES = ("title", "ccp1", "ccp2", "final")
FLAGS = st.booleans()


def _window(draw: st.DrawFn, date: str) -> dict[str, str]:
    start = draw(st.integers(8, 14))
    return {"from": f"{date}T{start:02}:00", "to": f"{date}T{start + draw(st.integers(1, 4)):02}:30"}


def _room(name: str, use: str, equipment: str, unavailable: list[dict[str, str]]) -> dict[str, Any]:
    return {"id": name, "uses": [use], "equipment": equipment, "unavailable": unavailable}


@st.composite
def small_instances(draw: st.DrawFn) -> dict[str, Any]:
    dates = DATES[: draw(st.integers(1, 2))]
    count = draw(st.integers(1, 2))
    rooms = [_room(f"SJ{n}", "jury", "speaker_phone", []) for n in range(count + 1)]
    for n in range(draw(st.integers(1, 2))):
        closed = [_window(draw, dates[0])] if draw(FLAGS) else []
        rooms.append(_room(f"SP{n}", "preparation", draw(st.sampled_from(("phone", "phone", "none"))), closed))
    panels = [{"id": f"P{n}", "jurors": [f"J{2 * n}", f"J{2 * n + 1}"], "room": f"SJ{n}"} for n in range(count)]
    if draw(FLAGS):
        panels.append({"id": "PR", "jurors": ["J0", "JR"], "room": draw(st.sampled_from((None, "SJ0")))})
    if draw(FLAGS):
        panels[0]["room"] = None
    jurors: list[dict[str, Any]] = [{"id": name, "name": name} for name in [*(f"J{n}" for n in range(4)), "JR"]]
    if draw(FLAGS):
        jurors[0]["available"] = [{"from": f"{date}T08:30", "to": f"{date}T13:00"} for date in dates]
    return {
        "id": "random",
        "title": "TP-00338",
        "grid_minutes": 5,
        "settings": {
            "gap_between_candidates": draw(st.sampled_from((0, 5, 15))),
            "role_play_preparation_room": draw(FLAGS),
        },
        "days": [_day(date, draw(st.sampled_from(("16:00", "18:00")))) for date in dates],
        "rooms": rooms,
        "jurors": jurors,
        "panels": panels,
        "candidates": [_candidate(draw, n, dates) for n in range(draw(st.integers(1, 5)))],
        "conflicts": [{"juror": f"J{draw(st.integers(0, 3))}", "candidate": "C0"}] if draw(FLAGS) else [],
        "now": None,
        "pinned": [],
        "baseline": [],
    }


@st.composite
def short_days(draw: st.DrawFn) -> dict[str, Any]:
    """The same on three days, alike or not, that hold one or two candidates of a panel each."""
    closes = draw(st.sampled_from(("13:00", "14:30", "15:30")))
    last = draw(st.sampled_from((closes, "12:30", "16:00")))
    days = [_day(date, close) for date, close in zip((*DATES, "2026-06-17"), (closes, closes, last), strict=True)]
    return {**draw(small_instances()), "days": days}


def _day(date: str, close: str) -> dict[str, Any]:
    lunch = {"from": f"{date}T11:30", "to": f"{date}T14:00", "minutes": 60}
    return {"date": date, "open": f"{date}T08:30", "close": f"{date}T{close}", "lunch": lunch}


def _candidate(draw: st.DrawFn, number: int, dates: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": f"C{number}",
        "name": f"Nom{number}, Alix",
        "route": draw(st.sampled_from(ROUTES)),
        "extra_time": {"preparation": draw(FLAGS), "oral": draw(FLAGS)},
        "unavailable": [_window(draw, draw(st.sampled_from(dates)))] if draw(FLAGS) else [],
    }
