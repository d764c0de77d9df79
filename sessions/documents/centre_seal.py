"""The centre's seal on the papers of one session: whose name it gives, and its line in the journal."""

from centres import journal
from centres.models import User
from ntc_cert.pdf_signing import Seal
from sessions.models import ExamSession


class CentreSeal:
    """Opened once for many files; CannotSign where nothing can be signed."""

    def __init__(self, exam_session: ExamSession) -> None:
        self.exam_session = exam_session
        self._seal = Seal()

    @property
    def fingerprint(self) -> str:
        """Of the certificate: another one makes another file."""
        return self._seal.certificate.fingerprint

    def signed(self, pdf: bytes) -> bytes:
        """What it attests: where the paper comes from, and that it has not changed. No person signs by it."""
        centre = self.exam_session.centre
        reason = f"Cachet du centre {centre.name}, session {self.exam_session.reference}"
        return self._seal.signed(pdf, reason=reason, name=centre.name, location=centre.city)

    def tell(self, files: int, *, by: User | None) -> None:
        """In the caller's transaction: the centre answers for what was signed in its name."""
        told = {"files": files, "certificate": self._seal.certificate.owner}
        journal.record(by, "papers.signed", self.exam_session, after=told, centre=self.exam_session.centre)
