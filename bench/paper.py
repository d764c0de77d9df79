"""What paper costs beside the barest of the same: a grid, a procès-verbal, forty grids, tagged or to fill in by hand.

CPU seconds, in turn, in one run: only their ratios mean something. A browser's are those of all its processes, once it
has started. Peak memory is measured apart, in processes of their own.
"""

import itertools
import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.paper_browser import cpu_seconds, printed, printing_page
from bench.paper_memory import compare_peaks, start_django
from bench.paper_references import bare_page, bare_pdf, typst_source

ROUNDS, CANDIDATES, PANELS = 3, 40, 3
SEATS = 2  # blank grids come by épreuve, one for each juror


def measure(jobs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Rounds in turn, so that the machine's drift touches all alike; the first one warms up."""
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(ROUNDS + 1):
        for name, job in jobs.items():
            start = cpu_seconds()
            job()
            if turn:
                spent[name].append(cpu_seconds() - start)
    return {name: statistics.median(found) for name, found in spent.items()}


def print_results(exam_session: Any, by: Any, *, afresh: bool) -> None:
    """As the print room does for a choice it never printed; `afresh` forgets the sheets kept at the seal too."""
    models = import_module("evaluations.models")
    jobs = models.PrintJob.objects
    jobs.all().delete()
    if afresh:
        models.KeptPaper.objects.all().delete()
    choice = import_module("evaluations.documents.selection").Choice(kinds=("results",)).written()
    import_module("evaluations.documents.press").press(
        jobs.create(exam_session=exam_session, asked_by=by, choice=choice, told="results")
    )


def seeded(url: str) -> Any:
    """A session of forty candidates before three juries, their results sealed."""
    start_django(url)
    import_module("django.core.management").call_command("migrate", verbosity=0)
    builders, marked = import_module("tests.builders"), import_module("tests.evaluations.paper")
    exam_session = builders.a_session(reference="BENCH")
    panels = [builders.a_panel(exam_session) for _ in range(PANELS)]
    for number in range(CANDIDATES):
        panel = panels[number % PANELS]
        candidate = builders.a_bare_passage(builders.a_candidate(exam_session), panel).candidate
        marked.a_sealed_result(candidate, [member.juror for member in panel.members.all()])
    return import_module("sessions.models").ExamSession.objects.select_related("centre", "title").get()


def compare(url: str, say: Callable[[str], None]) -> None:
    exam_session = seeded(url)
    kinds, folder_of = (getattr(import_module("evaluations.documents"), name) for name in ("KINDS", "Folder"))
    printing = import_module("ntc_cert.documents")
    paper_pdf = import_module("evaluations.documents.paper_grids").paper_pdf
    folder, by = folder_of(exam_session), import_module("tests.builders").a_user()
    files = kinds["blank-grids"].make(folder)
    minutes = kinds["minutes"].make(folder)[0]
    ours = [file.texts()[0] for file in files]
    bare = [bare_page(file.leaves[0]) for file in files]
    pair = files[0].texts()[: 2 * SEATS : SEATS]
    leaves, turns = [leaf for file in files for leaf in file.leaves], itertools.count()
    jobs = {
        "page": lambda: printing.pdf_from_html(ours[0]),
        "grid": lambda: printing.pdf_from_html(*pair),
        "bare page": lambda: bare_pdf(bare[:1]),
        "minutes": minutes.pdf,
        "forty": lambda: printing.pdf_from_html(*ours),
        "forty bare": lambda: bare_pdf(bare),
        "paper": lambda: paper_pdf(files),
        "results": partial(print_results, exam_session, by, afresh=True),
        "results kept": partial(print_results, exam_session, by, afresh=False),
        "typst": lambda: import_module("typst").compile(typst_source(leaves, next(turns))),
    }
    with printing_page() as page:
        spent = measure({**jobs, "chromium": lambda: printed(page, bare)})
    for ours_name, reference, told, goal in (
        ("page", "bare page", "one page of a grid / the barest WeasyPrint page", "≤ 1.25"),
        ("minutes", "grid", f"procès-verbal of {CANDIDATES} rows / one juror's grid of two pages", "≤ 2"),
        ("minutes", "page", f"procès-verbal of {CANDIDATES} rows / one page of a grid", "none"),
        ("forty", "forty bare", f"{CANDIDATES} tagged grids / bare WeasyPrint merged", "≤ 1.1"),
        ("forty", "chromium", f"{CANDIDATES} tagged grids / Chromium, the bare ones in one file", "none"),
        (
            "paper",
            "typst",
            f"{CANDIDATES} candidates' {len(leaves)} blank grids for paper / Typst",
            "≤ 0.5",
        ),
        ("results kept", "results", f"{CANDIDATES} sealed result sheets kept, then joined / laid out", "≤ 0.1"),
    ):
        ratio = spent[ours_name] / spent[reference]
        say(f"  {told}: {ratio:.2f} ×  (goal {goal}; {spent[ours_name]:.2f} s, {spent[reference]:.2f} s)")
    compare_peaks(url, CANDIDATES, len(leaves), say)


def main() -> None:
    if len(sys.argv) > 1:
        compare(sys.argv[1], print)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", print)


if __name__ == "__main__":
    main()
