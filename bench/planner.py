"""`make bench-planner`: sessions of every size planned several times, each plan judged by the independent checker.

Gaps are to the bound that the same run proved. Runs differ: each is told the session in another order.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from statistics import median
from time import monotonic
from typing import Final

import django

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ntc_cert.settings")
django.setup()

from bench.planner_sessions import CHANGES, MIXES, SIZES, Document, session, shuffled  # noqa: E402
from sessions.planning.figures import MINUTES, Level  # noqa: E402
from sessions.planning.outcome import Outcome  # noqa: E402
from sessions.planning.planner import plan  # noqa: E402
from sessions.planning.search import Progress  # noqa: E402
from tests.planner.planning import INSTANCES, instance, judged, problem, written  # noqa: E402

SECONDS: Final = {8: 30, 12: 30, 15: 30, 40: 10, 120: 90, 400: 90}  # what the goals allow
AGAIN: Final = {8: 5, 12: 5, 15: 5, 40: 30, 120: 30, 400: 30}  # to plan the rest of a day again
DRAFT: Final = {8: 5, 12: 5, 15: 5, 40: 5, 120: 15, 400: 20}  # for the plan that is then disturbed
SAMPLES: Final = {"06-120": 90}
QUIET: Final = 0.5  # of the processor busy before the run: beyond, times mean little


@dataclass
class Case:
    name: str
    seconds: float
    document: Callable[[int], Document]  # of a run
    runs: list["Run"] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    levels: tuple[Level, ...]
    first: float  # seconds to a valid plan
    total: float
    faults: int

    @property
    def gap(self) -> float | None:
        """Per cent between the day minutes and their bound; None when no bound was worth saying."""
        minutes = next(level for level in self.levels if level.name == MINUTES)
        return None if not minutes.bound else 100 * (minutes.value - minutes.bound) / minutes.bound

    @property
    def open(self) -> str:
        """The first level that is not proven."""
        return next((level.name for level in self.levels if not level.is_proven), "")


def measured(document: Document, seconds: float) -> tuple[Run, Outcome]:
    started = monotonic()
    first: list[float] = []

    def watch(progress: Progress) -> bool:
        if progress.levels and not first:
            first.append(monotonic() - started)
        return True

    outcome = plan(problem(document), seconds=seconds, watch=watch)
    total = monotonic() - started
    faults, _ = judged(document, outcome)
    return Run(outcome.levels, first[0] if first else total, total, len(faults)), outcome


def cases(sizes: list[int], mixes: list[str], kinds: list[str], draws: list[int]) -> Iterator[Case]:
    if "samples" in kinds:
        for name in sorted(path.stem for path in INSTANCES.glob("*.json")):
            yield Case(name, SAMPLES.get(name, 30), partial(shuffled, instance(name)))
    for size, mix, draw in product(sizes, mixes, draws):
        document = session(size, mix, draw)
        if "plans" in kinds:
            yield Case(document["id"], SECONDS[size], partial(shuffled, document))
        if "changes" in kinds:
            yield from _changes(document, size)


def _changes(document: Document, size: int) -> Iterator[Case]:
    passages = written(document, measured(document, DRAFT[size])[1])["passages"]
    for what, change in CHANGES.items():
        yield Case(f"{document['id']}, {what}", AGAIN[size], partial(shuffled, change(document, passages)))


def told(case: Case) -> None:
    """A line for the case, its last level told for the run in the middle."""
    runs = sorted(case.runs, key=lambda run: [level.value for level in run.levels])
    middle = runs[len(runs) // 2]
    levels = " ".join(
        f"{level.value}" if level.is_proven else f"{level.value}/{'?' if level.bound is None else level.bound}"
        for level in middle.levels
    )
    gaps = sorted(run.gap for run in runs if run.gap is not None)
    gap = f"{gaps[0]:.1f} {median(gaps):.1f} {gaps[-1]:.1f} %" if gaps else "?"
    proven = sum(not run.open for run in runs)
    totals = sorted(run.total for run in runs)
    open_at = ", ".join(sorted({run.open for run in runs} - {""}))
    print(
        f"{case.name:32} {levels:38} gap {gap:18} first {max(run.first for run in runs):5.2f} s"
        f"  total {totals[0]:5.1f} {median(totals):5.1f} {totals[-1]:5.1f} s"
        f"  proven {proven}/{len(runs)} {open_at}{'  FAULTS' if any(run.faults for run in runs) else ''}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-planner ARGS=…", description=__doc__)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="*", choices=SIZES, default=list(SIZES))
    parser.add_argument("--mixes", nargs="*", choices=MIXES, default=list(MIXES))
    parser.add_argument("--kinds", nargs="*", choices=("samples", "plans", "changes"), default=["samples", "plans"])
    parser.add_argument("--draws", type=int, nargs="*", default=[0], help="other sessions of the same sizes and mixes")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f}{': times will be too long' if load > QUIET else ''}")
    print("value, or value/bound where it is not proven; gap of the day minutes, min median max")
    for case in cases(asked.sizes, asked.mixes, asked.kinds, asked.draws):
        for number in range(asked.runs):
            case.runs.append(measured(case.document(number), case.seconds)[0])
        told(case)


if __name__ == "__main__":
    main()
