"""Commands on the panels of a session: who sits, in which order, in which room."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from centres import journal
from centres.models import User
from juries.models import Juror
from ntc_cert.refusals import Refused
from sessions.bookings import rescheduling, told_after_a_race, with_passages, write
from sessions.conflicts import Conflict
from sessions.models import ExamSession, Panel, PanelMember, Passage, Room
from sessions.snapshot import timetable_of
from sessions.steps import candidate_place
from sessions.timetable import Id, PlacedStep, Timetable
from titles.referentiel import Place


class NotSeatable(Refused):
    """The panel can't be composed as asked."""


def create_panel(
    exam_session: ExamSession,
    *,
    jurors: Sequence[Juror] = (),
    room: Room | None = None,
    name: str = "",
    reference: str = "",
    by: User | None,
) -> Panel:
    """A new panel, without passages; unnamed, it takes the first free number, « Jury 3 », « J3 »."""
    with rescheduling(exam_session) as locked:
        _refuse_strangers(locked, jurors, room)
        number, free = _free_number(locked)
        reference = reference or free
        if locked.panels.filter(reference=reference).exists():
            raise NotSeatable(f"Un jury porte déjà l’identifiant {reference}. Écrivez-en un autre.")
        panel = Panel.objects.create(exam_session=locked, reference=reference, name=name or f"Jury {number}", room=room)
        _seat(panel, jurors)
        after = {"exam_session": locked.pk, "jurors": _ids(jurors), "room": room.pk if room else None}
        journal.record(by, "panel.created", panel, after=after, centre=locked.centre)
    return panel


def rename_panel(panel: Panel, *, name: str, by: User | None) -> Panel:
    with rescheduling(panel.exam_session) as locked:
        panel.name = name
        panel.save(update_fields=["name"])
        journal.record(by, "panel.renamed", panel, centre=locked.centre)
    return panel


def remove_panel(panel: Panel, *, by: User | None) -> None:
    """A panel that has passages keeps them: they are moved or taken away first."""
    with rescheduling(panel.exam_session) as locked:
        if panel.passages.exists():
            raise NotSeatable(f"{panel.name} a des passages. Déplacez-les ou retirez-les d’abord.")
        journal.record(by, "panel.removed", panel, before={"jurors": _member_ids(panel)}, centre=locked.centre)
        panel.delete()


@told_after_a_race
def set_members(
    panel: Panel, *, jurors: Sequence[Juror], by: User | None, seen_revision: int | None = None
) -> list[Conflict]:
    """Seat these jurors, in this order, in place of those who sat; the panel's passages then hold them.

    Fewer than two is a draft like another: the conflict given back says so, and prevents publication.
    """
    with rescheduling(panel.exam_session, seen_revision=seen_revision) as exam_session:
        _refuse_strangers(exam_session, jurors, None)
        before = _member_ids(panel)
        panel.members.all().delete()
        _seat(panel, jurors)
        timetable = timetable_of(exam_session)
        conflicts = write(timetable, _placed_before(timetable, panel.pk))
        journal.record(
            by, "panel.members_changed", panel, before=before, after=_ids(jurors), centre=exam_session.centre
        )
    return conflicts


@told_after_a_race
def set_room(panel: Panel, *, room: Room | None, by: User | None, seen_revision: int | None = None) -> list[Conflict]:
    """Give the panel a room: its passages follow, but those locked, or placed elsewhere on purpose, stay there."""
    with rescheduling(panel.exam_session, seen_revision=seen_revision) as exam_session:
        _refuse_strangers(exam_session, (), room)
        before = Panel.objects.values_list("room_id", flat=True).get(pk=panel.pk)
        panel.room = room
        panel.save(update_fields=["room"])
        timetable = timetable_of(exam_session)
        if room is not None:
            timetable = _moved(timetable, panel, before, room.pk)
        conflicts = write(timetable, _placed_before(timetable, panel.pk))
        after = room.pk if room else None
        journal.record(by, "panel.room_changed", panel, before=before, after=after, centre=exam_session.centre)
    return conflicts


def _moved(timetable: Timetable, panel: Panel, before: Id | None, room: Id) -> Timetable:
    locked = set(Passage.objects.filter(panel=panel, is_locked=True).values_list("candidate_id", flat=True))
    routes = {candidate.id: candidate.route for candidate in timetable.candidates}
    changed = []
    for passage in timetable.passages:
        used = {step.jury_room for step in passage.steps if step.has_jury}
        if passage.panel_id == panel.pk and passage.candidate_id not in locked and used <= {before, None}:
            steps = _in_room(timetable, routes[passage.candidate_id], passage.steps, room)
            changed.append(replace(passage, steps=tuple(steps)))
    return with_passages(timetable, changed)


def _in_room(timetable: Timetable, route: str, steps: Iterable[PlacedStep], room: Id) -> Iterator[PlacedStep]:
    """The same steps with the jury, and the candidate where they meet, in this room."""
    meetings = {
        (phase.kind, step.kind)
        for phase in timetable.referentiel.routes[route].phases
        for step in phase.steps
        if candidate_place(phase, step, timetable.settings) is Place.JURY_ROOM
    }
    for step in steps:
        meets = (step.phase, step.kind) in meetings
        yield replace(
            step,
            candidate_room=room if meets else step.candidate_room,
            jury_room=room if step.has_jury else None,
        )


def _placed_before(timetable: Timetable, panel: Id) -> list[Id]:
    return [passage.candidate_id for passage in timetable.passages if passage.panel_id == panel]


def _seat(panel: Panel, jurors: Sequence[Juror]) -> None:
    PanelMember.objects.bulk_create(
        PanelMember(panel=panel, juror=juror, rank=rank) for rank, juror in enumerate(dict.fromkeys(jurors))
    )


def _refuse_strangers(exam_session: ExamSession, jurors: Iterable[Juror], room: Room | None) -> None:
    """Nobody and no room comes from another centre, nor from what another imported session brought for itself."""
    for juror in jurors:
        if juror.centre_id != exam_session.centre_id or juror.scope not in {"", exam_session.reference}:
            raise NotSeatable(f"{juror} n’est pas au registre de ce centre. Choisissez quelqu’un d’autre.")
    if room and (room.centre_id != exam_session.centre_id or room.exam_session_id not in {None, exam_session.pk}):
        raise NotSeatable(f"La salle {room} n’est pas de cette session. Choisissez-en une autre.")


def _free_number(exam_session: ExamSession) -> tuple[int, str]:
    taken = set(exam_session.panels.values_list("reference", flat=True))
    number = next(number for number in range(1, len(taken) + 2) if f"J{number}" not in taken)
    return number, f"J{number}"


def _ids(jurors: Iterable[Juror]) -> list[int]:
    return [juror.pk for juror in dict.fromkeys(jurors)]


def _member_ids(panel: Panel) -> list[int]:
    return list(panel.members.order_by("rank", "pk").values_list("juror_id", flat=True))
