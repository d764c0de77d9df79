"""A JSON file a command is given: read strictly, and every fault told with its line."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any, Final, NoReturn

_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
_LAST_PLACE: Final = re.compile(r"(?:\.?[^.\[\]]+|\[\d+\])$")
_WORDS: Final = "Donnez un fichier JSON enregistré en UTF-8."


class UnusableFile(Exception):
    """The file can't be used; `problems` are the lines to print."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class _NoNumber(ValueError):
    """A word that stands for a number and is not a finite one."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


@dataclass(slots=True)
class _Level:
    """An object or a list being walked through; `name` is the key or the rank of the value that comes next."""

    opening: str
    path: str
    name: str | int
    keys: set[str] = field(default_factory=set)
    awaits_key: bool = False

    @classmethod
    def opened(cls, opening: str, path: str) -> "_Level":
        return cls(opening, path, 0 if opening == "[" else "", awaits_key=opening == "{")

    def place(self) -> str:
        if isinstance(self.name, int):
            return f"{self.path}[{self.name}]"
        return f"{self.path}.{self.name}" if self.path else self.name

    def step(self) -> None:
        if isinstance(self.name, int):
            self.name += 1
        else:
            self.awaits_key = True


@dataclass(frozen=True)
class JsonFile:
    path: Path
    text: str
    document: Any

    @classmethod
    def read(cls, path: Path) -> "JsonFile":
        """The whole file, or `UnusableFile` with the line at fault."""
        return cls.of(path, _content(path))

    @classmethod
    def of(cls, path: Path, content: bytes) -> "JsonFile":
        """The same of what is already in hand; `path` is how the file is called."""
        text = _text(path, content)
        document, has_repeated_keys = _document(path, text)
        file = cls(path, text, document)
        if has_repeated_keys:
            said = "lu deux fois au même endroit. Gardez-le une seule fois."
            raise UnusableFile(
                f"{path} : ligne {file._line_at(position)}, champ « {_legible(place)} » : {said}"
                for place, position in file._repeated
            )
        return file

    def unusable(self, faults: Iterable[Any]) -> UnusableFile:
        """What is wrong in the document, each fault (`path`, sentence) with its line, and on one line."""
        return UnusableFile(
            f"{self.path} : ligne {self.line_of(fault.path)}, {' '.join(str(fault).splitlines())}" for fault in faults
        )

    def line_of(self, place: str) -> int:
        """Where the value begins, or the nearest one above it that is there."""
        while place and place not in self._positions:
            place = _LAST_PLACE.sub("", place) if _LAST_PLACE.search(place) else ""
        return self._line_at(self._positions.get(place, 0))

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {place: position for place, position, repeated in self._walk() if not repeated}

    @cached_property
    def _repeated(self) -> list[tuple[str, int]]:
        """Keys an object carries twice: JSON would silently keep the last."""
        return [(place, position) for place, position, repeated in self._walk() if repeated]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def _line_at(self, position: int) -> int:
        return bisect_right(self._line_starts, position)

    def _walk(self) -> Iterator[tuple[str, int, bool]]:
        """Every value's place and position, then False; with True, a key already seen. Never recursive."""
        levels: list[_Level] = []
        for match in _PIECE.finditer(self.text):
            piece, level = match[0], levels[-1] if levels else None
            if piece in "]}":
                levels.pop()
            elif level and piece == ",":
                level.step()
            elif level and level.awaits_key:
                key = json.loads(piece)
                level.name, level.awaits_key = key, False
                if key in level.keys:
                    yield level.place(), match.start(), True
                level.keys.add(key)
            elif piece != ":":
                place = level.place() if level else ""
                yield place, match.start(), False
                if piece in "[{":
                    levels.append(_Level.opened(piece, place))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        _refuse(path, 1, "ce fichier n’existe pas", "Vérifiez le chemin.")
    except (OSError, ValueError):
        _refuse(path, 1, "ce fichier ne se lit pas", "Vérifiez que c’est un fichier et qu’il est lisible.")


def _text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as stop:
        _refuse(path, content.count(b"\n", 0, stop.start) + 1, "ce n’est pas du texte UTF-8", _WORDS)


def _document(path: Path, text: str) -> tuple[Any, bool]:
    """The document, and whether an object in it carries a key twice: only then is the text walked through for it."""
    repeated = False

    def keyed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        found = dict(pairs)
        repeated = repeated or len(found) < len(pairs)
        return found

    try:
        return json.loads(text, parse_constant=_finite, parse_float=_finite, object_pairs_hook=keyed), repeated
    except _NoNumber as stop:
        line = text.count("\n", 0, _position(text, stop.word)) + 1
        _refuse(path, line, f"« {stop.word[:60]} » n’est pas un nombre fini", "Écrivez un nombre, ou null.")
    except json.JSONDecodeError as stop:
        if not text.strip():
            _refuse(path, 1, "le fichier est vide", _WORDS)
        cure = "Corrigez la virgule, le guillemet ou l’accolade à cet endroit."
        _refuse(path, stop.lineno, f"ce n’est plus du JSON à la colonne {stop.colno}", cure)
    except (ValueError, RecursionError):
        _refuse(path, 1, "un nombre ou un emboîtement y est démesuré", _WORDS)


def _finite(word: str) -> float:
    """Python also reads NaN and infinities, which are no JSON and which PostgreSQL refuses."""
    value = float(word)
    if not isfinite(value):
        raise _NoNumber(word)
    return value


def _position(text: str, word: str) -> int:
    return next((match.start() for match in _PIECE.finditer(text) if match[0] == word), 0)


def _legible(place: str) -> str:
    """On one line, and without what a terminal cannot write."""
    return " ".join(place.encode("utf-8", "replace").decode().split()) or '""'


def _refuse(path: Path, line: int, reason: str, cure: str) -> NoReturn:
    raise UnusableFile([f"{path} : ligne {line}, champ « fichier » : {reason}. {cure}"])
