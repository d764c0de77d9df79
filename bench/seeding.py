"""A database to tick in: jurors logged in, each with a candidate and a grid opened."""

from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import settings

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.floor.urls import TABLE  # noqa: E402
from centres.models import Centre, User  # noqa: E402
from evaluations import marking  # noqa: E402
from juries.models import Juror  # noqa: E402
from sessions.models import Candidate, ExamSession, Panel, PanelMember, Passage, Person, SessionDay  # noqa: E402
from titles.models import ProfessionalTitle  # noqa: E402

JURORS = 50
PATH = "/candidats/{pk}/grilles/technical_interview/C3.1/repondre/"


def seed() -> tuple[list[tuple[int, str]], str]:
    """(candidate id, session key) per juror, and the shape of a tick's address."""
    call_command("migrate", verbosity=0)
    call_command("load_title", str(Path(settings.BASE_DIR) / "titles/data/tp_00338_v2.json"))
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    exam_session = _session()
    return [_juror(exam_session, number) for number in range(JURORS)], PATH


def statements_of_a_tick(count: int) -> int:
    """Statements of one tick, the transaction's own apart, in a session of so many jurors."""
    exam_session = ExamSession.objects.get()
    for number in range(Juror.objects.count(), count):
        _juror(exam_session, number, logged_in=False)
    juror = Juror.objects.order_by("pk").first()
    client = Client(SERVER_NAME="localhost")
    client.force_login(juror.user)
    pk = Passage.objects.get(panel__members__juror=juror).candidate_id
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.post(PATH.format(pk=pk), {"mark": "O"}, headers={"HX-Request": "true"})
    words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(1 for query in captured.captured_queries if not query["sql"].upper().startswith(words))


def _session() -> ExamSession:
    centre = Centre.objects.create(code="BENCH", name="Banc")
    title = ProfessionalTitle.objects.get()
    exam_session = ExamSession.objects.create(centre=centre, title=title, reference="BENCH")
    SessionDay.objects.create(exam_session=exam_session, date=date(2026, 12, 8), opens_at=time(8), closes_at=time(18))
    return exam_session


def _juror(exam_session: ExamSession, number: int, *, logged_in: bool = True) -> tuple[int, str]:
    centre = exam_session.centre
    user = User.objects.create(username=f"bench{number}", password="!")
    juror = Juror.objects.create(centre=centre, user=user, last_name=f"Juré {number}")
    panel = Panel.objects.create(exam_session=exam_session, reference=f"P{number}", name=f"Jury {number}")
    PanelMember.objects.create(panel=panel, juror=juror)
    person = Person.objects.create(centre=centre, birth_name=f"Candidat {number}")
    candidate = Candidate.objects.create(
        exam_session=exam_session, person=person, reference=f"C{number}", route="title"
    )
    start = datetime(2026, 12, 8, 8, tzinfo=UTC)
    Passage.objects.create(candidate=candidate, panel=panel, starts_at=start, ends_at=start + timedelta(hours=3))
    marking.open_grid(candidate, juror=juror, phase="technical_interview")
    return candidate.pk, _session_key(user) if logged_in else ""


def _session_key(user: User) -> str:
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key
