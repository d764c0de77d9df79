"""Where a tablet sends what it keeps: JSON in, JSON out, whatever happens."""

import json
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations import marking
from evaluations.models import Mark, Operation
from evaluations.operations import Op
from juries.models import Juror
from tests import builders
from tests.evaluations.tablets import PHASE, an_op, as_sent

pytestmark = pytest.mark.django_db

ADDRESS = "/tablette/synchroniser/"


def send(client: Client, juror: Juror, *ops: Op, **options: Any) -> HttpResponse:
    body = {"juror": juror.pk, "device": "tablette-1", "ops": [as_sent(op) for op in ops]}
    return client.post(ADDRESS, body, content_type="application/json", **options)


@pytest.fixture
def seated(client: Client):
    candidate, juror, colleague = builders.a_judged_candidate()
    client.force_login(juror.user)
    return candidate, juror, colleague


def test_several_operations_are_each_answered(client: Client, seated) -> None:
    candidate, juror, _ = seated
    ops = an_op(candidate), an_op(candidate, "C3.2", "N"), an_op(candidate, "C9.9")
    results = send(client, juror, *ops).json()["results"]
    assert [(result["id"], result["outcome"]) for result in results] == [
        (str(op.id), outcome) for op, outcome in zip(ops, ("applied", "applied", "refused"), strict=True)
    ]
    assert results[0] == {
        "id": str(ops[0].id), "outcome": "applied", "reason": "", "value": "O", "revision": 1, "rivals": [],
    }  # fmt: skip
    assert results[2]["reason"] == "C9.9 n’est pas sur cette grille."
    assert Operation.objects.count() == 3


@pytest.mark.parametrize("count", [1, 30])
def test_a_tick_takes_six_statements(client: Client, count: int) -> None:
    exam_session = builders.a_session(builders.a_centre())
    for _ in range(count):
        candidate, juror, _ = builders.a_judged_candidate(centre=exam_session.centre, exam_session=exam_session)
        marking.open_grid(candidate, juror=juror, phase=PHASE)
    client.force_login(juror.user)
    send(client, juror, an_op(candidate))  # the title is read once and kept
    with CaptureQueriesContext(connection) as captured:
        answer = send(client, juror, an_op(candidate, value="N", base=1))
    assert answer.json()["results"][0]["outcome"] == "applied"
    asked = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(asked) == 6, asked


def test_logged_out_is_told_in_json(client: Client, seated) -> None:
    candidate, juror, _ = seated
    client.logout()
    answer = send(client, juror, an_op(candidate))
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")
    assert "Reconnectez-vous" in answer.json()["reason"]


def test_without_the_token_is_told_in_json_and_a_page_stays_a_page(seated) -> None:
    candidate, juror, _ = seated
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(juror.user)
    answer = send(strict, juror, an_op(candidate))
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")
    page = strict.post(reverse("evaluations:rate", args=[candidate.pk, PHASE, "C3.1"]), {"mark": "O"})
    assert page.status_code == 403
    assert "restée ouverte trop longtemps" in page.content.decode()
    assert not Mark.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"juror": 1}', '{"juror": NaN}', "[" * 100_000, "\xff"])
def test_rubbish_is_told_in_a_sentence(client: Client, seated, body: str) -> None:
    answer = client.post(ADDRESS, body.encode("latin-1"), content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["reason"].startswith("Envoi illisible")


def test_one_unreadable_operation_applies_none(client: Client, seated) -> None:
    candidate, juror, _ = seated
    good, bad = as_sent(an_op(candidate)), as_sent(an_op(candidate)) | {"base": "0"}
    answer = client.post(ADDRESS, json.dumps({"juror": juror.pk, "device": "", "ops": [good, bad]}), "application/json")
    assert (answer.status_code, answer.json()["reason"]) == (
        400,
        "Envoi illisible, champ « ops[1].base » : donnez un nombre entier positif.",
    )
    assert not Operation.objects.exists()


def test_another_juror_on_the_tablet_sends_nothing_of_the_first(client: Client, seated) -> None:
    candidate, juror, colleague = seated
    client.force_login(colleague.user)
    answer = send(client, juror, an_op(candidate))
    assert (answer.status_code, Operation.objects.count()) == (409, 0)
    assert "Un autre juré" in answer.json()["reason"]


def test_nothing_of_a_colleague_is_ever_answered(client: Client, seated) -> None:
    candidate, juror, colleague = seated
    grid = marking.open_grid(candidate, juror=colleague, phase=PHASE)
    marking.rate(grid, "C3.1", value="N", by=colleague.user)
    result = send(client, juror, an_op(candidate)).json()["results"][0]
    assert (result["outcome"], result["value"], result["revision"], result["rivals"]) == ("applied", "O", 1, [])
