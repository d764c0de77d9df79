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
from django.db import connection, reset_queries  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.floor.urls import TABLE  # noqa: E402
from bench.operation import sending  # noqa: E402
from centres.models import Centre, User  # noqa: E402
from evaluations import marking  # noqa: E402
from evaluations.models import Mark  # noqa: E402
from juries.models import Juror  # noqa: E402
from sessions.models import Candidate, ExamSession, Panel, PanelMember, Passage, Person, SessionDay  # noqa: E402
from titles.models import ProfessionalTitle  # noqa: E402

PATH = "/tablette/synchroniser/"


def prepare() -> None:
    """The tables, the référentiel, and one session without anybody."""
    call_command("migrate", verbosity=0)
    call_command("load_title", str(Path(settings.BASE_DIR) / "titles/data/tp_00338_v2.json"))
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    centre = Centre.objects.create(code="BENCH", name="Banc")
    title = ProfessionalTitle.objects.get()
    exam_session = ExamSession.objects.create(centre=centre, title=title, reference="BENCH")
    SessionDay.objects.create(exam_session=exam_session, date=date(2026, 12, 8), opens_at=time(8), closes_at=time(18))


def callers(count: int, backend: str) -> list[tuple[str, int, int]]:
    """(session key, juror id, candidate id) of so many jurors, each with a grid opened."""
    _seat(count)
    passages = Passage.objects.select_related("panel").prefetch_related("panel__jurors__user").order_by("pk")[:count]
    seated = [(passage.panel.jurors.get(), passage.candidate_id) for passage in passages]
    return [(session_key(juror.user, backend), juror.pk, candidate) for juror, candidate in seated]


def statements_of_a_tick(count: int) -> int:
    """Statements of one tick, the transaction's own apart, in a session of so many jurors."""
    _seat(count)
    juror = Juror.objects.order_by("pk").first()
    client = Client(SERVER_NAME="localhost")
    client.force_login(juror.user)
    candidate = Passage.objects.get(panel__members__juror=juror).candidate_id
    seen = Mark.objects.filter(grid__juror=juror).values_list("value_revision", flat=True).first() or 0
    body = sending(juror.pk, candidate, "O", seen)
    reset_queries()  # the log of a DEBUG connection is bounded: full, it would show nothing new
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(PATH, body, content_type="application/json")
    if answer.status_code != 200 or answer.json()["results"][0]["outcome"] != "applied":
        raise RuntimeError(f"{PATH} : {answer.status_code}")
    words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(1 for query in captured.captured_queries if not query["sql"].upper().startswith(words))


def _seat(count: int) -> None:
    exam_session = ExamSession.objects.get()
    for number in range(Juror.objects.count(), count):
        _juror(exam_session, number)


def _juror(exam_session: ExamSession, number: int) -> None:
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


def session_key(user: User, backend: str = settings.AUTHENTICATION_BACKENDS[0]) -> str:
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = backend
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key
