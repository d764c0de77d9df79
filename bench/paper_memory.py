"""The most memory printing takes: each in a fresh process, beside WeasyPrint alone, which keeps all it lays out."""

import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from bench.paper_references import bare_page, bare_pdf

GOAL: Final = 250  # MB
FIRST_SHEETS, ALL_SHEETS = "first-sheets", "all-sheets"


def start_django(url: str) -> None:
    os.environ.update(DATABASE_URL=url, DEBUG="1", DJANGO_SETTINGS_MODULE="ntc_cert.settings")
    import_module("django").setup()


def compare_peaks(url: str, candidates: int, count: int, say: Callable[[str], None]) -> None:
    for name, told in (
        (FIRST_SHEETS, f"{candidates} tagged grids, one of each candidate"),
        (ALL_SHEETS, f"{candidates} candidates' {count} tagged grids in the print room"),
    ):
        ours, bare = _peak(url, name), _peak(url, name, "bare")
        ratio = f"{ours / bare:.2f} ×  (goal ≤ {GOAL} MB; {ours} MB, {bare} MB)"
        say(f"  {told}, peak memory / bare WeasyPrint merged: {ratio}")


def _peak(url: str, *what: str) -> int:
    """In MB, as the process itself read it: a parent's reading counts what was the parent's before."""
    line = [sys.executable, "-m", "bench.paper_memory", url, *what]
    return int(subprocess.run(line, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    url, name, *bare = sys.argv[1:]
    start_django(url)
    exam_session = import_module("sessions.models").ExamSession.objects.select_related("centre", "title").get()
    documents = import_module("evaluations.documents")
    files = documents.KINDS["blank-grids"].make(documents.Folder(exam_session))
    if bare:
        bare_pdf([bare_page(leaf) for file in files for leaf in _asked(file.leaves, name)])
    elif name == FIRST_SHEETS:
        import_module("ntc_cert.documents").pdf_from_html(*(file.texts()[0] for file in files))
    else:
        _print_all(exam_session)
    status = Path("/proc/self/status").read_text()
    print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)


def _asked(sheets: Any, name: str) -> Any:
    return sheets[:1] if name == FIRST_SHEETS else sheets


def _print_all(exam_session: Any) -> None:
    """As the process of the print room does."""
    choice = import_module("evaluations.documents.selection").Choice(kinds=("blank-grids",)).written()
    job = import_module("evaluations.models").PrintJob.objects.create(
        exam_session=exam_session, asked_by=import_module("tests.builders").a_user("press"), choice=choice, told="grids"
    )
    import_module("evaluations.documents.press").press(job)
    job.refresh_from_db()
    if job.state != job.State.DONE:
        raise SystemExit(f"The grids were not printed: {job.state}")


if __name__ == "__main__":
    main()
