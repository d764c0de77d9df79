"""Every address × every role, from one table: who gets in, and that all others find nothing and change nothing."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from tests.access_table import TABLE, Row
from tests.builders import at
from tests.world import ANONYMOUS, World, a_world, logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """On the day of the session: a juror opens a dossier around the passage only."""
    monkeypatch.setattr(timezone, "now", lambda: at("12:00"))
    return a_world()


def addresses() -> Iterator[tuple[str, str]]:
    """Name and route of every pattern under the roof."""
    yield from _patterns(get_resolver().url_patterns, "", "")


def _patterns(patterns: list[Any], space: str, route: str) -> Iterator[tuple[str, str]]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield f"{space}{one.name}", f"{route}{one.pattern}"
        else:
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _patterns(one.url_patterns, inner, f"{route}{one.pattern}")


def everything_written() -> dict[str, list[tuple[Any, ...]]]:
    """The whole database, but for who is logged in."""
    kept = [model for model in apps.get_models() if model is not Session]
    return {model._meta.label: list(model.objects.order_by("pk").values_list()) for model in kept}


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert Counter(name for name, _ in addresses()) == Counter(row.name for row in TABLE)


def test_each_row_reaches_an_address_of_its_own(world: World) -> None:
    reached = [get_resolver().resolve(row.path(world)).route for row in TABLE]
    assert Counter(reached) == Counter(route for _, route in addresses())


def test_a_page_opens_to_its_roles_and_does_not_exist_for_the_others(world: World) -> None:
    faults = []
    for row in TABLE:
        path = row.path(world)
        for role, client in world.clients.items():
            answer = client.get(path)
            expected = _answers_to_get(row, role)
            if answer.status_code not in expected:
                faults.append(f"GET {path} ({row.name}), {role} : {answer.status_code}, pas {expected}")
            if role == ANONYMOUS and answer.status_code == 302:
                assert answer.url.startswith(reverse("centres:log_in"))
    assert faults == []


def _answers_to_get(row: Row, role: str) -> set[int]:
    if role not in row.who:
        # An address that only writes may say so to anybody: that tells nothing of the row.
        return {row.logged_out} if role == ANONYMOUS else {404} if "GET" in row.methods else {404, 405}
    if "GET" not in row.methods:
        return {405}
    return {302} if role in row.sent_away else {row.status}


def test_no_page_of_ours_may_be_framed_not_even_by_ourselves(world: World) -> None:
    """The preview of a sheet stands inside its own page, and asks for no exception."""
    for row in TABLE:
        for role, client in world.clients.items():
            answer = client.get(row.path(world))
            told = f"GET {row.name}, {role}"
            assert answer["X-Frame-Options"] == "DENY", told
            policy = answer["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy or policy.startswith("sandbox"), told


def test_outsiders_write_nothing_anywhere(world: World) -> None:
    faults = []
    before = everything_written()
    for row in TABLE:
        path = row.path(world)
        for role in world.clients.keys() - row.who:
            status = world.clients[role].post(path).status_code
            expected = {row.logged_out} if role == ANONYMOUS else {404} if "POST" in row.methods else {404, 405}
            if status not in expected:
                faults.append(f"POST {path} ({row.name}), {role} : {status}, pas {expected}")
    assert faults == []
    assert everything_written() == before


def test_an_empty_form_is_answered_and_a_page_that_is_only_read_takes_none(world: World) -> None:
    faults = []
    for row in TABLE:
        path = row.path(world)
        for role in row.who - {ANONYMOUS}:
            with transaction.atomic():
                status = logged_in(world.users[role]).post(path).status_code
                transaction.set_rollback(True)
            expected = {200, 302, 400, 409, 422} if "POST" in row.methods else {405}
            if status not in expected:
                faults.append(f"POST {path} ({row.name}), {role} : {status}, pas {expected}")
    assert faults == []


@pytest.mark.parametrize("nested", ["room", "panel", "candidate"])
def test_a_foreign_row_is_not_reached_through_a_session_of_ones_own(world: World, nested: str) -> None:
    candidate = world.foreign.candidates.get()
    foreign = {"room": candidate.passage.panel.room_id, "panel": candidate.passage.panel_id, "candidate": candidate.pk}
    rows = [row for row in TABLE if nested in row.args(world)]
    assert rows
    for row in rows:
        path = reverse(row.name, kwargs=row.args(world) | {nested: foreign[nested]})
        organiser = world.clients["organiser"]
        answer = organiser.post(path) if "POST" in row.methods else organiser.get(path)
        assert answer.status_code == 404, path
