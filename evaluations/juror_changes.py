"""Command: somebody sits in a juror's place for the rest of a day, and before those already heard whom one names."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from centres.models import User
from evaluations.day_effects import effect_on
from evaluations.day_facts import facts_told
from evaluations.day_moves import move
from evaluations.day_rows import SEATS
from evaluations.gestures import NotDone, gesture
from evaluations.marking import evaluation_of
from evaluations.models import ActKind, JurorReplaced
from evaluations.substitutes import Substitute, seat, substitutes
from evaluations.tower import still_to_come
from ntc_cert.words import NBSP, listing
from sessions.bookings import told_after_a_race
from sessions.models import Candidate, ExamSession, Panel
from sessions.snapshot import timetable_of
from sessions.timetable import Id, Passage, Timetable


@told_after_a_race
def replace_juror(
    panel: Panel,
    *,
    day: date,
    leaving: int,
    joining: int,
    heard: Collection[int] = (),
    by: User,
    seen: str | None = None,
    now: datetime | None = None,
) -> None:
    """What has not begun passes before a jury made anew; whoever has passed keeps the jurors who heard them.

    Except `heard`, candidates without a sealed result: they go on before the new jury, the marks of `leaving` kept.
    """
    moment = now or timezone.now()
    with gesture(panel.exam_session, ActKind.JUROR, by=by, seen=seen, moves=True) as act:
        timetable = timetable_of(act.exam_session)
        passages = concerned(act.exam_session, timetable, panel, day, heard, now=moment)
        chosen = substitute(act.exam_session, timetable, panel, leaving, joining, passages, now=moment)
        begun = [one.candidate_id for one in passages if one.candidate_id in heard]
        act.touches(SEATS, *begun)
        made = seat(panel, chosen, by=by)
        moved = [replace(passage, panel_id=made.pk) for passage in chosen.effect.passages]
        move(act, effect_on(timetable, moved, timetable_of(act.exam_session)), in_place=begun)
        rows = {row.pk: row for row in Candidate.objects.filter(pk__in=begun).select_related("person")}
        for one in begun:
            _give_seat(rows[one], leaving, joining, moment)
        act.told = f"{panel.name}, {chosen.juror} à la place de {chosen.leaving}{_heard_too(rows, begun)}"


def concerned(
    exam_session: ExamSession, timetable: Timetable, panel: Panel, day: date, heard: Collection[int], *, now: datetime
) -> list[Passage]:
    """Those that would pass before the new jury: all that are to come that day, then the ones asked for."""
    ahead = still_to_come(timetable, panel.pk, day, facts_told(exam_session, timetable, now), now)
    known = unsealed_before(timetable, panel, day, ahead)
    if set(heard) - {one.candidate_id for one in known}:
        raise NotDone("Un de ces résultats a été scellé entre-temps, ou a changé de jury. Relisez la liste.")
    found = [*(one for one in known if one.candidate_id in heard), *ahead]
    if not found:
        raise NotDone(
            f"{panel.name} n’a plus de passage à venir ce jour-là{NBSP}: choisissez les résultats à confier au "
            "nouveau jury."
            if known
            else f"{panel.name} n’a plus de passage à venir ce jour-là{NBSP}: il n’y a rien à changer."
        )
    return found


def unsealed_before(timetable: Timetable, panel: Panel, day: date, ahead: Iterable[Passage]) -> list[Passage]:
    """Of this jury, up to that day, whoever is not to come any more and whose result is not sealed; one query."""
    to_come = {one.candidate_id for one in ahead}
    sealed = set(Candidate.objects.filter(passage__panel=panel, sealed_at__isnull=False).values_list("pk", flat=True))
    found = (
        one
        for one in timetable.passages
        if one.panel_id == panel.pk and one.start.date() <= day and one.candidate_id not in to_come | sealed
    )
    return sorted(found, key=lambda one: one.start)


def substitute(
    exam_session: ExamSession,
    timetable: Timetable,
    panel: Panel,
    leaving: int,
    joining: int,
    passages: list[Passage],
    *,
    now: datetime,
) -> Substitute:
    """The one asked for, if still among those who may sit."""
    found = substitutes(exam_session, timetable, panel.pk, leaving, passages, now)
    chosen = next((one for one in found if one.juror.pk == joining), None)
    if chosen is None:
        raise NotDone("Cette personne ne peut pas siéger devant ces candidats. Choisissez quelqu’un d’autre.")
    return chosen


def _give_seat(candidate: Candidate, leaving: int, joining: int, moment: datetime) -> None:
    """Refused by the database once somebody has signed."""
    evaluation = evaluation_of(candidate)
    JurorReplaced.objects.create(evaluation=evaluation, leaving_id=leaving, joining_id=joining, at=moment)


def _heard_too(rows: dict[int, Candidate], begun: Iterable[Id]) -> str:
    names = [str(rows[one].person) for one in begun]
    if not names:
        return ""
    return f", et pour {'le résultat' if len(names) == 1 else 'les résultats'} en cours de {listing(names)}"
