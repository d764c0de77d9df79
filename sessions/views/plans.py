"""What is published and what is shown of it: versions, doors, one plan per candidate; and publishing itself."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from centres.access import staff_only
from ntc_cert.folding import folded
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes
from ntc_cert.refusals import Refused
from ntc_cert.words import plural
from sessions.conflicts import blocking
from sessions.door_plans import door_plans as doors_of
from sessions.last_told import readers_to_write
from sessions.messages import publish_and_prepare
from sessions.models import ExamSession, PublishedVersion
from sessions.plan_reading import PlannedPassage, read_plan
from sessions.publication import conflicts_at_publication, frozen_plan
from sessions.publication import publish as publish_draft
from sessions.publication_diff import diff_lines, draft_passages, juror_lines
from sessions.readers import readers_of
from sessions.readiness import last_version
from sessions.snapshot import timetable_of
from sessions.views.candidates import managed_session
from sessions.views.session_pages import levels, session_page, told

DRAFT = "brouillon"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The plan a page shows: the last version unless the address asks for another, or for the draft."""

    version: PublishedVersion | None
    passages: list[PlannedPassage]
    last: PublishedVersion | None

    @property
    def is_draft(self) -> bool:
        return self.version is None


@staff_only
@reads_or_writes
def publish(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Says who is told another hour, then freezes the draft under the next number."""
    exam_session = managed_session(request, pk)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        seen = request.POST.get("seen_revision", "")
        asked = {"by": request.user, "seen_revision": int(seen) if seen.isdecimal() else None}
        try:
            if "messages" in request.POST:
                published, prepared = publish_and_prepare(exam_session, **asked)
            else:
                published, prepared = publish_draft(exam_session, **asked), 0
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"Version {published.number} publiée. Les plannings de porte sont prêts.")
            if not prepared:
                return redirect("sessions:version", pk, published.number)
            messages.success(request, f"{plural(prepared, 'message')} à relire avant l’envoi.")
            return redirect("sessions:messages", pk)
    return _publish_page(request, exam_session, reasons)


def _publish_page(
    request: AuthenticatedHttpRequest, exam_session: ExamSession, reasons: tuple[str, ...]
) -> HttpResponse:
    value = timetable_of(exam_session)
    conflicts = conflicts_at_publication(value)
    last = last_version(exam_session)
    number, draft = last.number + 1 if last else 1, frozen_plan(exam_session)
    readers = readers_of(exam_session, last.plan if last else None, draft)
    written = readers_to_write(exam_session, readers, draft, number=number)
    lines = [*diff_lines(exam_session, readers.changes), *juror_lines(readers.jurors)] if last else []
    blocks = blocking(conflicts)
    context = {
        "last": last,
        "number": number,
        "lines": lines,
        "placed": len(value.passages),
        "unchanged": readers.unchanged,
        "letters": written.count,
        "blocks": told(exam_session, blocks),
        "warnings": told(exam_session, [found for found in conflicts if not found.blocks]),
        "states": levels(conflicts),
        "tab_counts": {"candidates": len(value.candidates), "panels": len(value.panels)},
        "reasons": () if blocks else reasons,
    }
    status = 409 if reasons else 200
    return session_page(request, exam_session, "sessions/publish.html", context, tab="timetable", status=status)


@staff_only
@reads
def version(request: AuthenticatedHttpRequest, pk: int, number: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    row = get_object_or_404(PublishedVersion.objects.select_related("published_by"), exam_session=pk, number=number)
    passages = read_plan(exam_session, row.plan)
    context = {
        "version": row,
        "days": _by_day(passages),
        "unplaced": row.plan["unplaced"],
        "letters": row.messages.count(),
        "others": list(exam_session.versions.order_by("number").values_list("number", flat=True)),
    }
    return session_page(request, exam_session, "sessions/version.html", context, tab="timetable")


@staff_only
@reads
def door_plans(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    chosen = _chosen(request, exam_session)
    context = {"chosen": chosen, "doors": doors_of(chosen.passages, gap_minutes=exam_session.gap_minutes)}
    return session_page(request, exam_session, "sessions/door_plans.html", context, tab="timetable")


@staff_only
@reads
def candidate_plans(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    chosen = _chosen(request, exam_session)
    people = sorted(chosen.passages, key=lambda passage: (folded(passage.sorted_name), passage.number))
    return session_page(
        request, exam_session, "sessions/candidate_plans.html", {"chosen": chosen, "people": people}, tab="timetable"
    )


def _chosen(request: AuthenticatedHttpRequest, exam_session: ExamSession) -> Chosen:
    asked = request.GET.get("planning", "")
    last = last_version(exam_session)
    if asked.isdecimal():
        row = get_object_or_404(PublishedVersion, exam_session=exam_session, number=int(asked))
        return Chosen(row, read_plan(exam_session, row.plan), last)
    if last and asked != DRAFT:
        return Chosen(last, read_plan(exam_session, last.plan), last)
    return Chosen(None, draft_passages(exam_session), last)


def _by_day(passages: list[PlannedPassage]) -> list[tuple[object, list[PlannedPassage]]]:
    days = sorted({passage.day for passage in passages})
    return [(day, [passage for passage in passages if passage.day == day]) for day in days]
