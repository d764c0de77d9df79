"""Command: a session becomes an archive, the same bytes for as long as the session stays what it is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from centres import journal
from centres.models import User
from evaluations.archive.gathering import Gathering, said
from evaluations.archive.history import MADE, history_of
from evaluations.archive.packing import Files, pack, sha256, written
from evaluations.archive.tables import CANDIDATE, EVALUATION, JUROR, PASSAGE, PUBLISHED
from evaluations.exporting import exported
from evaluations.models import TabletHolding
from sessions.models import ExamSession
from titles.loading import dump_title
from titles.loading import written as title_text

OURS: Final = ("centres", "titles", "juries", "certification_sessions", "evaluations")
COUNTED: Final = {
    "candidates": CANDIDATE,
    "jurors": JUROR,
    "passages": PASSAGE,
    "versions": PUBLISHED,
    "messages": "certification_sessions.message",
    "documents": "certification_sessions.dossierdocument",
    "evaluations": EVALUATION,
    "marks": "evaluations.mark",
    "answers": "evaluations.answer",
    "signatures": "evaluations.signature",
    "amendments": "evaluations.amendment",
}


@dataclass(frozen=True, slots=True)
class Archive:
    content: bytes
    digest: str


def make_archive(exam_session: ExamSession, *, papers: Files | None = None, by: User | None) -> Archive:
    """`papers` are PDFs by name; making one is told in the journal, and changes nothing of the next one."""
    with _one_moment():
        about, files = archive_files(exam_session)
        papers = {f"papers/{name}": content for name, content in (papers or {}).items()}
        content = pack(about, {**files, **papers})
        archive = Archive(content, sha256(content))
        told = {"sha256": archive.digest, "size": len(content)}
        journal.record(by, MADE, exam_session, after=told, centre=exam_session.centre)
    return archive


def archive_files(exam_session: ExamSession) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the manifest says of the session, and every file but the manifest and the papers."""
    gathering = Gathering(exam_session)
    history = history_of(gathering)
    documents = dict(gathering.documents)
    versions = documents.pop("versions")["version"]
    files = {name: written(document) for name, document in documents.items()}
    files |= {f"versions/{version['number']}.json": written(version) for version in versions}
    files |= gathering.files
    files["title.json"] = title_text(dump_title(exam_session.title)).encode()
    files["journal.json"] = written(history)
    files["results.json"] = exported(exam_session, "json")
    return _about(gathering, files, history), files


def awaited_of(exam_session: ExamSession) -> int:
    """Entries still on tablets, as last told: no archive can hold them."""
    held = TabletHolding.objects.filter(candidate__exam_session=exam_session, state__given_up_at=None)
    return sum(row.pending + row.refused for row in held)


def _about(gathering: Gathering, files: Mapping[str, bytes], history: list[dict[str, Any]]) -> dict[str, Any]:
    exam_session, centre = gathering.exam_session, gathering.exam_session.centre
    sealed = sum(row["sealed_at"] is not None for row in gathering.rows[EVALUATION])
    return {
        "session": exam_session.reference,
        "title": {"code": exam_session.title.code, "version": exam_session.title.version},
        "centre": {
            name: getattr(centre, name) for name in ("code", "name", "agreement_number", "address", "city", "time_zone")
        },
        # No clock: an archive made twice of one state is one file. The journal says when each was made, and by whom.
        "state_at": history[-1]["at"] if history else said(exam_session.created_at),
        "results_sha256": sha256(files["results.json"].rstrip(b"\n")),
        "counts": {
            **{name: gathering.count(model) for name, model in COUNTED.items()},
            "sealed": sealed,
            "journal": len(history),
        },
        "schema": _schema(),
    }


def _schema() -> dict[str, str]:
    """The last migration of each of our apps."""
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return {app: name for app, name in applied if app in OURS}


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything is read as it stood at one moment, while juries go on writing."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
