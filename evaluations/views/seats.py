"""From a request to what it may touch: the candidate, and the juror who sits before them."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from evaluations.models import Evaluation
from juries.models import Juror
from sessions.models import Candidate, PanelMember


@dataclass(frozen=True, slots=True)
class Seat:
    """A juror before a candidate of one of their panels."""

    candidate: Candidate
    juror: Juror
    others: tuple[Juror, ...]


def candidates_seen(user):
    """What any page of this floor may load: one query, the référentiel's text left where it is."""
    rows = Candidate.objects.visible_to(user).select_related(
        "person", "exam_session__centre", "exam_session__title", "passage__panel__room"
    )
    return rows.defer("exam_session__title__law")


def seat_or_404(request: HttpRequest, pk: int) -> Seat:
    candidate = get_object_or_404(candidates_seen(request.user), pk=pk, passage__isnull=False)
    members = PanelMember.objects.filter(panel=candidate.passage.panel_id).select_related("juror")
    jurors = [member.juror for member in members]
    mine = next((juror for juror in jurors if juror.user_id == request.user.pk), None)
    if mine is None:
        raise Http404
    return Seat(candidate, mine, tuple(juror for juror in jurors if juror != mine))


def evaluation_or_none(candidate: Candidate) -> Evaluation | None:
    return Evaluation.objects.filter(candidate=candidate).first()
