"""Rows for tests, by plain functions: each makes the least that stands, and takes what the test cares about."""

import json
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from centres.models import Centre, Membership, Role, User
from juries.models import Habilitation, Juror
from sessions.models import Candidate, ExamSession, Panel, PanelMember, Passage, Person, Room, SessionDay
from titles.loading import load_title
from titles.models import ProfessionalTitle

CODE = "code-de-test-1"
DAY = date(2026, 12, 8)
_number = count(1)


@cache
def ntc_document() -> dict[str, Any]:
    return json.loads(Path(settings.BASE_DIR / "titles/data/tp_00338_v2.json").read_text())


def at(clock: str, day: date = DAY) -> datetime:
    """« 08:30 » on the day of the tests, in the zone of the tests' centres."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZoneInfo("Europe/Paris"))


def a_title() -> ProfessionalTitle:
    return load_title(ntc_document()).title


def a_centre(**fields: Any) -> Centre:
    number = next(_number)
    return Centre.objects.create(**{"code": f"CENTRE-{number}", "name": f"Centre {number}", **fields})


def a_user(username: str | None = None, **fields: Any) -> User:
    number = next(_number)
    user = User(**{"username": username or f"compte{number}", "first_name": "Nadia", "last_name": "Ferrand", **fields})
    user.set_password(CODE)
    user.save()
    return user


def an_administrator(**fields: Any) -> User:
    user = a_user(**fields)
    Membership.objects.create(user=user, role=Role.ADMINISTRATOR)
    return user


def an_organiser(centre: Centre, **fields: Any) -> User:
    user = a_user(**fields)
    Membership.objects.create(user=user, centre=centre, role=Role.ORGANISER)
    return user


def a_session(centre: Centre | None = None, *, day: date = DAY, **fields: Any) -> ExamSession:
    """One day, 8 h 30 to 18 h, lunch of an hour between 11 h 30 and 14 h."""
    title = fields.pop("title", None) or a_title()
    title.freeze()
    number = next(_number)
    exam_session = ExamSession.objects.create(
        **{"centre": centre or a_centre(), "title": title, "reference": f"SESSION-{number}", **fields}
    )
    a_day(exam_session, day)
    return exam_session


def a_day(exam_session: ExamSession, day: date) -> SessionDay:
    return SessionDay.objects.create(
        exam_session=exam_session,
        date=day,
        opens_at=time(8, 30),
        closes_at=time(18),
        lunch_from=time(11, 30),
        lunch_to=time(14),
        lunch_minutes=60,
    )


def a_room(centre: Centre, **fields: Any) -> Room:
    """A jury room with a loudspeaker phone unless the test says otherwise."""
    number = next(_number)
    return Room.objects.create(
        **{
            "centre": centre,
            "reference": f"S{number}",
            "name": f"salle {number}",
            "equipment": "speaker_phone",
            **fields,
        }
    )


def a_preparation_room(centre: Centre, **fields: Any) -> Room:
    return a_room(centre, **{"is_jury": False, "is_preparation": True, "equipment": "phone", **fields})


def a_juror(centre: Centre, *, habilitated: bool = True, **fields: Any) -> Juror:
    """Someone who may sit on the day of the tests."""
    number = next(_number)
    juror = Juror.objects.create(
        **{
            "centre": centre,
            "last_name": f"Juré{number}",
            "first_names": "Claire",
            "itinerant_sales": True,
            "team_lead": True,
            "administration_reference": f"ITV-{number}",
            "evaluation_training_on": date(2026, 1, 15),
            "last_practice_on": date(2026, 11, 1),
            "charter_accepted_on": date(2026, 10, 1),
            **fields,
        }
    )
    if habilitated:
        Habilitation.objects.create(
            juror=juror, title_code="TP-00338", starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31)
        )
    return juror


def a_juror_with_account(centre: Centre, **fields: Any) -> Juror:
    return a_juror(centre, user=a_user(), **fields)


def a_panel(exam_session: ExamSession, *jurors: Juror, room: Room | None = None, **fields: Any) -> Panel:
    """Two fresh jurors and a fresh jury room unless given."""
    number = next(_number)
    centre = exam_session.centre
    panel = Panel.objects.create(
        **{
            "exam_session": exam_session,
            "reference": f"P{number}",
            "name": f"Jury {number}",
            "room": room or a_room(centre),
            **fields,
        }
    )
    for rank, juror in enumerate(jurors or (a_juror(centre), a_juror(centre))):
        PanelMember.objects.create(panel=panel, juror=juror, rank=rank)
    return panel


def a_person(centre: Centre, **fields: Any) -> Person:
    number = next(_number)
    return Person.objects.create(
        **{
            "centre": centre,
            "birth_name": f"Bœuf-Lacroix{number}",
            "first_names": "Amélie",
            "born_on": date(1998, 7, 27),
            **fields,
        }
    )


def a_candidate(exam_session: ExamSession, **fields: Any) -> Candidate:
    """Route title, path formation, a complete dossier."""
    number = next(_number)
    return Candidate.objects.create(
        **{
            "exam_session": exam_session,
            "person": fields.pop("person", None) or a_person(exam_session.centre),
            "reference": f"C{number:03}",
            "route": "title",
            "path": "formation",
            "dspp_received": True,
            "proposal_received": True,
            "client_masked": True,
            "training_results_received": True,
            **fields,
        }
    )


def a_bare_passage(candidate: Candidate, panel: Panel, clock: str = "08:30") -> Passage:
    """Who judges whom, without steps nor rooms: enough for what is marked and decided."""
    start = at(clock)
    return Passage.objects.create(candidate=candidate, panel=panel, starts_at=start, ends_at=start + timedelta(hours=3))


def a_judged_candidate(**fields: Any) -> tuple[Candidate, Juror, Juror]:
    """A candidate placed before two jurors who can log in."""
    centre = fields.pop("centre", None) or a_centre()
    exam_session = fields.pop("exam_session", None) or a_session(centre)
    candidate = a_candidate(exam_session, **fields)
    jurors = a_juror_with_account(centre), a_juror_with_account(centre)
    a_bare_passage(candidate, a_panel(exam_session, *jurors))
    return candidate, *jurors
