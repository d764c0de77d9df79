"""« Retard de… »: how late somebody will be, then what is decided of the end of their passage."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse

from centres.access import staff_only
from evaluations import day_moves
from evaluations.course import NOTHING
from evaluations.day_acts import passage_of
from evaluations.day_effects import UNTOUCHED, moved_lines, told_lines
from evaluations.day_facts import facts_of
from evaluations.views.confirming import DELAYS, Question, asked, minutes_in, on_the_day, or_why, seen_in
from evaluations.views.tower import Watch
from ntc_cert.http import AuthenticatedHttpRequest, reads_or_writes
from ntc_cert.words import NBSP, clock
from sessions.snapshot import timetable_of
from sessions.timetable import Timetable
from sessions.views.candidates import managed_session
from sessions.views.desk import candidate_row
from sessions.views.session_pages import told


@staff_only
@reads_or_writes
def announce_delay(request: AuthenticatedHttpRequest, pk: int, candidate: int) -> HttpResponse:
    """How late, then what becomes of the end: kept unless it is decided otherwise."""
    exam_session = managed_session(request, pk)
    row = candidate_row(exam_session, candidate)
    watch, timetable = Watch.of(request, exam_session), timetable_of(exam_session)
    minutes = minutes_in(request, usual=_announced(row, timetable))
    title = f"Retard{NBSP}: {row.person}"
    keeps = {"keep": True, "move": False}.get(request.POST.get("end", ""))

    def effect() -> Question:
        passage = passage_of(timetable, row)
        found = day_moves.delay_effect(timetable, row, minutes, now=watch.now)
        own = found.passages[0]
        return Question(
            title=title,
            lines=[f"Arrivée à {clock(own.start)} au lieu de {clock(passage.start)}.", UNTOUCHED],
            verb="Enregistrer le retard",
            choices="evaluations/_delay_choices.html",
            more={
                "minutes": minutes,
                "delays": DELAYS,
                "end": passage.end,
                "moved_end": own.end,
                "left": passage.end - own.start,
                "move_lines": [*moved_lines(found, timetable, passage.start.date()), *told_lines(found)[:1]],
                "conflicts": told(exam_session, found.conflicts),
                "impossible": found.impossible,
            },
        )

    own_watch = replace(watch, day=_day_of_passage(timetable, row))
    return asked(
        request,
        exam_session,
        on_the_day(own_watch, or_why(title, effect)),
        lambda: day_moves.announce_delay(
            row,
            minutes=minutes,
            keeps_end=keeps,
            reason=request.POST.get("reason", "").replace("\0", ""),  # no database keeps it
            by=request.user,
            seen=seen_in(request),
            now=watch.now,
        ),
        own_watch.day,
    )


def _announced(row: Any, timetable: Timetable) -> int:
    """What was announced already, when it is to be decided; else a quarter of an hour."""
    about = facts_of(row.exam_session).get(row.pk, NOTHING)
    passage = next((one for one in timetable.passages if one.candidate_id == row.pk), None)
    if passage and about.expected_at and about.expected_at > passage.start:
        return int((about.expected_at - passage.start).total_seconds() // 60)
    return 15


def _day_of_passage(timetable: Timetable, row: Any) -> date | None:
    return next((one.start.date() for one in timetable.passages if one.candidate_id == row.pk), None)
