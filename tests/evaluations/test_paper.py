"""Paper grids keyed twice, blind: nothing counts before a second person has keyed the same."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.models import JournalEntry, User
from evaluations import deliberation, paper
from evaluations.decisions import Decision
from evaluations.grids import answers_needed
from evaluations.marking import evaluation_of, grids_awaited
from evaluations.models import Answer, PaperKeying
from evaluations.paper import PaperRefused
from evaluations.verdicts import Outcome
from sessions.models import Candidate
from tests import builders
from tests.evaluations.test_marking import fill
from tests.sessions.test_races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> tuple[Candidate, User, User]:
    candidate, one, _ = builders.a_judged_candidate(route="ccp1")
    return candidate, builders.an_organiser(one.centre), builders.an_administrator()


def read(candidate: Candidate, **but: str) -> dict[str, str]:
    cells = answers_needed(candidate.exam_session.referentiel, candidate.route)
    return dict.fromkeys(cells, "O") | {cell.replace("_", "."): value for cell, value in but.items()}


def kept(candidate: Candidate) -> dict[str, tuple[str | None, str]]:
    rows = Answer.objects.filter(evaluation__candidate=candidate)
    return {row.criterion: (row.value, row.source) for row in rows}


def test_nothing_counts_before_a_second_person_has_keyed_the_same(desk):
    candidate, nadia, paul = desk
    keying = paper.key(candidate, read(candidate, C2_3="N"), by=nadia)
    assert kept(candidate) == {}
    assert paper.check(keying, read(candidate, C2_3="N"), by=paul) == ()
    assert kept(candidate) == {cell: (value, "paper") for cell, value in read(candidate, C2_3="N").items()}
    assert grids_awaited(evaluation_of(candidate)) == {}
    entries = JournalEntry.objects.filter(action__startswith="paper.").order_by("pk")
    assert [(one.action, one.actor) for one in entries] == [("paper.keyed", nadia), ("paper.checked", paul)]
    assert entries.last().after["keyed_by"] == nadia.pk


def test_a_difference_is_told_by_its_cells_and_writes_nothing(desk):
    candidate, nadia, paul = desk
    keying = paper.key(candidate, read(candidate, C2_3="N", C1_1=""), by=nadia)
    assert paper.check(keying, read(candidate, C1_1="N"), by=paul) == ("C1.1", "C2.3")
    assert kept(candidate) == {}
    entry = JournalEntry.objects.get(action="paper.differed")
    assert (entry.actor, entry.after) == (paul, {"cells": ["C1.1", "C2.3"]})


def test_a_box_left_empty_is_untouched_and_takes_no_answer_away(desk):
    candidate, nadia, paul = desk
    Answer.objects.create(evaluation=evaluation_of(candidate), criterion="C1.1", value="N")
    keying = paper.key(candidate, read(candidate, C1_1="", C1_2=""), by=nadia)
    assert paper.check(keying, read(candidate, C1_1="", C1_2=""), by=paul) == ()
    assert (kept(candidate)["C1.1"], "C1.2" in kept(candidate)) == (("N", "screen"), False)


def test_whoever_keyed_does_not_check_not_even_in_the_database(desk):
    candidate, nadia, _ = desk
    keying = paper.key(candidate, read(candidate), by=nadia)
    with pytest.raises(PaperRefused, match="une autre personne"):
        paper.check(keying, read(candidate), by=nadia)
    with pytest.raises(IntegrityError, match="paper_is_checked_by_another"), transaction.atomic():
        PaperKeying.objects.update(checked_by=nadia, checked_at=timezone.now())


def test_what_was_keyed_is_never_rewritten_and_ends_once(desk):
    candidate, nadia, paul = desk
    keying = paper.key(candidate, read(candidate), by=nadia)
    with pytest.raises(IntegrityError, match="paper_keying_is_written_once"), transaction.atomic():
        PaperKeying.objects.update(answers={})
    paper.check(keying, read(candidate), by=paul)
    for act in (lambda: paper.check(keying, read(candidate), by=paul), lambda: paper.set_aside(keying, by=nadia)):
        with pytest.raises(PaperRefused, match="déjà vérifiée ou écartée"):
            act()
    with pytest.raises(IntegrityError, match="paper_keying_ends_once"), transaction.atomic():
        PaperKeying.objects.update(checked_at=timezone.now())


def test_one_keying_waits_at_a_time_and_one_set_aside_gives_way(desk):
    candidate, nadia, paul = desk
    first = paper.key(candidate, read(candidate), by=nadia)
    with pytest.raises(PaperRefused, match="attend déjà sa vérification"):
        paper.key(candidate, read(candidate), by=paul)
    paper.set_aside(first, by=paul)
    second = paper.key(candidate, read(candidate), by=paul)
    assert paper.check(second, read(candidate), by=nadia) == ()


def test_a_signed_or_sealed_result_and_an_absence_take_no_paper():
    candidate, one, two = builders.a_judged_candidate()
    nadia, paul = builders.an_organiser(one.centre), builders.an_administrator()
    for juror in (one, two):
        fill(candidate, juror)
    keying = paper.key(candidate, read(candidate, C2_3="N"), by=nadia)
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    for juror in (one, two):
        deliberation.sign(candidate, juror=juror, code=builders.CODE, by=juror.user)
        for act in (
            lambda: paper.check(keying, read(candidate, C2_3="N"), by=paul),
            lambda: paper.set_aside(keying, by=paul),
        ):
            with pytest.raises(PaperRefused, match=r"signé|scellé"):
                act()
    assert kept(candidate)["C2.3"] == ("O", "screen")
    absent, *_ = builders.a_judged_candidate()
    deliberation.record_presence(absent, presence="absent", by=nadia)
    with pytest.raises(PaperRefused, match="Absent"):
        paper.key(absent, read(absent), by=nadia)


@pytest.mark.parametrize("answers", [{}, {"C1.1": "X"}, {"C9.9": "O"}])
def test_what_is_no_answer_is_refused(desk, answers):
    candidate, nadia, _ = desk
    with pytest.raises(PaperRefused):
        paper.key(candidate, answers, by=nadia)
    assert not PaperKeying.objects.exists()


def test_the_page_shows_the_second_person_nothing_of_the_first_keying(client: Client, desk):
    candidate, nadia, paul = desk
    address = reverse("evaluations:paper", args=[candidate.pk])
    typed = {f"cell-{cell}": value for cell, value in read(candidate, C2_3="N").items()}
    client.force_login(nadia)
    assert client.post(address, {"keying": "", **typed}).status_code == 302
    assert "Votre saisie attend" in client.get(address).content.decode()
    keying = PaperKeying.objects.get()
    client.force_login(paul)
    shown = client.get(address).content.decode()
    assert not re.search(r'value="[ON]"\s+checked', shown)
    wrong = client.post(address, {"keying": keying.pk, **typed, "cell-C2.3": "O"})
    assert (wrong.status_code, wrong.context["differing"]) == (422, ("C2.3",))
    assert "Écarter la première saisie" in wrong.content.decode()
    stale = client.post(address, {"keying": "", **typed})
    assert (stale.status_code, "entre-temps" in stale.content.decode()) == (422, True)
    assert client.post(address, {"keying": keying.pk, **typed}).status_code == 302
    assert kept(candidate)["C2.3"] == ("N", "paper")
    assert (
        "Papier" in client.get(reverse("evaluations:deliberations", args=[candidate.exam_session_id])).content.decode()
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_key_at_once_one_waits_for_the_other(desk):
    candidate, nadia, paul = desk
    results = race(*(lambda who=who: paper.key(candidate, read(candidate), by=who) for who in (nadia, paul)))
    assert sorted(type(one).__name__ for one in results) == ["PaperKeying", "PaperRefused"]
