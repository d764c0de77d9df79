"""How far each subject of the board is, from the session's own rows: four queries, whatever its size."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from ntc_cert.words import plural, short_date
from ntc_cert.written import Written
from sessions.conflicts import Conflict
from sessions.models import Badge, Candidate, Deadline, ExamSession, Message, PublishedVersion, ReadinessTick
from sessions.publication import Change
from sessions.readiness_rules import Found, Named, Rule, Setting, Subject, rules_with
from sessions.tasks import KIND_OF, Where
from sessions.timetable import Id, Panel, Timetable
from titles.referentiel import Equipment, Route

# What is printed before the timetable changes again shows another timetable.
OF_THE_TIMETABLE: Final = frozenset({Subject.DOORS, Subject.GRIDS})
_RANK: Final = tuple(Equipment)


@dataclass(frozen=True, slots=True)
class Known:
    """What the board is worked out from."""

    exam_session: ExamSession
    timetable: Timetable
    conflicts: tuple[Conflict, ...]
    version: PublishedVersion | None
    changes: tuple[Change, ...]
    tested: Collection[Id]
    ticks: Mapping[str, datetime]
    people: Mapping[Id, tuple[bool, date | None, bool]]  # by candidate: extra time, granted on, message sent
    badged: Collection[Id]


def settings_of_centre(centre: int) -> dict[str, Setting]:
    rows = Deadline.objects.filter(centre=centre).values_list("subject", "days", "source", "is_active")
    return {subject: Setting(days, source, is_active) for subject, days, source, is_active in rows}


def rules_of(exam_session: ExamSession) -> tuple[Rule, ...]:
    return rules_with(settings_of_centre(exam_session.centre_id))


def _people(exam_session: int) -> QuerySet:
    sent = Message.objects.filter(candidate=OuterRef("pk"), state=Message.State.SENT)
    rows = Candidate.objects.filter(exam_session=exam_session).order_by()
    return rows.values_list("pk", "extra_time_preparation", "extra_time_oral", "extra_time_granted_on", Exists(sent))


PEOPLE: Final = Written(_people)


def found_for(
    exam_session: ExamSession,
    timetable: Timetable,
    *,
    conflicts: tuple[Conflict, ...],
    version: PublishedVersion | None,
    changes: tuple[Change, ...],
    tested: Collection[Id],
) -> dict[Subject, Found]:
    ticks = ReadinessTick.objects.filter(exam_session=exam_session).values_list("subject", "told_at")
    badged = Badge.objects.standing().filter(exam_session=exam_session).values_list("juror_id", flat=True)
    people = {pk: (before or oral, on, sent) for pk, before, oral, on, sent in PEOPLE(exam_session.pk)}
    known = Known(exam_session, timetable, conflicts, version, changes, tested, dict(ticks), people, frozenset(badged))
    found = {**_of_session(known), **_of_candidates(known), **_of_jurors(known), **_of_papers(known)}
    return {subject: _told(known, subject, own) for subject, own in found.items()}


def _of_session(known: Known) -> dict[Subject, Found]:
    exam_session, everybody = known.exam_session, _candidates(known)
    version, changes = known.version, known.changes
    published = version is not None and not changes
    note = f"version {version.number}" if version else ""
    if version and changes:
        note = f"{note}, {plural(len(changes), 'changement')} depuis"
    number = f"n° {exam_session.ministry_number}" if exam_session.ministry_number else ""
    placed = {passage.candidate_id for passage in known.timetable.passages}
    return {
        Subject.SUPERVISOR: Found(note=exam_session.supervisor, is_told=bool(exam_session.supervisor)),
        Subject.MINISTRY_NUMBER: Found(note=number, is_told=bool(number)),
        Subject.PUBLICATION: Found(
            len(placed), len(everybody), _named(everybody, placed), note, is_told=published, is_held=not published
        ),
        Subject.ROOMS: _rooms(known),
    }


def _of_candidates(known: Known) -> dict[Subject, Found]:
    everybody = _candidates(known)
    wanting = {
        candidate
        for found in known.conflicts
        if KIND_OF[found.code].where is Where.DOSSIER
        for candidate in found.candidate_ids
    }
    asking = [one for one in everybody if known.people.get(one.id, (False,))[0]]
    granted = {one.id for one in asking if known.people[one.id][1]}
    sent = {pk for pk, (_, _, was_sent) in known.people.items() if was_sent}
    return {
        Subject.DOSSIERS: _counted(everybody, {one.id for one in everybody} - wanting),
        Subject.EXTRA_TIME: Found(len(granted), len(asking), _named(asking, granted), is_concerned=bool(asking)),
        Subject.CONVOCATIONS: _counted(everybody, sent),
    }


def _of_jurors(known: Known) -> dict[Subject, Found]:
    timetable = known.timetable
    jurors = [Named("juror", juror.id, juror.name) for juror in timetable.jurors]
    whole = {panel.id for panel in timetable.panels if _is_whole(panel, timetable)}
    sound = {juror.id for juror in timetable.jurors if not any(juror.findings.values())}
    employed = [Named("juror", juror.id, juror.name) for juror in timetable.jurors if juror.employer]
    panels = [Named("panel", panel.id, panel.name) for panel in timetable.panels]
    return {
        Subject.PANELS: _counted(panels, whole),
        Subject.HABILITATIONS: _counted(jurors, sound),
        Subject.PRESENCES: Found(),
        Subject.EMPLOYERS: Found(0, len(employed), tuple(employed), is_concerned=bool(employed) or not jurors),
        Subject.TABLETS: _counted(jurors, known.tested),
        Subject.BADGES: replace(_counted(jurors, known.badged), is_held=True),
    }


def _of_papers(known: Known) -> dict[Subject, Found]:
    return {one: Found() for one in (Subject.PAPERS_ORDERED, Subject.PAPERS_RECEIVED, Subject.DOORS, Subject.GRIDS)}


def _rooms(known: Known) -> Found:
    """A jury's own room is equipped for everyone who may come; one preparation room at least is too (RCT08 2°)."""
    timetable = known.timetable
    routes = [timetable.referentiel.routes[key] for key in {one.route for one in timetable.candidates}]
    rooms = {room.id: room for room in timetable.rooms}
    jury, preparation = _needed(routes, "jury_equipment"), _needed(routes, "preparation_equipment")
    fit = {
        panel.id
        for panel in timetable.panels
        if panel.room_id in rooms and _RANK.index(rooms[panel.room_id].equipment) >= jury
    }
    panels = [Named("panel", panel.id, panel.name) for panel in timetable.panels]
    is_prepared = any(room.is_preparation and _RANK.index(room.equipment) >= preparation for room in timetable.rooms)
    lacking = "" if is_prepared else f"pas de salle de préparation{' avec téléphone' if preparation else ''}"
    return replace(_counted(panels, fit), note=lacking, is_held=not is_prepared)


def _needed(routes: Iterable[Route], what: str) -> int:
    return max((_RANK.index(getattr(route, what)) for route in routes), default=0)


def _told(known: Known, subject: Subject, found: Found) -> Found:
    """What somebody said is laid over what is counted, unless the timetable has been published again since."""
    told_at = known.ticks.get(subject)
    if told_at is None:
        return found
    on = short_date(told_at.astimezone(known.exam_session.zone).date())
    if subject in OF_THE_TIMETABLE and known.version and known.version.published_at > told_at:
        return replace(found, note=f"fait le {on}, planning publié depuis")
    if subject is Subject.BADGES and found.missing:
        return replace(found, note=f"fait le {on}, badges à préparer depuis")
    return replace(found, note=f"fait le {on}", is_told=True, missing=())


def _candidates(known: Known) -> list[Named]:
    return [Named("candidate", one.id, one.name) for one in known.timetable.candidates]


def _counted(everyone: list[Named], done: Collection[Id]) -> Found:
    return Found(sum(one.id in done for one in everyone), len(everyone), _named(everyone, done))


def _named(everyone: Iterable[Named], done: Collection[Id]) -> tuple[Named, ...]:
    return tuple(one for one in everyone if one.id not in done)


def _is_whole(panel: Panel, timetable: Timetable) -> bool:
    return len(panel.juror_ids) >= timetable.settings.min_jurors and panel.room_id is not None
