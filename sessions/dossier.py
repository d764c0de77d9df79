"""A document of a dossier received, replaced, removed; and who may read it when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from centres import journal
from centres.models import User
from ntc_cert.refusals import Refused, one_transaction
from sessions.dossier_rules import NOT_TRAINED, Kind, closes_on, is_read_on, kinds_of, media_type_of, refusal_of
from sessions.models import Candidate, DossierDocument


class DossierRefused(Refused):
    """The dossier stays as it was."""


def receive(candidate: Candidate, kind: Kind, content: bytes, *, seen: str, by: User) -> DossierDocument:
    """Keep a document, which also ticks it received; `seen` is the version it replaces, empty for a first one."""
    fault = refusal_of(content)
    if fault:
        raise DossierRefused(fault)
    with one_transaction(DossierRefused):
        candidate = _locked(candidate)
        if kind not in kinds_of(candidate.path):
            raise DossierRefused(NOT_TRAINED)
        former = candidate.documents.filter(kind=kind).defer("content").first()
        if (former.version if former else "") != seen:
            raise DossierRefused("Ce document a changé depuis l’ouverture de cette page. Relisez, puis recommencez.")
        # Received before kept: the database holds that nothing kept is unreceived.
        _tick(candidate, kind, value=True)
        if former:
            former.delete()
        document = DossierDocument(candidate=candidate, kind=kind, content=content, size=len(content))
        document.media_type = media_type_of(content)
        document.save()
        _record("dossier.replaced" if former else "dossier.received", candidate, before=former, after=document, by=by)
    return document


def remove(candidate: Candidate, kind: Kind, *, by: User) -> None:
    """Whether the centre still has it elsewhere is not known any more: the tick goes back to « non renseigné »."""
    with one_transaction(DossierRefused):
        candidate = _locked(candidate)
        former = candidate.documents.filter(kind=kind).defer("content").first()
        if former is None:
            raise DossierRefused("Ce document n’est plus dans le dossier.")
        former.delete()
        _tick(candidate, kind, value=None)
        _record("dossier.removed", candidate, before=former, after=None, by=by)


def readable(documents: Iterable[DossierDocument], user: User, *, now: datetime) -> list[DossierDocument]:
    """Those of `documents`, seen already, open now: always for the staff, around the passage for a juror.

    Each comes with its candidate, their session, its centre and, for a juror, their passage.
    """
    if user.is_staff_member:
        return list(documents)
    return [document for document in documents if is_open_to_jury(document.candidate, now=now)]


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a dossier: what it may hold, and the document it does."""

    kind: Kind
    document: DossierDocument | None
    received: bool | None


def pieces_of(candidate: Candidate) -> list[Piece]:
    kept = {document.kind: document for document in candidate.documents.defer("content")}
    return [Piece(kind, kept.get(kind), getattr(candidate, kind.flag)) for kind in kinds_of(candidate.path)]


def is_open_to_jury(candidate: Candidate, *, now: datetime) -> bool:
    zone = candidate.exam_session.zone
    return is_read_on(now.astimezone(zone).date(), candidate.passage.starts_at.astimezone(zone).date())


def closes_at(candidate: Candidate) -> datetime:
    """From this midnight on a tablet keeps nothing of the dossier; as `is_open_to_jury`, it needs the passage."""
    zone = candidate.exam_session.zone
    day = closes_on(candidate.passage.starts_at.astimezone(zone).date())
    return datetime.combine(day, time.min, tzinfo=zone)


def _locked(candidate: Candidate) -> Candidate:
    rows = Candidate.objects.select_related("exam_session__centre").select_for_update(of=("self",))
    return rows.get(pk=candidate.pk)


def _tick(candidate: Candidate, kind: Kind, *, value: bool | None) -> None:
    setattr(candidate, kind.flag, value)
    candidate.save(update_fields=[kind.flag])


def _record(
    action: str, candidate: Candidate, *, before: DossierDocument | None, after: DossierDocument | None, by: User
) -> None:
    told = [document and _told(document) for document in (before, after)]
    journal.record(by, action, candidate, centre=candidate.exam_session.centre, before=told[0], after=told[1])


def _told(document: DossierDocument) -> dict[str, object]:
    return {"document": document.kind, "format": document.media_type, "size": document.size}
