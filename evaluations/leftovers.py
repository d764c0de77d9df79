"""Commands on technical leftovers: what may be made again or opens something, and has served its time.

Marks, decisions, seals, the journal, published versions and messages are no leftovers: they are what a session is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from centres import journal
from centres.log_in_delays import FORGOTTEN_AFTER
from centres.models import LogInTries
from evaluations.archive.uploads import KEPT_FOR as ARCHIVE_KEPT_FOR
from evaluations.kept_papers import KEPT_FOR
from evaluations.models import ArchiveUpload, KeptPaper, PrintJob, TabletState
from sessions.candidates_import import KEPT_FOR as CANDIDATES_KEPT_FOR
from sessions.models import CalendarAddress, CandidateFile, Mailing, Message, PanelMember, PlanJob, TabletTest

NO_MORE: Final = timedelta()


@dataclass(frozen=True, slots=True)
class Leftover:
    """`rows` of a moment: those that stand since before it and may go."""

    one: str
    several: str
    kept_for: timedelta
    rows: Callable[[datetime], QuerySet]


@dataclass(frozen=True, slots=True)
class Found:
    leftover: Leftover
    before: datetime
    rows: QuerySet
    count: int


def _older(model: type[Model], moment: str) -> Callable[[datetime], QuerySet]:
    return lambda before: model._default_manager.filter(**{f"{moment}__lt": before})


def _settled_mailings(before: datetime) -> QuerySet:
    """A message still in the hands of a dead one is settled by it first."""
    return Mailing.objects.filter(asked_at__lt=before).exclude(messages__state=Message.State.SENDING)


def _silent_tablets(before: datetime) -> QuerySet:
    """One that still holds something is never forgotten: its work is missing here."""
    return TabletState.objects.filter(heard_at__lt=before, pending=0, refused=0, holdings=None)


def _idle_calendars(before: datetime) -> QuerySet:
    """Their jurors sit nowhere since: the address would show nothing, to whoever has it."""
    seated = PanelMember.objects.filter(panel__exam_session__days__date__gte=before.date())
    return CalendarAddress.objects.filter(made_at__lt=before).exclude(juror__in=seated.values("juror"))


LEFTOVERS: Final = (
    Leftover("feuille gardée", "feuilles gardées", KEPT_FOR, _older(KeptPaper, "made_at")),
    Leftover("fichier d’impression", "fichiers d’impression", KEPT_FOR, _older(PrintJob, "asked_at")),
    Leftover("archive à reprendre", "archives à reprendre", ARCHIVE_KEPT_FOR, _older(ArchiveUpload, "uploaded_at")),
    Leftover(
        "fichier de candidats", "fichiers de candidats", CANDIDATES_KEPT_FOR, _older(CandidateFile, "uploaded_at")
    ),
    Leftover("recherche de planning", "recherches de planning", KEPT_FOR, _older(PlanJob, "asked_at")),
    Leftover("suivi d’envoi", "suivis d’envoi", KEPT_FOR, _settled_mailings),
    Leftover("test de tablette", "tests de tablettes", KEPT_FOR, _older(TabletTest, "tested_at")),
    Leftover("état de tablette", "états de tablettes", KEPT_FOR, _silent_tablets),
    Leftover("adresse de calendrier", "adresses de calendrier", KEPT_FOR, _idle_calendars),
    Leftover(
        "compteur d’essais d’entrée", "compteurs d’essais d’entrée", FORGOTTEN_AFTER, _older(LogInTries, "last_at")
    ),
    Leftover("connexion expirée", "connexions expirées", NO_MORE, _older(Session, "expire_date")),
)


def found_at(now: datetime | None = None) -> list[Found]:
    """What would go, of each kind."""
    now = now or timezone.now()
    moments = [(leftover, now - leftover.kept_for) for leftover in LEFTOVERS]
    return [Found(leftover, at, rows := leftover.rows(at), rows.count()) for leftover, at in moments]


def forget(found: Found) -> int:
    """Erased in one transaction with the entry that says how many; expired log-ins alone are not told."""
    with transaction.atomic():
        first = found.rows.only("pk").order_by("pk").first()
        if first is None:
            return 0
        count = found.rows.count()
        found.rows.delete()
        if not isinstance(first, Session):
            told = {"rows": count, "older_than": found.before.isoformat()}
            journal.record(None, "leftovers.forgotten", first, after=told)
    return count
