"""The streams of all panels on the days chosen, as one linear model: do they carry every candidate by these ends?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from ortools.math_opt.python import mathopt

from sessions.planning.frontier import Ends
from sessions.planning.openings import Openings
from sessions.planning.problem import Problem
from sessions.planning.streams import DONE, WITHIN, Arc, Bench, Crowd, Node, Streams, benches_of, crowds_of

Roster = tuple[Bench, list[Arc]]  # one panel's day: its passages in order
Network = tuple[int, Streams, list[Arc]]  # the rank of the day among those chosen


class Flow:
    """`whole` passages make rosters; without, every wait is allowed and what is impossible is impossible for good."""

    def __init__(self, problem: Problem, openings: Openings, days: Sequence[int], *, whole: bool) -> None:
        self.problem, self.days = problem, tuple(days)
        self.crowds: tuple[Crowd, ...] = crowds_of(problem)
        self.networks: list[Network] = []
        for rank, day in enumerate(self.days):
            for bench in benches_of(problem, day, sharing=not whole):
                streams = Streams(problem, openings, self.crowds, bench)
                self.networks.append((rank, streams, streams.arcs(whole=whole)))
        self._relaxed: Relaxed | None = None

    def is_possible(self, ends: Ends) -> bool:
        """Fractions of panels may do it; when they can't, nobody can."""
        if self._relaxed is None:
            self._relaxed = Relaxed(self)
        return self._relaxed.is_possible(ends)

    def is_possible_whole(self, ends: Ends, seconds: float) -> bool:
        """The same for whole panels and candidates; what that time does not tell is taken for possible."""
        program = _Program(self, ends, integer=True)
        limit = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
        result = mathopt.solve(program.model, mathopt.SolverType.HIGHS, params=limit)
        return bool(result.termination.reason != mathopt.TerminationReason.INFEASIBLE)

    def rosters(self, ends: Ends, seconds: float) -> list[Roster] | None:
        """One for each panel that works; None when there is none, or none was found in that time."""
        program = _Program(self, ends, integer=True)
        program.prefer_early()
        limit = mathopt.SolveParameters(time_limit=timedelta(seconds=max(seconds, 0.1)), solution_limit=1)
        result = mathopt.solve(program.model, mathopt.SolverType.HIGHS, params=limit)
        if not result.has_primal_feasible_solution():
            return None
        values = result.variable_values()
        return [
            roster
            for streams, columns in program.columns
            for roster in _paths(streams, Counter({arc: round(values[column]) for arc, column in columns}))
        ]


class _Program:
    """Only what may be done by `ends` has a column."""

    def __init__(self, flow: Flow, ends: Ends, *, integer: bool) -> None:
        self.flow, self.problem, self.integer = flow, flow.problem, integer
        self.model = mathopt.Model()
        self.columns: list[tuple[Streams, list[tuple[Arc, mathopt.Variable]]]] = []
        self.begun = [self.model.add_linear_constraint(lb=len(c.tasks), ub=len(c.tasks)) for c in flow.crowds]
        self.rooms: dict[tuple[int, int, int], mathopt.LinearConstraint] = {}
        self.ranks = sorted({crowd.shape.preparation_rank for crowd in flow.crowds})
        for rank, streams, arcs in flow.networks:
            self._add(streams, [arc for arc in arcs if arc.head[1] <= ends[rank]])

    def prefer_early(self) -> None:
        """Any roster will do, but a solver with something to aim at finds one sooner."""
        passages = ((arc, column) for _, columns in self.columns for arc, column in columns if arc.starts)
        self.model.minimize(mathopt.LinearSum(arc.head[1] * column for arc, column in passages))

    def _add(self, streams: Streams, arcs: Iterable[Arc]) -> None:
        count = len(streams.bench.seats)
        nodes: dict[Node, mathopt.LinearConstraint] = {}

        def node(at: Node) -> mathopt.LinearConstraint:
            if at not in nodes:
                most = 0 if at[0] == WITHIN else count
                nodes[at] = self.model.add_linear_constraint(lb=0, ub=most)
            return nodes[at]

        columns = []
        for arc in arcs:
            column = self.model.add_variable(lb=0, ub=count, is_integer=self.integer)
            node(arc.tail).set_coefficient(column, -1)
            node(arc.head).set_coefficient(column, 1)
            if arc.begins and arc.crowd is not None:
                self.begun[arc.crowd].set_coefficient(column, 1)
            if arc.stays and arc.crowd is not None:
                self._prepare(streams.bench.day, arc, column)
            columns.append((arc, column))
        sources = self.model.add_linear_constraint(lb=0, ub=count)
        for source in streams.sources:
            if source in nodes:
                column = self.model.add_variable(lb=0, ub=count, is_integer=self.integer)
                nodes[source].set_coefficient(column, 1)
                sources.set_coefficient(column, 1)
        self.columns.append((streams, columns))

    def _prepare(self, day: int, arc: Arc, column: mathopt.Variable) -> None:
        rank = self.flow.crowds[arc.crowd or 0].shape.preparation_rank
        for start, end in arc.stays:
            for tick in range(start, end):
                for level in self.ranks:
                    if level <= rank:
                        self._rooms(day, tick, level).set_coefficient(column, 1)

    def _rooms(self, day: int, tick: int, rank: int) -> mathopt.LinearConstraint:
        """No more candidates in preparation than rooms that are open and equipped."""
        key = (day, tick, rank)
        if key not in self.rooms:
            rooms = self.problem.preparation_rooms
            count = sum(1 for room in rooms if room.rank >= rank and room.free[day] >> tick & 1)
            self.rooms[key] = self.model.add_linear_constraint(ub=count)
        return self.rooms[key]


class Relaxed:
    """One model asked again and again: only the bounds of what ends too late change, and the solver goes on."""

    def __init__(self, flow: Flow) -> None:
        days = [flow.problem.days[day] for day in flow.days]
        self.ends: Ends = tuple(frame.length for frame in days)
        self.program = program = _Program(flow, self.ends, integer=False)
        self.model = program.model
        self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)
        self.ending: list[dict[int, list[tuple[mathopt.Variable, int]]]] = [{} for _ in days]
        for (rank, streams, _), (_, columns) in zip(flow.networks, program.columns, strict=True):
            for arc, column in columns:
                if arc.head[0] == DONE:
                    own = self.ending[rank].setdefault(arc.head[1], [])
                    own.append((column, len(streams.bench.seats)))

    def is_possible(self, ends: Ends) -> bool:
        result = self.solved(ends)
        return result is None or result.termination.reason != mathopt.TerminationReason.INFEASIBLE

    def solved(self, ends: Ends) -> mathopt.SolveResult | None:
        """After many changes the solver may lose its way: a fresh one is asked then; None when that one fails too."""
        for rank, (was, end) in enumerate(zip(self.ends, ends, strict=True)):
            for tick in range(min(was, end) + 1, max(was, end) + 1):
                for column, count in self.ending[rank].get(tick, ()):
                    column.upper_bound = count if tick <= end else 0
        self.ends = ends
        for _ in range(2):
            try:
                return self.solver.solve()
            except (RuntimeError, AttributeError):  # the first is documented, the second is what 9.15 raises for it
                self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)
        return None


def _paths(streams: Streams, flow: Counter[Arc]) -> Iterable[Roster]:
    """Any way of following the arcs makes rosters: a panel may stop wherever a candidate is done."""
    leaving: dict[Node, list[Arc]] = {}
    for arc in flow:
        leaving.setdefault(arc.tail, []).append(arc)

    def following(node: Node) -> Arc | None:
        return next((arc for arc in leaving.get(node, ()) if flow[arc] > 0), None)

    for source in streams.sources:
        while following(source):
            passages: list[Arc] = []
            node = source
            while (taken := following(node)) is not None:
                flow[taken] -= 1
                node = taken.head
                if taken.starts:
                    passages.append(taken)
            if passages:
                yield streams.bench, passages
