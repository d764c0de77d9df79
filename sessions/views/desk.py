"""One candidate's passage as its page shows it: the form, the effect of what it asks, the day around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from ntc_cert.http import AuthenticatedHttpRequest
from sessions.board import Board, board_of, step_lines
from sessions.conflicts import find_conflicts
from sessions.forms.passages import PassageForm, SwapForm
from sessions.models import Candidate, ExamSession, Panel, Room
from sessions.placing import Effect, Placement, candidate_of, effect_of, minutes_of, placement_of, suggestion
from sessions.snapshot import timetable_of
from sessions.steps import UnlayableRoute
from sessions.timetable import Candidate as CandidateValue
from sessions.timetable import Id, Passage, Timetable
from sessions.views.candidates import managed_session
from sessions.views.session_pages import told
from sessions.views.timetable import locked_in, shown_day


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of a place: its title, the effect, or why there is none."""

    title: str
    effect: Effect | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The timetable is read once for the request; `known` is the place of today, else a suggestion."""

    exam_session: ExamSession
    row: Candidate
    timetable: Timetable
    candidate: CandidateValue
    passage: Passage | None
    known: Placement | None

    @classmethod
    def of(cls, request: AuthenticatedHttpRequest, pk: int, candidate: int) -> "Desk":
        exam_session = managed_session(request, pk)
        row = candidate_row(exam_session, candidate)
        value = timetable_of(exam_session)
        about = candidate_of(value, candidate)
        passage = next((one for one in value.passages if one.candidate_id == candidate), None)
        asked = request.GET.get("jour", "")
        day = shown_day(asked, [one.date for one in value.days]) if asked else None
        known = placement_of(value, passage) if passage else suggestion(value, about, day=day)
        return cls(exam_session, row, value, about, passage, known)

    def form(self, data: Mapping[str, str] | None) -> PassageForm:
        form = PassageForm(
            data,
            timetable=self.timetable,
            candidate=self.candidate,
            zone=self.exam_session.zone,
            known=self.known,
            verb="Déplacer" if self.passage else "Placer",
        )
        form.initial["seen_revision"] = self.exam_session.revision
        return form

    def swap_form(self, data: Mapping[str, str] | None) -> SwapForm:
        return SwapForm(
            data,
            timetable=self.timetable,
            candidate=self.candidate,
            action=reverse("sessions:passage_swap", args=[self.exam_session.pk, self.candidate.id]),
            revision=self.exam_session.revision,
        )

    def tried(self, placement: Placement | None) -> Shown:
        if placement is None:
            return Shown("Avec cet horaire", None, "Il faut d’abord un jury et une journée.")
        try:
            return Shown("Avec cet horaire", effect_of(self.timetable, self.candidate, placement))
        except UnlayableRoute as refusal:
            return Shown("Avec cet horaire", None, str(refusal))

    def at_first(self) -> Shown:
        """The passage as it is; for somebody to place, what the suggestion would do."""
        if self.passage is None:
            return self.tried(self.known)
        conflicts = tuple(find_conflicts(self.timetable, only=[self.candidate.id]))
        return Shown("Tel qu’il est", Effect(self.passage, conflicts))

    def context(self, shown: Shown) -> dict[str, Any]:
        value, locked = self.timetable, locked_in(self.timetable)
        effect = shown.effect
        return {
            "exam_session": self.exam_session,
            "candidate": self.candidate,
            "reference": self.row.reference,
            "passage": self.passage,
            "is_locked": self.candidate.id in locked,
            "route": value.referentiel.routes[self.candidate.route].label,
            "length": minutes_of(value, self.candidate),
            "shown": shown,
            "steps": step_lines(value, effect.passage) if effect else (),
            "conflicts": told(self.exam_session, effect.conflicts) if effect else (),
            "board": self._board(effect, locked),
            "tab_counts": {"candidates": len(value.candidates), "panels": len(value.panels)},
        }

    def _board(self, effect: Effect | None, locked: set[Id]) -> Board | None:
        """The day as it is, so that one sees what stands beside the place asked for."""
        days = [day.date for day in self.timetable.days]
        day = effect.passage.start.date() if effect else next(iter(days), None)
        return board_of(self.timetable, day, locked=locked, conflicts=()) if day else None

    def rows(self, placement: Placement) -> dict[str, Any]:
        """From the ids of the form, which are those of the timetable just read, to rows."""
        wanted = [room for room in (placement.preparation_room, placement.jury_room) if room]
        rooms = Room.objects.in_bulk(wanted)
        return {
            "panel": get_object_or_404(Panel, pk=placement.panel, exam_session=self.exam_session),
            "start": placement.start,
            "phase_starts": placement.phase_starts,
            "preparation_room": rooms.get(placement.preparation_room),
            "jury_room": rooms.get(placement.jury_room),
        }


def candidate_row(exam_session: ExamSession, candidate: int) -> Candidate:
    row = get_object_or_404(Candidate.objects.select_related("person"), pk=candidate, exam_session=exam_session)
    row.exam_session = exam_session
    return row
