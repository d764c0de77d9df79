"""A log-in is found again as Django's own store finds it."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from centres.session_store import SessionStore

pytestmark = pytest.mark.django_db


def kept(**values: object) -> str:
    store = SessionStore()
    store.update(values)
    store.save()
    return store.session_key or ""


def test_what_was_put_down_is_found_again_by_both_stores() -> None:
    key = kept(name="Bœuf-Lacroix", count=3)
    assert SessionStore(key).load() == {"name": "Bœuf-Lacroix", "count": 3} == db.SessionStore(key).load()


def test_a_session_that_is_over_is_empty_and_its_key_is_not_taken_up() -> None:
    key = kept(name="Claire")
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    store = SessionStore(key)
    assert (store.get("name"), store.session_key) == (None, None)


def test_an_unknown_key_is_not_taken_up() -> None:
    store = SessionStore("a-key-that-somebody-invented")
    assert (store.get("name"), store.session_key) == (None, None)


def test_a_session_deleted_elsewhere_stays_deleted() -> None:
    key = kept(name="Claire")
    Session.objects.filter(pk=key).delete()
    store = SessionStore(key)
    store["name"] = "Marc"
    store.save()
    assert store.session_key != key
