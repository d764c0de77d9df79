"""Importing a reference again: only when asked, anew, and never over what a jury has written."""

from pathlib import Path

import pytest

from centres.models import JournalEntry
from evaluations.models import Evaluation
from juries.models import Juror
from sessions.models import Candidate, ExamSession, Incident, Occupation, Passage, Person, PublishedVersion, Room
from tests.builders import a_centre, a_session, a_title, a_user, at
from tests.sessions.imports import REPLAN, TINY, everything, instance, load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _title(db: None) -> None:
    a_title()


def test_a_reference_already_there_needs_replace(tmp_path: Path) -> None:
    load(tmp_path, instance())
    before = everything()
    code, out, err = load(tmp_path, instance())
    assert (code, out, everything()) == (2, "", before)
    assert err[0].startswith("ligne 2, champ « id » : une session porte déjà la référence")
    assert "--replace" in err[0]


def test_replacing_starts_anew_and_the_journal_keeps_the_versions(tmp_path: Path) -> None:
    load(tmp_path, instance(REPLAN))
    exam_session = ExamSession.objects.get()
    plan = PublishedVersion.objects.get().plan
    Incident.objects.create(exam_session=exam_session, happened_at=at("09:00"), text="Alarme", author=a_user())
    document = instance(REPLAN)
    document["candidates"].pop()
    document["baseline"] = document["pinned"] = []
    assert load(tmp_path, document, "--replace")[:2] == (0, f"{REPLAN}\n")
    assert (ExamSession.objects.get().pk, Incident.objects.count()) == (exam_session.pk, 1)
    assert (Candidate.objects.count(), Person.objects.count(), Juror.objects.count(), Room.objects.count()) == (
        7,
        7,
        4,
        4,
    )
    assert (Passage.objects.count(), Occupation.objects.count(), PublishedVersion.objects.count()) == (0, 0, 0)
    entry = JournalEntry.objects.get(action="session.versions_purged")
    assert entry.before == {"1": plan}
    assert JournalEntry.objects.filter(action="session.replaced").count() == 1
    assert load(tmp_path, instance(REPLAN), "--replace")[0] == 0
    assert PublishedVersion.objects.get().number == 1


def test_replacing_keeps_the_centre_unless_told(tmp_path: Path) -> None:
    one, other = a_centre(code="UN"), a_centre(code="DEUX")
    load(tmp_path, instance(), "--centre", "UN")
    load(tmp_path, instance(), "--replace")
    assert ExamSession.objects.get().centre == one
    load(tmp_path, instance(), "--replace", "--centre", "DEUX")
    assert (ExamSession.objects.get().centre, set(Juror.objects.values_list("centre", flat=True))) == (
        other,
        {other.pk},
    )


def test_a_session_the_jury_has_written_about_is_not_replaced(tmp_path: Path) -> None:
    load(tmp_path, instance(REPLAN))
    Evaluation.objects.create(candidate=Candidate.objects.get(reference="C001"))
    before = everything()
    code, out, err = load(tmp_path, instance(REPLAN), "--replace")
    assert (code, out, everything()) == (2, "", before)
    assert "porte déjà des saisies du jury" in err[0]


def test_replacing_a_session_made_on_screen_leaves_what_its_centre_shares(tmp_path: Path) -> None:
    exam_session = a_session(reference=TINY)
    shared = Room.objects.create(centre=exam_session.centre, reference="S1", name="Salle 1")
    assert load(tmp_path, instance(), "--replace")[0] == 0
    assert Room.objects.filter(pk=shared.pk).exists()
    assert ExamSession.objects.get().days.get().date.isoformat() == "2026-06-15"
