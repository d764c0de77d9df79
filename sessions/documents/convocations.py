"""Convocations: each candidate's own hours and rooms, each juror's days, and a letter for the juror's employer.

A candidate reads no other name and no reason for the lengths; a juror reads how many candidates, never who.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from ntc_cert.documents import ascii_name
from ntc_cert.words import clock, duration, input_date, long_date, sentence
from sessions.documents.jury_letters import employer_letter, juror_letter
from sessions.documents.letters import (
    UNKNOWN,
    Letter,
    Table,
    contact_of,
    dates_of,
    letter_leaf,
    place_of,
)
from sessions.documents.planned import Bench, Course, Planned, Stage
from sessions.leaves import Leaf, PrintFile, numbered, of_candidate, of_juror, or_nothing
from sessions.models import Candidate, Person
from titles.referentiel import StepKind

CONVOCATIONS: Final = "convocations"
LABEL: Final = "Convocations"
TEMPLATE: Final = "pdf/convocations.html"
EARLY: Final = timedelta(minutes=15)  # to sign in and find the room
WAITING: Final = "Attente"
LATE: Final = (
    "En cas de retard, prévenez le centre : le responsable de session décide de la suite, et l’heure de fin ne change "
    "pas. Les téléphones personnels restent éteints pendant les épreuves ; le centre fournit celui de l’appel."
)


def convocations(planned: Planned) -> list[PrintFile]:
    """One file per candidate and one per juror, with the employer's letter behind when there is an employer."""
    exam_session = planned.exam_session
    files = [candidate_file(planned, course) for course in planned.courses]
    files += [_juror_file(planned, bench, tuple(_juror_leaves(planned, bench))) for bench in planned.benches]
    return or_nothing(CONVOCATIONS, LABEL, exam_session, files)


def candidate_file(planned: Planned, course: Course) -> PrintFile:
    name = ascii_name(CONVOCATIONS, planned.exam_session.reference, course.number)
    return PrintFile(name, TEMPLATE, (_candidate_leaf(planned, course),), of_candidate(course.candidate.pk))


def juror_file(planned: Planned, bench: Bench) -> PrintFile:
    """The juror's own letter alone: the one for the employer is for the centre to print."""
    return _juror_file(planned, bench, (next(_juror_leaves(planned, bench)),))


def _juror_file(planned: Planned, bench: Bench, leaves: tuple[Leaf, ...]) -> PrintFile:
    whose = bench.juror.reference or bench.juror
    name = ascii_name(CONVOCATIONS, planned.exam_session.reference, "juror", whose)
    return PrintFile(name, TEMPLATE, leaves, of_juror(bench.juror.pk))


def _juror_leaves(planned: Planned, bench: Bench) -> Iterator[Leaf]:
    is_draft = planned.edition.is_draft or not bench.courses
    days = list(bench.by_day)
    fields = {"is_draft": is_draft, "day": days[0] if len(days) == 1 else None}
    yield letter_leaf(planned, "Convocation du jury", str(bench.juror), juror_letter(planned, bench), **fields)
    if bench.juror.employer:
        letter = employer_letter(planned, bench)
        yield letter_leaf(planned, "Attestation pour l’employeur", str(bench.juror), letter, **fields)


def _candidate_leaf(planned: Planned, course: Course) -> Leaf:
    is_draft = planned.edition.is_draft or not course.stages
    letter = _candidate_letter(planned, course)
    return letter_leaf(planned, "Convocation", course.number, letter, is_draft=is_draft, day=course.day)


def _candidate_letter(planned: Planned, course: Course) -> Letter:
    exam_session, candidate = planned.exam_session, course.candidate
    title = exam_session.referentiel
    return Letter(
        recipient=_address(candidate.person),
        subject=f"Inscription : {course.route.label}",
        opening=(
            f"Nous vous convoquons à la session d’examen du titre professionnel {title.label} ({title.code}). "
            "Les heures et les durées ci-dessous sont les vôtres."
        ),
        facts=(
            ("Candidat(e)", _identity(candidate)),
            ("Inscription", _inscription(course)),
            ("Journée", sentence(long_date(course.day)) if course.day else f"{UNKNOWN}e ({dates_of(exam_session)})"),
            ("Arrivée", _arrival(course)),
            ("Lieu", place_of(exam_session)),
            ("Jury", course.panel.name if course.panel else UNKNOWN),
        ),
        table=Table(
            caption="Déroulement",
            heads=("Heures", "Étape", "Durée", "Salle"),
            widths=("w-50", "", "w-26", "w-40"),
            rows=tuple(_rows(course)),
        ),
        bring=tuple(_bring(course)),
        closing=(LATE, f"Une question, un empêchement : {contact_of(exam_session)}."),
        signer=exam_session.supervisor,
        done_at=exam_session.centre.city,
    )


def _address(person: Person) -> tuple[str, ...]:
    return (" ".join(filter(None, (person.civility, str(person)))), *filter(None, (person.address,)))


def _identity(candidate: Candidate) -> str:
    person = candidate.person
    born = f", date de naissance : {input_date(person.born_on)}" if person.born_on else ""
    return f"{numbered(candidate.reference)}{born}"


def _inscription(course: Course) -> str:
    path = course.candidate.get_path_display()
    return f"{course.route.label}, parcours {path or UNKNOWN}"


def _arrival(course: Course) -> str:
    if course.start is None:
        return f"heure {UNKNOWN}e"
    midnight = course.start.replace(hour=0, minute=0)
    at = max(course.start - EARLY, midnight)
    return f"{clock(at)}, {duration(_minutes(at, course.start))} avant le début"


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _rows(course: Course) -> Iterator[tuple[str, ...]]:
    for phase, step, stage in course.attended:
        hours = stage.hours if stage else UNKNOWN
        yield hours, step_word(phase.label, step.kind), course.length(step), room_word(stage)


def step_word(phase: str, kind: StepKind) -> str:
    """« Entretien technique : présentation »; the jury's own preparation is a wait for the candidate."""
    what = WAITING if kind is StepKind.JURY_PREPARATION else kind.label
    return phase if phase == what else f"{phase} : {what[:1].lower()}{what[1:]}"


def room_word(stage: Stage | None) -> str:
    return stage.candidate_room if stage and stage.candidate_room else UNKNOWN


def _bring(course: Course) -> Iterator[str]:
    """What is known to have come is not asked for again."""
    candidate = course.candidate
    yield "cette convocation et une pièce d’identité en cours de validité"
    pieces = [("votre dossier (DSPP)", candidate.dspp_received)]
    if course.has_role_play:
        pieces.append(("votre proposition commerciale, l’identité du client masquée", candidate.proposal_received))
    for piece, received in pieces:
        if received is False:
            yield f"{piece} : le centre ne l’a pas encore reçu"
        elif received is None:
            yield f"{piece}, si le centre ne l’a pas encore"
