"""A session leaves as an archive and comes back equal, file by file, wherever it goes (both engines)."""

import json
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction

from centres.models import JournalEntry, Membership, User
from evaluations import deliberation
from evaluations.archive.gathering import Gathering
from evaluations.archive.importing import import_archive
from evaluations.archive.kept import TABLES
from evaluations.archive.left_out import FIELDS, MODELS
from evaluations.archive.making import awaited_of, make_archive
from evaluations.archive.packing import UnreadableArchive
from evaluations.archive.tables import ID, named
from evaluations.exporting import exported
from evaluations.facts import session_fingerprint
from evaluations.models import Answer, Evaluation, SessionOrigin
from evaluations.tablet_report import Held, Report
from evaluations.tablets import hear
from juries.models import Juror
from sessions.models import Badge, ExamSession, Room
from tests import builders
from tests.evaluations import hard
from tests.evaluations.archives import (
    Taken,
    an_eventful_session,
    archived_models,
    came_back,
    files_in,
    fresh,
    row_counts,
    taken_away,
    who,
)
from tests.floors import FLOORS
from tests.sessions.imports import REPLAN, TINY, instance

pytestmark = pytest.mark.django_db
WORLDS = {
    "eventful": an_eventful_session,
    "empty": builders.a_session,
    "judged": lambda: builders.a_judged_candidate()[0].exam_session,
    "instance": lambda: an_instance(TINY),
    "replanned": lambda: an_instance(REPLAN),
}


def an_instance(name: str) -> ExamSession:
    """An imported one, whose rooms and jurors are its own."""
    builders.a_title()
    document, path = instance(name), Path(__file__).parent.parent / "planner" / "instances" / f"{name}.json"
    call_command("import_session", str(path))
    return ExamSession.objects.get(reference=document["id"])


@pytest.mark.parametrize("world", WORLDS)
def test_a_session_comes_back_equal(world: str) -> None:
    taken = taken_away(WORLDS[world])
    import_archive(taken.content)
    back = came_back(taken.reference)
    assert back.keys() == taken.files.keys()
    assert [name for name in back if back[name] != taken.files[name]] == []


def test_what_was_read_before_is_read_after() -> None:
    """The results, their fingerprint on the procès-verbal, the plan."""
    seen: dict[str, Any] = {}

    def build() -> ExamSession:
        session = fresh(an_eventful_session())
        seen.update(_read(session))
        return session

    taken = taken_away(build)
    session = import_archive(taken.content).exam_session
    assert _read(fresh(session)) == seen


def _read(session: ExamSession) -> dict[str, Any]:
    out = StringIO()
    call_command("export_plan", session.reference, stdout=out)
    digest = session_fingerprint(session)
    return {"results": exported(session, "json"), "csv": exported(session, "csv"), "plan": out.getvalue(), "pv": digest}


def test_the_eventful_session_has_a_row_in_every_table() -> None:
    """Otherwise the test above would say nothing of the tables it leaves empty."""
    gathering = Gathering(fresh(an_eventful_session()))
    assert [model for model in archived_models() if not gathering.rows[model]] == []


def test_two_archives_of_one_state_are_one_file() -> None:
    session = fresh(an_eventful_session())
    first, second = (make_archive(session, by=None) for _ in range(2))
    assert first.content == second.content
    assert JournalEntry.objects.filter(action="archive.made", after__sha256=first.digest).count() == 2


def test_nothing_a_session_holds_is_forgotten() -> None:
    """Every model that hangs from what an archive keeps, and every column of it, is kept or left out for a reason."""
    forgotten = []
    kept = {table.model: table for _, table in named(TABLES)}
    for model in _hanging_from(set(kept)):
        label = model._meta.label_lower
        if label in kept:
            forgotten += [f"{label}.{name}" for name in _columns(model) if not _is_told(kept[label], label, name)]
        elif label not in MODELS:
            forgotten.append(label)
    assert forgotten == []


def test_nothing_is_left_out_that_is_not_there() -> None:
    labels = {model._meta.label_lower for model in apps.get_models()}
    assert set(MODELS) <= labels - archived_models()
    columns = {f"{m._meta.label_lower}.{f.name}" for m in apps.get_models() for f in m._meta.concrete_fields}
    assert set(FIELDS) <= columns
    assert all(reason.strip() for reason in (*MODELS.values(), *FIELDS.values()))


def _hanging_from(labels: set[str]) -> list[type]:
    """By foreign keys, near or far, in the apps of the project."""
    found = {apps.get_model(label) for label in labels}
    while True:
        more = {
            model
            for model in apps.get_models()
            if model.__module__.split(".")[0] in FLOORS
            and any(field.related_model in found for field in model._meta.concrete_fields if field.related_model)
        }
        if more <= found:
            return sorted(found, key=lambda model: model._meta.label_lower)
        found |= more


def _columns(model: type) -> list[str]:
    """All but the key, which means nothing elsewhere; a tablet's own number is no such key."""
    return [
        f.name for f in model._meta.concrete_fields if not (f.primary_key and f.get_internal_type() == "BigAutoField")
    ]


def _is_told(table: Any, label: str, name: str) -> bool:
    own = {"exam_session"} if table.path == "exam_session" else set()
    return name in {*table.columns, *own} - ({ID} - set(table.fields)) or f"{label}.{name}" in FIELDS


def test_no_secret_leaves() -> None:
    session = fresh(an_eventful_session())
    whole = b"".join(files_in(make_archive(session, by=None).content).values()).decode("utf-8", "replace")
    secrets = [value for user in User.objects.all() for value in (user.password, user.username) if user.get_full_name()]
    for badge in Badge.objects.all():
        secrets += [badge.token_digest, badge.code, badge.number, str(badge.serial)]
    assert [secret for secret in secrets if f'"{secret}"' in whole] == []
    assert "md5$" not in whole


def test_an_import_gives_nobody_access(eventful: Taken) -> None:
    import_archive(eventful.content)
    users = User.objects.all()
    assert users
    assert not any(user.is_active or user.has_usable_password() for user in users)
    assert not Membership.objects.exists()
    assert not Badge.objects.exists()
    assert not Juror.objects.exclude(user=None).exists()


def test_its_people_are_never_taken_for_those_known_here(eventful: Taken) -> None:
    centre = builders.a_centre()
    builders.a_juror(centre, first_names="Claire", last_name="Vasseur")
    builders.a_room(centre, reference="101", name="Salle 101")
    session = import_archive(eventful.content, centre=centre).exam_session
    assert Juror.objects.filter(last_name="Vasseur").count() == 2
    assert set(Room.objects.filter(reference="101").values_list("exam_session", flat=True)) == {None, session.pk}
    assert came_back(eventful.reference) == eventful.files


def test_a_seal_holds_here_too(eventful: Taken) -> None:
    session = import_archive(eventful.content).exam_session
    castaing = who(session, "Castaing")
    evaluation = Evaluation.objects.get(candidate=castaing)
    assert (castaing.sealed_at, len(evaluation.fingerprint)) == (evaluation.sealed_at, 64)
    assert set(evaluation.signatures.values_list("fingerprint", flat=True)) == {evaluation.fingerprint}
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(evaluation=evaluation).update(value="N")
    organiser = builders.an_organiser(session.centre)
    changes = {"MOTIVE.3": "Relu ici."}
    deliberation.amend(castaing, changes=changes, reason="Précision.", code=builders.CODE, by=organiser)
    assert evaluation.amendments.count() == 3


def test_its_journal_stays_beside_ours(eventful: Taken) -> None:
    administrator = builders.an_administrator()
    imported = import_archive(eventful.content, by=administrator)
    (entry,) = JournalEntry.objects.all()
    assert (entry.action, entry.actor, entry.after["sha256"]) == (
        "archive.imported",
        administrator,
        imported.contents.digest,
    )
    origin = SessionOrigin.objects.get()
    assert origin.journal == json.loads(eventful.files["journal.json"])
    assert {"candidate.withdrawn", "panel.removed", "badge.prepared"} <= {one["action"] for one in origin.journal}
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionOrigin.objects.update(journal=[])


def test_a_second_journey_keeps_the_first_journal(eventful: Taken) -> None:

    def build() -> ExamSession:
        session = import_archive(eventful.content).exam_session
        deliberation.record_presence(who(session, "Le Goff"), presence="absent", by=User.objects.first())
        return session

    again = taken_away(build)
    told = json.loads(again.files["journal.json"])
    assert told[:-1] == json.loads(eventful.files["journal.json"])
    assert (told[-1]["action"], told[-1]["id"]) == ("presence.recorded", "C007")
    import_archive(again.content)
    assert came_back(again.reference) == again.files


def test_a_check_writes_nothing(eventful: Taken) -> None:
    before = row_counts()
    assert import_archive(eventful.content, check=True).exam_session.reference == eventful.reference
    assert row_counts() == before


def test_what_a_tablet_still_holds_is_told() -> None:
    candidate, juror, _ = builders.a_judged_candidate()
    hear(Report("tablette", 1, (Held(juror.pk, candidate.pk, "technical_interview", 2, 1),)), juror=juror)
    assert awaited_of(candidate.exam_session) == 3


def test_forty_candidates_come_back() -> None:
    """Endless names, one from right to left, four routes, extra time."""
    taken = taken_away(partial(hard.a_hard_session, judged=False))
    import_archive(taken.content)
    assert came_back(taken.reference) == taken.files


def test_a_seal_that_is_none_of_its_result_is_refused() -> None:
    taken = taken_away(hard.a_hard_session)  # sealed with a made-up fingerprint
    before = row_counts()
    with pytest.raises(UnreadableArchive, match="C001 n’a plus l’empreinte de son sceau"):
        import_archive(taken.content)
    assert row_counts() == before
