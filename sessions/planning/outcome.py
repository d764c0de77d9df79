"""What the planner answers, for those who read it without a solver at hand."""

from dataclasses import dataclass

from sessions.planning.figures import Level
from sessions.timetable import Id, Passage


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every passage, those that stay included; a sentence for each candidate without one."""

    passages: tuple[Passage, ...]
    unplaced: dict[Id, str]
    advice: str  # what would place most of them, or nothing
    levels: tuple[Level, ...]
    seconds: float

    @property
    def is_optimal(self) -> bool:
        return all(level.is_proven for level in self.levels)
