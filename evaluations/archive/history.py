"""What the journal says of a session, under the archive's own names: its own entries, and those it came with."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import Q

from centres.models import JournalEntry
from evaluations.archive.gathering import Gathering, name_of, said
from evaluations.archive.tables import (
    ACCOUNT,
    CANDIDATE,
    EVALUATION,
    JUROR,
    PANEL,
    PASSAGE,
    PERSON,
    PUBLISHED,
    ROOM,
    SESSION,
    Row,
)
from evaluations.models import SessionOrigin
from juries.models import Juror
from sessions.models import Badge, Room

MADE: Final = "archive.made"
IMPORTED: Final = "archive.imported"
BADGE: Final = "certification_sessions.badge"
NEVER_A_SUBJECT: Final = frozenset({PERSON, ACCOUNT, "evaluations.operation"})
AT_ONCE: Final = 500
# What a number under each of these words is the key of; under a plural, the numbers of a list.
ONE: Final = {
    "candidate": CANDIDATE,
    "evaluation": EVALUATION,
    "exam_session": SESSION,
    "juror": JUROR,
    "keyed_by": ACCOUNT,
    "panel": PANEL,
    "person": PERSON,
    "room": ROOM,
    "user": ACCOUNT,
    "version": PUBLISHED,
}
SEVERAL: Final = {"candidates": CANDIDATE, "jurors": JUROR, "panels": JUROR, "removed": CANDIDATE, "rooms": ROOM}
ALONE: Final = {"panel.members_changed": "jurors", "panel.room_changed": "room"}  # a value without a word

Subjects = dict[str, dict[Any, Any]]  # of each model, the name of every row the journal may speak of


def history_of(gathering: Gathering) -> list[Row]:
    """The oldest first: what came with the session, then what was done here. Archives themselves are not told."""
    origin = SessionOrigin.objects.filter(exam_session=gathering.exam_session).first()
    subjects = _subjects(gathering)
    found = {entry.pk: entry for entry in _entries(subjects)}
    told = [_told(found[pk], subjects, gathering) for pk in sorted(found)]
    return [*(origin.journal if origin else ()), *told]


def _subjects(gathering: Gathering) -> Subjects:
    """Rows kept, those left out that the journal names, and those that have gone since."""
    exam_session = gathering.exam_session
    subjects: Subjects = {
        model: dict(keys) for model, keys in gathering.names.keys.items() if model not in NEVER_A_SUBJECT
    }
    own = {
        JUROR: Juror.objects.filter(centre=exam_session.centre_id, scope=exam_session.reference),
        ROOM: Room.objects.filter(exam_session=exam_session),
    }
    for model, rows in own.items():
        kept = set(rows.values_list("pk", flat=True))
        subjects[model] = {pk: name for pk, name in subjects.get(model, {}).items() if pk in kept}
    badges = Badge.objects.filter(exam_session=exam_session).values_list("pk", "juror_id")
    subjects[BADGE] = {pk: gathering.names.of(JUROR, juror) for pk, juror in badges}
    for action, model in (("candidate.enrolled", CANDIDATE), ("panel.created", PANEL)):
        made = JournalEntry.objects.filter(action=action, after__exam_session=exam_session.pk)
        for pk in made.values_list("subject_id", flat=True):
            subjects.setdefault(model, {}).setdefault(int(pk), None)
    _add_moved_passages(subjects)
    return subjects


def _add_moved_passages(subjects: Subjects) -> None:
    """A passage taken away and placed again is another row: its entries name the candidate."""
    passages = subjects.setdefault(PASSAGE, {})
    for candidates in _batches(subjects.get(CANDIDATE, {})):
        about = Q(after__candidate__in=candidates) | Q(before__candidate__in=candidates)
        for entry in JournalEntry.objects.filter(about, subject_type=PASSAGE):
            told = (entry.after or {}).get("candidate") or (entry.before or {}).get("candidate")
            passages.setdefault(int(entry.subject_id), subjects[CANDIDATE].get(told))


def _entries(subjects: Subjects) -> Iterator[JournalEntry]:
    for model, names in subjects.items():
        for rows in _batches(names):
            about = JournalEntry.objects.filter(subject_type=model, subject_id__in=[str(pk) for pk in rows])
            yield from about.exclude(action__in=(MADE, IMPORTED)).select_related("actor")


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    found = list(rows)
    for start in range(0, len(found), AT_ONCE):
        yield found[start : start + AT_ONCE]


def _told(entry: JournalEntry, subjects: Subjects, gathering: Gathering) -> Row:
    names = subjects[entry.subject_type]
    word = ALONE.get(entry.action, "")
    return {
        "at": said(entry.at),
        "by": " ".join(reversed(name_of(entry.actor))).strip() if entry.actor else None,
        "action": entry.action,
        "subject": entry.subject_type,
        "id": names[int(entry.subject_id)] if entry.subject_id.isdigit() else names.get(entry.subject_id),
        "before": _named(entry.before, word, gathering),
        "after": _named(entry.after, word, gathering),
    }


def _named(value: Any, word: str, gathering: Gathering, *, is_listed: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            key: _named(below, word if word in SEVERAL and key not in ONE else key, gathering)
            for key, below in value.items()
        }
    if isinstance(value, list):
        return [_named(below, word, gathering, is_listed=True) for below in value]
    model = ONE.get(word) or (SEVERAL.get(word) if is_listed else None)
    if model is None or isinstance(value, bool) or not isinstance(value, int):
        return value
    return gathering.names.of(model, value)
