"""Sealed sheets come from those kept; what is not kept is laid out, and all are joined with their tags."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final

from evaluations import kept_papers
from evaluations.documents import KINDS, Folder
from evaluations.documents.grids import GRIDS
from evaluations.documents.results import RESULTS
from ntc_cert.documents import pdf_from_html, print_identity
from ntc_cert.pdf_joining import NotJoinable, join_pdfs
from sessions.leaves import PrintFile
from sessions.models import Candidate

KEPT_KINDS: Final = (RESULTS, GRIDS)
Watch = Callable[[], None] | None


class Papers:
    """PDFs of files whose texts are made once; sealed ones are looked up together.

    `keeps`: what had to be laid out is kept; a page that only reads keeps nothing.
    """

    def __init__(self, files: Iterable[PrintFile], *, keeps: bool) -> None:
        self.keeps, self.identity = keeps, print_identity()
        self.files = list(files)
        # By the file's own id: its facts are long to compare, and two may be the same.
        self.texts = {id(file): file.texts() for file in self.files}
        self.digests = {id(file): self._digest(file) for file in self.files if file.is_final}
        self.kept = kept_papers.found(self.digests.values()) if self.digests else {}

    def _digest(self, file: PrintFile) -> str:
        written = hashlib.sha256(f"{self.identity} {file.template}".encode())
        for text in self.texts[id(file)]:
            written.update(hashlib.sha256(text.encode()).digest())
        return written.hexdigest()

    def digest(self, files: Iterable[PrintFile]) -> str:
        """Of all that makes these files' bytes, in their order."""
        return hashlib.sha256(" ".join(self._digest(file) for file in files).encode()).hexdigest()

    def pdf(self, file: PrintFile, watch: Watch = None) -> bytes:
        content = self.kept.get(self.digests.get(id(file), ""))
        if content is not None:
            return content
        content = pdf_from_html(*self.texts[id(file)], watch=watch)
        if self.keeps and file.is_final:
            kept_papers.keep(_candidate_of(file), file.template, {self.digests[id(file)]: content})
        return content

    def joined(self, files: Sequence[PrintFile], watch: Watch = None) -> bytes:
        """Sealed files one by one, the others laid out together: the bytes do not tell what was kept."""
        parts = []
        for is_final, run in groupby(files, key=lambda file: file.is_final):
            if is_final:
                parts += [self.pdf(file, watch) for file in run]
            else:
                parts.append(pdf_from_html(*(text for file in run for text in self.texts[id(file)]), watch=watch))
        try:
            return join_pdfs(parts)
        except NotJoinable:
            return pdf_from_html(*(text for file in files for text in self.texts[id(file)]))


def keep_sealed(candidate: Candidate) -> None:
    """Lay out and keep what is final of one candidate; what is there already is not made again."""
    folder = Folder(candidate.exam_session, Candidate.objects.filter(pk=candidate.pk))
    files = [file for kind in KEPT_KINDS for file in KINDS[kind].make(folder) if file.is_final]
    papers = Papers(files, keeps=True)
    for file in files:
        papers.pdf(file)
    kept_papers.keep_only(candidate.pk, papers.digests.values())


def _candidate_of(file: PrintFile) -> int:
    return int(file.person.rpartition("-")[2])
