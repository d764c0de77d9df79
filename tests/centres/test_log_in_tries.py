"""Refused codes make an account wait, longer and longer; nobody else, and nothing tells whether it exists."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from centres.log_in_delays import FIRST, LONGEST, sentence_for, wait_after
from centres.log_in_tries import count_try
from centres.models import LogInTries
from tests.builders import CODE, a_user
from tests.sessions.pages import text_of
from tests.sessions.test_races import race

PAGE = "/connexion/"


@given(st.integers(0, 5000), st.integers(1, 20))
def test_the_wait_begins_after_the_free_tries_and_only_grows(tries: int, free: int) -> None:
    wait = wait_after(tries, free)
    assert (wait == timedelta()) == (tries < free)
    assert wait <= wait_after(tries + 1, free) <= LONGEST
    assert wait_after(free, free) == FIRST


def test_the_wait_is_said_in_whole_minutes() -> None:
    for seconds, said in ((1, "1 min"), (60, "1 min"), (61, "2 min"), (900, "15 min")):
        assert f"dans {said}" in sentence_for(timedelta(seconds=seconds)).replace("\u00a0", " ")


def type_in(username: str, code: str) -> object:
    return Client().post(PAGE, {"username": username, "password": code})


@pytest.mark.django_db
@pytest.mark.parametrize("exists", [True, False])
def test_an_account_and_a_name_that_is_none_are_told_the_same(exists: bool) -> None:
    username = a_user("claire").username if exists else "personne"
    for _ in range(settings.LOG_IN_FREE_TRIES):
        refused = type_in(username, "faux-code")
        assert refused.status_code == 422
        assert "Identifiant ou code refusé" in text_of(refused)
    for name, code in ((username, "faux-code"), (username.upper(), CODE), (f" {username}", CODE)):
        assert "Recommencez dans 1 min" in text_of(type_in(name, code))


@pytest.mark.django_db
def test_another_account_behind_the_same_address_comes_in() -> None:
    a_user("claire")
    a_user("marc")
    for _ in range(settings.LOG_IN_FREE_TRIES + 3):
        type_in("claire", "faux-code")
    assert type_in("marc", CODE).status_code == 302


@pytest.mark.django_db
def test_once_the_wait_is_over_the_right_code_opens_and_forgets() -> None:
    a_user("claire")
    for _ in range(settings.LOG_IN_FREE_TRIES):
        type_in("claire", "faux-code")
    LogInTries.objects.update(last_at=timezone.now() - FIRST)
    assert type_in("claire", CODE).status_code == 302
    assert not LogInTries.objects.exists()


@pytest.mark.django_db
def test_a_refusal_made_to_wait_lengthens_nothing_and_a_day_forgets() -> None:
    now = timezone.now()
    for _ in range(settings.LOG_IN_FREE_TRIES):
        assert count_try("claire", now=now) is None
    assert count_try("claire", now=now) == FIRST
    assert count_try("claire", now=now + FIRST / 2) == FIRST / 2
    assert count_try("claire", now=now + FIRST) is None
    assert count_try("claire", now=now + FIRST) == 2 * FIRST
    assert count_try("autre", now=now + timedelta(days=2)) is None
    assert LogInTries.objects.count() == 1


@pytest.mark.django_db
def test_what_is_typed_is_not_kept() -> None:
    type_in("mon-code-secret", "x")
    assert "mon-code-secret" not in str(list(LogInTries.objects.values_list()))


@pytest.mark.django_db(transaction=True)
def test_tries_made_all_at_once_are_not_free() -> None:
    results = race(*(lambda: count_try("claire") for _ in range(12)))
    assert not [result for result in results if isinstance(result, Exception)]
    assert results.count(None) == settings.LOG_IN_FREE_TRIES
