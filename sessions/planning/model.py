"""The problem as constraints for CP-SAT: who goes before whom and when; rooms and objective are added to it."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from ortools.sat.python import cp_model

from sessions.planning.holds import by_panel_and_day, holds_of
from sessions.planning.masks import span, stretches, union
from sessions.planning.openings import Openings
from sessions.planning.problem import Problem, Solution, Task

Literal: TypeAlias = Any  # a Boolean variable, its negation or a constant
Linear: TypeAlias = Any
Place: TypeAlias = tuple[int, int]  # panel, day
Choice: TypeAlias = tuple[int, int, tuple[int, ...]]  # panel, day, the masks of starts


class Model:
    """Times are ticks of the session: each day begins `stride` ticks after the one before.

    `free` are the tasks to place; everybody in `others` stays where they are.
    """

    def __init__(
        self,
        problem: Problem,
        openings: Openings,
        free: Iterable[Task],
        *,
        others: Solution | None = None,
        allowed: Mapping[int, set[Place]] | None = None,
        all_placed: bool = False,
    ) -> None:
        self.problem, self.openings, self.free = problem, openings, list(free)
        self.allowed, self.all_placed = allowed, all_placed
        self.holds = holds_of(problem, others or {})
        self.held = by_panel_and_day(self.holds)
        self.stride = max((frame.length for frame in problem.days), default=0) + problem.gap + 1
        self.cp = cp_model.CpModel()
        self.yes, self.no = self.cp.new_constant(1), self.cp.new_constant(0)
        self.at: dict[int, dict[Place, Literal]] = {}
        self.on: dict[int, dict[int, Literal]] = {}  # by day
        self.before: dict[int, dict[int, Literal]] = {}  # by panel
        self.placed: dict[int, Literal] = {}
        self.starts: dict[int, list[cp_model.IntVar]] = {}
        for task in self.free:
            self._place(task)
        self.used = {place: self.any(self.at_place(place), place in self.held) for place in self._places()}
        self.lunches = {group.index: self._serve(group.panels) for group in problem.groups}

    def _places(self) -> list[Place]:
        return [(seat.index, day) for seat in self.problem.seats for day in range(len(self.problem.days))]

    def at_place(self, place: Place) -> list[Literal]:
        return [self.at[task.index][place] for task in self.free if place in self.at[task.index]]

    def any(self, literals: list[Literal], surely: bool = False) -> Literal:
        """Whether one of these is true."""
        if surely or not literals:
            return self.yes if surely else self.no
        if len(literals) == 1:
            return literals[0]
        result = self.cp.new_bool_var("")
        self.cp.add_max_equality(result, literals)
        return result

    def one(self, literals: list[Literal], surely: bool = False) -> Literal:
        """The sum of literals of which one at most is true."""
        if surely:
            self.cp.add_exactly_one(literals)
            return self.yes
        if len(literals) < 2:
            return literals[0] if literals else self.no
        result = self.cp.new_bool_var("")
        self.cp.add_exactly_one([*literals, ~result])
        return result

    def _place(self, task: Task) -> None:
        choices = [
            choice
            for choice in self.openings.choices(task)
            if self.allowed is None or choice[:2] in self.allowed[task.index]
        ]
        at = {(panel, day): self.cp.new_bool_var("") for panel, day, _ in choices}
        panels, days = sorted({p for p, _ in at}), sorted({d for _, d in at})
        self.at[task.index] = at
        self.placed[task.index] = self.one(list(at.values()), self.all_placed)
        self.before[task.index] = {p: self.one([at[p, d] for d in days if (p, d) in at]) for p in panels}
        self.on[task.index] = {d: self.one([at[p, d] for p in panels if (p, d) in at]) for d in days}
        self.starts[task.index] = self._start(task, choices)

    def _start(self, task: Task, choices: list[Choice]) -> list[cp_model.IntVar]:
        """Each block starts when its panel and the candidate may, after the block before."""
        alike: dict[tuple[int, tuple[int, ...]], list[Literal]] = {}
        for panel, day, masks in choices:
            alike.setdefault((day, masks), []).append(self.at[task.index][panel, day])
        chosen = {key: self.one(literals) for key, literals in alike.items()}
        starts: list[cp_model.IntVar] = []
        for index in range(len(task.shape.blocks)):
            domains = {key: self.domain(key[0], key[1][index]) for key in alike}
            anywhen = cp_model.Domain(0, 0)
            for rank, domain in enumerate(domains.values()):
                anywhen = anywhen.union_with(domain) if rank else domain
            start = self.cp.new_int_var_from_domain(anywhen, "")
            for key, domain in domains.items() if len(domains) > 1 else ():
                self.cp.add_linear_expression_in_domain(start, domain).only_enforce_if(chosen[key])
            if starts:
                follows = self.cp.add(start >= starts[-1] + task.shape.blocks[index - 1].length)
                follows.only_enforce_if(self.placed[task.index])
            starts.append(start)
        return starts

    def domain(self, day: int, mask: int) -> cp_model.Domain:
        shift = day * self.stride
        return cp_model.Domain.from_intervals([[shift + a, shift + b - 1] for a, b in stretches(mask)])

    def end(self, task: Task) -> Linear:
        return self.starts[task.index][-1] + task.shape.blocks[-1].length

    def jury_start(self, task: Task) -> Linear:
        return self.starts[task.index][0] + task.shape.blocks[0].jury_from

    def seated(self, task: Task, panels: Iterable[int]) -> Literal:
        """Whether one of these panels receives the candidate."""
        before = self.before[task.index]
        return self.one([before[panel] for panel in sorted(panels) if panel in before])

    def _serve(self, panels: frozenset[int]) -> dict[int, tuple[Linear, Literal]]:
        """Jurors who share these panels: one step at a time, one candidate after the other, lunch every day worked."""
        steps, spans = self._held(panels)
        for task in self.free:
            seated = self.seated(task, panels)
            if seated is self.no:
                continue
            for block, start in zip(task.shape.blocks, self.starts[task.index], strict=True):
                steps.append(self.optional(start + block.jury_from, block.jury, seated))
            spans.append(self._span(task, seated))
        lunches = {}
        for day in range(len(self.problem.days)):
            works = self.any([self.used[panel, day] for panel in panels])
            pause, eats = self.problem.days[day].lunch, self._lunch(panels, day)
            if pause is not None and eats is not None and works is not self.no:
                steps.append(self.optional(eats, pause.length, works))
                lunches[day] = (eats, works)
        self.cp.add_no_overlap(steps)
        self.cp.add_no_overlap(spans)
        return lunches

    def optional(self, start: Linear, length: int, literal: Literal) -> cp_model.IntervalVar:
        return self.cp.new_optional_fixed_size_interval_var(start, length, literal, "")

    def fixed(self, day: int, start: int, end: int) -> cp_model.IntervalVar:
        return self.cp.new_fixed_size_interval_var(day * self.stride + start, end - start, "")

    def _span(self, task: Task, seated: Literal) -> cp_model.IntervalVar:
        """The passage for its jury, and the pause that follows it."""
        start, gap = self.jury_start(task), self.problem.gap
        if len(task.shape.blocks) == 1:
            return self.optional(start, task.shape.jury + gap, seated)
        size = self.cp.new_int_var(task.shape.jury + gap, self.stride, "")
        return self.cp.new_optional_interval_var(start, size, self.end(task) + gap, seated, "")

    def _held(self, panels: frozenset[int]) -> tuple[list[cp_model.IntervalVar], list[cp_model.IntervalVar]]:
        """What is held already, those that touch or cross made one: two pinned passages may stand too close."""
        steps, spans = [], []
        for day in range(len(self.problem.days)):
            holds = [hold for panel in panels for hold in self.held.get((panel, day), ())]
            work = union(part for hold in holds for part in hold.jury)
            kept = union((hold.span[0], hold.span[1] + self.problem.gap) for hold in holds)
            for panel in panels:
                kept |= self.problem.seats[panel].taken[day]
            steps += [self.fixed(day, *part) for part in stretches(work)]
            spans += [self.fixed(day, *part) for part in stretches(kept)]
        return steps, spans

    def _lunch(self, panels: frozenset[int], day: int) -> cp_model.IntVar | None:
        """When these jurors eat; None when there is no lunch, or when what is held leaves no time for one."""
        pause = self.problem.days[day].lunch
        if pause is None:
            return None
        work = union(part for panel in panels for hold in self.held.get((panel, day), ()) for part in hold.jury)
        mask = span(pause.start, pause.end - pause.length + 1)
        if work and not any(
            not work & span(start, start + pause.length) for start in range(pause.start, pause.end - pause.length + 1)
        ):
            return None
        return self.cp.new_int_var_from_domain(self.domain(day, mask), "")
