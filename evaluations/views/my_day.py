"""« Ma journée »: the juror's home, their candidates in order with the state of each grid."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from centres.demo import is_demonstration
from evaluations.grids import cells
from evaluations.models import Evaluation, Grid, Presence
from evaluations.views.dossiers import Dossier, Dossiers, dossiers_of
from juries.models import Juror
from ntc_cert.http import AuthenticatedHttpRequest, page, reads
from sessions.models import Passage
from titles.referentiel import Phase


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One épreuve of one candidate: how far this juror's grid is."""

    phase: Phase
    starts_at: object
    filled: int
    total: int
    state: str  # key of a state chip
    word: str
    act: str
    plays_client: bool | None  # None outside the role-play, or while nobody has said
    is_next: bool = False  # the one to fill now
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class PassageLine:
    passage: Passage
    sheets: tuple[SheetLine, ...]
    route_label: str
    is_now: bool
    seal: str  # « Scellé », or nothing yet
    dossier: Dossier | None  # None when there is nothing to read, or not today
    presence: Presence

    @property
    def is_gone(self) -> bool:
        """Nobody is awaited there any more: an absence, or an abandon."""
        return self.presence != Presence.PRESENT

    @property
    def sheets_shown(self) -> tuple[SheetLine, ...]:
        """Nothing is filled in of somebody who did not come."""
        return () if self.presence == Presence.ABSENT else self.sheets

    @property
    def awaits_deliberation(self) -> bool:
        """All that is left is to agree: every grid of this juror is handed in, or none will be."""
        return not self.seal and (self.is_gone or all(sheet.is_done for sheet in self.sheets))


@gzip_page
@reads
def my_day(request: AuthenticatedHttpRequest) -> HttpResponse:
    juror = Juror.objects.filter(user=request.user).first()
    if juror is None:
        raise Http404
    passages = list(_passages(request.user))
    days = sorted({local_day(passage) for passage in passages})
    day = _chosen_day(request.GET.get("jour", ""), days)
    lines = _lines([passage for passage in passages if local_day(passage) == day], juror)
    dossiers = dossiers_of(passages, request.user)
    lines = [replace(line, dossier=dossiers.get(line.passage.candidate_id)) for line in lines]
    first_open = _current(lines)
    context = {
        "juror": juror,
        "dossiers": Dossiers(tuple(dossiers.values())),
        "day": day,
        "days": days,
        "now": timezone.now(),
        "demo": is_demonstration(),
        "current": first_open,
        "others": [line for line in lines if line is not first_open],
        "panels": list({line.passage.panel_id: line.passage.panel for line in lines}.values()),
    }
    zone = passages[0].panel.exam_session.zone if passages else timezone.get_current_timezone()
    with timezone.override(zone):
        return page(request, "evaluations/my_day.html", context)


def _current(lines: list[PassageLine]) -> PassageLine | None:
    """Who passes now, else the next one; an absence or an abandon comes once nobody else is left."""
    here = [line for line in lines if not line.is_gone]
    open_ones = [line for line in here if not line.seal] + [line for line in lines if line.is_gone and not line.seal]
    return next((line for line in here if line.is_now), None) or next(iter(open_ones), None)


def local_day(passage: Passage) -> date:
    return passage.starts_at.astimezone(passage.panel.exam_session.zone).date()


def _passages(user):
    return (
        Passage.objects.visible_to(user)
        .filter(panel__members__juror__user=user)
        .distinct()
        .select_related("candidate__person", "panel__room", "panel__exam_session__centre", "panel__exam_session__title")
        .defer("panel__exam_session__title__law")
        .prefetch_related("steps__candidate_room", "panel__jurors")
    )


def _chosen_day(asked: str, days: list[date]) -> date | None:
    """The day asked for, else today, else the next one, else the last."""
    today = timezone.localdate()
    for day in days:
        if day.isoformat() == asked:
            return day
    return next((day for day in days if day >= today), days[-1] if days else None)


def _lines(passages: list[Passage], juror: Juror) -> list[PassageLine]:
    found = Evaluation.objects.filter(candidate__in=[passage.candidate_id for passage in passages])
    evaluations = {row.candidate_id: row for row in found.select_related("role_play")}
    before = Q(evaluation__jurors_replaced__joining=juror, evaluation__jurors_replaced__leaving=F("juror"))
    rows = (
        Grid.objects.filter(Q(juror=juror) | before, evaluation__in=list(evaluations.values()))
        .select_related("evaluation", "juror")
        .prefetch_related("marks")
    )
    grids: dict[tuple[int, str], Grid] = {}
    handed_in: dict[tuple[int, str], Juror] = {}  # by whoever sat there before this juror took their seat
    for grid in rows:
        place = (grid.evaluation.candidate_id, grid.phase)
        if grid.juror_id == juror.pk:
            grids[place] = grid
        elif grid.submitted_at:
            handed_in[place] = grid.juror
    now = timezone.now()
    lines = []
    for passage in passages:
        evaluation = evaluations.get(passage.candidate_id)
        lines.append(_line(passage, list(_sheets(passage, juror, grids, evaluation, handed_in)), evaluation, now))
    return lines


def _line(passage: Passage, sheets: list[SheetLine], evaluation: Evaluation | None, now: datetime) -> PassageLine:
    unfinished = next((index for index, sheet in enumerate(sheets) if not sheet.is_done), None)
    if unfinished is not None:
        sheets[unfinished] = replace(sheets[unfinished], is_next=True)
    return PassageLine(
        passage=passage,
        sheets=tuple(sheets),
        route_label=passage.panel.exam_session.referentiel.routes[passage.candidate.route].label,
        is_now=passage.starts_at <= now < passage.ends_at,
        seal="Scellé" if evaluation and evaluation.sealed_at else "",
        dossier=None,
        presence=Presence(evaluation.presence) if evaluation else Presence.PRESENT,
    )


def _sheets(passage, juror, grids, evaluation, handed_in):
    referentiel = passage.panel.exam_session.referentiel
    starts = {step.phase: step.starts_at for step in reversed(passage.steps.all())}
    role_play = getattr(evaluation, "role_play", None) if evaluation else None
    for phase in referentiel.routes[passage.candidate.route].phases:
        grid = grids.get((passage.candidate_id, phase.kind.value))
        wanted = {cell.code for cell in cells(referentiel, passage.candidate.route, phase.kind) if cell.takes_mark}
        marks = [row for row in grid.marks.all() if row.value and row.criterion in wanted] if grid else []
        state, word, act = _state(grid, len(marks))
        heard_by = handed_in.get((passage.candidate_id, phase.kind.value)) if grid is None else None
        client = role_play.client_id if role_play and phase.kind == "role_play" else None
        yield SheetLine(
            phase=phase,
            starts_at=starts.get(phase.kind.value),
            filled=len(marks),
            total=len(wanted),
            state=state,
            word=f"Rendue par {heard_by}" if heard_by else word,
            act=act,
            is_done=state == "conf" or heard_by is not None,
            plays_client=None if client is None else client == juror.pk,
        )


def _state(grid: Grid | None, ticks: int) -> tuple[str, str, str]:
    """Green only once handed in: each tick is already on the server, but the grid is not done."""
    if grid is None or (not ticks and not grid.submitted_at):
        return "libre", "Non ouverte", "Ouvrir"
    if grid.submitted_at:
        return "conf", "Rendue", "Relire"
    return "cours", "En cours", "Continuer"
