"""How many pages, or sheets, the kinds and the boxes ticked come to, and about how long they take."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from centres.access import staff_only
from evaluations.documents import KINDS, Folder
from evaluations.documents.page_counts import PageCounter
from evaluations.documents.selection import bundles, chosen, sheets
from evaluations.views.documents import session_or_404
from evaluations.views.print_preview import KIND, RANK, Preview, choice_of
from evaluations.views.print_progress import seconds_for
from ntc_cert.checks import can_make_pdf
from ntc_cert.http import AuthenticatedHttpRequest, reads
from ntc_cert.site import site_address

LAYOUTS: Final = 6  # of one request: a fraction of a second


@dataclass(frozen=True, slots=True)
class Count:
    """Of one kind, for the days and people chosen; `pages` is None while they are not known."""

    key: str
    sheets: int
    pages: int | None


@staff_only
@reads
def print_count(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Few sheets are laid out at a time: the part shown asks again by itself until all are counted."""
    folder = Folder(session_or_404(request, pk), site=site_address(request))
    ticked = request.GET.getlist("kinds")
    counter = PageCounter(LAYOUTS if can_make_pdf() else 0)
    counts = [_count(folder, request.GET, key, counter) for key in sorted(KINDS, key=lambda key: key not in ticked)]
    chosen_ones = [one for one in counts if one.key in ticked]
    total, pages = sum(one.sheets for one in chosen_ones), [one.pages for one in chosen_ones]
    context = {
        "exam_session": folder.exam_session,
        "counts": [one for one in counts if one.sheets],
        "count": total,
        "pages": None if None in pages else sum(pages),
        "seconds": seconds_for(total, _signatures(folder, request.GET, ticked)),
        "is_short": counter.is_short and can_make_pdf(),
        "wait": "300ms",
        "preview": _preview_place(request.GET, counts),
    }
    return render(request, "evaluations/_print_counted.html", context)


def _count(folder: Folder, asked: QueryDict, key: str, counter: PageCounter) -> Count:
    files = chosen(folder, choice_of(folder, asked, (key,)))
    return Count(key, sheets(files), counter.pages(files))


def _signatures(folder: Folder, asked: QueryDict, ticked: list[str]) -> int:
    choice = choice_of(folder, asked, tuple(ticked))
    if not choice.is_signed:
        return 0
    return len(bundles(folder, chosen(folder, choice))) if choice.is_split else 1


def _preview_place(asked: QueryDict, counts: list[Count]) -> Preview | None:
    """Where the sheet shown stands among those of its kind, now that these are counted."""
    shown = next((one for one in counts if one.key == asked.get(KIND)), None)
    rank = asked.get(RANK, "")
    return Preview(KINDS[shown.key], int(rank), shown.sheets, shown.pages) if shown and rank.isdecimal() else None
