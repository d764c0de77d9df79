"""A référentiel as frozen values: what every rule above reads, with no Django and no database.

`Referentiel.parse` reads the JSON document (shape in README, « Référentiel document »); the values keep
the order of the document. Every item carries the section it comes from (`RCT08`, `RCC06` …).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from titles.coherence import incoherences
from titles.reading import Fault, Node
from titles.routes import Equipment, Phase, PhaseKind, Place, Route, Step, StepKind, route_rank

__all__ = [
    "Alias",
    "Ccp",
    "Competence",
    "Criterion",
    "Equipment",
    "Item",
    "Phase",
    "PhaseKind",
    "Place",
    "PrintedDate",
    "Referentiel",
    "Route",
    "Step",
    "StepKind",
    "UnreadableReferentiel",
    "WrittenChange",
]

Found = TypeVar("Found")

INSCRIPTIONS: Final = {"titre": "title", "entretien final": "final"}
STEM: Final = "Le (la) candidat(e) est capable de"
_STEM_AS_PRINTED: Final = re.compile(r"Le \(la\) candidat ?\(e\) est capable (?:de |d['’] ?)")


class UnreadableReferentiel(ValueError):
    """The document is not a référentiel; `problems` says where, what was read and what to do."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        self.problems = [str(fault) for fault in self.faults]
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Alias:
    """Another wording the document prints, kept and never shown first."""

    text: str
    source: str

    @classmethod
    def read(cls, node: Node) -> "Alias":
        return cls(node.child("text").text(), node.child("source").text())


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as the document prints it, blank where it prints none."""

    label: str
    value: str
    source: str

    @classmethod
    def read(cls, node: Node) -> "PrintedDate":
        return cls(node.child("label").text(), node.child("value").text(blank=True), node.child("source").text())


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str  # C<competence>.<n>
    label: str  # the whole official sentence
    source: str
    aliases: tuple[Alias, ...] = ()

    @classmethod
    def read(cls, node: Node) -> "Criterion":
        if node.has("observation_fields"):
            node.child("observation_fields").texts()
        return cls(
            code=node.child("code").code(),
            label=node.child("label").text(),
            source=node.child("source").text(),
            aliases=tuple(map(Alias.read, node.child("aliases").items())),
        )

    @property
    def stem(self) -> str:
        """What all official sentences begin with, said once above a grid; empty when this one does not."""
        return STEM if _STEM_AS_PRINTED.match(self.label) else ""

    @property
    def short_label(self) -> str:
        """The sentence from its verb on, without its full stop."""
        return _STEM_AS_PRINTED.sub("", self.label, count=1).removesuffix(".")


@dataclass(frozen=True, slots=True)
class Competence:
    number: int
    label: str
    source: str
    criteria: tuple[Criterion, ...]
    aliases: tuple[Alias, ...] = ()

    @classmethod
    def read(cls, node: Node) -> "Competence":
        return cls(
            number=node.child("number").count(),
            label=node.child("label").text(),
            source=node.child("source").text(),
            criteria=tuple(map(Criterion.read, node.child("criteria").items())),
            aliases=tuple(map(Alias.read, node.child("aliases").items())),
        )


@dataclass(frozen=True, slots=True)
class Ccp:
    code: str
    rcc_code: str
    label: str
    short_label: str  # « CCP Présenter »
    competences: tuple[int, ...]
    source: str
    dates: tuple[PrintedDate, ...] = ()

    @classmethod
    def read(cls, node: Node) -> "Ccp":
        return cls(
            code=node.child("code").code(),
            rcc_code=node.child("rcc_code").text(blank=True),
            label=node.child("label").text(),
            short_label=node.child("short_label").text(),
            competences=tuple(item.count() for item in node.child("competences").items()),
            source=node.child("source").text(),
            dates=_dates(node),
        )


@dataclass(frozen=True, slots=True)
class Item:
    """A part of the proposal, a field of change, a theme of the final interview."""

    code: str
    label: str
    source: str

    @classmethod
    def read(cls, node: Node) -> "Item":
        return cls(node.child("code").code(), node.child("label").text(), node.child("source").text())


@dataclass(frozen=True, slots=True)
class WrittenChange:
    """One of the changes the jury writes beforehand; `said_during` maps a route key to a step kind, or nothing."""

    rank: int
    said_during: dict[str, StepKind] = field(hash=False)
    source: str = ""

    @classmethod
    def read(cls, node: Node) -> "WrittenChange":
        moments = node.child("said_during").entries()
        return cls(
            rank=node.child("rank").count(),
            said_during={key: moments[key].choice(StepKind) for key in sorted(moments, key=route_rank)},
            source=node.child("source").text(),
        )


@dataclass(frozen=True, slots=True)
class Referentiel:
    code: str  # TP-00338
    version: str
    label: str
    short_label: str  # NTC
    ccps: tuple[Ccp, ...]
    competences: tuple[Competence, ...]
    routes: dict[str, Route] = field(hash=False)
    proposal_parts: tuple[Item, ...] = ()
    change_fields: tuple[Item, ...] = ()
    written_changes: tuple[WrittenChange, ...] = ()
    final_interview_themes: tuple[Item, ...] = ()
    level: str = ""
    nsf: str = ""
    rct_code: str = ""
    dates: tuple[PrintedDate, ...] = ()
    source: str = ""

    @classmethod
    def parse(cls, document: object) -> "Referentiel":
        """Read the whole document; every fault found is in the `UnreadableReferentiel` raised."""
        root = Node(document)
        referentiel = cls._read(root)
        faults = root.faults or list(incoherences(referentiel))
        if faults:
            raise UnreadableReferentiel(faults)
        return referentiel

    @classmethod
    def _read(cls, root: Node) -> "Referentiel":
        title, routes = root.child("title"), root.child("routes").entries()
        if root.has("interview_guide"):
            root.child("interview_guide").texts()
        return cls(
            code=title.child("code").code(),
            version=title.child("version").code(),
            label=title.child("label").text(),
            short_label=title.child("short_label").text(),
            ccps=tuple(map(Ccp.read, root.child("ccps").items())),
            competences=tuple(map(Competence.read, root.child("competences").items())),
            routes={key: Route.read(key, routes[key]) for key in sorted(routes, key=route_rank)},
            proposal_parts=tuple(map(Item.read, root.child("proposal_parts").items())),
            change_fields=tuple(map(Item.read, root.child("change_fields").items())),
            written_changes=tuple(map(WrittenChange.read, root.child("written_changes").items())),
            final_interview_themes=tuple(map(Item.read, root.child("final_interview_themes").items())),
            level=title.child("level").text(blank=True),
            nsf=title.child("nsf").text(blank=True),
            rct_code=title.child("rct_code").text(blank=True),
            dates=_dates(title),
            source=title.child("source").text(),
        )

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for competence in self.competences for criterion in competence.criteria)

    def ccp(self, code: str) -> Ccp:
        return _found(code, (ccp for ccp in self.ccps if ccp.code == code))

    def competence(self, number: int) -> Competence:
        return _found(number, (competence for competence in self.competences if competence.number == number))

    def criterion(self, code: str) -> Criterion:
        return _found(code, (criterion for criterion in self.criteria if criterion.code == code))

    def competence_of(self, criterion_code: str) -> Competence:
        owners = (one for one in self.competences if criterion_code in {criterion.code for criterion in one.criteria})
        return _found(criterion_code, owners)

    def route_for_inscription(self, written: str) -> Route | None:
        """The route of « titre », a CCP's code or « entretien final », as a candidate file writes it."""
        words = " ".join(written.split()).casefold()
        if words in INSCRIPTIONS:
            return self.routes[INSCRIPTIONS[words]]
        for rank, ccp in enumerate(self.ccps, start=1):
            if ccp.code.casefold() == words:
                return self.routes[f"ccp{rank}"]
        return None


def _dates(node: Node) -> tuple[PrintedDate, ...]:
    return tuple(map(PrintedDate.read, node.child("dates").items())) if node.has("dates") else ()


def _found(key: object, matches: Iterable[Found]) -> Found:
    for match in matches:
        return match
    raise KeyError(key)
