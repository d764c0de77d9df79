"""Badges of a session: who has one, codes told once, a locked one opened, a lost one made again."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes, writes
from ntc_cert.words import plural
from sessions.badge_list import NONE, REVOKED, badge_lines
from sessions.badges import (
    BadgeRefused,
    Issued,
    prepare_badges,
    redo_badge,
    renew_badge_code,
    revoke_badge,
    unlock_badge,
)
from sessions.models import Badge, ExamSession
from sessions.views.candidates import managed_session
from sessions.views.session_pages import session_page


@staff_only
@reads
def badges(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    lines = badge_lines(exam_session)
    context = {
        "lines": lines,
        "to_prepare": sum(line.kind in (NONE, REVOKED) for line in lines),
        "ready": sum(line.badge is not None for line in lines),
    }
    return session_page(request, exam_session, "sessions/badges.html", context, tab="panels")


@staff_only
@never_cache
@writes
def badges_prepare(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    try:
        issued = prepare_badges(exam_session, by=request.user)
    except BadgeRefused as refusal:
        return _said(request, exam_session, refusal)
    if not issued:
        messages.warning(request, "Aucun badge à préparer\u00a0: chaque juré a le sien.")
        return redirect("sessions:badges", pk)
    return _codes(request, exam_session, issued, plural(len(issued), "badge préparé", "badges préparés"))


@staff_only
@never_cache
@reads_or_writes
def badge_code(request: AuthenticatedHttpRequest, pk: int, badge: int) -> HttpResponse:
    """Says what a new code changes, then gives it."""
    exam_session, row = _badge(request, pk, badge)
    if request.method != "POST":
        return session_page(request, exam_session, "sessions/badge_code.html", {"badge": row}, tab="panels")
    try:
        issued = renew_badge_code(row, by=request.user)
    except BadgeRefused as refusal:
        return _said(request, exam_session, refusal)
    return _codes(request, exam_session, [issued], "Nouveau code")


@staff_only
@never_cache
@reads_or_writes
def badge_redo(request: AuthenticatedHttpRequest, pk: int, badge: int) -> HttpResponse:
    """Asks once; the badge is revoked, and made again unless told otherwise."""
    exam_session, row = _badge(request, pk, badge)
    if request.method != "POST":
        return session_page(request, exam_session, "sessions/badge_redo.html", {"badge": row}, tab="panels")
    try:
        if "only" in request.POST:
            revoke_badge(row, by=request.user)
            messages.success(request, f"Badge de {row.juror} révoqué.")
            return redirect("sessions:badges", pk)
        return _codes(request, exam_session, [redo_badge(row, by=request.user)], "Badge refait")
    except BadgeRefused as refusal:
        return _said(request, exam_session, refusal)


@staff_only
@writes
def badge_unlock(request: AuthenticatedHttpRequest, pk: int, badge: int) -> HttpResponse:
    exam_session, row = _badge(request, pk, badge)
    try:
        unlock_badge(row, by=request.user)
    except BadgeRefused as refusal:
        return _said(request, exam_session, refusal)
    messages.success(request, f"Badge de {row.juror} débloqué. Son code n’a pas changé.")
    return redirect("sessions:badges", pk)


def _badge(request: AuthenticatedHttpRequest, pk: int, badge: int) -> tuple[ExamSession, Badge]:
    exam_session = managed_session(request, pk)
    rows = exam_session.badges.standing().select_related("juror")
    return exam_session, get_object_or_404(rows, pk=badge)


def _codes(
    request: AuthenticatedHttpRequest, exam_session: ExamSession, issued: Sequence[Issued], heading: str
) -> HttpResponse:
    """Shown on the answer that makes them, never again."""
    context = {"issued": issued, "heading": heading}
    return session_page(request, exam_session, "sessions/badge_codes.html", context, tab="panels")


def _said(request: AuthenticatedHttpRequest, exam_session: ExamSession, refusal: BadgeRefused) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("sessions:badges", exam_session.pk)
