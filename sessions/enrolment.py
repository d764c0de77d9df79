"""Enrolling somebody in a session, changing what is known of them, withdrawing them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, ProtectedError

from centres import journal
from centres.models import Centre, User
from juries.models import Juror
from ntc_cert.refusals import Refused, one_transaction
from ntc_cert.words import quoted
from sessions.bounds import Bounds, bounds_of, identity_of, objections
from sessions.models import Candidate, ExamSession, Person

# What the journal may tell in full: none of it is a name or free text.
TOLD = ("route", "path", "extra_time_preparation", "extra_time_oral", "held_ccps")


class EnrolmentRefused(Refused):
    """The candidate is not written as asked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is asked for a candidate, by field; None leaves the absences or the links as they are."""

    person: Mapping[str, object]
    candidate: Mapping[str, object]
    unavailable: Collection[tuple[datetime, datetime]] | None = None
    links: Sequence[tuple[Juror, str]] | None = None


def enrol(exam_session: ExamSession, entry: Entry, *, by: User) -> Candidate:
    """Enrol somebody, reusing the person the centre already knows by that name and date of birth."""
    with one_transaction(EnrolmentRefused):
        exam_session = locked(exam_session)
        person = _person_to_enrol(exam_session, entry.person)
        fields = dict(entry.candidate)
        fields["reference"] = fields.get("reference") or next(free_references(exam_session, ()))
        candidate = Candidate(exam_session=exam_session, person=person, **fields)
        _check(candidate, fields, bounds_of(exam_session))
        person.save()
        candidate.person = person
        candidate.save()
        _declare(candidate, entry)
        record_enrolled(candidate, by=by)
    return candidate


def change(candidate: Candidate, entry: Entry, *, by: User) -> Candidate:
    """Write what differs, and say in the journal which fields did."""
    with one_transaction(EnrolmentRefused):
        exam_session = locked(candidate.exam_session)
        candidate = Candidate.objects.select_related("person").get(pk=candidate.pk)
        fields = {name: value for name, value in entry.candidate.items() if getattr(candidate, name) != value}
        personal = {name: value for name, value in entry.person.items() if getattr(candidate.person, name) != value}
        _check(candidate, fields, bounds_of(exam_session))
        _check_not_somebody_else(candidate, personal)
        write_changes(candidate, personal, fields, by=by)
        _declare(candidate, entry)
    return candidate


def withdraw(candidate: Candidate, *, by: User) -> None:
    """Take somebody off the session with their passage; refused once the jury has written anything of them."""
    with one_transaction(EnrolmentRefused):
        exam_session = locked(candidate.exam_session)
        was_placed = hasattr(candidate, "passage")
        journal.record(by, "candidate.withdrawn", candidate, centre=exam_session.centre, before=_told(candidate, TOLD))
        try:
            candidate.delete()
        except ProtectedError as error:
            raise EnrolmentRefused(
                "Le retrait n’est plus possible : des saisies du jury existent. "
                "Notez une absence ou un abandon le jour J."
            ) from error
        if was_placed:
            ExamSession.objects.filter(pk=exam_session.pk).update(revision=F("revision") + 1)


def locked(exam_session: ExamSession) -> ExamSession:
    """The session's row, held until the transaction ends: two enrolments never give one number twice."""
    return ExamSession.objects.select_for_update(of=("self",)).get(pk=exam_session.pk)


def free_references(exam_session: ExamSession, taken: Iterable[str]) -> Iterator[str]:
    """C001, C002… after the highest one given, here or in the file being read: a number is not given twice."""
    given = [*exam_session.candidates.values_list("reference", flat=True), *taken]
    numbers = [int(found[1]) for reference in given if (found := re.fullmatch(r"C(\d{1,9})", reference))]
    number = max(numbers, default=0)
    while True:
        number += 1
        yield f"C{number:03}"


def known_people(centre: Centre, born_on: Collection[date]) -> dict[tuple, list[Person]]:
    """People of the centre born on these days, by identity; without a date nobody is recognised."""
    people = defaultdict(list)
    for person in Person.objects.filter(centre=centre, born_on__in=set(born_on)).order_by("pk"):
        people[identity_of(person)].append(person)
    return people


def record_enrolled(candidate: Candidate, *, by: User) -> None:
    after = {"exam_session": candidate.exam_session_id, "person": candidate.person_id, **_told(candidate, TOLD)}
    journal.record(by, "candidate.enrolled", candidate, centre=candidate.exam_session.centre, after=after)


def write_changes(
    candidate: Candidate, personal: Mapping[str, object], fields: Mapping[str, object], *, by: User
) -> None:
    """Save the given fields of the person and of the enrolment, with one entry of the journal."""
    told = [name for name in TOLD if name in fields]
    before = _told(candidate, told)
    for row, values in ((candidate.person, personal), (candidate, fields)):
        for name, value in values.items():
            setattr(row, name, value)
        if values:
            row.save(update_fields=list(values))
    if personal or fields:
        after = {**_told(candidate, told), "fields": sorted([*personal, *fields])}
        centre = candidate.exam_session.centre
        journal.record(by, "candidate.changed", candidate, centre=centre, before=before, after=after)


def _told(candidate: Candidate, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(candidate, name) for name in names}


def _person_to_enrol(exam_session: ExamSession, fields: Mapping[str, object]) -> Person:
    asked = Person(centre=exam_session.centre, **fields)
    if asked.born_on is None:
        return asked
    known = known_people(exam_session.centre, [asked.born_on]).get(identity_of(asked), [])
    here = exam_session.candidates.filter(person__in=known).first()
    if here is not None:
        raise EnrolmentRefused(
            f"{here.person}, même date de naissance, est déjà dans la session sous l’identifiant "
            f"{quoted(here.reference)}. Modifiez sa fiche."
        )
    if not known:
        return asked
    for name, value in fields.items():
        if value not in ("", None):
            setattr(known[0], name, value)
    return known[0]


def _check(candidate: Candidate, fields: Mapping[str, object], bounds: Bounds) -> None:
    refused = [f"{objection.why} {objection.cure}" for _, objection in objections(candidate, fields, bounds)]
    reference = fields.get("reference")
    others = candidate.exam_session.candidates.exclude(pk=candidate.pk)
    if reference is not None and others.filter(reference=reference).exists():
        refused.append(f"L’identifiant {quoted(str(reference))} est déjà donné. Écrivez-en un autre.")
    if refused:
        raise EnrolmentRefused(refused)


def _check_not_somebody_else(candidate: Candidate, personal: Mapping[str, object]) -> None:
    if not {"birth_name", "first_names", "born_on"} & set(personal):
        return
    names = {name: getattr(candidate.person, name) for name in ("birth_name", "first_names", "born_on")}
    wanted = identity_of(Person(**(names | {name: personal[name] for name in names if name in personal})))
    others = candidate.exam_session.candidates.exclude(pk=candidate.pk).select_related("person")
    for other in others.filter(person__born_on=wanted[2]) if wanted[2] else ():
        if identity_of(other.person) == wanted:
            raise EnrolmentRefused(
                f"Mêmes nom, prénom et date de naissance que {quoted(other.reference)}. Corrigez l’une des deux fiches."
            )


def _declare(candidate: Candidate, entry: Entry) -> None:
    if entry.unavailable is not None:
        wanted, kept = set(entry.unavailable), set()
        for absence in candidate.unavailabilities.all():
            if (absence.starts_at, absence.ends_at) in wanted:
                kept.add((absence.starts_at, absence.ends_at))
            else:
                absence.delete()
        for starts_at, ends_at in sorted(wanted - kept):
            candidate.unavailabilities.create(starts_at=starts_at, ends_at=ends_at)
    if entry.links is not None:
        candidate.links.exclude(juror__in=[juror for juror, _ in entry.links]).delete()
        for juror, reason in entry.links:
            candidate.links.update_or_create(juror=juror, defaults={"reason": reason})
