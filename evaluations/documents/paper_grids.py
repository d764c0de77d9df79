"""Blank grids for paper: what is the same from one candidate to the next is laid out once, the rest stamped on it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from evaluations.documents.grids import BLANK_LABEL, BLANK_TEMPLATE
from ntc_cert.french import nbsp
from ntc_cert.stamping import Stamped, slot, stamped_pdf
from sessions.leaves import Leaf, PrintFile, laid_out_text


def paper_pdf(files: Iterable[PrintFile]) -> bytes:
    """All their grids in one file, untagged, that looks like the tagged ones."""
    layout_of = cache(_layout)
    return stamped_pdf(_stamped(leaf, layout_of) for file in files for leaf in file.leaves)


def _stamped(leaf: Leaf, layout_of: Callable[[Leaf], str]) -> Stamped:
    """Lines to write on stay in the layout: a slot stands only where something is known."""
    body = leaf.body
    *above, place = leaf.right
    words = {
        "place": nbsp(place),
        "foot": leaf.foot,
        "candidate": body.top.candidate,
        "about": body.top.about,
        "when": body.top.when,
        "panel": body.panel,
        "member": body.member,
    }
    words = {name: text for name, text in words.items() if text}
    held = {name: slot(name) if name in words else "" for name in ("when", "panel", "member")}
    layout = replace(
        leaf,
        title=BLANK_LABEL,
        right=(*above, slot("place")),
        foot=slot("foot"),
        day=None,
        body=replace(
            body,
            panel=held["panel"],
            member=held["member"],
            top=replace(body.top, candidate=slot("candidate"), about=slot("about"), when=held["when"]),
        ),
    )
    return Stamped(layout_of(layout), tuple(words.items()))


def _layout(leaf: Leaf) -> str:
    return laid_out_text(BLANK_TEMPLATE, leaf)
