"""A session in which everything has happened, and its archive taken away: nothing of the session is left."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from centres.demo import DEMO_CODE
from centres.models import User
from evaluations import day_acts, day_moves, deliberation
from evaluations.archive.kept import TABLES
from evaluations.archive.making import archive_files, make_archive
from evaluations.archive.tables import named
from evaluations.demo import load_demo
from evaluations.grids import answers_needed
from evaluations.juror_changes import replace_juror
from evaluations.models import Signature, TabletState
from evaluations.operations import Kind, Op, SharedKind
from evaluations.paper import check, key, set_aside
from evaluations.sharing import receive
from evaluations.tablet_report import Held, Report
from evaluations.tablets import give_up, hear
from juries.models import Availability, Juror
from sessions import enrolment, messages, seating
from sessions.messages import publish_and_prepare
from sessions.models import (
    Candidate,
    CandidateUnavailability,
    ExamSession,
    Link,
    PlanRun,
    ReadinessTick,
    Room,
    RoomClosure,
)
from sessions.plan_question import fingerprint
from sessions.scheduling import set_locked, unplace
from sessions.snapshot import timetable_of
from tests import builders
from tests.builders import DAY, at
from tests.evaluations.tablets import a_sender

ENDLESS = "Œuvrard-Szymański de la Villardière-Petrović Quéméneur-Le Fl"
FROM_THE_RIGHT = "בן־גוריון"


@dataclass(frozen=True)
class Taken:
    """What was archived, and what it was made from; the rows themselves are gone."""

    content: bytes
    files: dict[str, bytes]
    reference: str


def taken_away(build: Callable[[], ExamSession]) -> Taken:
    """As if the archive came from elsewhere: built and archived in a transaction that is taken back."""
    with transaction.atomic():
        exam_session = fresh(build())
        _, files = archive_files(exam_session)
        taken = Taken(make_archive(exam_session, by=None).content, files, exam_session.reference)
        transaction.set_rollback(True)
    assert not ExamSession.objects.exists()
    return taken


def fresh(exam_session: ExamSession) -> ExamSession:
    return ExamSession.objects.select_related("centre", "title").get(pk=exam_session.pk)


def files_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def row_counts() -> dict[str, int]:
    """Of every table of ours: equal before and after when nothing was written."""
    labels = {"centres", "titles", "juries", "certification_sessions", "evaluations"}
    return {m._meta.label_lower: m._base_manager.count() for m in apps.get_models() if m._meta.app_label in labels}


def archived_models() -> set[str]:
    return {table.model for _, table in named(TABLES)}


def an_eventful_session() -> ExamSession:
    """The demonstration, and everything that can happen to a session since."""
    session = load_demo(builders.a_title(), today=DAY)
    nadia = User.objects.get(username="nadia")
    _rename(session)
    _organise(session, nadia)
    _publish_again(session, nadia)
    _run_the_day(session, nadia)
    _work_on_tablets(session, nadia)
    _key_paper(session, nadia)
    _deliberate(session)
    _amend(session, nadia)
    Link.objects.create(candidate=who(session, "Noël"), juror=_jurors(session)["marc"], reason="ancien collègue")
    now = fingerprint(timetable_of(session))
    for known in ("", now):
        PlanRun.objects.create(
            exam_session=session,
            planned_by=nadia,
            seconds=1.25,
            fingerprint=known,
            levels=[{"name": "unplaced", "value": 1, "bound": 1}],
            reasons={str(who(session, "Le Goff").pk): "Aucune salle libre.", "999999": "Retirée depuis."},
        )
    return session


def who(session: ExamSession, name: str) -> Candidate:
    return Candidate.objects.get(exam_session=session, person__birth_name=name)


def _jurors(session: ExamSession):
    return {user.username: user.juror for user in User.objects.filter(juror__centre=session.centre)}


def _rename(session: ExamSession) -> None:
    for name, new in (("Abgrall", ENDLESS), ("Szymański", FROM_THE_RIGHT)):
        person = who(session, name).person
        person.birth_name, person.used_name, person.email = new, new, "ana@example.org"
        person.save()


def _organise(session: ExamSession, by: User) -> None:
    candidate = who(session, "Le Goff")
    CandidateUnavailability.objects.create(candidate=candidate, starts_at=at("08:00"), ends_at=at("09:00"))
    for day in (DAY, DAY + timedelta(days=1)):
        Availability.objects.create(
            juror=_jurors(session)["fatou"], starts_at=at("07:00", day), ends_at=at("19:00", day)
        )
    room = Room.objects.get(centre=session.centre, reference="201")
    RoomClosure.objects.create(room=room, starts_at=at("12:00"), ends_at=at("13:00"))
    entry = {"birth_name": "Partie", "first_names": "Zoé", "born_on": None}
    known = {"reference": "C900", "route": "ccp1", "path": "vae", "held_ccps": []}
    enrolment.withdraw(enrolment.enrol(session, enrolment.Entry(entry, known), by=by), by=by)
    made = seating.create_panel(session, jurors=[_jurors(session)["bruno"], _jurors(session)["fatou"]], by=by)
    seating.remove_panel(made, by=by)
    ReadinessTick.objects.create(exam_session=session, subject="doors", told_by=by)
    set_locked(who(session, "Quéméneur"), locked=True, by=by)


def _publish_again(session: ExamSession, by: User) -> None:
    """Versions 2 and 3, the first with a passage moved away; the demonstration's blocking link waits meanwhile."""
    Link.objects.all().delete()
    unplace(who(session, "Le Goff"), by=by)
    publish_and_prepare(session, by=by)
    day_moves.shift(session.panels.get(reference="B"), day=DAY, minutes=15, by=by, now=at("12:00"))
    publish_and_prepare(session, by=by)
    first, second, third = session.messages.all()[:3]
    messages.edit(first, subject="Objet relu", body="Texte relu", by=by)
    messages.set_removed(second, removed=True, by=by)
    third.sent_at = timezone.now()
    third.state, third.sent_to, third.tries = "sent", "sylvie@example.org", 1
    third.save()
    day_moves.shift(session.panels.get(reference="B"), day=DAY, minutes=5, by=by, now=at("12:05"))


def _run_the_day(session: ExamSession, by: User) -> None:
    day_acts.arrive(who(session, "Quéméneur"), by=by, now=at("08:20"))
    stage = day_acts.next_stage(*_stages(session, "Quéméneur"))
    day_acts.advance(who(session, "Quéméneur"), expected=day_acts.stage_name(stage), by=by, now=at("08:31"))
    day_acts.record_abandon(who(session, "Quéméneur"), by=by, now=at("09:12"))
    day_acts.record_absence(who(session, "Da Silva Martins"), by=by)
    day_moves.announce_delay(
        who(session, "Noël"), minutes=10, keeps_end=True, reason="Train en retard.", by=by, now=at("13:00")
    )
    jurors = {juror.first_names: juror.pk for juror in Juror.objects.filter(centre=session.centre)}
    replace_juror(
        session.panels.get(reference="B"),
        day=DAY,
        leaving=jurors["Olivier"],
        joining=jurors["Bruno"],
        heard=[who(session, "Quéméneur").pk],
        by=by,
        now=at("09:15"),
    )


def _stages(session: ExamSession, name: str):
    candidate = who(session, name)
    return day_acts.stages_before(timetable_of(session), candidate), day_acts.awaited(candidate)


def _work_on_tablets(session: ExamSession, by: User) -> None:
    jurors, karim = _jurors(session), who(session, "Benhaddou")
    claire, marc = a_sender(jurors["claire"]), a_sender(jurors["marc"])
    for value in ("O", "N"):  # two tablets that differ
        receive(Op(uuid4(), karim.pk, "technical_interview", SharedKind.TIMER, "presentation", _now(), 0), claire)
        receive(Op(uuid4(), karim.pk, "role_play", SharedKind.CLIENT, "client", str(jurors["marc"].pk), 0), marc)
        receive(Op(uuid4(), karim.pk, "technical_interview", Kind.MARK, "C4.2", value, 0), claire)
    hear(
        Report("cassée", 1, (Held(jurors["claire"].pk, karim.pk, "technical_interview", 2, 1),)), juror=jurors["claire"]
    )
    give_up(TabletState.objects.get(), reason="Écran cassé.", by=by)


def _now() -> str:
    return timezone.now().isoformat()


def _key_paper(session: ExamSession, by: User) -> None:
    other, candidate = builders.an_organiser(session.centre, first_name="", last_name=""), who(session, "Ouarda")
    answers = dict.fromkeys(answers_needed(session.referentiel, candidate.route), "O")
    set_aside(key(candidate, answers, by=by), by=by)
    assert check(key(candidate, answers, by=by), answers, by=other) == ()


def _deliberate(session: ExamSession) -> None:
    amelie, claire = who(session, "Bœuf-Lacroix"), _jurors(session)["claire"]
    deliberation.answer(amelie, "C2.3", value="N", note="Pas d’engagement.", by=claire.user)
    Signature.objects.create(
        evaluation=amelie.evaluation,
        juror=claire,
        drawing="M10 10L90 40",
        withdrawn_at=timezone.now(),
        fingerprint="a" * 64,
    )
    deliberation.write_motive(amelie, competence=2, text="N’obtient pas d’engagement.", by=claire.user)


def _amend(session: ExamSession, by: User) -> None:
    """Twice, so that the second is laid over the first."""
    changes: Iterable[dict[str, object]] = (
        {"C3.2": "N", "MOTIVE.3": "Sans contrepartie.", "DECISION": {"outcome": "none", "ccps": [], "reason": None}},
        {"MOTIVE.3": "Aucune contrepartie proposée."},
    )
    for change in changes:
        told = {"reason": "Relevé mal reporté.", "code": DEMO_CODE}
        deliberation.amend(who(session, "Castaing"), changes=change, by=by, **told)


def a_draft() -> ExamSession:
    """Nothing placed, no room, nobody."""
    return builders.a_session()


def came_back(reference: str) -> dict[str, bytes]:
    """The files of the session as it is now."""
    return archive_files(fresh(ExamSession.objects.get(reference=reference)))[1]
