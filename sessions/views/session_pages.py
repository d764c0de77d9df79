"""What every page of a session shares: its context, the clock of its centre, where each conflict is mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from centres.demo import DEMO_CENTRE
from ntc_cert.http import AuthenticatedHttpRequest
from ntc_cert.words import plural
from sessions.conflict_rules import Conflict
from sessions.models import ExamSession
from sessions.tasks import KIND_OF, Where


@dataclass(frozen=True, slots=True)
class Told:
    """A conflict with the address of the page that mends it."""

    conflict: Conflict
    cure_url: str

    @property
    def level(self) -> str:
        return self.conflict.level

    @property
    def sentence(self) -> str:
        return self.conflict.sentence

    @property
    def cure(self) -> str:
        return self.conflict.cure

    @property
    def source(self) -> str:
        return self.conflict.source


def session_page(
    request: AuthenticatedHttpRequest,
    exam_session: ExamSession,
    template: str,
    context: Mapping[str, Any],
    *,
    tab: str,
    status: int = 200,
) -> HttpResponse:
    """Rendered by the clock of the session's centre; the counts of the tabs unless the page already has them."""
    with timezone.override(exam_session.zone):
        return render(request, template, session_context(exam_session, tab=tab, **context), status=status)


def session_context(exam_session: ExamSession, /, *, tab: str, **more: Any) -> dict[str, Any]:
    """What `session.html` reads; the counts of the tabs unless the page already has them."""
    if "tab_counts" not in more:
        more["tab_counts"] = {"candidates": exam_session.candidates.count(), "panels": exam_session.panels.count()}
    demo = settings.DEBUG and exam_session.centre.code == DEMO_CENTRE
    return {"section": "sessions", "tab": tab, "exam_session": exam_session, "demo": demo, **more}


def told(exam_session: ExamSession, conflicts: Iterable[Conflict]) -> list[Told]:
    return [Told(found, cure_url(exam_session, found)) for found in conflicts]


def cure_url(exam_session: ExamSession, found: Conflict) -> str:
    """Between two passages, that of the later one: the one the sentence names last."""
    where = KIND_OF[found.code].where
    if where is Where.DOSSIER:
        return reverse("sessions:candidate_edit", args=[found.candidate_ids[0]])
    if where is Where.JUROR and found.juror_ids:
        return reverse("juries:edit", args=[found.juror_ids[0]])
    if where is Where.PANEL and found.panel_ids:
        return reverse("sessions:panel_edit", args=[exam_session.pk, found.panel_ids[0]])
    if where is Where.PASSAGE and found.candidate_ids:
        return reverse("sessions:passage_place", args=[exam_session.pk, found.candidate_ids[-1]])
    return reverse("sessions:edit" if where is Where.SESSION else "sessions:timetable", args=[exam_session.pk])


def levels(conflicts: Iterable[Conflict]) -> dict[str, str]:
    """« 1 blocage », « 2 avertissements »: the chips beside the session's name."""
    found = list(conflicts)
    blocks = sum(conflict.blocks for conflict in found)
    warns = len(found) - blocks
    return {
        "blocks": plural(blocks, "blocage") if blocks else "",
        "warns": plural(warns, "avertissement") if warns else "",
    }
