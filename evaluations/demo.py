"""The demonstration session: three panels, twelve candidates, one result sealed, one link that blocks the draft."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction

from centres.demo import DEMO_ACCOUNTS, DEMO_CENTRE, DEMO_CODE
from centres.models import Centre, Membership, Role, User
from evaluations import deliberation, marking
from evaluations.decisions import Decision
from evaluations.demo_data import CANDIDATES, EMAILS, JURORS, NOTES, PANELS, ROOMS, TRAINING_RESULTS, DemoCandidate
from evaluations.demo_documents import put_dossiers
from evaluations.verdicts import Outcome
from juries.models import Habilitation, Juror
from sessions import scheduling, seating
from sessions.badges import prepare_badges
from sessions.deadlines import tell
from sessions.messages import publish_and_prepare
from sessions.models import Candidate, ExamSession, Incident, Link, Panel, Person, Room, SessionDay
from sessions.readiness_rules import Subject
from titles.models import ProfessionalTitle

ZONE = ZoneInfo("Europe/Paris")


def load_demo(title: ProfessionalTitle, *, today: date) -> ExamSession:
    """The whole session in one transaction, over today and tomorrow; loading it twice is refused by its reference."""
    with transaction.atomic():
        centre = Centre.objects.create(
            code=DEMO_CENTRE, name="Centre des Trois-Rivières", agreement_number="28-2024-11", city="Chartres"
        )
        accounts = _accounts(centre)
        organiser = accounts["nadia"]
        exam_session = _session(centre, title, today)
        rooms = _rooms(centre)
        jurors = _jurors(centre, title.code, accounts)
        panels = _panels(exam_session, jurors, rooms, organiser)
        prepare_badges(exam_session, by=organiser)
        candidates = _candidates(exam_session)
        for about in CANDIDATES:
            _place(candidates[about.last_name], about, panels, rooms, today, organiser)
        put_dossiers(candidates, by=organiser)
        publish_and_prepare(exam_session, by=organiser)
        _mark(candidates, jurors)
        _tell(exam_session, candidates, jurors, organiser, today)
    return exam_session


def _accounts(centre: Centre) -> dict[str, User]:
    names = {account.username: (account.first_name, account.last_name) for account in DEMO_ACCOUNTS}
    names |= {juror.username: (juror.first_names, juror.last_name) for juror in JURORS}
    password = make_password(DEMO_CODE)  # once: hashing is slow on purpose
    users = {
        username: User.objects.create(username=username, first_name=first_name, last_name=last_name, password=password)
        for username, (first_name, last_name) in names.items()
    }
    Membership.objects.create(user=users["nadia"], centre=centre, role=Role.ORGANISER)
    Membership.objects.create(user=users["paul"], role=Role.ADMINISTRATOR)
    return users


def _session(centre: Centre, title: ProfessionalTitle, today: date) -> ExamSession:
    title.freeze()
    exam_session = ExamSession.objects.create(
        centre=centre,
        title=title,
        reference="2026-NTC-12",
        ministry_number="1180457",
        agreement_number=centre.agreement_number,
        place="12 rue des Trois-Rivières, Chartres",
        supervisor="Nadia Ferrand",
    )
    for offset in (0, 1):
        SessionDay.objects.create(
            exam_session=exam_session,
            date=today + timedelta(days=offset),
            opens_at=time(8),
            closes_at=time(18, 30),
            lunch_from=time(11, 30),
            lunch_to=time(14),
            lunch_minutes=60,
        )
    return exam_session


def _rooms(centre: Centre) -> dict[str, Room]:
    return {
        number: Room.objects.create(
            centre=centre, reference=number, name=name, is_jury=jury, is_preparation=preparation, equipment=equipment
        )
        for number, name, jury, preparation, equipment in ROOMS
    }


def _jurors(centre: Centre, title_code: str, accounts: dict[str, User]) -> dict[str, Juror]:
    jurors = {}
    for about in JURORS:
        juror = Juror.objects.create(
            centre=centre,
            user=accounts[about.username],
            last_name=about.last_name,
            first_names=about.first_names,
            email=EMAILS[about.last_name],
            employer=about.employer,
            itinerant_sales=True,
            team_lead=True,
            administration_reference=about.reference,
            evaluation_training_on=about.trained_on,
            last_practice_on=date(2026, 10, 1),
            charter_accepted_on=date(2026, 9, 15),
        )
        Habilitation.objects.create(
            juror=juror, title_code=title_code, starts_on=date(2024, 1, 1), ends_on=date(2028, 6, 30)
        )
        jurors[about.username] = juror
    return jurors


def _panels(
    exam_session: ExamSession, jurors: dict[str, Juror], rooms: dict[str, Room], organiser: User
) -> dict[str, tuple[Panel, Room]]:
    panels = {}
    for reference, name, members, room, preparation in PANELS:
        panel = Panel.objects.create(exam_session=exam_session, reference=reference, name=name, room=rooms[room])
        seating.set_members(panel, jurors=[jurors[member] for member in members], by=organiser)
        panels[reference] = (panel, rooms[preparation])
    return panels


def _candidates(exam_session: ExamSession) -> dict[str, Candidate]:
    candidates = {}
    every_ccp = [ccp.code for ccp in exam_session.referentiel.ccps]
    for number, about in enumerate(CANDIDATES, start=1):
        person = Person.objects.create(
            centre=exam_session.centre,
            birth_name=about.last_name,
            first_names=about.first_names,
            born_on=about.born_on,
            email=EMAILS.get(about.last_name, ""),
        )
        trained = about.path == "formation"
        candidates[about.last_name] = Candidate.objects.create(
            exam_session=exam_session,
            person=person,
            reference=f"C{number:03}",
            route=about.route,
            path=about.path,
            employer=about.employer,
            extra_time_preparation=about.extra_time,
            extra_time_oral=about.extra_time,
            held_ccps=every_ccp if about.route == "final" else [],
            dspp_received=True,
            proposal_received=about.proposal_received,
            client_masked=True if about.proposal_received else None,
            training_results_received=True if trained else None,
            training_results=TRAINING_RESULTS if trained else "",
        )
    return candidates


def _place(
    candidate: Candidate,
    about: DemoCandidate,
    panels: dict[str, tuple[Panel, Room]],
    rooms: dict[str, Room],
    today: date,
    organiser: User,
) -> None:
    panel, preparation = panels[about.panel]
    day = today + timedelta(days=about.day)
    start = datetime.combine(day, time.fromisoformat(next(iter(about.starts.values()))), tzinfo=ZONE)
    scheduling.place(candidate, panel=panel, start=start, preparation_room=preparation, by=organiser)


def _mark(candidates: dict[str, Candidate], jurors: dict[str, Juror]) -> None:
    """Hélène Castaing is sealed, Amélie Bœuf-Lacroix awaits her deliberation, Karim Benhaddou is being marked."""
    sealed = candidates["Castaing"]
    panel = [jurors["fatou"], jurors["jean-noel"]]
    for juror in panel:
        _fill(sealed, juror)
    first = sealed.exam_session.referentiel.routes[sealed.route].ccps
    deliberation.decide(sealed, decision=Decision(Outcome.CCPS, tuple(first)), by=panel[0].user)
    for juror in panel:
        deliberation.sign(sealed, juror=juror, code=DEMO_CODE, by=juror.user)

    amelie, claire, marc = candidates["Bœuf-Lacroix"], jurors["claire"], jurors["marc"]
    _role_play(amelie, client=marc, by=claire)
    _fill(amelie, claire, noes=("C3.2",), notes={code: texts[0] for code, texts in NOTES.items()})
    _fill(amelie, marc, noes=("C2.3",), notes={code: texts[1] for code, texts in NOTES.items()})

    grid = marking.open_grid(candidates["Benhaddou"], juror=claire, phase="technical_interview")
    for cell, value in (("C3.1", "O"), ("C3.2", "N"), ("C3.3", "O"), ("C4.1", "O")):
        marking.rate(grid, cell, value=value, by=claire.user)
    marking.write_note(grid, "C3.2", text=NOTES["C3.2"][0], by=claire.user)


def _fill(
    candidate: Candidate, juror: Juror, *, noes: tuple[str, ...] = (), notes: dict[str, str] | None = None
) -> None:
    for phase in marking.route_of(candidate).phases:
        grid = marking.open_grid(candidate, juror=juror, phase=phase.kind.value)
        for cell in marking.cells_of(grid):
            if cell.takes_mark:
                marking.rate(grid, cell.code, value="N" if cell.code in noes else "O", by=juror.user)
            if notes and cell.code in notes:
                marking.write_note(grid, cell.code, text=notes[cell.code], by=juror.user)
        marking.submit(grid, by=juror.user)


def _role_play(candidate: Candidate, *, client: Juror, by: Juror) -> None:
    marking.play_client(candidate, client=client, by=by.user)
    fields = [item.code for item in candidate.exam_session.referentiel.change_fields]
    texts = ("Budget réduit de 15 % depuis l’envoi de la proposition.", "Nouvel acheteur, attentif aux délais.")
    for rank, (field, text) in enumerate(zip((fields[0], fields[2]), texts, strict=True), start=1):
        marking.write_change(candidate, rank=rank, field=field, text=text, by=by.user)
        marking.announce_change(candidate, rank=rank, announced=True, by=by.user)
    parts = [item.code for item in candidate.exam_session.referentiel.proposal_parts]
    marking.tick_proposal_parts(candidate, present=parts, by=by.user)


def _tell(
    exam_session: ExamSession,
    candidates: dict[str, Candidate],
    jurors: dict[str, Juror],
    organiser: User,
    today: date,
) -> None:
    """After the publication: a link nobody had declared, which now blocks the draft, and an incident."""
    Link.objects.create(candidate=candidates["Petrović-Lambert"], juror=jurors["jean-noel"], reason="formateur")
    Incident.objects.create(
        exam_session=exam_session,
        happened_at=datetime.combine(today, time(8, 34), tzinfo=ZONE),
        text="Jury C : début du passage de Hélène Castaing à 8 h 34 au lieu de 8 h 30, durée maintenue.",
        author=organiser,
    )
    for subject in (Subject.PAPERS_ORDERED, Subject.CONVOCATIONS, Subject.PRESENCES, Subject.PAPERS_RECEIVED):
        tell(exam_session, subject, done=True, by=organiser)
