"""Until all have handed in, nothing a juror can open depends on what a colleague has marked or noted."""

import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from evaluations import marking
from evaluations.models import TabletHolding
from juries.models import Juror
from sessions.models import Candidate
from tests.access_table import TABLE
from tests.builders import at
from tests.evaluations.tablets import an_op, as_sent
from tests.world import World, a_world

pytestmark = pytest.mark.django_db

TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|"x-csrftoken": ")[A-Za-z0-9]+')
SECRET = "Mâchonne son stylo bleu canard"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """At one fixed minute: two readings of a page may differ by nothing but the marks."""
    monkeypatch.setattr(timezone, "now", lambda: at("12:00"))
    world = a_world()
    TabletHolding.objects.all().delete()  # nothing that waits on another tablet keeps a grid from being handed in
    return world


def phases(candidate: Candidate) -> list[str]:
    return [phase.kind.value for phase in marking.route_of(candidate).phases]


def hand_in(candidate: Candidate, juror: Juror, *, value: str, note: str) -> None:
    """Every cell of every grid marked and noted."""
    for phase in phases(candidate):
        grid = marking.open_grid(candidate, juror=juror, phase=phase)
        for cell in marking.cells_of(grid):
            marking.write_note(grid, cell.code, text=f"{note} {cell.code}", by=juror.user)
            if cell.takes_mark:
                marking.rate(grid, cell.code, value=value, by=juror.user)
        marking.submit(grid, by=juror.user)


def pages(world: World) -> Iterator[str]:
    """Whatever the first juror may open, about the candidate being marked where it is about one."""
    for row in TABLE:
        if "juror" not in row.who or "GET" not in row.methods:
            continue
        given = row.args(world)
        if row.name.startswith("evaluations:") and "pk" in given:
            given["pk"] = world.marked.pk
        for phase in phases(world.marked) if "phase" in given else [""]:
            yield reverse(row.name, kwargs=given | ({"phase": phase} if phase else {}))


def seen(world: World) -> dict[str, bytes]:
    """The body of each page, and the answer to a tick, without the tokens drawn for each."""
    client = world.clients["juror"]
    answers = {path: client.get(path, follow=True) for path in pages(world)}
    body = {"juror": world.juror.pk, "device": "", "ops": [as_sent(an_op(world.marked, "C3.3", id=UUID(int=1)))]}
    answers["tick"] = client.post(reverse("evaluations:synchronise"), body, content_type="application/json")
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: TOKEN.sub(rb"\1", answer.content) for path, answer in answers.items()}


def seen_once_the_colleague_has_handed_in(world: World, **written: str) -> dict[str, bytes]:
    with transaction.atomic():
        hand_in(world.marked, world.second_juror, **written)
        bodies = seen(world)
        transaction.set_rollback(True)
    return bodies


def test_a_juror_reads_the_same_whatever_a_colleague_marked(world: World) -> None:
    yes = seen_once_the_colleague_has_handed_in(world, value="O", note=SECRET)
    no = seen_once_the_colleague_has_handed_in(world, value="N", note="")
    assert len(yes) > len(phases(world.marked)) + 5
    assert [path for path in yes if yes[path] != no[path]] == []
    assert [path for path, body in yes.items() if SECRET.encode() in body] == []


def test_once_all_have_handed_in_the_deliberation_shows_it(world: World) -> None:
    hand_in(world.marked, world.second_juror, value="N", note=SECRET)
    hand_in(world.marked, world.juror, value="O", note="Rien à dire")
    page = world.clients["juror"].get(reverse("evaluations:deliberation", args=[world.marked.pk])).content.decode()
    noted = set(re.findall(rf"{SECRET} ([A-Z.\d]+)", page))
    assert {"C1.1", "C3.1", "C5.3", "C6.3", "FINAL"} <= noted
    assert [cell for cell in noted if cell.startswith("THEME.")]
    assert "21 désaccords" in page


def test_a_juror_never_reads_how_extra_time_was_granted(world: World) -> None:
    Candidate.objects.filter(pk=world.marked.pk).update(
        extra_time_oral=True, extra_time_granted_on=date(2026, 7, 3), extra_time_decision="DREETS-77-ORANGE"
    )
    bodies = seen(world).values()
    assert not [body for body in bodies if b"ORANGE" in body or b"03/07/2026" in body or b"3 juil. 2026" in body]
