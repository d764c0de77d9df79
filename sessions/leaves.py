"""Paper as values: leaves with a head and a foot, joined in files that a command writes and a page sends."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.template.loader import render_to_string

from ntc_cert.documents import ascii_name, pdf_from_html
from ntc_cert.words import NBSP, date_listing
from sessions.models import ExamSession

NOTHING = "pdf/nothing.html"
# Nobody sees it, and laying out a table makes a box of each before it throws them away.
BETWEEN_CELLS = re.compile(r"(?<=>)\s+(?=</?(?:table|thead|tbody|tr|th|td|col|colgroup)\b)")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One document of one or more pages; every text is ready to print, in the centre's hours."""

    title: str  # what a reader of the screen hears first
    heading: str
    right: tuple[str, ...]  # the lines at the right of the head
    foot: str
    above: str = ""
    is_draft: bool = False
    is_wide: bool = False
    amended: str = ""  # « Version 2 du … Remplace la version 1. … »
    day: date | None = None  # the one day it is about, if any
    body: object = None


@dataclass(frozen=True, slots=True)
class PrintFile:
    """`name` has no extension; a file without a leaf is never made, `or_nothing` says so on paper.

    `person` is whose it is: `of_candidate` or `of_juror`, empty for a sheet that is nobody's own.
    """

    name: str
    template: str
    leaves: tuple[Leaf, ...]
    person: str = ""
    is_final: bool = False  # sealed: it is laid out once, then kept

    @property
    def is_empty(self) -> bool:
        return self.template == NOTHING

    def texts(self) -> list[str]:
        """Each leaf apart, as it is laid out: it counts its own pages, for a file is also cut up and handed out."""
        return [laid_out_text(self.template, leaf) for leaf in self.leaves]

    def pdf(self) -> bytes:
        return pdf_from_html(*self.texts())

    def html(self) -> str:
        """The same leaves for a browser to print, where no PDF can be made."""
        return render_to_string(self.template, {"leaves": self.leaves, "on_screen": True})

    def sheet(self, rank: int) -> str:
        """One leaf as a page that a frame shows: the sheet of paper itself, its edges and its foot."""
        return render_to_string(self.template, {"leaves": [self.leaves[rank]], "on_screen": True, "is_sheet": True})


def laid_out_text(template: str, leaf: Leaf) -> str:
    """The HTML of one leaf as it goes to the press."""
    return BETWEEN_CELLS.sub("", render_to_string(template, {"leaves": [leaf], "on_screen": False}))


def of_candidate(pk: int) -> str:
    return f"candidate-{pk}"


def of_juror(pk: int) -> str:
    return f"juror-{pk}"


def joined(name: str, files: Iterable[PrintFile]) -> PrintFile:
    """One file of all the leaves; they share their template."""
    found = list(files)
    return PrintFile(name, found[0].template, tuple(leaf for file in found for leaf in file.leaves))


def or_nothing(kind: str, label: str, exam_session: ExamSession, files: list[PrintFile]) -> list[PrintFile]:
    """The files under names that differ, or one that says there is nothing to print."""
    if files:
        return _apart(files)
    leaf = Leaf(
        title=f"{label}, session {exam_session.reference}",
        heading=label,
        above=title_line(exam_session),
        right=(exam_session.centre.name, f"Session {exam_session.reference}", *days_line(exam_session)),
        foot=foot_line(exam_session.reference),
    )
    return [PrintFile(ascii_name(kind, exam_session.reference), NOTHING, (leaf,))]


def title_line(exam_session: ExamSession) -> str:
    """« Négociateur(trice) technico-commercial(e), TP-00338 v2 »."""
    title = exam_session.referentiel
    return f"{title.label}, {title.code} v{title.version}"


def days_line(exam_session: ExamSession) -> tuple[str, ...]:
    """« 8 et 9 décembre 2026 », or nothing while no day is entered."""
    days = date_listing(day.date for day in exam_session.days.all())
    return (days,) if days else ()


def foot_line(*parts: str) -> str:
    """« ntc_cert · 2026-NTC-12 · version 1 · 4f9a 27c1 08be »."""
    return " · ".join(("ntc_cert", *(part for part in parts if part)))


def numbered(reference: str) -> str:
    return f"n°{NBSP}{reference}"


def _apart(files: list[PrintFile]) -> list[PrintFile]:
    """Two references may read alike in ASCII, or on a disk that knows no capitals: the later ones get a number."""
    taken: set[str] = set()
    named = []
    for file in files:
        name, rank = file.name, 1
        while name.lower() in taken:
            rank += 1
            name = f"{file.name}-{rank}"
        taken.add(name.lower())
        named.append(replace(file, name=name))
    return named
