"""The board: where somebody held may go, and each act with what undoes it."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sessions.models import Candidate, ExamSession, Panel, Passage, Room
from sessions.scheduling import set_locked
from tests.builders import (
    a_candidate,
    a_centre,
    a_panel,
    a_preparation_room,
    a_session,
    at,
)
from tests.sessions.pages import is_hidden_from_others, url
from tests.sessions.passages import a_named, put

pytestmark = pytest.mark.django_db

MOVE = 20  # statements of a move, its transaction's own among them


@pytest.fixture
def amelie(exam_session: ExamSession) -> Candidate:
    return a_named(exam_session, "Amélie")


@pytest.fixture
def karim(exam_session: ExamSession) -> Candidate:
    return a_named(exam_session, "Karim")


def act(client: Client, exam_session: ExamSession, seen: int | None = None, **asked: Any) -> tuple[int, dict[str, Any]]:
    """Status and answer; from what the page would have seen just now, unless it saw something older."""
    revision = ExamSession.objects.get(pk=exam_session.pk).revision if seen is None else seen
    body = json.dumps({"seen": revision, **asked})
    answer = client.post(url("board_act", exam_session), body, content_type="application/json")
    told = answer.json()
    if "reasons" in told:
        told["reasons"] = [reason.replace("\u00a0", " ") for reason in told["reasons"]]
    return answer.status_code, told


def a_place(candidate: Candidate, panel: Panel, start: str, room: Room | None) -> list[dict[str, Any]]:
    place = {"panel": panel.pk, "start": start, "preparation_room": room and room.pk, "jury_room": None}
    return [{"candidate": candidate.pk, "place": place}]


def starts() -> dict[int, Any]:
    return dict(Passage.objects.values_list("candidate", "starts_at"))


class TestReach:
    def test_each_column_says_where_one_may_start_and_why_not_elsewhere(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, karim: Candidate, panel: Panel, room: Room
    ) -> None:
        put(karim, panel, "08:30", room)
        told = client.get(url("board_reach", exam_session, amelie.pk)).json()
        first, busy, free, closed = told["columns"][str(panel.pk)]["starts"]
        assert first[:2] == [0, 5]
        assert busy[2].replace("\u00a0", " ") == "Jury A reçoit Karim Noël de 8 h 30 à 11 h 30"
        assert free == [42, 84, "", room.pk]
        assert closed[0] == 85
        assert told["minutes"] == 180
        assert told["revision"] == ExamSession.objects.get().revision

    def test_others_get_404(self, exam_session: ExamSession, amelie: Candidate) -> None:
        assert is_hidden_from_others(exam_session, url("board_reach", exam_session, amelie.pk))

    @pytest.mark.parametrize("count", [1, 20])
    def test_it_takes_the_same_queries_whatever_the_number(
        self,
        client: Client,
        exam_session: ExamSession,
        amelie: Candidate,
        count: int,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for _ in range(count):
            put(a_candidate(exam_session), a_panel(exam_session), "08:30")
        with django_assert_num_queries(12):
            client.get(url("board_reach", exam_session, amelie.pk))


class TestMove:
    def test_it_places_then_moves_and_says_what_undoes_it(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        status, told = act(client, exam_session, act="move", places=a_place(amelie, panel, "2026-12-08T08:30", room))
        assert (status, told["said"].replace("\u00a0", " ")) == (200, "Amélie Noël, Jury A à 8 h 30.")
        assert told["undo"]["places"] == [{"candidate": amelie.pk, "place": None}]
        status, told = act(client, exam_session, act="move", places=a_place(amelie, panel, "2026-12-08T13:00", room))
        assert starts() == {amelie.pk: at("13:00")}
        assert told["revision"] == ExamSession.objects.get().revision
        status, told = act(client, exam_session, **told["undo"])
        assert (status, starts()) == (200, {amelie.pk: at("08:30")})
        act(client, exam_session, **told["undo"])
        assert starts() == {amelie.pk: at("13:00")}

    def test_what_blocks_is_refused_and_nothing_is_written(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, karim: Candidate, panel: Panel, room: Room
    ) -> None:
        put(karim, panel, "08:30", room)
        before = ExamSession.objects.get().revision
        status, told = act(client, exam_session, act="move", places=a_place(amelie, panel, "2026-12-08T09:00", room))
        assert status == 409
        assert any("deux candidats en même temps" in reason for reason in told["reasons"])
        status, told = act(client, exam_session, act="move", places=a_place(amelie, panel, "2026-12-08T16:00", room))
        assert status == 409
        assert "la journée du mardi 8 décembre 2026 va de 8 h 30 à 18 h 00" in told["reasons"][0]
        assert (starts(), ExamSession.objects.get().revision) == ({karim.pk: at("08:30")}, before)

    def test_an_older_page_overwrites_nothing(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "08:30", room)
        status, told = act(client, exam_session, 0, act="move", places=a_place(amelie, panel, "2026-12-08T13:00", room))
        assert (status, told["outdated"]) == (409, True)
        assert "Le planning a changé depuis l’affichage" in told["reasons"][0]
        assert starts() == {amelie.pk: at("08:30")}

    def test_a_locked_passage_stays(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "08:30", room)
        set_locked(amelie, locked=True, by=None)
        for places in (a_place(amelie, panel, "2026-12-08T13:00", room), [{"candidate": amelie.pk, "place": None}]):
            status, told = act(client, exam_session, act="restore", places=places)
            assert (status, told["outdated"]) == (409, False)
            assert told["reasons"][0].startswith("Le passage d’Amélie Noël est verrouillé.")

    def test_a_foreign_panel_room_or_candidate_is_refused(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        other = a_session(a_centre())
        stranger, elsewhere = a_candidate(other), a_preparation_room(other.centre)
        for places in (
            a_place(amelie, a_panel(other), "2026-12-08T08:30", room),
            a_place(amelie, panel, "2026-12-08T08:30", elsewhere),
            a_place(stranger, panel, "2026-12-08T08:30", room),
        ):
            status, told = act(client, exam_session, act="move", places=places)
            assert status == 409, told
        assert not Passage.objects.exists()

    @pytest.mark.parametrize(
        "body", ["", "[]", "{}", '{"act": "fly"}', '{"act": "move", "seen": 0, "places": [{"candidate": "x"}]}']
    )
    def test_what_cannot_be_read_is_told(self, client: Client, exam_session: ExamSession, body: str) -> None:
        answer = client.post(url("board_act", exam_session), body, content_type="application/json")
        assert answer.status_code == 422

    @pytest.mark.parametrize("count", [1, 12])
    def test_it_takes_the_same_queries_whatever_the_number(
        self,
        client: Client,
        exam_session: ExamSession,
        amelie: Candidate,
        panel: Panel,
        room: Room,
        count: int,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for _ in range(count):
            put(a_candidate(exam_session), a_panel(exam_session), "08:30")
        put(amelie, panel, "08:30", room)
        seen = ExamSession.objects.get(pk=exam_session.pk).revision
        with django_assert_num_queries(MOVE):
            status, _ = act(
                client, exam_session, seen, act="move", places=a_place(amelie, panel, "2026-12-08T13:00", room)
            )
        assert status == 200


class TestOtherActs:
    def test_two_passages_are_exchanged_and_put_back(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, karim: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "08:30", room)
        put(karim, panel, "13:00", room)
        status, told = act(client, exam_session, act="swap", candidates=[amelie.pk, karim.pk])
        assert (status, told["said"]) == (200, "Amélie Noël et Karim Noël, passages échangés.")
        assert starts() == {amelie.pk: at("13:00"), karim.pk: at("08:30")}
        status, _ = act(client, exam_session, **told["undo"])
        assert (status, starts()) == (200, {amelie.pk: at("08:30"), karim.pk: at("13:00")})

    def test_a_passage_is_locked_then_unlocked(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "08:30", room)
        _, told = act(client, exam_session, act="lock", candidate=amelie.pk, locked=True)
        assert Passage.objects.get().is_locked
        act(client, exam_session, **told["undo"])
        assert not Passage.objects.get().is_locked

    def test_a_passage_is_taken_away_and_comes_back(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "08:30", room)
        places = [{"candidate": amelie.pk, "place": None}]
        _, told = act(client, exam_session, act="restore", places=places)
        assert told["said"] == "Amélie Noël, passage retiré. Il reste à placer."
        assert starts() == {}
        act(client, exam_session, **told["undo"])
        assert starts() == {amelie.pk: at("08:30")}

    def test_an_undo_that_no_longer_fits_says_why(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, karim: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "08:30", room)
        _, told = act(client, exam_session, act="move", places=a_place(amelie, panel, "2026-12-08T13:00", room))
        put(karim, panel, "08:30", room)
        status, refused = act(client, exam_session, **told["undo"])
        assert (status, refused["outdated"]) == (409, False)
        assert "deux candidats en même temps" in refused["reasons"][0]

    def test_an_undo_may_bring_back_what_blocked(
        self, client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
    ) -> None:
        put(amelie, panel, "17:00", room)
        _, told = act(client, exam_session, act="move", places=a_place(amelie, panel, "2026-12-08T13:00", room))
        status, _ = act(client, exam_session, **told["undo"])
        assert (status, starts()) == (200, {amelie.pk: at("17:00")})

    def test_others_get_404(self, exam_session: ExamSession) -> None:
        assert is_hidden_from_others(exam_session, url("board_act", exam_session), method="post")
