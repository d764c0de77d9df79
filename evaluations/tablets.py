"""What tablets hold, kept as they tell it; and the way out when one of them will never tell again."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from centres import journal
from centres.models import User
from evaluations.marking import evaluation_of
from evaluations.models import TabletGivenUp, TabletHolding, TabletState
from evaluations.tablet_report import Held, Report, totals
from juries.models import Juror
from ntc_cert.refusals import Refused, one_transaction
from sessions.models import Candidate, ExamSession

ATTEMPTS: Final = 3


class TabletRefused(Refused):
    """This cannot be declared of this tablet."""


def hear(report: Report, *, juror: Juror) -> None:
    """Keep what a device holds, all its jurors together; a report that comes after a newer one changes nothing."""
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _keep(report, juror, timezone.now())
        except IntegrityError:  # the first report of this device, told twice at once
            if attempt == ATTEMPTS - 1:
                raise


def states_in(exam_session: ExamSession) -> QuerySet[TabletState]:
    """The tablets of whoever sits in this session."""
    seated = TabletState.objects.filter(juror__memberships__panel__exam_session=exam_session)
    return seated.select_related("juror").distinct()


def give_up(state: TabletState, *, reason: str, by: User) -> None:
    """Declare that nothing more is to be awaited of a tablet: what it held no longer blocks, and stays on record."""
    if not reason.strip():
        raise TabletRefused("Écrivez ce qui est arrivé à cette tablette : le motif reste avec le résultat.")
    with one_transaction(TabletRefused):
        row = TabletState.objects.select_for_update(of=("self",)).select_related("juror").get(pk=state.pk)
        if row.given_up_at or not row.held:
            raise TabletRefused("Cette tablette n’attend plus rien. Rechargez la page.")
        now = timezone.now()
        open_ones = _still_open(row)
        TabletGivenUp.objects.bulk_create(
            TabletGivenUp(
                evaluation=evaluation_of(candidate),
                juror=row.juror,
                device=row.device,
                pending=pending,
                refused=refused,
                heard_at=row.heard_at,
                reason=reason.strip(),
                by=by,
                at=now,
            )
            for candidate, (pending, refused) in open_ones.items()
        )
        row.given_up_at = now
        row.save(update_fields=["given_up_at"])
        told = {"juror": row.juror_id, "pending": row.pending, "refused": row.refused, "reason": reason.strip()}
        told["candidates"] = [candidate.pk for candidate in open_ones]
        journal.record(by, "tablet.given_up", row, after=told, centre=row.juror.centre)


def _still_open(row: TabletState) -> dict[Candidate, tuple[int, int]]:
    """By candidate whose result is not sealed; a sealed one waits for nothing."""
    found: dict[Candidate, tuple[int, int]] = {}
    for one in row.holdings.filter(candidate__sealed_at=None).select_related("candidate"):
        before = found.get(one.candidate, (0, 0))
        found[one.candidate] = (before[0] + one.pending, before[1] + one.refused)
    return found


def _keep(report: Report, juror: Juror, now: datetime) -> None:
    rows = TabletState.objects.select_for_update(of=("self",)).filter(device=report.device).order_by("pk")
    known = {row.juror_id: row for row in rows}
    if any(row.report >= report.number for row in known.values()):
        return
    others = Juror.objects.filter(pk__in=report.jurors - known.keys(), centre=juror.centre_id).values_list(
        "pk", flat=True
    )
    for pk in sorted({juror.pk, *others} - known.keys()):
        known[pk] = TabletState.objects.create(
            device=report.device, juror_id=pk, heard_at=now, changed_at=now, report=report.number
        )
    for pk, row in known.items():
        _renew(row, report, now, is_heard=pk == juror.pk or pk in report.jurors)


def _renew(row: TabletState, report: Report, now: datetime, *, is_heard: bool) -> None:
    """What is the same is not written again, but for the moment: most reports say that nothing waits."""
    held = report.of(row.juror_id)
    pending, refused = totals(held)
    row.report = report.number
    if is_heard:
        row.heard_at = now
    if row.held or held or row.given_up_at:
        row.holdings.all().delete()
        TabletHolding.objects.bulk_create(_rows(row, held))
        row.changed_at = row.heard_at = now
    row.pending, row.refused, row.given_up_at = pending, refused, None
    row.save()


def _rows(row: TabletState, held: tuple[Held, ...]) -> list[TabletHolding]:
    """A candidate withdrawn since, or of another centre, has no result that could wait."""
    known = set(
        Candidate.objects.filter(
            pk__in=[one.candidate for one in held], exam_session__centre=row.juror.centre_id
        ).values_list("pk", flat=True)
    )
    return [
        TabletHolding(state=row, candidate_id=one.candidate, phase=one.phase, pending=one.pending, refused=one.refused)
        for one in held
        if one.candidate in known
    ]
