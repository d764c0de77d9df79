"""The sheet in the middle of the print room: one of those chosen, as it will be on paper.

It is the document's own HTML in its print styles, inside the page that shows it (`srcdoc`): no address of ours may be
framed, no reader of PDFs is needed, and one sheet is filled in, however many there are.
"""

from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from evaluations.documents import KINDS, Folder, Kind
from evaluations.documents.page_counts import PageCounter
from evaluations.documents.selection import Choice, chosen, sheets
from evaluations.forms.printing import PrintForm
from sessions.leaves import Leaf, PrintFile

KIND, RANK = "apercu", "feuille"
REMEMBERED_ONLY: Final = 0  # layouts


@dataclass(frozen=True, slots=True)
class Step:
    icon: str
    label: str
    rank: int  # none where it leads nowhere


@dataclass(frozen=True, slots=True)
class Preview:
    """`leaf` is None where the choice leaves nothing to print of this kind."""

    kind: Kind
    rank: int = 0
    total: int = 0
    pages: int | None = None
    leaf: Leaf | None = None
    html: str = ""

    @property
    def about(self) -> str:
        """« Entretien technique, Amélie Bœuf-Lacroix »."""
        return self.leaf.title.removeprefix(f"{self.leaf.heading}, ") if self.leaf else ""

    @property
    def place(self) -> str:
        """A sheet of several pages is shown in one, and is not called a page."""
        word = "page" if self.pages == self.total else "feuille"
        return f"{word} {self.rank} sur {self.total}"

    @property
    def steps(self) -> tuple[Step, Step]:
        """To the sheet before and to the one after."""
        before, after = self.rank - 1, self.rank + 1 if self.rank < self.total else 0
        return Step("back", "Feuille précédente", before), Step("next", "Feuille suivante", after)


def preview_of(folder: Folder, asked: QueryDict, *, first: str = "") -> Preview | None:
    """What is asked for, else the `first` kind; None where there is none."""
    kind = KINDS.get(asked.get(KIND) or first)
    if kind is None:
        return None
    files = chosen(folder, choice_of(folder, asked, (kind.key,)))
    total = sheets(files)
    if not total:
        return Preview(kind)
    rank = min(max(_number(asked.get(RANK, "")), 1), total)
    file, index = _at(files, rank - 1)
    pages = PageCounter(REMEMBERED_ONLY).pages(files)
    return Preview(kind, rank, total, pages, file.leaves[index], file.sheet(index))


def choice_of(folder: Folder, asked: QueryDict, kinds: tuple[str, ...]) -> Choice:
    """Of these kinds, the days and people asked for; everything while what is asked cannot be read."""
    data = asked.copy()
    data.setlist("kinds", list(kinds))
    form = PrintForm(data, folder=folder)
    return form.choice if form.is_valid() else Choice(kinds)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _at(files: list[PrintFile], index: int) -> tuple[PrintFile, int]:
    for file in files:
        if index < len(file.leaves):
            return file, index
        index -= len(file.leaves)
    raise IndexError(index)
