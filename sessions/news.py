"""What was done lately, told from the journal: it keeps ids, the names are read when they are shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby, islice
from typing import Any, Final

from centres.models import Centre, JournalEntry, User
from juries.models import Juror
from ntc_cert.words import plural, sentence
from sessions.models import Candidate, ExamSession, Panel, Room

READ_AT_MOST: Final = 300
SHOWN_AT_MOST: Final = 7


class Named(StrEnum):
    CANDIDATE = "candidate"
    PANEL = "panel"
    SESSION = "exam_session"
    ROOM = "room"
    JUROR = "juror"


@dataclass(frozen=True, slots=True)
class Fact:
    """`one` says it with a name; `count` says it of several, or of something that has no name any more."""

    count: tuple[str, str]
    one: str = ""
    named: Named | None = None


_C, _P, _S, _R, _J = Named
FACTS: Final[dict[str, Fact]] = {
    "passage.placed": Fact(("passage placé", "passages placés"), "{}, passage placé.", _C),
    "passage.moved": Fact(("passage déplacé", "passages déplacés"), "{}, passage déplacé.", _C),
    "passage.removed": Fact(("passage retiré", "passages retirés"), "{}, passage retiré.", _C),
    "passage.locked": Fact(("passage verrouillé", "passages verrouillés"), "{}, passage verrouillé.", _C),
    "passage.unlocked": Fact(("passage déverrouillé", "passages déverrouillés"), "{}, passage déverrouillé.", _C),
    "candidate.enrolled": Fact(("inscription", "inscriptions"), "{}, inscription enregistrée.", _C),
    "candidate.changed": Fact(("fiche modifiée", "fiches modifiées"), "{}, fiche modifiée.", _C),
    "candidate.withdrawn": Fact(("inscription retirée", "inscriptions retirées")),
    "panel.created": Fact(("jury créé", "jurys créés"), "{} créé.", _P),
    "panel.members_changed": Fact(("jury recomposé", "jurys recomposés"), "{}, jurés changés.", _P),
    "panel.room_changed": Fact(("jury changé de salle", "jurys changés de salle"), "{}, salle changée.", _P),
    "panel.removed": Fact(("jury retiré", "jurys retirés")),
    "room.added": Fact(("salle ajoutée", "salles ajoutées"), "{}, salle ajoutée.", _R),
    "room.changed": Fact(("salle modifiée", "salles modifiées"), "{}, salle modifiée.", _R),
    "room.removed": Fact(("salle retirée", "salles retirées")),
    "session.created": Fact(("session créée", "sessions créées"), "Session {} créée.", _S),
    "session.changed": Fact(("session modifiée", "sessions modifiées"), "Session {} modifiée.", _S),
    "session.imported": Fact(("session importée", "sessions importées"), "Session {} importée.", _S),
    "session.replaced": Fact(("session remplacée", "sessions remplacées"), "Session {} remplacée.", _S),
    "session.planned": Fact(("planning calculé", "plannings calculés"), "Session {}, planning calculé.", _S),
    "session.plan_undone": Fact(
        ("planning calculé annulé", "plannings calculés annulés"), "Session {}, planning calculé annulé.", _S
    ),
    "session.published": Fact(("planning publié", "plannings publiés")),
    "messages.prepared": Fact(("préparation de messages", "préparations de messages")),
    "incident.written": Fact(("incident noté", "incidents notés"), "Session {}, incident noté.", _S),
    "juror.added": Fact(("juré ajouté au registre", "jurés ajoutés au registre"), "{}, ajout au registre.", _J),
    "juror.changed": Fact(("fiche de juré modifiée", "fiches de jurés modifiées"), "{}, fiche modifiée.", _J),
    "grid.submitted": Fact(("grille rendue", "grilles rendues")),
    "decision.taken": Fact(("décision prise", "décisions prises")),
    "result.sealed": Fact(("résultat scellé", "résultats scellés")),
    "result.amended": Fact(("rectification", "rectifications")),
}

_MODELS: Final = {
    Named.CANDIDATE: Candidate,
    Named.PANEL: Panel,
    Named.SESSION: ExamSession,
    Named.ROOM: Room,
    Named.JUROR: Juror,
}

Names = Mapping[tuple[Named, int], str]


@dataclass(frozen=True, slots=True)
class News:
    at: datetime
    sentence: str


def news_since(user: User, moment: datetime) -> list[News]:
    """The latest first; the same fact told several times in a row is told once, with its count."""
    rows = JournalEntry.objects.filter(at__gte=moment, action__in=FACTS)
    if not user.is_administrator:
        rows = rows.filter(centre__in=Centre.objects.visible_to(user))
    entries = list(rows.order_by("-pk")[:READ_AT_MOST])
    groups = [list(group) for _, group in groupby(entries, key=lambda entry: entry.action)]
    shown = list(islice(groups, SHOWN_AT_MOST))
    names = _names(group[0] for group in shown if len(group) == 1)
    return [News(group[0].at, _sentence(group, names)) for group in shown]


def _sentence(group: Sequence[JournalEntry], names: Names) -> str:
    fact = FACTS[group[0].action]
    name = names.get(_key(group[0])) if len(group) == 1 else None
    if fact.one and name:
        return sentence(fact.one.format(name))
    return f"{plural(len(group), *fact.count)}."


def _key(entry: JournalEntry) -> tuple[Named, int] | None:
    named = FACTS[entry.action].named
    if named is None:
        return None
    told: dict[str, Any] = {**_dictionary(entry.before), **_dictionary(entry.after)}
    about = told.get(named) if entry.subject_type.rpartition(".")[2] != _MODELS[named]._meta.model_name else None
    return named, int(about or entry.subject_id)


def _dictionary(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _names(entries: Iterable[JournalEntry]) -> Names:
    """One query for each kind of thing named."""
    wanted: dict[Named, set[int]] = defaultdict(set)
    for key in filter(None, map(_key, entries)):
        wanted[key[0]].add(key[1])
    names: dict[tuple[Named, int], str] = {}
    for named, ids in wanted.items():
        rows = _MODELS[named].objects.filter(pk__in=ids)
        if named is Named.CANDIDATE:
            rows = rows.select_related("person")
        for row in rows:
            names[named, row.pk] = str(row.person) if named is Named.CANDIDATE else str(row)
    return names
