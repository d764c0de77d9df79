"""Every address × every role, from one table: who gets in, and that all others find nothing and change nothing."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from tests.world import ANONYMOUS, World, a_world, logged_in

pytestmark = pytest.mark.django_db

JURY = frozenset({"juror"})  # sits before the candidate
JURORS = JURY | {"colleague", "stranger"}  # another panel of the session; a foreign centre
OWN_STAFF = frozenset({"organiser", "administrator"})
STAFF = OWN_STAFF | {"foreign organiser"}
ADMINISTRATOR = frozenset({"administrator"})
EVERYBODY = JURORS | STAFF


@dataclass(frozen=True)
class Row:
    """One address: who gets in, by which methods, what a GET answers them; without `args` it takes none."""

    name: str
    methods: str
    who: frozenset[str]
    args: Callable[[World], dict[str, Any]] = lambda world: {}
    status: int = 200
    sent_away: frozenset[str] = frozenset()  # answered by a redirection
    logged_out: int = 302  # what nobody in particular is answered

    def path(self, world: World) -> str:
        return reverse(self.name, kwargs=self.args(world))


def of(**named: Any) -> Callable[[World], dict[str, Any]]:
    """Arguments of an address: given, or read from the world when they can be called."""
    return lambda world: {name: value(world) if callable(value) else value for name, value in named.items()}


def pk(find: Callable[[World], Any], **named: Any) -> Callable[[World], dict[str, Any]]:
    return of(pk=lambda world: find(world).pk, **named)


SESSION = pk(lambda w: w.session)
MARKED = pk(lambda w: w.marked)
GRID = pk(lambda w: w.marked, phase="technical_interview")
CELL = pk(lambda w: w.marked, phase="technical_interview", cell="C3.1")
CHANGE = pk(lambda w: w.marked, rank=1)
DELIBERATED = pk(lambda w: w.deliberated)
SEALED = pk(lambda w: w.sealed)
TITLE = pk(lambda w: w.session.title)
FILE = pk(lambda w: w.session, file=lambda w: w.file)
ACCOUNT = pk(lambda w: w.users["juror"])
CENTRE = pk(lambda w: w.session.centre)
IN_CENTRE = of(centre=lambda w: w.session.centre_id)
CENTRE_ROOM = of(centre=lambda w: w.session.centre_id, room=lambda w: w.room.pk)
JUROR = pk(lambda w: w.juror)
ROOM = pk(lambda w: w.session, room=lambda w: w.room.pk)
PANEL = pk(lambda w: w.session, panel=lambda w: w.panel.pk)
MESSAGE = pk(lambda w: w.session, message=lambda w: w.message)
PASSAGE = pk(lambda w: w.session, candidate=lambda w: w.marked.pk)
PRESENCE = pk(lambda w: w.session, candidate=lambda w: w.marked.pk, kind="absence")


TABLE = (
    Row("home", "GET", EVERYBODY, status=302),
    # centres
    Row("centres:log_in", "GET POST", EVERYBODY | {ANONYMOUS}, sent_away=EVERYBODY),
    Row("centres:log_out", "POST", EVERYBODY),
    Row("centres:health", "GET", EVERYBODY | {ANONYMOUS}),
    Row("centres:own_code", "GET POST", EVERYBODY),
    Row("centres:journal", "GET", STAFF),
    Row("centres:list", "GET", ADMINISTRATOR),
    Row("centres:add", "GET POST", ADMINISTRATOR),
    Row("centres:edit", "GET POST", ADMINISTRATOR, CENTRE),
    Row("centres:accounts", "GET", ADMINISTRATOR),
    Row("centres:account_add", "GET POST", ADMINISTRATOR),
    Row("centres:account_code", "GET POST", ADMINISTRATOR, ACCOUNT),
    Row("centres:account_close", "GET POST", ADMINISTRATOR, ACCOUNT),
    Row("centres:account_reopen", "POST", ADMINISTRATOR, ACCOUNT),
    # titles
    Row("titles:list", "GET", EVERYBODY, status=302),
    Row("titles:detail", "GET", EVERYBODY, TITLE),
    Row("titles:edit_aids", "GET POST", STAFF, TITLE),
    Row("titles:edit_aids", "GET POST", STAFF, pk(lambda w: w.session.title, code="C3.1")),
    # juries
    Row("juries:list", "GET", STAFF),
    Row("juries:add", "GET POST", STAFF),
    Row("juries:detail", "GET", OWN_STAFF, JUROR),
    Row("juries:edit", "GET POST", OWN_STAFF, JUROR),
    Row("juries:account", "GET POST", OWN_STAFF, JUROR),
    Row("juries:code", "GET POST", OWN_STAFF, JUROR),
    # sessions
    Row("sessions:juror_panels", "GET", OWN_STAFF, JUROR),
    Row("sessions:today", "GET", STAFF),
    Row("sessions:list", "GET", STAFF),
    Row("sessions:add", "GET POST", STAFF),
    Row("sessions:overview", "GET", OWN_STAFF, SESSION),
    Row("sessions:edit", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:incident_add", "POST", OWN_STAFF, SESSION),
    Row("sessions:rooms", "GET", OWN_STAFF, SESSION),
    Row("sessions:room_add", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:room_edit", "GET POST", OWN_STAFF, ROOM),
    Row("sessions:room_remove", "GET POST", OWN_STAFF, ROOM),
    Row("sessions:centre_rooms", "GET", OWN_STAFF, IN_CENTRE),
    Row("sessions:centre_room_add", "GET POST", OWN_STAFF, IN_CENTRE),
    Row("sessions:centre_room_edit", "GET POST", OWN_STAFF, CENTRE_ROOM),
    Row("sessions:centre_room_remove", "GET POST", OWN_STAFF, CENTRE_ROOM),
    Row("sessions:panels", "GET", OWN_STAFF, SESSION),
    Row("sessions:panel_add", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:panel_edit", "GET POST", OWN_STAFF, PANEL),
    Row("sessions:panel_remove", "GET POST", OWN_STAFF, PANEL),
    Row("sessions:timetable", "GET", OWN_STAFF, SESSION),
    Row("sessions:board_act", "POST", OWN_STAFF, SESSION),
    Row("sessions:board_reach", "GET", OWN_STAFF, PASSAGE),
    Row("sessions:planner", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:planner_undo", "POST", OWN_STAFF, SESSION),
    Row("sessions:messages", "GET", OWN_STAFF, SESSION),
    Row("sessions:message_edit", "GET POST", OWN_STAFF, MESSAGE),
    Row("sessions:message_remove", "POST", OWN_STAFF, MESSAGE),
    Row("sessions:passage_place", "GET POST", OWN_STAFF, PASSAGE),
    Row("sessions:passage_swap", "GET POST", OWN_STAFF, PASSAGE, status=302),
    Row("sessions:passage_lock", "POST", OWN_STAFF, PASSAGE),
    Row("sessions:passage_remove", "POST", OWN_STAFF, PASSAGE),
    Row("sessions:publish", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:door_plans", "GET", OWN_STAFF, SESSION),
    Row("sessions:candidate_plans", "GET", OWN_STAFF, SESSION),
    Row("sessions:version", "GET", OWN_STAFF, pk(lambda w: w.session, number=1)),
    Row("sessions:people", "GET", STAFF),
    Row("sessions:candidate_edit", "GET POST", OWN_STAFF, MARKED),
    Row("sessions:candidate_withdraw", "GET POST", OWN_STAFF, MARKED),
    Row("sessions:candidates", "GET", OWN_STAFF, SESSION),
    Row("sessions:candidate_add", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:candidates_import", "GET POST", OWN_STAFF, SESSION),
    # A file is its chooser's: another of the staff is told that it is not there, and sent to choose one.
    Row("sessions:candidates_import_confirm", "GET POST", OWN_STAFF, FILE, sent_away=ADMINISTRATOR),
    Row("sessions:candidates_refused", "GET", frozenset({"organiser"}), FILE),
    Row("sessions:candidates_template", "GET", OWN_STAFF, pk(lambda w: w.session, kind="csv")),
    # evaluations
    Row("evaluations:my_day", "GET", JURORS),
    Row("evaluations:rescue", "GET POST", ADMINISTRATOR),
    Row("evaluations:worker", "GET", EVERYBODY | {ANONYMOUS}),
    Row("evaluations:shell", "GET", EVERYBODY | {ANONYMOUS}),
    Row("evaluations:synchronise", "POST", JURORS, logged_out=401),
    Row("evaluations:token", "GET", JURORS, logged_out=401),
    Row("evaluations:grid", "GET", JURY, GRID),
    Row("evaluations:submit", "POST", JURY, GRID),
    Row("evaluations:rate", "POST", JURY, CELL),
    Row("evaluations:note", "POST", JURY, CELL),
    Row("evaluations:play_client", "POST", JURY, MARKED),
    Row("evaluations:write_change", "POST", JURY, CHANGE),
    Row("evaluations:announce_change", "POST", JURY, CHANGE),
    Row("evaluations:check_proposal", "POST", JURY, MARKED),
    Row("evaluations:deliberation", "GET", JURY | OWN_STAFF, DELIBERATED),
    Row("evaluations:record_presence", "POST", JURY | OWN_STAFF, DELIBERATED),
    Row("evaluations:write_motive", "POST", JURY, pk(lambda w: w.deliberated, number=3)),
    Row("evaluations:answer", "POST", JURY, pk(lambda w: w.deliberated, cell="C3.1")),
    Row("evaluations:decision", "GET", JURY | OWN_STAFF, DELIBERATED),
    Row("evaluations:decide", "POST", JURY, DELIBERATED),
    Row("evaluations:sign", "POST", JURY, DELIBERATED),
    Row("evaluations:withdraw", "POST", JURY, DELIBERATED),
    Row("evaluations:amend", "GET POST", OWN_STAFF, SEALED),
    Row("evaluations:deliberations", "GET", OWN_STAFF, SESSION),
    Row("evaluations:tower", "GET", OWN_STAFF, SESSION),
    Row("evaluations:tower_wall", "GET", OWN_STAFF, SESSION),
    Row("evaluations:tower_arrive", "POST", OWN_STAFF, PASSAGE),
    Row("evaluations:tower_advance", "POST", OWN_STAFF, PASSAGE),
    Row("evaluations:tower_delay", "GET POST", OWN_STAFF, PASSAGE),
    Row("evaluations:tower_presence", "GET POST", OWN_STAFF, PRESENCE),
    Row("evaluations:tower_report", "GET", OWN_STAFF, PANEL),
    Row("evaluations:tower_shift", "GET POST", OWN_STAFF, PANEL),
    Row("evaluations:tower_room", "GET POST", OWN_STAFF, PANEL),
    Row("evaluations:tower_juror", "GET POST", OWN_STAFF, PANEL),
    Row("evaluations:tower_undo", "POST", OWN_STAFF, pk(lambda w: w.session, act=lambda w: w.act)),
    Row("evaluations:documents", "GET", OWN_STAFF, SESSION),
    Row("evaluations:document", "GET", OWN_STAFF, pk(lambda w: w.session, kind="minutes")),
    Row("evaluations:candidate_document", "GET", OWN_STAFF, pk(lambda w: w.sealed, kind="results")),
)


@pytest.fixture
def world() -> World:
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
