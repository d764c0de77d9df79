"""The best plan so far, what is proven of it, and how much time is left to do better."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic
from typing import Final

from sessions.planning.answer import passages_of
from sessions.planning.bounds import simple_bounds
from sessions.planning.figures import Level, figures, levels_of
from sessions.planning.ledger import is_sound
from sessions.planning.openings import Openings
from sessions.planning.problem import Problem, Solution


@dataclass(frozen=True, slots=True)
class Progress:
    """What whoever waits may be told."""

    elapsed: float
    seconds: float
    levels: tuple[Level, ...]


ASKED_EVERY: Final = 0.5  # seconds
Watch = Callable[[Progress], bool]  # False: stop there and keep the best


class Search:
    def __init__(self, problem: Problem, seconds: float, watch: Watch | None = None) -> None:
        self.problem = problem
        self.openings = Openings(problem)
        self.names = levels_of(problem.baseline)
        self.started = monotonic()
        self.seconds = seconds
        self.solution: Solution = {}
        self.values: tuple[int, ...] = ()
        self._always = simple_bounds(problem, self.openings)
        self.bounds = dict(self._always)
        self._watch = watch
        self._stopped = False
        self._interrupt: Callable[[], None] | None = None

    @property
    def elapsed(self) -> float:
        return monotonic() - self.started

    @property
    def left(self) -> float:
        return 0.0 if self._stopped else max(self.seconds - self.elapsed, 0.0)

    def value(self, name: str) -> int:
        return self.values[self.names.index(name)]

    def offer(self, solution: Solution) -> bool:
        """Keep it when it is better and breaks no rule; the first level that differs decides."""
        found = figures(self.problem.timetable, passages_of(self.problem, solution), self.problem.baseline)
        values = tuple(found[name] for name in self.names)
        if self.values and (values >= self.values or not is_sound(self.problem, self.openings, solution)):
            return False
        self.solution, self.values = dict(solution), values
        self.tell()
        return True

    def prove(self, name: str, bound: int) -> None:
        """Nothing is better than `bound` at that level while the levels above stand at their own bounds.

        Where a bound rises, what was proven of the levels below spoke of plans that are none: it is forgotten.
        """
        if bound > self.bounds[name]:
            self.bounds[name] = bound
            for below in self.names[self.names.index(name) + 1 :]:
                self.bounds[below] = self._always[below]
        self.tell()

    def tell(self) -> bool:
        """Say where the search stands; whether it goes on."""
        if self._watch and not self._watch(Progress(self.elapsed, self.seconds, self.levels())):
            self._stopped = True
            if self._interrupt:
                self._interrupt()
        return not self._stopped

    @contextmanager
    def asked_now_and_then(self) -> Iterator[None]:
        """Whoever waits may have had enough in the middle of a proof, when there is nothing new to tell."""
        over = Event()

        def ask() -> None:
            while not over.wait(ASKED_EVERY):
                self.tell()

        asking = Thread(target=ask, daemon=True)
        asking.start()
        try:
            yield
        finally:
            over.set()
            asking.join()

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """A solver at work, and how to stop it before its time."""
        self._interrupt = interrupt
        try:
            yield
        finally:
            self._interrupt = None

    def levels(self) -> tuple[Level, ...]:
        """Below the first level that is not proven, nothing is."""
        found: list[Level] = []
        for name, value in zip(self.names, self.values, strict=False):
            sure = all(level.is_proven for level in found)
            found.append(Level(name, value, self.bounds[name] if sure else None))
        return tuple(found)

    @property
    def is_over(self) -> bool:
        return self.left <= 0 or (bool(self.values) and all(level.is_proven for level in self.levels()))
