"""The work of the process apart: lay out each sheet, sign each file if asked, leave one PDF or a zip of several."""

import hashlib
import io
import zipfile
from typing import Final

from django.db import transaction
from django.utils import timezone

from evaluations.documents import Folder
from evaluations.documents.grids import BLANK_GRIDS
from evaluations.documents.kept import Papers
from evaluations.documents.selection import Choice, bundles, chosen, sheets
from evaluations.documents.signing import refusals
from evaluations.models import PrintJob
from ntc_cert.documents import ascii_name
from ntc_cert.pdf_certificate import CannotSign
from sessions.badge_sheets import BADGES
from sessions.deadlines import tell_printed
from sessions.documents.centre_seal import CentreSeal
from sessions.documents.doors import DOOR_PLANS
from sessions.leaves import PrintFile
from sessions.readiness_rules import Subject

SAME_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the same sheets make the same zip, byte for byte
State = PrintJob.State
# The board knows these as printed once they have been laid out for everybody: the file itself is kept for a while only.
TOLD_BY: Final = {DOOR_PLANS: Subject.DOORS, BLANK_GRIDS: Subject.GRIDS, BADGES: Subject.BADGES}


class Stopped(RuntimeError):
    """The row no longer says that this is being prepared."""


def press(job: PrintJob) -> None:
    """The same sheets printed before for this session are not laid out again."""
    mine = PrintJob.objects.filter(pk=job.pk, state=State.RUNNING)
    try:
        choice = Choice.read(job.choice)
        folder = Folder(job.exam_session, site=choice.site)
        files = chosen(folder, choice)
        seal = _seal(job, choice, files)  # before the long work: nothing is laid out that could not be signed
        parts, papers = _parts(folder, files, choice), Papers(files, keeps=True)
        digest, counted = _digest(papers, parts, choice, seal), Counted(mine, sheets(files))
        content = _kept(job, digest) or _laid_out(papers, parts, choice, seal, counted)
        suffix = "zip" if choice.is_split else "pdf"
        name = f"{ascii_name('impression', job.exam_session.reference)}.{suffix}"
        with transaction.atomic():
            ready = mine.update(state=State.DONE, done=sheets(files), digest=digest, name=name, content=content)
            if ready and seal and counted.signed:
                seal.tell(counted.signed, by=job.asked_by)
        if choice.is_whole:
            printed = [TOLD_BY[kind] for kind in choice.kinds if kind in TOLD_BY]
            tell_printed(job.exam_session, printed, by=job.asked_by)
    except Stopped:
        return
    except CannotSign as fault:
        mine.update(state=State.FAILED, trouble=str(fault)[:400])
    except Exception:
        mine.update(state=State.FAILED)
        raise


class Counted:
    """Writes after each sheet how many are laid out."""

    def __init__(self, mine, total: int) -> None:
        self.mine, self.total, self.done, self.signed = mine, total, 0, 0

    def one_more(self) -> None:
        self.done += 1
        self._say()

    def one_signed(self) -> None:
        self.signed += 1
        self._say()

    def _say(self) -> None:
        if not self.mine.update(done=self.done, total=self.total, signed=self.signed, seen_at=timezone.now()):
            raise Stopped


def _seal(job: PrintJob, choice: Choice, files: list[PrintFile]) -> CentreSeal | None:
    if not choice.is_signed:
        return None
    if motives := refusals(choice.kinds, files):  # it may have become a draft again since it was asked
        raise CannotSign(" ".join(motives))
    return CentreSeal(job.exam_session)


def _parts(folder: Folder, files: list[PrintFile], choice: Choice) -> dict[str, list[PrintFile]]:
    return bundles(folder, files) if choice.is_split else {"": files}


def _digest(papers: Papers, parts: dict[str, list[PrintFile]], choice: Choice, seal: CentreSeal | None) -> str:
    told = [str(choice.is_split), *(f"{name} {papers.digest(own)}" for name, own in parts.items())]
    if seal:
        told.append(f"signed {seal.fingerprint}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _kept(job: PrintJob, digest: str) -> bytes | None:
    same = PrintJob.objects.filter(exam_session=job.exam_session_id, digest=digest, state=State.DONE)
    content = same.values_list("content", flat=True).first()
    return bytes(content) if content else None


def _laid_out(
    papers: Papers, parts: dict[str, list[PrintFile]], choice: Choice, seal: CentreSeal | None, counted: Counted
) -> bytes:
    def made(files: list[PrintFile]) -> bytes:
        content = papers.joined(files, counted.one_more)
        if seal:
            content = seal.signed(content)
            counted.one_signed()
        return content

    if not choice.is_split:
        return made(parts[""])
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, own in parts.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.pdf", SAME_MOMENT), made(own))
    return written.getvalue()
