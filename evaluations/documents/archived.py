"""The papers that go with an archive: what the jury leaves, for whoever opens it without this application."""

from typing import Final

from evaluations.documents import KINDS, Folder
from evaluations.documents.grids import GRIDS
from evaluations.documents.kept import Papers
from evaluations.documents.minutes import MINUTES
from evaluations.documents.results import RESULTS
from sessions.models import ExamSession

ARCHIVED: Final = (MINUTES, RESULTS, GRIDS)


def papers_of(exam_session: ExamSession) -> dict[str, bytes]:
    """By file name, sealed sheets as they are kept; `PdfUnavailable` where this machine makes none."""
    folder = Folder(exam_session)
    files = [file for kind in ARCHIVED for file in KINDS[kind].make(folder)]
    papers = Papers(files, keeps=True)
    return {f"{file.name}.pdf": papers.pdf(file) for file in files}
