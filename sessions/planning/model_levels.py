"""The levels of the objective as expressions of the model, in the minutes and counts of `figures`."""

from datetime import timedelta
from functools import cached_property

from sessions.planning.figures import CHANGED, DAYS, IDLE, MINUTES, SHIFT, SPREAD, UNPLACED, WAITING, figures
from sessions.planning.masks import lowest
from sessions.planning.model import Linear, Literal, Model
from sessions.planning.problem import Base, Frame, Group, Task

_MINUTE = timedelta(minutes=1)


class Levels:
    """Each level is written into the model the first time it is asked for."""

    def __init__(self, model: Model) -> None:
        self.model, self.problem, self.cp, self.unit = model, model.problem, model.cp, model.problem.unit
        self.days = range(len(self.problem.days))
        self.works = [
            model.any([model.used[seat.index, day] for seat in self.problem.seats], self._is_held(day))
            for day in self.days
        ]
        self.ends = [self._end(day) for day in self.days]
        self._known: dict[str, Linear] = {}
        fixed = [one.passage for one in self.problem.fixed]
        self._fixed = figures(self.problem.timetable, fixed, self.problem.baseline)

    def __getitem__(self, name: str) -> Linear:
        if name not in self._known:
            write = {
                UNPLACED: self._unplaced,
                CHANGED: self._changed,
                SHIFT: self._shift,
                DAYS: self._days,
                MINUTES: self._minutes,
                WAITING: self._waiting,
                IDLE: self._idle,
                SPREAD: self._spread,
            }
            self._known[name] = write[name]()
        return self._known[name]

    def _is_held(self, day: int) -> bool:
        return any(hold.day == day for hold in self.model.holds)

    def _end(self, day: int) -> Linear:
        """The tick when the day ends, 0 when nobody works; no panel may work faster than its load."""
        held = max((hold.end for hold in self.model.holds if hold.day == day), default=0)
        end = self.cp.new_int_var(held, max(self.problem.days[day].length, held), "")
        for task in self.model.free:
            on = self.model.on[task.index].get(day)
            if on is not None:
                passed = self.cp.add(end >= self.model.end(task) - day * self.model.stride)
                passed.only_enforce_if(on)
        for seat in self.problem.seats:
            self._work_before(seat.index, day, end)
        return end

    def _work_before(self, panel: int, day: int, end: Linear) -> None:
        """A panel ends after its work, its pauses between candidates, and lunch unless it ends or begins without."""
        tasks = [task for task in self.model.free if (panel, day) in self.model.at[task.index]]
        if not tasks:
            return
        at = [self.model.at[task.index][panel, day] for task in tasks]
        holds = self.model.held.get((panel, day), [])
        load = sum(task.shape.jury * literal for task, literal in zip(tasks, at, strict=True))
        load += sum(hold.load for hold in holds)
        pauses = (sum(at) + len(holds) - 1) * self.problem.gap
        opens = min([lowest(self.problem.seats[panel].free[day]), *(hold.span[0] for hold in holds)])
        used = self.model.used[panel, day]
        self.cp.add(end >= opens + load + pauses).only_enforce_if(used)
        lunch = self.problem.days[day].lunch
        if lunch is not None and opens < lunch.start + lunch.length:
            ends_before = self.cp.new_bool_var("")
            self.cp.add(load <= max(lunch.end - lunch.length - opens, 0)).only_enforce_if(ends_before)
            sooner = min(opens, lunch.start)  # a panel that begins after its lunch
            later = self.cp.add(end >= sooner + load + pauses + lunch.length - self.problem.gap)
            later.only_enforce_if(used, ~ends_before)

    def _unplaced(self) -> Linear:
        return sum(1 - self.model.placed[task.index] for task in self.model.free)

    def _days(self) -> Linear:
        return sum(self.works)

    def _minutes(self) -> Linear:
        late = sum(frame.late * works for frame, works in zip(self.problem.days, self.works, strict=True))
        return self.unit * sum(self.ends) + late

    def _changed(self) -> Linear:
        """Everybody published but those who are kept, and those of no plan any more."""
        return self._fixed[CHANGED] - sum(self.kept.values())

    @cached_property
    def kept(self) -> dict[int, Literal]:
        """By task, whether it is where and when it was published; those that can't be are not there."""
        return {
            task.index: literal
            for task in self.model.free
            if task.base and (literal := self._kept(task, task.base)) is not None
        }

    def _kept(self, task: Task, base: Base) -> Literal | None:
        at = self.model.at[task.index]
        if base.day is None or base.panel is None or base.start is None or base.end is None:
            return None
        place = (base.panel, base.day)
        if place not in at:
            return None
        kept, shift = self.cp.new_bool_var(""), base.day * self.model.stride
        self.cp.add_implication(kept, at[place])
        first = task.shape.blocks[0].uses[0].start
        self.cp.add(self.model.starts[task.index][0] + first == base.start + shift).only_enforce_if(kept)
        self.cp.add(self.model.end(task) == base.end + shift).only_enforce_if(kept)
        return kept

    def _shift(self) -> Linear:
        return self._fixed[SHIFT] + sum(self._shift_of(task, task.base) for task in self.model.free if task.base)

    def _shift_of(self, task: Task, base: Base) -> Linear:
        """Minutes between the two starts, nights included."""
        zero = self.problem.days[0].origin
        was = (base.passage.steps[0].start - zero) // _MINUTE
        start = (self.model.starts[task.index][0] + task.shape.blocks[0].uses[0].start) * self.unit
        for day, literal in self.model.on[task.index].items():
            begins = (self.problem.days[day].origin - zero) // _MINUTE
            start += (begins - day * self.model.stride * self.unit) * literal
        shift = self.cp.new_int_var(0, 400 * 24 * 60, "")
        self.cp.add(shift >= start - was).only_enforce_if(self.model.placed[task.index])
        self.cp.add(shift >= was - start).only_enforce_if(self.model.placed[task.index])
        return shift

    def _waiting(self) -> Linear:
        waits = []
        for task in self.model.free:
            blocks, starts = task.shape.blocks, self.model.starts[task.index]
            if len(blocks) > 1:
                at_once = sum(block.length for block in blocks[:-1])
                wait = self.cp.new_int_var(0, self.model.stride, "")
                waited = self.cp.add(wait >= starts[-1] - starts[0] - at_once)
                waited.only_enforce_if(self.model.placed[task.index])
                waits.append(wait)
        return self._fixed[WAITING] + self.unit * sum(waits)

    def _spread(self) -> Linear:
        most = sum(task.shape.jury * self.unit for task in self.model.free) + sum(f.minutes for f in self.problem.fixed)
        high, low = (self.cp.new_int_var(0, most, "") for _ in range(2))
        for seat in self.problem.seats:
            load = sum(fixed.minutes for fixed in self.problem.fixed if fixed.panel == seat.index)
            load += sum(
                hold.load * self.unit for hold in self.model.holds if hold.panel == seat.index and not hold.is_pinned
            )
            for task in self.model.free:
                load += task.shape.jury * self.unit * self.model.before[task.index].get(seat.index, 0)
            self.cp.add(high >= load)
            self.cp.add(low <= load)
        return high - low

    def _idle(self) -> Linear:
        return self.unit * sum(
            group.jurors * self._idle_of(group, day, frame)
            for group in self.problem.groups
            for day, frame in enumerate(self.problem.days)
            if any(self.model.used[panel, day] is not self.model.no for panel in group.panels)
        )

    def _idle_of(self, group: Group, day: int, frame: Frame) -> Linear:
        """A juror's day from first to last minute, less the work and a lunch that falls inside."""
        zero = day * self.model.stride
        works = self.model.any([self.model.used[panel, day] for panel in group.panels])
        first, last = (self.cp.new_int_var(zero, zero + frame.length, "") for _ in range(2))
        work: Linear = 0
        count: Linear = 0
        for panel in group.panels:
            for hold in self.model.held.get((panel, day), ()):
                self.cp.add(first <= zero + hold.span[0])
                self.cp.add(last >= zero + hold.span[1])
                work += hold.load
        for task in self.model.free:
            here = self.model.one(
                [at for (p, d), at in self.model.at[task.index].items() if d == day and p in group.panels]
            )
            if here is not self.model.no:
                self.cp.add(first <= self.model.jury_start(task)).only_enforce_if(here)
                self.cp.add(last >= self.model.end(task)).only_enforce_if(here)
                work += task.shape.jury * here
                count += here
        idle = self.cp.new_int_var(0, frame.length, "")
        lunch = self.model.lunches[group.index].get(day)
        eats: Linear = 0
        ate: Linear = 0
        if lunch is not None and frame.lunch is not None:
            inside = self.cp.new_bool_var("")
            self.cp.add(lunch[0] >= first).only_enforce_if(inside)
            self.cp.add(lunch[0] + frame.lunch.length <= last).only_enforce_if(inside)
            eats, ate = frame.lunch.length * inside, inside
        self.cp.add(idle >= last - first - work - eats).only_enforce_if(works)
        if not any(hold.is_pinned for panel in group.panels for hold in self.model.held.get((panel, day), ())):
            # Implied: between two candidates a pause, which one lunch may hold. The solver proves more with it.
            pause = min(self.problem.gap, frame.lunch.length) if frame.lunch else 0
            count += sum(len(self.model.held.get((panel, day), ())) for panel in group.panels)
            self.cp.add(idle >= self.problem.gap * (count - 1) - pause * ate).only_enforce_if(works)
        return idle
