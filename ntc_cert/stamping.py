"""Many sheets that differ by a few words: each layout is made once, each word drawn once, then they are put together.

A layout holds slots; a sheet is a layout and what stands in its slots. The words are laid out by the same engine, in
the font, width and alignment of their slot, so accents, ligatures and right-to-left names come out as anywhere else.
The result is not tagged: it is for paper.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import pydyf
from django.utils.safestring import SafeString, mark_safe

from ntc_cert.documents import load_weasyprint, pressing, uncollected

PREFIX: Final = "slot-"
LINE: Final = "&nbsp;"
WORDS: Final = (
    "@page{size:210mm 4000mm;margin:0}"
    "body{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:break-word}"
    "p{margin:0;opacity:.99}"
)
POINTS: Final = 0.75  # of a CSS pixel


@dataclass(frozen=True, slots=True)
class Stamped:
    """A sheet: the HTML of its layout with a `slot` where words are wanting, and these words by slot."""

    layout: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A slot on a page, in CSS pixels from its top left corner; `look` is the style its words take."""

    name: str
    page: int
    x: float
    y: float
    look: str


@dataclass(frozen=True, slots=True)
class _Word:
    x: float
    y: float
    lines: int


_Layout = tuple[list[Any], tuple[_Place, ...]]


def slot(name: str) -> SafeString:
    return _slot(name, 1)


def stamped_pdf(sheets: Iterable[Stamped]) -> bytes:
    """All the sheets in one untagged file, in their order; a word that takes two lines gets a layout with two lines."""
    found = list(sheets)
    with pressing() as lay_out, uncollected():
        layouts: dict[str, _Layout] = {}
        for sheet in found:
            if sheet.layout not in layouts:
                layouts[sheet.layout] = _read(lay_out(sheet.layout))
        wanted = dict.fromkeys(look for sheet in found for look in _looks(sheet, layouts[sheet.layout]))
        word_pages = lay_out(_list_of(wanted), is_styled=False).pages
        words = dict(zip(wanted, _words(word_pages), strict=True))
        chosen = [_tall_enough(sheet, layouts[sheet.layout], words) for sheet in found]
        for layout in chosen:
            if layout not in layouts:
                layouts[layout] = _read(lay_out(layout))
        return _put_together(found, chosen, {key: layouts[key] for key in chosen}, words, word_pages)


def _slot(name: str, lines: int) -> SafeString:
    return mark_safe(f'<span class="slot" id="{PREFIX}{escape(name)}">{"<br>".join([LINE] * lines)}</span>')  # noqa: S308


def _read(document: Any) -> _Layout:
    """A slot that stands on every page, as in the foot, has as many places."""
    block = load_weasyprint().formatting_structure.boxes.BlockBox
    places = []
    for number, page in enumerate(document.pages):
        for box in page._page_box.descendants():
            name = box.element.get("id") or "" if isinstance(box, block) and box.element is not None else ""
            if name.startswith(PREFIX):
                look = _look(box)
                places.append(_Place(name[len(PREFIX) :], number, box.content_box_x(), box.content_box_y(), look))
    return document, tuple(places)


def _look(box: Any) -> str:
    style, line = box.style, box.children[0]
    families = ",".join(f"'{family}'" for family in style["font_family"])
    return (
        f"width:{box.width:.3f}px;line-height:{line.height:.3f}px;font-size:{style['font_size']:.3f}px;"
        f"font-weight:{style['font_weight']};text-align:{style['text_align_all']};"
        f"font-family:{families}"
    )


def _looks(sheet: Stamped, layout: _Layout) -> Iterator[tuple[str, str]]:
    words = dict(sheet.words)
    return ((place.look, words[place.name]) for place in layout[1])


def _list_of(wanted: Iterable[tuple[str, str]]) -> str:
    """A group of its own is drawn for what is not opaque: one for each of the words."""
    found = list(wanted)
    classes = {look: f"look-{number}" for number, look in enumerate(dict.fromkeys(look for look, _ in found))}
    rules = WORDS + "".join(f".{name}{{{look}}}" for look, name in classes.items())
    rows = "".join(f'<p class="{classes[look]}">{escape(text)}</p>' for look, text in found)
    return f'<!DOCTYPE html><html lang="fr"><title></title><style>{rules}</style><body>{rows}</body></html>'


def _words(pages: Iterable[Any]) -> list[_Word]:
    block = load_weasyprint().formatting_structure.boxes.BlockBox
    return [
        _Word(box.content_box_x(), box.content_box_y(), len(box.children))
        for page in pages
        for box in page._page_box.descendants()
        if isinstance(box, block) and box.element_tag == "p" and box.element.get("class")
    ]


def _tall_enough(sheet: Stamped, layout: _Layout, words: Mapping[tuple[str, str], _Word]) -> str:
    html, own = sheet.layout, dict(sheet.words)
    for place in layout[1]:
        lines = words[place.look, own[place.name]].lines
        if lines > 1:
            html = html.replace(slot(place.name), _slot(place.name, lines))
    return html


def _put_together(
    sheets: list[Stamped],
    chosen: list[str],
    layouts: Mapping[str, _Layout],
    words: Mapping[tuple[str, str], _Word],
    word_pages: list[Any],
) -> bytes:
    starts, pages = {}, []
    for key, (document, _) in layouts.items():
        starts[key] = len(pages)
        pages += document.pages

    def finish(_document: Any, pdf: pydyf.PDF) -> None:
        drawn = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
        names = dict(zip(words, _groups(pdf, drawn[0], len(words)), strict=True))
        _forget_pages(pdf, drawn)
        for sheet, key in zip(sheets, chosen, strict=True):
            document, places = layouts[key]
            marks = _marks(sheet, places, words, names)
            for number in range(len(document.pages)):
                _add_page(pdf, drawn[starts[key] + number], marks[number])

    whole = layouts[chosen[0]][0].copy([*pages, *word_pages])
    return whole.write_pdf(finisher=finish)


def _groups(pdf: pydyf.PDF, page: pydyf.Dictionary, count: int) -> list[str]:
    """The names of the words' groups, in their order: drawings of the layouts come before.

    On paper they are opaque, so no transparency is left to flatten.
    """
    resources = pdf.objects[int(page["Resources"].split()[0])]
    names = list(resources["XObject"])[-count:]
    for name in names:
        del pdf.objects[int(resources["XObject"][name].split()[0])].extra["Group"]
    return names


def _marks(
    sheet: Stamped,
    places: Iterable[_Place],
    words: Mapping[tuple[str, str], _Word],
    names: Mapping[tuple[str, str], str],
) -> Mapping[int, list[str]]:
    """What is drawn over each page: every word moved from where it was laid out to its slot."""
    own, marks = dict(sheet.words), defaultdict(list)
    for place in places:
        key = place.look, own[place.name]
        word = words[key]
        marks[place.page].append(f"q 1 0 0 1 {place.x - word.x:.3f} {place.y - word.y:.3f} cm /{names[key]} Do Q")
    return marks


def _add_page(pdf: pydyf.PDF, drawn: pydyf.Dictionary, marks: list[str]) -> None:
    """The layout's own content leaves the origin at the top left, in points."""
    over = pydyf.Stream(["q", f"{POINTS} 0 0 {POINTS} 0 0 cm", *marks, "Q"], compress=True)
    pdf.add_object(over)
    page = pydyf.Dictionary(drawn)
    page["Contents"] = pydyf.Array([drawn["Contents"], over.reference])
    pdf.add_page(page)


def _forget_pages(pdf: pydyf.PDF, drawn: Iterable[pydyf.Dictionary]) -> None:
    """The bare layouts and the list of words are no pages of the file, nor has it bookmarks to them."""
    pdf.pages["Kids"].clear()
    pdf.pages["Count"] = 0
    pdf.catalog.pop("Outlines", None)
