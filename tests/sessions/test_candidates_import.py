"""Keeping a file until it is confirmed, then writing it all or nothing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from centres.models import JournalEntry, User
from sessions import candidates_import
from sessions.candidates_file import UnreadableFile
from sessions.candidates_import import ImportRefused, import_candidates, keep_file, plan_of
from sessions.models import Candidate, CandidateFile, ExamSession, Person
from tests.builders import a_candidate, a_person, a_session, an_organiser

pytestmark = pytest.mark.django_db
HEAD = "identifiant;nom;prenom;date_naissance;parcours;epreuve;tiers_temps;ccp_acquis;email\r\n"


def kept(exam_session: ExamSession, *lines: str, by: User | None = None, name: str = "candidats.csv") -> CandidateFile:
    content = (HEAD + "\r\n".join(lines)).encode()
    return keep_file(exam_session, name, content, by=by or an_organiser(exam_session.centre))


def imported(file: CandidateFile) -> None:
    import_candidates(file, seen=plan_of(file).fingerprint, by=file.uploaded_by)


def test_nothing_is_written_before_confirming() -> None:
    file = kept(a_session(), ";Bœuf;Amélie;27/07/1998;formation;titre;;;")
    plan_of(file)
    assert (Candidate.objects.count(), Person.objects.count(), JournalEntry.objects.count()) == (0, 0, 0)


def test_confirming_writes_every_accepted_line_and_forgets_the_file() -> None:
    exam_session = a_session()
    changed = a_candidate(exam_session, reference="C004", extra_time_oral=False)
    known = a_person(exam_session.centre, birth_name="Noël", first_names="Thibault", born_on=date(1990, 1, 2))
    file = kept(
        exam_session,
        f"C004;{changed.person.birth_name};{changed.person.first_names};;formation;titre;oral;;",
        ";Bœuf;Amélie;27/07/1998;vae;CP-000342;tout;CP-000343;a@exemple.fr",
        ";NOEL;Thibault;02/01/1990;formation;entretien final;;CP-000343 CP-000342;t@exemple.fr",
        "C009;Autre;Une;;formation;titre;;;",
    )
    imported(file)
    changed.refresh_from_db()
    known.refresh_from_db()
    assert (changed.extra_time_preparation, changed.extra_time_oral) == (False, True)
    created = exam_session.candidates.get(person__birth_name="Bœuf")
    assert (created.reference, created.route, created.path, created.held_ccps) == ("C010", "ccp2", "vae", ["CP-000343"])
    assert (created.extra_time_preparation, created.extra_time_oral) == (True, True)
    assert (created.person.born_on, created.person.email) == (date(1998, 7, 27), "a@exemple.fr")
    assert exam_session.candidates.get(person=known).route == "final"
    assert (known.birth_name, known.email) == ("NOEL", "t@exemple.fr")
    assert sorted(exam_session.candidates.values_list("reference", flat=True)) == ["C004", "C009", "C010", "C011"]
    assert CandidateFile.objects.count() == 0


def test_the_journal_names_rows_never_people() -> None:
    exam_session = a_session()
    imported(kept(exam_session, "C001;Bœuf;Amélie;;formation;titre;;;", ";;x;;;;;;"))
    entry = JournalEntry.objects.get(action="candidates.imported")
    candidate = Candidate.objects.get()
    assert entry.after == {"enrolled": {str(candidate.pk): candidate.person_id}, "changed": [], "refused": 1}
    assert (entry.subject_id, entry.centre) == (str(exam_session.pk), exam_session.centre)


def test_the_refused_lines_stay_to_be_corrected_and_nothing_else_of_the_file() -> None:
    exam_session = a_session()
    file = kept(exam_session, "C001;Bœuf;Amélie;;formation;titre;;;", "C002;Autre;Une;31/02/1990;formation;titre;;;")
    imported(file)
    file.refresh_from_db()
    head, line, _ = bytes(file.content).decode("utf-8-sig").split("\r\n")
    assert head == f"{HEAD.strip()};motif"
    assert line.startswith("C002;Autre;Une;31/02/1990;formation;titre;;;;")
    assert file.imported_at is not None
    with pytest.raises(ImportRefused):
        import_candidates(file, seen=plan_of(file).fingerprint, by=file.uploaded_by)


def test_what_changed_since_it_was_shown_is_shown_again() -> None:
    exam_session = a_session()
    file = kept(exam_session, "C001;Bœuf;Amélie;;formation;titre;;;")
    seen = plan_of(file).fingerprint
    a_candidate(exam_session, reference="C001")
    with pytest.raises(ImportRefused, match="La session a changé"):
        import_candidates(file, seen=seen, by=file.uploaded_by)
    assert Candidate.objects.count() == 1


def test_one_line_that_fails_takes_the_others_back(monkeypatch: pytest.MonkeyPatch) -> None:
    exam_session = a_session()
    changed = a_candidate(exam_session, reference="C001")
    who = f"{changed.person.birth_name};{changed.person.first_names}"
    file = kept(exam_session, f"C001;{who};;vae;titre;;;", ";Bœuf;Amélie;;formation;titre;;;")
    Candidate.objects.filter(pk=changed.pk).update(training_results_received=None)

    def fail(*_: object) -> None:
        raise IntegrityError("UNIQUE constraint failed: certification_sessions_candidate.reference")

    monkeypatch.setattr(candidates_import, "_enrol_all", fail)
    with pytest.raises(ImportRefused):
        imported(file)
    changed.refresh_from_db()
    assert (changed.path, Candidate.objects.count()) == ("formation", 1)
    assert CandidateFile.objects.filter(pk=file.pk, imported_at=None).exists()


def test_a_file_with_nothing_to_import_is_refused() -> None:
    exam_session = a_session()
    file = kept(exam_session, ";;;;;;;;x")
    with pytest.raises(ImportRefused, match="rien à importer"):
        imported(file)


def test_a_file_that_cannot_be_read_is_not_kept_and_the_former_one_stays() -> None:
    exam_session = a_session()
    former = kept(exam_session, ";Bœuf;Amélie;;formation;titre;;;")
    with pytest.raises(UnreadableFile):
        keep_file(exam_session, "x.csv", b"\x00", by=former.uploaded_by)
    assert list(CandidateFile.objects.all()) == [former]


def test_a_new_file_takes_the_place_of_the_former_and_of_those_of_yesterday() -> None:
    exam_session = a_session()
    by, other = an_organiser(exam_session.centre), an_organiser(exam_session.centre)
    kept(exam_session, ";Bœuf;Amélie;;formation;titre;;;", by=by)
    old = kept(exam_session, ";Bœuf;Amélie;;formation;titre;;;", by=other)
    today = kept(a_session(exam_session.centre), ";Bœuf;Amélie;;formation;titre;;;", by=other)
    CandidateFile.objects.filter(pk=old.pk).update(uploaded_at=old.uploaded_at - timedelta(days=2))
    last = kept(exam_session, ";Bœuf;Amélie;;formation;titre;;;", by=by, name="C:\\fakepath/dir/\x00fin.csv")
    assert set(CandidateFile.objects.all()) == {today, last}
    assert last.name == "fin.csv"


def test_a_kept_file_is_seen_by_nobody_else() -> None:
    exam_session = a_session()
    file = kept(exam_session, ";Bœuf;Amélie;;formation;titre;;;")
    colleague = an_organiser(exam_session.centre)
    assert list(CandidateFile.objects.visible_to(file.uploaded_by)) == [file]
    assert list(CandidateFile.objects.visible_to(colleague)) == []
