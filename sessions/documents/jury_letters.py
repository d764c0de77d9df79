"""What a juror is sent: days, panel and room, how many candidates; and what the employer is told of it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from juries.models import Juror
from ntc_cert.words import clock, input_date, listing, long_date, plural, sentence
from sessions.documents.letters import UNKNOWN, Letter, Table, contact_of, dates_of, place_of
from sessions.documents.planned import Bench, Course, Planned
from sessions.sittings import room_name

CHARTER: Final = (
    "Un membre du jury qui connaît personnellement un candidat, l’a formé ou l’emploie ne participe ni à son "
    "évaluation ni à sa délibération : dites-le au centre dès que vous l’apprenez. Ce que vous lisez et entendez reste "
    "confidentiel, et vous n’annoncez aucun résultat."
)
LEAVE: Final = "La demande d’absence se fait au moins 15 jours calendaires avant, convocation jointe."


def juror_letter(planned: Planned, bench: Bench) -> Letter:
    exam_session, juror = planned.exam_session, bench.juror
    title = exam_session.referentiel
    return Letter(
        recipient=(str(juror), *filter(None, (juror.employer,))),
        subject="Membre du jury",
        opening=(
            f"Nous vous convoquons comme membre du jury du titre professionnel {title.label} ({title.code}). "
            f"{_charge(bench)}"
        ),
        facts=(
            ("Lieu", place_of(exam_session)),
            ("Jury", listing([panel.name for panel in bench.panels]) or UNKNOWN),
            ("Habilitation", _habilitation(planned, juror)),
            ("Référence", juror.administration_reference or UNKNOWN),
        ),
        table=Table(
            caption="Vos journées",
            heads=("Journée", "Présence", "Jury et salle", "Candidats", "Inscriptions"),
            widths=("w-40", "w-40", "", "w-19", "w-40"),
            rows=tuple(_days(planned, bench)),
        ),
        bring=(
            "cette convocation et une pièce d’identité",
            "votre badge ou votre code personnel, s’il vous a été remis",
        ),
        closing=(CHARTER, f"Une question, un empêchement : {contact_of(exam_session)}."),
        signer=exam_session.supervisor,
        done_at=exam_session.centre.city,
    )


def employer_letter(planned: Planned, bench: Bench) -> Letter:
    """The employer needs the days and the hours, neither the panel nor how many pass."""
    exam_session, juror = planned.exam_session, bench.juror
    title = exam_session.referentiel
    return Letter(
        recipient=(juror.employer,),
        subject=f"Participation de {juror} à un jury d’examen",
        opening=(
            f"Nous vous informons que {juror} siège au jury d’examen du titre professionnel {title.label} "
            f"({title.code}), délivré par le ministère chargé de l’emploi."
        ),
        facts=(("Membre du jury", str(juror)), ("Lieu", place_of(exam_session))),
        table=Table(
            caption="Journées de présence",
            heads=("Journée", "Présence"),
            widths=("w-60", ""),
            rows=tuple(row[:2] for row in _days(planned, bench)),
        ),
        bring=(),
        closing=(LEAVE, f"Pour toute question : {contact_of(exam_session)}."),
        signer=exam_session.supervisor,
        done_at=exam_session.centre.city,
    )


def _charge(bench: Bench) -> str:
    if not bench.courses:
        return "Votre horaire n’est pas encore fixé."
    return f"Vous recevez {plural(len(bench.courses), 'candidat')} sur {plural(len(bench.by_day), 'journée')}."


def _habilitation(planned: Planned, juror: Juror) -> str:
    code = planned.exam_session.title.code
    ends: list[date] = [row.ends_on for row in juror.habilitations.all() if row.title_code == code]
    return f"jusqu’au {input_date(max(ends))}" if ends else UNKNOWN


def _days(planned: Planned, bench: Bench) -> Iterator[tuple[str, ...]]:
    for day, own in bench.by_day.items():
        start, end = bench_hours(own, planned.exam_session.gap_minutes)
        hours = f"{clock(start)} à {clock(end)}"
        routes = _counted(course.route.label for course in own)
        yield sentence(long_date(day)), hours, _where(own), str(len(own)), routes
    if not bench.courses:
        rooms = [room_name(panel.room) for panel in bench.panels if panel.room]
        yield dates_of(planned.exam_session), UNKNOWN, listing(rooms) or UNKNOWN, UNKNOWN, UNKNOWN


def bench_hours(courses: Iterable[Course], gap_minutes: int) -> tuple[datetime, datetime]:
    """From the jury's first minute to the deliberation after the last candidate."""
    stages = [stage for course in courses for stage in course.jury_stages]
    start, end = min(stage.start for stage in stages), max(stage.end for stage in stages)
    return start, end + timedelta(minutes=gap_minutes)


def _where(courses: Iterable[Course]) -> str:
    places = dict.fromkeys(", ".join(filter(None, (course.panel.name, course.jury_room))) for course in courses)
    return listing(list(places))


def _counted(labels: Iterable[str]) -> str:
    """« 2 Titre, 1 CCP Présenter »."""
    found: dict[str, int] = {}
    for label in labels:
        found[label] = found.get(label, 0) + 1
    return ", ".join(f"{count} {label}" for label, count in found.items())
