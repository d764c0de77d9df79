"""Command: an instance's file becomes a session with its own rooms, jurors, panels and candidates."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from centres import journal
from centres.models import Centre, User
from ntc_cert.json_files import JsonFile
from ntc_cert.refusals import Refused, one_transaction
from ntc_cert.words import listing
from sessions.bookings import DOUBLE_BOOKINGS
from sessions.conflicts import find_conflicts
from sessions.instance_rows import write_instance
from sessions.instances import Instance, UnreadableInstance, read_instance, read_reference
from sessions.models import ExamSession
from sessions.replacing import NotReplaceable, clear
from titles.models import ProfessionalTitle
from titles.reading import UNSTORABLE, Fault, shown
from titles.referentiel import Referentiel

IMPORTED_CENTRE: Final = {"code": "IMPORT", "name": "Centre importé"}


class NotImportable(Refused):
    """The file is sound, and yet it can't become this session."""


def import_session(path: Path, *, centre_code: str = "", replace: bool = False, by: User | None = None) -> ExamSession:
    """Everything is checked before anything is written: `UnusableFile` for the file, `Refused` for the rest."""
    file = JsonFile.read(path)
    with one_transaction(NotImportable):
        existing = _existing(read_reference(file.document))
        centre = _centre(file, centre_code, existing)
        instance = _instance(file, centre)
        if existing and not replace:
            cure = "Ajoutez --replace pour la remplacer, ou changez cet identifiant."
            raise file.unusable([Fault("id", f"une session porte déjà la référence {shown(existing.reference)}", cure)])
        if existing:
            _clear(existing, file, by=by)
        exam_session = _save_row(instance, centre, existing)
        write_instance(exam_session, instance)
        action = "session.replaced" if existing else "session.imported"
        journal.record(by, action, exam_session, after={"candidates": len(instance.timetable.candidates)})
    return exam_session


def _existing(reference: str) -> ExamSession | None:
    rows = ExamSession.objects.select_related("centre").select_for_update(of=("self",))
    return rows.filter(reference=reference).first() if reference else None


def _centre(file: JsonFile, code: str, existing: ExamSession | None) -> Centre:
    """The one asked for, else the one the session is already in, else the only one, else one for imports."""
    if code:
        return _centre_coded(file, code)
    if existing:
        return existing.centre
    centres = list(Centre.objects.all()[:2])
    if len(centres) == 1:
        return centres[0]
    return Centre.objects.filter(code=IMPORTED_CENTRE["code"]).first() or Centre(**IMPORTED_CENTRE)


def _centre_coded(file: JsonFile, code: str) -> Centre:
    found = Centre.objects.filter(code=code).first() if not UNSTORABLE.search(code) else None
    if found is None:
        codes = listing(list(Centre.objects.values_list("code", flat=True)))
        cure = f"Donnez l’un de ceux-ci : {codes}." if codes else "Retirez cette option : aucun centre n’est connu."
        raise file.unusable([Fault("--centre", f"aucun centre ne porte le code {shown(code)}", cure)])
    return found


def _instance(file: JsonFile, centre: Centre) -> Instance:
    try:
        instance = read_instance(file.document, zone=ZoneInfo(centre.time_zone), referentiel_of=_referentiel)
    except UnreadableInstance as refusal:
        raise file.unusable(refusal.faults) from refusal
    if clashes := list(_clashes(instance)):
        raise file.unusable(clashes)
    return instance


def _referentiel(code: str) -> Referentiel | None:
    title = ProfessionalTitle.objects.newest(code)
    return title.referentiel if title else None


def _clashes(instance: Instance) -> Iterator[Fault]:
    """A pinned passage is placed as it is, and nobody can be placed in two places at once."""
    rank = {passage.candidate_id: index for index, passage in enumerate(instance.timetable.passages)}
    for found in find_conflicts(instance.timetable):
        if found.code in DOUBLE_BOOKINGS:
            last = max(rank[candidate] for candidate in found.candidate_ids)
            yield Fault(f"pinned[{last}]", found.sentence.rstrip("."), found.cure)


def _clear(existing: ExamSession, file: JsonFile, *, by: User | None) -> None:
    try:
        clear(existing, by=by)
    except NotReplaceable as refusal:
        motif = "la session de cette référence porte déjà des saisies du jury, elle ne se remplace plus"
        raise file.unusable([Fault("id", motif, "Donnez un autre identifiant à ce fichier.")]) from refusal


def _save_row(instance: Instance, centre: Centre, existing: ExamSession | None) -> ExamSession:
    """The row of a session that is replaced stays, with its incidents and what was typed about it on screen."""
    if centre.pk is None:
        centre, _ = Centre.objects.get_or_create(code=centre.code, defaults=IMPORTED_CENTRE)
    rules = instance.timetable.settings
    title = ProfessionalTitle.objects.newest(instance.timetable.referentiel.code)
    title.freeze()
    row = existing or ExamSession(reference=instance.reference)
    row.centre, row.title, row.comment, row.replan_from = centre, title, instance.comment, instance.now
    row.gap_minutes, row.min_jurors = rules.gap_minutes, rules.min_jurors
    row.role_play_preparation_room, row.grid_minutes = rules.role_play_preparation_room, rules.grid_minutes
    row.revision += 1
    row.save()
    return row
