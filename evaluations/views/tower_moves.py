"""Acts of the control tower about one jury: what can be said of it, then later, elsewhere, before somebody else."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from centres.access import staff_only
from evaluations import day_moves
from evaluations.course import NOTHING
from evaluations.day_effects import is_free, shift_words
from evaluations.day_facts import facts_told
from evaluations.gestures import NotDone
from evaluations.models import Attendance
from evaluations.tower import passages_on, still_to_come
from evaluations.tower_words import arrival
from evaluations.views.confirming import (
    DELAYS,
    Question,
    asked,
    chosen_in,
    minutes_in,
    on_the_day,
    or_why,
    question_of,
    seen_in,
)
from evaluations.views.tower import Watch
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes
from ntc_cert.words import NBSP, plural
from sessions.models import Panel, Room
from sessions.snapshot import timetable_of
from sessions.timetable import Passage
from sessions.views.candidates import managed_session
from sessions.views.session_pages import session_page


class Rest:
    """What a jury still has before it on the day looked at."""

    def __init__(self, request: AuthenticatedHttpRequest, pk: int, panel: int) -> None:
        self.exam_session = managed_session(request, pk)
        self.watch = Watch.of(request, self.exam_session)
        self.panel = get_object_or_404(Panel.objects.select_related("room"), pk=panel, exam_session=self.exam_session)
        self.panel.exam_session = self.exam_session
        self.timetable = timetable_of(self.exam_session)
        self.facts = facts_told(self.exam_session, self.timetable, self.watch.now)

    @property
    def day(self) -> date:
        return self.watch.day or self.watch.now.date()

    @property
    def all(self) -> list[Passage]:
        return [one for one in passages_on(self.timetable, self.day) if one.panel_id == self.panel.pk]

    @property
    def seated(self) -> tuple[Any, ...]:
        return next(one.juror_ids for one in self.timetable.panels if one.id == self.panel.pk)

    @property
    def ahead(self) -> list[Passage]:
        return still_to_come(self.timetable, self.panel.pk, self.day, self.facts, self.watch.now)

    def ask(self, request: AuthenticatedHttpRequest, question: Question, command: Callable[[], None]) -> HttpResponse:
        return asked(request, self.exam_session, on_the_day(self.watch, question), command, self.day)


@staff_only
@reads
def report(request: AuthenticatedHttpRequest, pk: int, panel: int) -> HttpResponse:
    """« Signaler… »: everything that can be said of a jury and of those it has still to hear."""
    rest = Rest(request, pk, panel)
    candidates = {one.id: one for one in rest.timetable.candidates}
    ahead = {one.candidate_id for one in rest.ahead}
    decided = Attendance.objects.filter(candidate__passage__panel=rest.panel).exclude(reason="")
    reasons = dict(decided.values_list("candidate_id", "reason"))
    people = [
        {
            "candidate": candidates[passage.candidate_id],
            "passage": passage,
            "about": rest.facts.get(passage.candidate_id, NOTHING),
            "chip": arrival(passage.start, rest.facts.get(passage.candidate_id, NOTHING), rest.watch.now),
            "is_ahead": passage.candidate_id in ahead,
            "reason": reasons.get(passage.candidate_id, ""),
        }
        for passage in rest.all
    ]
    context = {
        "panel": rest.panel,
        "members": [one.name for one in rest.timetable.jurors if one.id in rest.seated],
        "people": people,
        "back": rest.watch.url,
        "day": rest.day,
        "is_today": rest.watch.is_today,
    }
    return session_page(request, rest.exam_session, "evaluations/tower_report.html", context, tab="tower")


@staff_only
@reads_or_writes
def shift(request: AuthenticatedHttpRequest, pk: int, panel: int) -> HttpResponse:
    rest = Rest(request, pk, panel)
    minutes = minutes_in(request, usual=10)
    title = f"Décaler {rest.panel.name}"

    def effect() -> Question:
        found = day_moves.shift_effect(rest.timetable, rest.panel, rest.day, minutes, now=rest.watch.now)
        heading = shift_words(len(found.passages), minutes)
        return question_of(
            rest.exam_session,
            rest.timetable,
            found,
            rest.day,
            title=title,
            heading=heading,
            verb=f"Décaler de {minutes}{NBSP}min",
            choices="evaluations/_shift_choices.html",
            more={"minutes": minutes, "delays": DELAYS},
        )

    return rest.ask(
        request,
        or_why(title, effect),
        lambda: day_moves.shift(
            rest.panel, day=rest.day, minutes=minutes, by=request.user, seen=seen_in(request), now=rest.watch.now
        ),
    )


@staff_only
@reads_or_writes
def change_room(request: AuthenticatedHttpRequest, pk: int, panel: int) -> HttpResponse:
    """Only rooms that are free and equipped are offered."""
    rest = Rest(request, pk, panel)
    title = f"Changer {rest.panel.name} de salle"
    free = [room for room in rest.timetable.rooms if room.is_jury and rest.ahead and _would_do(rest, room.id)]
    chosen = chosen_in(request, "room", [room.id for room in free])

    def effect() -> Question:
        if not rest.ahead or not free:
            raise NotDone(_no_room(rest))
        if chosen is None:
            return Question(title, (), "", choices="evaluations/_room_choices.html", more={"rooms": free})
        found = day_moves.room_effect(rest.timetable, rest.panel, rest.day, chosen, now=rest.watch.now)
        name = next(room.name for room in free if room.id == chosen)
        return question_of(
            rest.exam_session,
            rest.timetable,
            found,
            rest.day,
            title=title,
            heading=f"{plural(len(found.passages), 'passage')} en {name}",
            verb=f"Passer en {name}",
            choices="evaluations/_room_choices.html",
            more={"rooms": free, "chosen": chosen},
        )

    return rest.ask(
        request,
        or_why(title, effect),
        lambda: day_moves.change_room(
            rest.panel,
            day=rest.day,
            room=get_object_or_404(Room, pk=chosen),
            by=request.user,
            seen=seen_in(request),
            now=rest.watch.now,
        ),
    )


def _would_do(rest: Rest, room: Any) -> bool:
    used = {step.jury_room for passage in rest.ahead for step in passage.steps if step.jury_room is not None}
    return used != {room} and is_free(rest.timetable, room, rest.ahead)


def _no_room(rest: Rest) -> str:
    if not rest.ahead:
        return f"{rest.panel.name} n’a plus de passage à venir ce jour-là{NBSP}: il n’y a rien à changer."
    return "Aucune autre salle de jury n’est libre et équipée à ces heures."
