"""Rooms in the model: preparation rooms counted when they are alike, named when they are not; jury rooms."""

from collections.abc import Iterator

from ortools.sat.python import cp_model

from sessions.planning.masks import span, stretches
from sessions.planning.model import Literal, Model
from sessions.planning.problem import Seat, Spot, Task, Use


class RoomRules:
    """`named` are the days when it matters which preparation room; on the others a count is enough.

    When `counted_only`, rooms are counted on every day: who is where is settled afterwards, if it can be.
    """

    def __init__(self, model: Model, *, counted_only: bool = False) -> None:
        self.model, self.problem, self.cp = model, model.problem, model.cp
        self.days = range(len(self.problem.days))
        self.top = max((task.shape.preparation_rank for task in model.free), default=0)
        self.named = [] if counted_only else [day for day in self.days if not self._are_alike(day)]
        self.chosen: dict[tuple[int, int], list[tuple[int, Literal]]] = {}  # task, rank of the use: rooms
        self.homes: dict[tuple[int, int], dict[int, Literal]] = {}  # panel, day: rooms
        self._taken: dict[int, list[cp_model.IntervalVar]] = {}
        self._count()
        self._name()
        self._sit()
        for own in self._taken.values():
            self.cp.add_no_overlap(own)

    def _are_alike(self, day: int) -> bool:
        """Same hours, all equipped enough, none held by a passage that stays, none that a jury may sit in."""
        rooms = [room for room in self.problem.preparation_rooms if room.free[day]]
        pinned = [hold for hold in self.model.holds if hold.day == day and hold.is_pinned]
        held = {room for hold in pinned for room, _, _ in hold.preparations}
        return len({room.free[day] for room in rooms}) < 2 and all(
            room.rank >= self.top and room.index not in held and not room.is_jury for room in rooms
        )

    def _uses(self, task: Task) -> Iterator[tuple[Use, cp_model.IntVar]]:
        for block, start in zip(task.shape.blocks, self.model.starts[task.index], strict=True):
            for use in block.preparations:
                yield use, start

    def _count(self) -> None:
        """For each rank of equipment, no more uses at a time than rooms; what closes or is held takes one."""
        days = [day for day in self.days if day not in self.named]
        for rank in sorted({task.shape.preparation_rank for task in self.model.free}):
            rooms = [room for room in self.problem.preparation_rooms if room.rank >= rank]
            intervals = []
            for task in self.model.free:
                present = self._on(task, days)
                if task.shape.preparation_rank >= rank and present is not self.model.no:
                    for use, start in self._uses(task):
                        intervals.append(self.model.optional(start + use.start, use.end - use.start, present))
            if intervals:
                intervals += [self.model.fixed(day, *part) for day in days for part in self._uncounted(rooms, day)]
                self.cp.add_cumulative(intervals, [1] * len(intervals), len(rooms))

    def _on(self, task: Task, days: list[int]) -> Literal:
        on = self.model.on[task.index]
        if set(on) <= set(days):
            return self.model.placed[task.index]
        return self.model.one([literal for day, literal in on.items() if day in days])

    def _uncounted(self, rooms: list[Spot], day: int) -> Iterator[tuple[int, int]]:
        """When each of these rooms is closed or held that day."""
        indices = {room.index for room in rooms}
        whole = span(0, self.problem.days[day].length)
        for room in rooms:
            yield from stretches(whole & ~room.free[day])
        for hold in self.model.holds:
            if hold.day == day:
                yield from ((start, end) for room, start, end in hold.preparations if room in indices)

    def _take(self, room: int, interval: cp_model.IntervalVar) -> None:
        self._taken.setdefault(room, []).append(interval)

    def _name(self) -> None:
        """On the named days each use takes one room, which nobody else has then."""
        for day in self.named:
            for room in self.problem.preparation_rooms:
                for part in stretches(span(0, self.problem.days[day].length) & ~room.free[day]):
                    self._take(room.index, self.model.fixed(day, *part))
            for hold in self.model.holds:
                for held, start, end in hold.preparations if hold.day == day else ():
                    self._take(held, self.model.fixed(day, start, end))
        for task in self.model.free if self.named else ():
            for rank, (use, begins) in enumerate(self._uses(task)):
                self.chosen[task.index, rank] = self._choose(task, use, begins)

    def _choose(self, task: Task, use: Use, start: cp_model.IntVar) -> list[tuple[int, Literal]]:
        """One literal for each room, whatever the named day: times tell the days apart."""
        on = self._on(task, self.named)
        if on is self.model.no:
            return []
        found = []
        for room in self.problem.preparation_rooms:
            if room.rank >= task.shape.preparation_rank:
                literal = self.cp.new_bool_var("")
                self._take(room.index, self.model.optional(start + use.start, use.end - use.start, literal))
                found.append((room.index, literal))
        self.cp.add_exactly_one([*(literal for _, literal in found), ~on])
        return found

    def _sit(self) -> None:
        """A panel keeps to its room; one without a room has one to itself for the day."""
        homes = [seat.room for seat in self.problem.seats]
        for seat in self.problem.seats:
            if seat.room is None:
                for day in self.days:
                    if self.model.used[seat.index, day] is not self.model.no:
                        self._settle(seat, day)
            elif homes.count(seat.room) > 1 or self.problem.rooms[seat.room].is_preparation:
                self._share(seat, seat.room)
        for hold in self.model.holds:
            if hold.jury_room is not None and hold.jury_room in self._taken:
                for part in hold.jury:
                    self._take(hold.jury_room, self.model.fixed(hold.day, *part))
        for seat in self.problem.seats:
            self._avoid_strangers(seat)
        self._keep_apart()

    def _share(self, seat: Seat, room: int) -> None:
        for task in self.model.free:
            literal = self.model.before[task.index].get(seat.index)
            if literal is not None:
                for block, start in zip(task.shape.blocks, self.model.starts[task.index], strict=True):
                    self._take(room, self.model.optional(start + block.jury_from, block.jury, literal))

    def _avoid_strangers(self, seat: Seat) -> None:
        """Passages that stay, of another panel or of a preparation, in the room of this one."""
        if seat.room is None or seat.room in self._taken:
            return
        strangers = [
            (hold.day, *part)
            for hold in self.model.holds
            for part in (
                *(hold.jury if hold.jury_room == seat.room and hold.panel != seat.index else ()),
                *((start, end) for room, start, end in hold.preparations if room == seat.room),
            )
        ]
        if strangers:
            self._share(seat, seat.room)
            for day, start, end in strangers:
                self._take(seat.room, self.model.fixed(day, start, end))

    def _settle(self, seat: Seat, day: int) -> None:
        """The room of a panel that has none of its own, equipped for everyone it receives that day."""
        settled = self._settled(seat, day)
        rooms = [room for room in self.problem.rooms if room.is_jury and room.index in settled]
        literals = {room.index: self.cp.new_bool_var("") for room in rooms}
        self.homes[seat.index, day] = literals
        used = self.model.used[seat.index, day]
        self.cp.add(sum(literals.values()) == used)
        for task in self.model.free:
            at = self.model.at[task.index].get((seat.index, day))
            if at is None:
                continue
            for room in rooms:
                if room.rank < task.shape.jury_rank:
                    self.cp.add_implication(at, ~literals[room.index])
                elif room.free[day] != span(0, self.problem.days[day].length):
                    self._within(task, room, day, [at, literals[room.index]])

    def _settled(self, seat: Seat, day: int) -> set[int]:
        if (seat.index, day) in self.problem.settled_rooms:
            return {self.problem.settled_rooms[seat.index, day]}
        held = {hold.jury_room for hold in self.model.held.get((seat.index, day), ()) if hold.jury_room is not None}
        return held or {room.index for room in self.problem.rooms if room.is_jury}

    def _within(self, task: Task, room: Spot, day: int, literals: list[Literal]) -> None:
        domain = self.model.domain(day, room.free[day])
        for block, start in zip(task.shape.blocks, self.model.starts[task.index], strict=True):
            for moment in range(block.jury_from, block.length):
                within = self.cp.add_linear_expression_in_domain(start + moment, domain)
                within.only_enforce_if(literals)

    def _keep_apart(self) -> None:
        """Nobody else sits, nor prepares, in the room that a panel has to itself that day."""
        for day in self.days:
            for room in self.problem.rooms:
                own = [rooms[room.index] for (_, on), rooms in self.homes.items() if on == day and room.index in rooms]
                if not own:
                    continue
                self.cp.add_at_most_one(own)
                alone = self.model.any(own)
                for seat in self.problem.seats:
                    if seat.room == room.index:
                        self.cp.add_bool_or([~alone, ~self.model.used[seat.index, day]])
                self._close_to_preparation(room.index, day, alone)

    def _close_to_preparation(self, room: int, day: int, alone: Literal) -> None:
        for (task, _), rooms in self.chosen.items():
            on = self.model.on[task].get(day)
            for index, literal in rooms:
                if index == room and on is not None:
                    self.cp.add_bool_or([~alone, ~literal, ~on])
