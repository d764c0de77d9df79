"""What an archive holds, and the journal a session came with, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Sum
from django.utils import timezone

from centres.journal_values import Change, changes_of, kind_of
from centres.journal_words import VALUES, action_words
from centres.models import JournalEntry
from evaluations.archive.making import archive_files
from evaluations.archive.packing import pack
from evaluations.archive.tables import Row
from ntc_cert.words import clock, noun, number, sentence, short_date
from sessions.dossier_rules import size_words
from sessions.models import DossierDocument, ExamSession

COUNTS: Final = (
    ("candidates", "candidat", ""),
    ("jurors", "juré", ""),
    ("passages", "passage", ""),
    ("versions", "version publiée", "versions publiées"),
    ("marks", "réponse de juré", "réponses de jurés"),
    ("sealed", "résultat scellé", "résultats scellés"),
    ("amendments", "rectification", ""),
    ("messages", "message", ""),
    ("documents", "document de dossier", "documents de dossier"),
    ("journal", "entrée du journal", "entrées du journal"),
)
LIGHT: Final = 20 * 1024 * 1024  # of dossiers: beyond, the archive is not made only to be weighed


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of another installation's journal."""

    day: str
    time: str
    by: str
    action: str
    subject: str
    changes: list[Change]


def weighed(exam_session: ExamSession) -> tuple[Mapping[str, Any], str]:
    """What the manifest says, and how large the archive is without its papers."""
    dossiers = DossierDocument.objects.filter(candidate__exam_session=exam_session).aggregate(all=Sum("size"))["all"]
    if (dossiers or 0) > LIGHT:
        return {}, size_words(dossiers)
    about, files = archive_files(exam_session)
    return about, size_words(len(pack(about, files)))


def counted(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(« 12 », « candidats »), those of which there are some."""
    counts = about.get("counts")
    known = counts if isinstance(counts, dict) else {}
    found = [(known.get(name), one, several) for name, one, several in COUNTS]
    return [(number(count), noun(count, one, several)) for count, one, several in found if type(count) is int and count]


def line_of(entry: Row, exam_session: ExamSession) -> Line:
    when = timezone.localtime(datetime.fromisoformat(entry["at"]), exam_session.zone)
    told = JournalEntry(
        subject_type=entry["subject"], before=entry["before"], after=entry["after"], centre=exam_session.centre
    )
    named = entry["id"] if isinstance(entry["id"], list) else [entry["id"]]
    return Line(
        day=short_date(when.date()),
        time=clock(when),
        by=entry["by"] or "une commande",
        action=sentence(action_words(entry["action"])),
        subject=" ".join(
            [kind_of(entry["subject"]), *(VALUES.get(str(part), str(part)) for part in named if part is not None)]
        ),
        changes=changes_of(told),
    )
