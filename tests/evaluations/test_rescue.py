"""A tablet's rescue copy: read whole, each operation once, in its juror's place."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from centres.models import JournalEntry
from evaluations.models import Mark, Operation
from evaluations.operations import Outcome
from evaluations.rescue import bring
from evaluations.synchronising import apply
from juries.models import Juror
from ntc_cert.json_files import UnusableFile
from tests import builders
from tests.evaluations.tablets import a_sender, an_op, as_sent

pytestmark = pytest.mark.django_db


def a_copy(juror: Juror, *ops: Any, **fields: Any) -> bytes:
    """As the tablet writes it: one line for each thing."""
    told = [as_sent(op) | {"juror": juror.pk, "name": str(juror), "about": "", "n": 1, "refusal": None} for op in ops]
    return json.dumps({"rescue": 1, "device": "tablette-1", "operations": told, **fields}, indent=1).encode()


def test_each_operation_is_taken_once_in_its_jurors_place_and_the_journal_says_who_brought_it() -> None:
    candidate, juror, _ = builders.a_judged_candidate()
    paul = builders.an_administrator()
    sent = an_op(candidate)
    apply(sent, a_sender(juror))
    content = a_copy(juror, sent, an_op(candidate, "C3.2", "N"), an_op(candidate, "C9.9"))
    for _ in range(2):
        outcomes = [each.reply.outcome for each in bring("copie.json", content, by=paul)]
        assert outcomes == [Outcome.APPLIED, Outcome.APPLIED, Outcome.REFUSED]
    assert dict(Mark.objects.values_list("criterion", "value")) == {"C3.1": "O", "C3.2": "N"}
    rows = Operation.objects.filter(uploaded_by=paul).order_by("cell")
    assert list(rows.values_list("cell", "grid__juror", "device")) == [
        ("C3.2", juror.pk, "tablette-1"),
        ("C9.9", juror.pk, "tablette-1"),
    ]
    entry = JournalEntry.objects.filter(action="rescue.brought").first()
    assert (entry.actor, entry.subject_id, entry.after) == (paul, str(juror.pk), {"operations": 3, "taken": 2})


def test_one_fault_and_nothing_is_taken_each_with_its_line() -> None:
    candidate, juror, _ = builders.a_judged_candidate()
    document = json.loads(a_copy(juror, *(an_op(candidate) for _ in range(3))))
    document["operations"][1]["base"] = -1
    document["operations"][2]["juror"] = 999_999
    content = json.dumps(document, indent=1).encode()
    with pytest.raises(UnusableFile) as refusal:
        bring("copie.json", content, by=builders.an_administrator())
    lines = content.decode().splitlines()
    assert refusal.value.problems == (
        f"copie.json : ligne {1 + lines.index(next(line for line in lines if '-1' in line and 'base' in line))},"
        " champ « operations[1].base » : donnez un nombre entier positif.",
        f"copie.json : ligne {1 + lines.index(next(line for line in lines if '999999' in line))},"
        " champ « operations[2].juror » : aucun juré de cette installation n’a ce numéro et un compte.",
    )
    assert not Operation.objects.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"operations": []}', b'{"operations": [3]}', b"\xff", b"null"])
def test_something_else_is_told_in_words(content: bytes) -> None:
    with pytest.raises(UnusableFile) as refusal:
        bring("photo.json", content, by=builders.an_administrator())
    assert refusal.value.problems[0].startswith("photo.json : ligne ")


class TestThePage:
    @pytest.fixture
    def paul(self, client: Client) -> Client:
        client.force_login(builders.an_administrator())
        return client

    def send(self, client: Client, content: bytes) -> Any:
        file = SimpleUploadedFile("copie.json", content, content_type="application/json")
        return client.post(reverse("evaluations:rescue"), {"file": file})

    def test_it_tells_what_became_of_each(self, paul: Client) -> None:
        candidate, juror, _ = builders.a_judged_candidate()
        answer = self.send(paul, a_copy(juror, an_op(candidate), an_op(candidate, "C9.9")))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "1 sur 2 saisies" in text.replace("\u00a0", " ")
        assert "C9.9 n’est pas sur cette grille." in text
        assert str(candidate.person) in text

    @pytest.mark.parametrize("content", [b"", b"[]"])
    def test_it_says_what_is_wrong_and_takes_nothing(self, paul: Client, content: bytes) -> None:
        answer = self.send(paul, content)
        assert answer.status_code == 422
        assert not Operation.objects.exists()
