"""A document received, replaced, removed: the tick and the document are one, and only the right people read it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.models import JournalEntry, User
from sessions.dossier import DossierRefused, receive, remove
from sessions.dossier_rules import LARGEST, NOT_TRAINED, UNKNOWN, Kind
from sessions.enrolment import EnrolmentRefused, Entry, change, withdraw
from sessions.models import Candidate, DossierDocument
from tests.builders import a_candidate, a_judged_candidate, a_session, an_organiser, at

pytestmark = pytest.mark.django_db
PDF, PNG = b"%PDF-1.7 ours", b"\x89PNG\r\n\x1a\n picture"


@pytest.fixture
def candidate() -> Candidate:
    return a_candidate(a_session(), dspp_received=None, proposal_received=False, training_results_received=None)


@pytest.fixture
def by(candidate: Candidate) -> User:
    return an_organiser(candidate.exam_session.centre)


def put(client: Client, candidate: Candidate, kind: str, content: bytes, seen: str = "") -> HttpResponse:
    file = SimpleUploadedFile("Nom du client.exe", content, content_type="text/html")
    return client.post(reverse("sessions:dossier_put", args=[candidate.pk, kind]), {"file": file, "seen": seen})


def written() -> list[tuple[str, Any, Any]]:
    entries = JournalEntry.objects.filter(action__startswith="dossier.").order_by("pk")
    return [(entry.action, entry.before, entry.after) for entry in entries]


def test_putting_a_document_in_ticks_it_received_and_is_journaled(candidate: Candidate, by: User) -> None:
    for kind in Kind:
        document = receive(candidate, kind, PDF, seen="", by=by)
        candidate.refresh_from_db()
        assert getattr(candidate, kind.flag) is True
        assert (document.media_type, document.size, bytes(document.content)) == ("application/pdf", len(PDF), PDF)
    told = {"document": "dspp", "format": "application/pdf", "size": len(PDF)}
    assert ("dossier.received", None, told) in written()


def test_a_document_is_replaced_only_by_who_has_seen_it(candidate: Candidate, by: User) -> None:
    first = receive(candidate, Kind.DSPP, PDF, seen="", by=by)
    with pytest.raises(DossierRefused, match="a changé"):
        receive(candidate, Kind.DSPP, PNG, seen="", by=by)
    receive(candidate, Kind.DSPP, PNG, seen=first.version, by=by)
    assert [(row.media_type, row.size) for row in candidate.documents.all()] == [("image/png", len(PNG))]
    assert written()[-1][0] == "dossier.replaced"


def test_a_document_removed_leaves_its_reception_unsaid(candidate: Candidate, by: User) -> None:
    receive(candidate, Kind.DSPP, PDF, seen="", by=by)
    remove(candidate, Kind.DSPP, by=by)
    candidate.refresh_from_db()
    assert (candidate.documents.count(), candidate.dspp_received) == (0, None)
    assert written()[-1][0] == "dossier.removed"
    with pytest.raises(DossierRefused, match="n’est plus"):
        remove(candidate, Kind.DSPP, by=by)


@pytest.mark.parametrize("path", ["vae", ""])
def test_in_training_results_of_another_path_are_refused(candidate: Candidate, by: User, path: str) -> None:
    Candidate.objects.update(path=path)
    with pytest.raises(DossierRefused) as refusal:
        receive(candidate, Kind.TRAINING_RESULTS, PDF, seen="", by=by)
    assert refusal.value.reasons == (NOT_TRAINED,)


@pytest.mark.parametrize(
    "fields",
    [
        {"content": b"", "size": 0},
        {"size": len(PDF) + 1},
        {"media_type": ""},
        {"media_type": "text/html"},
        {"kind": "letter"},
        {"content": PDF.ljust(LARGEST + 1), "size": LARGEST + 1},
        {"kind": "proposal"},  # not received
        {"kind": "training_results"},  # neither
    ],
)
def test_the_database_keeps_no_document_that_may_not_be(candidate: Candidate, fields: dict[str, Any]) -> None:
    Candidate.objects.update(dspp_received=True)
    right = {"candidate": candidate, "kind": "dspp", "media_type": "application/pdf", "content": PDF, "size": len(PDF)}
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierDocument.objects.create(**right | fields)
    DossierDocument.objects.create(**right)
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierDocument.objects.create(**right)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.DSPP, {"dspp_received": None}),
        (Kind.PROPOSAL, {"proposal_received": False}),
        (Kind.TRAINING_RESULTS, {"training_results_received": False}),
        (Kind.TRAINING_RESULTS, {"path": ""}),
    ],
)
def test_the_database_holds_what_is_kept_for_received(
    candidate: Candidate, by: User, kind: Kind, fields: dict[str, Any]
) -> None:
    receive(candidate, kind, PDF, seen="", by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidate.objects.update(**fields)


def test_the_form_says_that_a_document_kept_is_received(candidate: Candidate, by: User) -> None:
    receive(candidate, Kind.DSPP, PDF, seen="", by=by)
    candidate.refresh_from_db()
    with pytest.raises(EnrolmentRefused, match="Retirez-le d’abord du dossier"):
        change(candidate, Entry({}, {"dspp_received": False}), by=by)


def test_withdrawing_a_candidate_takes_the_dossier_away(candidate: Candidate, by: User) -> None:
    receive(candidate, Kind.DSPP, PDF, seen="", by=by)
    withdraw(candidate, by=by)
    assert not DossierDocument.objects.exists()


def test_the_organiser_puts_in_replaces_and_removes(client: Client, candidate: Candidate, by: User) -> None:
    client.force_login(by)
    back = f"{reverse('sessions:candidate_edit', args=[candidate.pk])}#dossier"
    assert put(client, candidate, "dspp", PDF).headers["Location"] == back
    assert put(client, candidate, "dspp", PNG).status_code == 409  # the page had shown none
    page = client.get(reverse("sessions:dossier_put", args=[candidate.pk, "dspp"]))
    assert "sera effacé" in page.content.decode()
    assert put(client, candidate, "dspp", PNG, seen=page.context["form"].initial["seen"]).status_code == 302
    assert candidate.documents.get().media_type == "image/png"
    assert client.post(reverse("sessions:dossier_remove", args=[candidate.pk, "dspp"])).headers["Location"] == back
    assert not candidate.documents.exists()


def test_a_refused_file_is_told_under_its_field(client: Client, candidate: Candidate, by: User) -> None:
    client.force_login(by)
    answer = put(client, candidate, "dspp", b"PK\x03\x04 a word file")
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == [UNKNOWN]
    assert not candidate.documents.exists()
    Candidate.objects.update(path="vae")
    assert put(client, candidate, "training_results", PDF).status_code == 404


def test_a_document_is_sent_as_what_it_is_and_runs_nothing(client: Client, candidate: Candidate, by: User) -> None:
    receive(candidate, Kind.PROPOSAL, PNG, seen="", by=by)
    Candidate.objects.update(reference='C"é/1')
    client.force_login(by)
    answer = client.get(reverse("sessions:dossier_document", args=[candidate.pk, "proposal"]))
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert answer["Content-Disposition"] == 'inline; filename="C-1-proposal.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("days", "status"), [(-2, 404), (-1, 200), (0, 200), (1, 404)])
def test_a_juror_reads_from_the_day_before_to_the_day_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch, days: int, status: int
) -> None:
    candidate, juror, _ = a_judged_candidate()
    receive(candidate, Kind.DSPP, PDF, seen="", by=an_organiser(candidate.exam_session.centre))
    monkeypatch.setattr(timezone, "now", lambda: _at_noon(days))
    client.force_login(juror.user)
    assert client.get(reverse("sessions:dossier_document", args=[candidate.pk, "dspp"])).status_code == status
    page = client.get(reverse("evaluations:dossier", args=[candidate.pk])).content.decode()
    assert ("Dossier (DSPP)" in page) == (status == 200)
    assert ("se lit de la veille" in page) == (status == 404)
    day = client.get(reverse("evaluations:my_day")).content.decode()
    assert ("Lire le dossier" in day) == (status == 200)


def _at_noon(days: int) -> datetime:
    return at("12:00") + timedelta(days=days)


def test_another_jury_reads_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at("12:00"))
    candidate, _, _ = a_judged_candidate()
    _, neighbour, _ = a_judged_candidate(exam_session=candidate.exam_session)
    receive(candidate, Kind.DSPP, PDF, seen="", by=an_organiser(candidate.exam_session.centre))
    client.force_login(neighbour.user)
    for name, args in (("sessions:dossier_document", ["dspp"]), ("evaluations:dossier", [])):
        assert client.get(reverse(name, args=[candidate.pk, *args])).status_code == 404
