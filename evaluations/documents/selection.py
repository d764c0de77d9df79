"""Which sheets are wanted: kinds, days, people, in one file or one a person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from evaluations.documents import KINDS, Folder
from ntc_cert.documents import ascii_name
from ntc_cert.words import listing, plural
from sessions.leaves import PrintFile, of_candidate, of_juror


@dataclass(frozen=True, slots=True)
class Choice:
    """`days` and `people` are None when all are wanted; a sheet of no day, or nobody's own, is always among them."""

    kinds: tuple[str, ...]
    days: frozenset[date] | None = None
    people: frozenset[str] | None = None
    is_split: bool = False
    is_signed: bool = False  # each file, with the centre's certificate
    site: str = ""

    @property
    def is_whole(self) -> bool:
        """Everybody, every day."""
        return self.days is None and self.people is None

    def written(self) -> dict[str, Any]:
        return {
            "kinds": list(self.kinds),
            "days": None if self.days is None else sorted(day.isoformat() for day in self.days),
            "people": None if self.people is None else sorted(self.people),
            "is_split": self.is_split,
            "is_signed": self.is_signed,
            "site": self.site,
        }

    @classmethod
    def read(cls, written: dict[str, Any]) -> "Choice":
        days, people = written["days"], written["people"]
        return cls(
            kinds=tuple(written["kinds"]),
            days=None if days is None else frozenset(map(date.fromisoformat, days)),
            people=None if people is None else frozenset(people),
            is_split=written["is_split"],
            is_signed=written.get("is_signed", False),  # asked before anything could be signed
            site=written["site"],
        )


def chosen(folder: Folder, choice: Choice) -> list[PrintFile]:
    """In the order of the kinds; nothing stands for a kind that has nothing to print."""
    made = (file for key, kind in KINDS.items() if key in choice.kinds for file in kind.make(folder))
    return [kept for file in made if not file.is_empty for kept in _of_choice(file, choice)]


def _of_choice(file: PrintFile, choice: Choice) -> Iterator[PrintFile]:
    if choice.people is not None and file.person and file.person not in choice.people:
        return
    leaves = tuple(leaf for leaf in file.leaves if choice.days is None or leaf.day is None or leaf.day in choice.days)
    if leaves:
        yield replace(file, leaves=leaves)


def sheets(files: Iterable[PrintFile]) -> int:
    return sum(len(file.leaves) for file in files)


def told_of(choice: Choice, count: int) -> str:
    """« Convocations et feuilles d’émargement, 18 feuilles »."""
    labels = [kind.label for key, kind in KINDS.items() if key in choice.kinds]
    return f"{listing(labels)}, {plural(count, 'feuille')}"


def bundles(folder: Folder, files: Iterable[PrintFile]) -> dict[str, list[PrintFile]]:
    """By the name of the file each goes in: one a person, and each sheet that is nobody's own by itself."""
    names = dict(_names(folder))
    found: dict[str, list[PrintFile]] = {}
    for file in files:
        found.setdefault(names.get(file.person) or file.name, []).append(file)
    return found


def _names(folder: Folder) -> Iterator[tuple[str, str]]:
    reference = folder.exam_session.reference
    for course in folder.planned.courses:
        person = course.candidate.person
        yield of_candidate(course.candidate.pk), ascii_name(reference, course.number, person.last_name)
    for bench in folder.planned.benches:
        yield of_juror(bench.juror.pk), ascii_name(reference, "juror", bench.juror.pk, bench.juror.last_name)
