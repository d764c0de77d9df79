"""« Tester cette tablette » on the server: one page for all, the clock, the result kept for a juror."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sessions.models import TabletTest
from sessions.readiness import readiness_of
from tests import builders
from tests.sessions.pages import text_of

pytestmark = pytest.mark.django_db
PAGE, CLOCK, RESULT = "/tablette/tester/", "/tablette/tester/heure/", "/tablette/tester/resultat/"


def body(state: str = "good", device: str = "tablet-1") -> dict[str, Any]:
    keys = ("storage", "shell", "clock", "screen", "network")
    return {"device": device, "lines": [{"key": key, "state": state, "figure": ""} for key in keys]}


def send(client: Client, sent: Any) -> Any:
    return client.post(RESULT, json.dumps(sent), content_type="application/json")


@pytest.fixture
def juror(client: Client):
    juror = builders.a_juror_with_account(builders.a_centre())
    client.force_login(juror.user)
    return juror


def test_the_page_is_the_same_for_all_names_nobody_and_is_kept(client: Client, juror) -> None:
    mine = client.get(PAGE)
    assert mine.content == Client().get(PAGE).content
    assert b"csrf" not in mine.content
    text = client.get("/service-worker.js").content.decode()
    kept = json.loads(re.match(r"const SHELL = (\[.*\]);\n", text)[1])
    assert kept[1] == PAGE
    assert {"/static/js/self_test.js", "/static/js/lib/tablet_checks.js"} <= set(kept)


def test_the_clock_is_the_servers_and_is_never_kept() -> None:
    before = timezone.now().timestamp() * 1000
    answer = Client().get(CLOCK)
    assert before - 1 <= answer.json()["now"] <= timezone.now().timestamp() * 1000 + 1
    assert "no-store" in answer["Cache-Control"]


def test_the_last_test_of_each_tablet_is_kept(client: Client, juror) -> None:
    for sent in (body("bad"), body(), body("mind", "tablet-2")):
        assert send(client, sent).json() == {"juror": str(juror)}
    found = TabletTest.objects.order_by("device").values_list("device", "passed")
    assert list(found) == [("tablet-1", True), ("tablet-2", True)]


@pytest.mark.parametrize("sent", [[], {}, {"device": "x", "lines": []}, body() | {"device": 3}, body("perfect")])
def test_what_is_no_test_is_refused_with_a_sentence(client: Client, juror, sent: Any) -> None:
    answer = send(client, sent)
    assert answer.status_code == 400
    assert "Envoi illisible" in answer.json()["reason"]
    assert not TabletTest.objects.exists()


@pytest.mark.parametrize("raw", ["{", "[" * 9000, "x" * 20_000, b"\xff"])
def test_what_is_no_json_is_too(client: Client, juror, raw: Any) -> None:
    assert client.post(RESULT, raw, content_type="application/json").status_code == 400


def test_a_test_is_for_a_juror_only(client: Client) -> None:
    assert send(Client(), body()).status_code == 401
    client.force_login(builders.an_organiser(builders.a_centre()))
    assert send(client, body()).status_code == 404


def test_the_organiser_sees_it(client: Client, juror) -> None:
    today = timezone.localdate()
    exam_session = builders.a_session(juror.centre, day=today)
    builders.a_panel(exam_session, juror, builders.a_juror(juror.centre))
    assert readiness_of(exam_session, today=today).tested_jurors == 0
    send(client, body("bad"))
    assert readiness_of(exam_session, today=today).tested_jurors == 0
    client.force_login(builders.an_organiser(juror.centre))
    page = reverse("sessions:badges", args=[exam_session.pk])
    assert "À revoir mémoire, hors ligne, heure, écran et réseau" in text_of(client.get(page))
    client.force_login(juror.user)
    send(client, body())
    client.force_login(builders.an_organiser(juror.centre))
    assert "testée le" in text_of(client.get(page))
    assert readiness_of(exam_session, today=today).tested_jurors == 1
    overview = client.get(reverse("sessions:overview", args=[exam_session.pk]))
    assert "1/2 jurés avec une tablette testée" in text_of(overview)
