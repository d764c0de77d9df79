"""Reading a JSON document place by place: every fault is kept with its path, what was read and what to do."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar

from ntc_cert.words import NBSP, quoted

Choice = TypeVar("Choice", bound=StrEnum)

DOCUMENT: Final = "document"  # the path shown for the document as a whole
LONGEST_CODE: Final = 40
LARGEST_COUNT: Final = 24 * 60
_ABSENT: Final = object()
_UNREADABLE: Final = object()  # below something already refused: nothing more to say
_CODE: Final = re.compile(r"[^\s/,;]+")
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")  # a NUL, or half of a character: no database keeps them


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend in a document; plain spaces, because commands print it for scripts to read."""

    path: str
    reason: str
    cure: str

    def __str__(self) -> str:
        return f"champ « {' '.join(UNSTORABLE.sub('', self.path).split())} » : {self.reason}. {self.cure}"


def shown(value: object) -> str:
    """What was read, short enough for one line of a message."""
    if isinstance(value, dict):
        return "un objet"
    if isinstance(value, list):
        return "une liste"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text).split())
    return quoted(text if len(text) <= 60 else f"{text[:57]}…")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document and its place; reading a missing or wrong value notes a fault and goes on."""

    value: object
    path: str = ""
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, reason: str, cure: str) -> None:
        fault = Fault(self.path or DOCUMENT, reason, cure)
        if fault not in self.faults:
            self.faults.append(fault)

    def child(self, key: str) -> "Node":
        path = f"{self.path}.{key}" if self.path else key
        if isinstance(self.value, dict):
            return Node(self.value.get(key, _ABSENT), path, self.faults)
        self.expect("un objet { … }")
        return Node(_UNREADABLE, path, self.faults)

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def items(self) -> list["Node"]:
        if isinstance(self.value, list):
            return [Node(value, f"{self.path}[{index}]", self.faults) for index, value in enumerate(self.value)]
        self.expect("une liste [ … ]")
        return []

    def entries(self) -> dict[str, "Node"]:
        if isinstance(self.value, dict):
            return {key: self.child(key) for key in self.value}
        self.expect("un objet { … }")
        return {}

    def text(self, *, blank: bool = False) -> str:
        if isinstance(self.value, str) and (blank or self.value.strip()):
            return self.value
        self.expect("un texte entre guillemets" if blank else "un texte qui n’est pas vide")
        return ""

    def code(self) -> str:
        """A text that other files can name: no space nor separator in it."""
        text = self.text()
        if text and (len(text) > LONGEST_CODE or not _CODE.fullmatch(text)):
            self.expect(f"un code de {LONGEST_CODE} caractères au plus, sans espace, virgule, point-virgule ni barre")
        return text

    def count(self) -> int:
        """A whole number, at least 1."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and 1 <= self.value <= LARGEST_COUNT:
            return self.value
        self.expect(f"un nombre entier entre 1 et {LARGEST_COUNT}, sans guillemets")
        return 1

    def choice(self, kinds: type[Choice]) -> Choice:
        known = [kind.value for kind in kinds]
        if isinstance(self.value, str) and self.value in known:
            return kinds(self.value)
        self.expect(f"l’un de ces mots{NBSP}: {', '.join(known[:-1])} ou {known[-1]}")
        return next(iter(kinds))

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def expect(self, wanted: str) -> None:
        if self.value is _UNREADABLE:
            return
        if self.value is _ABSENT:
            self.refuse("ce champ manque", f"Ajoutez-le{NBSP}: {wanted}.")
        else:
            self.refuse(f"lu {shown(self.value)}", f"Écrivez {wanted}.")


def unstorable_texts(value: object, path: str = "") -> Iterator[Fault]:
    """Texts that JSON can write and a database cannot keep: a NUL, or half of a character."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from unstorable_texts(key, path)
            yield from unstorable_texts(below, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from unstorable_texts(below, f"{path}[{index}]")
    elif isinstance(value, str) and UNSTORABLE.search(value):
        yield Fault(path or DOCUMENT, f"lu {shown(value)}, qui porte un caractère illisible", "Retapez ce texte.")
