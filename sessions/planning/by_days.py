"""Small sessions, a day at a time: shares of the candidates for each day, then each day alone, until both agree.

Days have nothing in common but the candidates. What a day alone can't do with its share is told to the model that
shares them out, and holds for every share at least as heavy (Benders' cuts, of logic: a day is a whole model). The
easiest view of a day is asked first: what it refuses tells against most.
"""

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import replace

from sessions.planning.best_days import with_best_days
from sessions.planning.capacity import Capacity
from sessions.planning.figures import DAYS
from sessions.planning.one_day import Answer, DayView, only, without_links
from sessions.planning.problem import Problem, Solution, Task
from sessions.planning.proof import is_as_good
from sessions.planning.search import Search
from sessions.planning.sharing import ADDITIVE, Lesson, Shares, Sharing
from sessions.planning.solving import Solving


class ByDays:
    """For plans that place everybody on the fewest days."""

    def __init__(self, search: Search, capacity: Capacity) -> None:
        self.search, self.problem, self.capacity, self.until = search, search.problem, capacity, 0.0
        self.kinds = _kinds(search.problem)
        self.views = _views(search, self.kinds)
        self.sharing = Sharing(search.problem, capacity, self.kinds, search.bounds[DAYS])
        self._learned: list[Lesson] = []
        self._kept: dict[str, int] = {}

    def settle(self, seconds: float) -> None:
        """Minutes, waits and idle jurors in turn, proven and reached."""
        self.until = self.search.left - seconds
        for rank, name in enumerate(ADDITIVE):
            while self.search.bounds[name] < self.search.value(name):
                if not self._left or not self._step(ADDITIVE[: rank + 1]):
                    return
            self._kept[name] = self.search.value(name)
            self.sharing.keep(name, self._kept[name])

    def teach(self, solving: Solving) -> None:
        """What was learned of the days, told to a model of the whole session."""
        model, cp = solving.model, solving.model.cp
        sharing = Sharing(self.problem, self.capacity, self.kinds, self.search.bounds[DAYS], cp)
        for day, numbers in enumerate(sharing.numbers):
            cp.add(sharing.ends[day] == solving.levels.ends[day])
            for kind, number in zip(self.kinds, numbers, strict=True):
                cp.add(number == sum(model.on[task].get(day, 0) for task in kind))
        for lesson in self._learned:
            sharing.learn(*lesson)
        for name, value in self._kept.items():
            sharing.keep(name, value)

    @property
    def _left(self) -> float:
        return max(self.search.left - self.until, 0)

    def _step(self, names: Sequence[str]) -> bool:
        """Whether something was learned of the last of these levels."""
        with self.search.interrupting(self.sharing.solver.stop_search):
            shares = self.sharing.solve(names[-1], self.search.bounds[names[-1]], self._left)
        if shares is None:
            return False
        self.search.prove(names[-1], shares.bound)
        if not shares.is_sure:
            return False
        if shares.bound == self.search.value(names[-1]):
            return True
        answers = {day: self._day(day, names, shares) for day, numbers in enumerate(shares.numbers) if any(numbers)}
        if None in answers.values():
            return True
        known = {day: answer for day, answer in answers.items() if answer is not None}
        before = self.search.values
        if all(answer.is_sure for answer in known.values()):
            self.search.offer(self._solution(shares, known))
        return self.search.values != before

    def _day(self, day: int, names: Sequence[str], shares: Shares) -> Answer | None:
        """What the day answers to its share; None when it takes more than was thought."""
        values = shares.values[day]
        answer = Answer(0, is_sure=False)
        for rank, name in enumerate(names):
            caps = {above: values[above] for above in names[:rank]}
            for view in self.views[day]:
                counts = view.counts(shares.numbers[day])
                answer = view.ask(counts, name, caps, self._left)
                if answer.least is None or answer.least > values[name]:
                    self._learned.append((view, counts, name, caps, answer))
                    self.sharing.learn(*self._learned[-1])
                    return None
        return answer

    def _solution(self, shares: Shares, answers: dict[int, Answer]) -> Solution:
        """Names for the shares, each day's placements for those of the same group."""
        waiting = [deque(kind) for kind in self.kinds]
        solution: Solution = {}
        for day, answer in answers.items():
            view = self.views[day][-1]
            groups: dict[int, list[int]] = {}
            for kind, number in enumerate(shares.numbers[day]):
                groups.setdefault(view.groups[kind], []).extend(waiting[kind].popleft() for _ in range(number))
            for group, one in answer.placements:
                task = groups[group].pop()
                solution[task] = replace(one, task=task, day=day)
        return solution


def _kinds(problem: Problem) -> list[list[int]]:
    """Candidates who could be exchanged."""
    found: dict[Hashable, list[int]] = {}
    for task in problem.tasks:
        found.setdefault((id(task.shape), task.away, task.panels), []).append(task.index)
    return list(found.values())


def _views(search: Search, kinds: Sequence[Sequence[int]]) -> list[list[DayView]]:
    """For each day, the easiest view first, as it is last."""
    problem, days = search.problem, range(len(search.problem.days))
    easier = with_best_days(problem)
    best = [] if easier is None else [DayView(search, without_links(only(easier, 0)), kinds, _shape, days)]
    views: list[list[DayView]] = []
    for day in days:
        same = next((d for d in range(day) if is_as_good(problem, d, day) and is_as_good(problem, day, d)), None)
        if same is not None:
            views.append(views[same])
            continue
        no_better = [other for other in days if is_as_good(problem, day, other)]
        alone = only(problem, day)
        eased = DayView(search, without_links(alone), kinds, _shape_and_absence, no_better)
        exact = DayView(search, alone, kinds, _all_of_it, no_better)
        views.append([*best, eased, exact])
    return views


def _shape(task: Task) -> Hashable:
    return id(task.shape)


def _shape_and_absence(task: Task) -> Hashable:
    return id(task.shape), task.away


def _all_of_it(task: Task) -> Hashable:
    return id(task.shape), task.away, task.panels
