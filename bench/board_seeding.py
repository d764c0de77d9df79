"""A session whose day holds 324 steps on the board, one that holds 36, and an organiser logged in."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.floor import BACKEND
from bench.seeding import session_key
from centres.models import Centre, Membership, Role, User
from juries.models import Habilitation, Juror
from sessions.models import Candidate, ExamSession, Panel, PanelMember, Person, Room, SessionDay
from sessions.publication import publish
from sessions.scheduling import place
from titles.models import ProfessionalTitle

DAY: Final = date(2026, 12, 8)
EACH: Final = 3  # passages of a panel, of six steps drawn each
STARTS: Final = (time(8), time(11, 15), time(14, 30))
ZONE: Final = ZoneInfo(settings.TIME_ZONE)


def collect_static() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


def a_board(panels: int) -> ExamSession:
    """So many panels, three candidates each, everything in order but one dossier."""
    centre = Centre.objects.create(code=f"BOARD-{panels}", name="Banc")
    title = ProfessionalTitle.objects.get()
    exam_session = ExamSession.objects.create(centre=centre, title=title, reference=f"BOARD-{panels}")
    SessionDay.objects.create(
        exam_session=exam_session,
        date=DAY,
        opens_at=time(8),
        closes_at=time(20),
        lunch_from=time(11),
        lunch_to=time(15),
        lunch_minutes=15,
    )
    for number in range(panels):
        _fill(exam_session, _panel(exam_session, number), number)
    publish(exam_session, by=None)
    return ExamSession.objects.get(pk=exam_session.pk)


def organiser(exam_session: ExamSession) -> User:
    user = User.objects.create(username=f"organiser-{exam_session.reference}", password="!")
    Membership.objects.create(user=user, centre=exam_session.centre, role=Role.ORGANISER)
    return user


def logged_in(user: User) -> tuple[str, str]:
    """Before the floor, and before the board."""
    return session_key(user, BACKEND), session_key(user)


def page_of(exam_session: ExamSession, user: User) -> tuple[int, int, int]:
    """Statements, bytes and steps of the board's page."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"/sessions/{exam_session.pk}/planning/")
    if answer.status_code != 200:
        raise RuntimeError(f"board : {answer.status_code}")
    return len(captured), len(answer.content), answer.content.count(b'class="part ')


def moved(exam_session: ExamSession) -> dict[str, Any]:
    """The last candidate of the first panel, and the place to move them to and fro."""
    candidate = exam_session.candidates.order_by("-passage__starts_at", "pk").first()
    passage = candidate.passage
    rooms = passage.steps.exclude(candidate_room=passage.panel.room_id).exclude(candidate_room=None)
    return {
        "candidate": candidate.pk,
        "panel": passage.panel_id,
        "preparation_room": rooms.first().candidate_room_id,
        "revision": exam_session.revision,
    }


def _panel(exam_session: ExamSession, number: int) -> Panel:
    centre = exam_session.centre
    room = Room.objects.create(
        centre=centre, reference=f"J{number}", name=f"Salle {100 + number}", equipment="speaker_phone"
    )
    panel = Panel.objects.create(exam_session=exam_session, reference=f"P{number}", name=f"Jury {number}", room=room)
    for rank in range(2):
        PanelMember.objects.create(panel=panel, juror=_juror(centre, f"{number}-{rank}"), rank=rank)
    return panel


def _juror(centre: Centre, name: str) -> Juror:
    juror = Juror.objects.create(
        centre=centre,
        last_name=f"Juré {name}",
        first_names="Claude",
        itinerant_sales=True,
        team_lead=True,
        administration_reference=name,
        evaluation_training_on=date(2026, 1, 15),
        last_practice_on=date(2026, 11, 1),
        charter_accepted_on=date(2026, 10, 1),
    )
    Habilitation.objects.create(
        juror=juror, title_code="TP-00338", starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31)
    )
    return juror


def _fill(exam_session: ExamSession, panel: Panel, number: int) -> None:
    centre = exam_session.centre
    preparation = Room.objects.create(
        centre=centre,
        reference=f"Q{number}",
        name=f"Salle {200 + number}",
        is_jury=False,
        is_preparation=True,
        equipment="phone",
    )
    for rank, start in enumerate(STARTS):
        name = f"{number}-{rank}"
        person = Person.objects.create(centre=centre, birth_name=f"Candidat {name}", first_names="Camille")
        candidate = Candidate.objects.create(
            exam_session=exam_session,
            person=person,
            reference=f"C{name}",
            route="title",
            path="formation",
            dspp_received=True,
            proposal_received=True,
            client_masked=True,
            training_results_received=bool(number or rank) or None,
        )
        at = datetime.combine(DAY, start, tzinfo=ZONE) + timedelta(minutes=5 * (number % 3))
        place(candidate, panel=panel, start=at, preparation_room=preparation, by=None)
