"""The ribbon: a passage's steps to scale, as one inline SVG.

Rects carry a class for the screen and a `fill` attribute for paper: a page's CSS does not reach an inline
SVG in WeasyPrint. Lengths are percentages, so that gaps and the now line keep their width at any size.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Final, NamedTuple
from zlib import crc32

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ntc_cert import words
from ntc_cert.french import clock, here

STEP_WORDS: Final = {
    "preparation": "préparation",
    "jury_preparation": "préparation du jury",
    "presentation": "présentation",
    "exchanges": "échanges",
    "interview": "entretien technique",
    "phone_call": "appel",
    "face_to_face": "face à face",
    "final_interview": "entretien final",
    "deliberation": "délibération",
}
PHASE_WORDS: Final = {
    "technical_interview": "Entretien technique",
    "role_play": "Mise en situation",
    "final_interview": "Final",
    "deliberation": "Délibération",
}
# Where a word would run past the end of the drawing.
SHORT_WORDS: Final = {"deliberation": "Délib.", "role_play": "Mise en sit."}
NARROW: Final = 12  # hundredths of the width
AWAY_FROM_JURY: Final = frozenset({"preparation", "jury_preparation", "deliberation"})
TINTS: Final = {
    "presentation": (2, "whitesmoke"),
    "exchanges": (2, "whitesmoke"),
    "interview": (2, "whitesmoke"),
    "face_to_face": (3, "gainsboro"),
    "phone_call": (4, "lightgray"),
    "final_interview": (5, "silver"),
}
HEIGHTS: Final = {"sm": 12, "lg": 18}
LABEL_HEIGHT: Final = 22


class Step(NamedTuple):
    """What a ribbon reads of a step: moments may be datetimes or minutes of the day."""

    kind: str
    phase: str
    start: object
    end: object
    minutes: int

    @property
    def group(self) -> str:
        """What its label names; the deliberation belongs to no phase."""
        return str(self.phase or self.kind)

    @classmethod
    def of(cls, step: object) -> "Step":
        """From a value of the timetable (`start`, `minutes`) or from a stored row (`starts_at`)."""
        if hasattr(step, "starts_at"):
            start, end = step.starts_at, step.ends_at
            return cls(step.kind, step.phase, start, end, (end - start) // timedelta(minutes=1))
        return cls(step.kind, step.phase, step.start, step.end, step.minutes)


class Ribbon:
    """Where each thing stands, in hundredths of the width between the first start and the last end.

    The work done is ink; ink short of the clock's line is the delay.
    """

    def __init__(self, steps: Sequence[Step], size: str, now: object, done: object) -> None:
        self.steps = steps
        self.start, self.end = steps[0].start, steps[-1].end
        self.height = HEIGHTS[size]
        self.now, self.done = now, now if done is None else done
        self.top = 4 if now is not None else 0
        self.sentence = sentence(steps, now)
        self.pattern = f"hatch-{crc32(self.sentence.encode()):08x}"

    def at(self, moment: object) -> float:
        share = 100 * (min(max(moment, self.start), self.end) - self.start) / (self.end - self.start)
        return round(share, 3)

    def drawn(self, labels: bool) -> SafeString:
        height = 2 * self.top + self.height + (LABEL_HEIGHT if labels else 0)
        return format_html(
            '<svg class="rb" width="100%" height="{}" role="img" aria-label="{}">'
            '{}<g class="rb-bar">{}{}</g>{}{}</svg>',
            height, self.sentence, self.hatch(), self.bars(), self.gaps(), self.clock_line(),
            self.labels() if labels else "",
        )  # fmt: skip

    def hatch(self) -> SafeString:
        return format_html(
            '<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<rect class="rb-1" fill="white" width="6" height="6"/>'
            '<path class="rb-hatch" stroke="gray" stroke-width="2.5" d="M1.25 0v6"/></pattern></defs>',
            self.pattern,
        )

    def bar(self, start: object, end: object, name: str, fill: str) -> SafeString:
        left = self.at(start)
        return format_html(
            '<rect class="{}" fill="{}" x="{}%" y="{}" width="{}%" height="{}"/>',
            name, fill, left, self.top, round(self.at(end) - left, 3), self.height,
        )  # fmt: skip

    def bars(self) -> SafeString:
        return format_html_join("", "{}", ((self.step(step),) for step in self.steps))

    def step(self, step: Step) -> SafeString:
        if step.kind in AWAY_FROM_JURY:
            drawn = self.bar(step.start, step.end, "rb-away", f"url(#{self.pattern})")
        else:
            tint, grey = TINTS[step.kind]
            drawn = self.bar(step.start, step.end, f"rb-{tint}", grey)
        if self.done is not None and self.done > step.start:
            drawn += self.bar(step.start, min(self.done, step.end), "rb-done", "black")
        return drawn

    def line(self, moment: object, name: str, colour: str, width: int, *, reach: int = 0) -> SafeString:
        at = self.at(moment)
        return format_html(
            '<line class="{}" stroke="{}" stroke-width="{}" x1="{}%" x2="{}%" y1="{}" y2="{}"/>',
            name, colour, width, at, at, self.top - reach, self.top + self.height + reach,
        )  # fmt: skip

    def gaps(self) -> SafeString:
        joints = {step.start for step in self.steps[1:]} | {step.end for step in self.steps[:-1]}
        return format_html_join("", "{}", ((self.line(joint, "rb-gap", "white", 2),) for joint in sorted(joints)))

    def clock_line(self) -> SafeString:
        if self.now is None or not self.start <= self.now:
            return SafeString("")
        halo = self.line(self.now, "rb-gap", "white", 6, reach=4)
        return halo + self.line(self.now, "rb-now", "black", 2, reach=4)

    def labels(self) -> SafeString:
        top = 2 * self.top + self.height + 5
        groups = (list(steps) for _, steps in groupby(self.steps, key=lambda step: step.group))
        marks = ((self.at(steps[0].start), top, self.label(steps)) for steps in groups)
        return format_html_join(
            "",
            '<svg class="rb-label" x="{}%" y="{}" overflow="visible"><path d="M.5 0v13" stroke="gray"/>'
            '<text x="7" y="11">{}</text></svg>',
            marks,
        )

    def label(self, steps: Sequence[Step]) -> str:
        group, width = steps[0].group, self.at(steps[-1].end) - self.at(steps[0].start)
        return SHORT_WORDS.get(group, PHASE_WORDS[group]) if width < NARROW else PHASE_WORDS[group]


def sentence(steps: Sequence[Step], now: object) -> str:
    """The ribbon for who cannot see it: hours, every step with its minutes, and what happens now."""
    listed = ", ".join(f"{STEP_WORDS[step.kind]} {words.duration(step.minutes)}" for step in steps)
    said = f"{words.sentence(words.clock_range(here(steps[0].start), here(steps[-1].end)))}{words.NBSP}: {listed}."
    current = [step for step in steps if now is not None and step.start <= now < step.end]
    return f"{said} À {clock(now)}, {STEP_WORDS[current[0].kind]}." if current else said
