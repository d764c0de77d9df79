"""A GET can't write, a POST can, and htmx gets the fragment."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from centres.models import Centre
from ntc_cert.http import WroteOnGet, page, reading_only, reads, reads_or_writes, writes

GUARDS = (reads, writes, reads_or_writes)
ACCEPTED = {reads: {"GET", "HEAD"}, writes: {"POST"}, reads_or_writes: {"GET", "HEAD", "POST"}}


def ask(view: Callable[..., HttpResponse], method: str = "GET", **headers: str) -> HttpResponse:
    request = RequestFactory(headers=headers).generic(method, "/")
    request.htmx = HtmxDetails(request)
    return view(request)


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("oui")


def create(request: HttpRequest) -> HttpResponse:
    Centre.objects.create(code=request.method, name="Centre")
    return HttpResponse()


@pytest.mark.parametrize("guard", GUARDS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_guards_let_their_methods_in(guard: Callable[..., Any], method: str, db: None) -> None:
    response = ask(guard(answer), method)
    assert response.status_code == (200 if method in ACCEPTED[guard] else 405)
    if response.status_code == 405:
        assert set(response.headers["Allow"].split(", ")) == ACCEPTED[guard]


@pytest.mark.django_db
@pytest.mark.parametrize("guard", [reads, reads_or_writes])
def test_a_get_that_writes_raises_and_writes_nothing(guard: Callable[..., Any]) -> None:
    with pytest.raises(WroteOnGet, match="centres_centre"), transaction.atomic():
        ask(guard(create))
    assert not Centre.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("guard", [writes, reads_or_writes])
def test_a_post_writes(guard: Callable[..., Any]) -> None:
    assert ask(guard(create), "POST").status_code == 200
    assert Centre.objects.get().code == "POST"


@pytest.mark.django_db
def test_the_guard_is_gone_after_the_view() -> None:
    ask(reads(answer))
    with pytest.raises(WroteOnGet), transaction.atomic():
        ask(reads(create))
    Centre.objects.create(code="A", name="Centre")


@pytest.mark.django_db
def test_a_page_that_reads_may_use_everything_a_queryset_does() -> None:
    centre = Centre.objects.create(code="DELETE", name="UPDATE centres; DROP TABLE 'x'")
    with reading_only(), transaction.atomic():
        assert Centre.objects.filter(name__contains="UPDATE").get() == centre
        assert Centre.objects.filter(pk__in=Centre.objects.values("pk")).union(Centre.objects.all()).exists()
        assert Centre.objects.select_for_update(no_key=connection.vendor == "postgresql").count() == 1
        assert Centre.objects.all().explain()
        connection.introspection.get_table_description(connection.cursor(), "centres_centre")


READING = [
    "SELECT 1",
    "  select \"UPDATE\" from 'x'",
    "(SELECT 1) UNION (SELECT 2)",
    "WITH a AS (SELECT 1) SELECT * FROM a",
    "SELECT REPLACE(name, 'DELETE', '') FROM t",
    "SELECT 1 FROM t FOR UPDATE OF t",
    "SAVEPOINT s",
]
WRITING = [
    "INSERT INTO t VALUES (1)",
    "UPDATE t SET a = 1",
    "delete from t",
    "REPLACE INTO t VALUES (1)",
    "WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a",
    "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a",
    "EXPLAIN ANALYZE DELETE FROM t",
    "SELECT * INTO copy FROM t",
    "SELECT 1; DROP TABLE t",
    "PRAGMA foreign_keys = OFF",
    "TRUNCATE t",
    "VACUUM",
    "/* SELECT */ CALL f()",
]


@pytest.mark.parametrize("sql", WRITING)
def test_reading_only_refuses(sql: str, db: None) -> None:
    with reading_only(), connection.cursor() as cursor, pytest.raises(WroteOnGet):
        cursor.execute(sql)


@pytest.mark.parametrize("sql", READING)
def test_reading_only_lets_pass(sql: str, db: None) -> None:
    seen: list[str] = []

    def pretend(execute: Callable[..., Any], sent: str, *rest: Any) -> None:
        seen.append(sent)

    with connection.execute_wrapper(pretend), reading_only(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert seen == [sql]


def test_guards_keep_the_name_and_the_marks_of_the_view() -> None:
    for guard in GUARDS:
        view = guard(login_not_required(answer))
        assert (view.__name__, view.login_required) == ("answer", False)


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"page.html": "<main>{% include '_row.html' %}</main>", "_row.html": "<p id=r>{{ name }}</p>"}
    engine = engines["django"].engine
    monkeypatch.setattr(engine, "loaders", [("django.template.loaders.locmem.Loader", texts)])
    monkeypatch.delitem(engine.__dict__, "template_loaders", raising=False)
    yield
    engine.__dict__.pop("template_loaders", None)


@pytest.mark.usefixtures("templates")
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "<main><p id=r>Ada</p></main>"),
        ({"HX-Request": "true"}, "<p id=r>Ada</p>"),
        ({"HX-Request": "true", "HX-Boosted": "true"}, "<main><p id=r>Ada</p></main>"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, "<main><p id=r>Ada</p></main>"),
    ],
    ids=["plain", "htmx", "boosted", "back button"],
)
def test_page_answers_with_the_page_or_its_fragment(headers: dict[str, str], expected: str) -> None:
    def view(request: Any) -> HttpResponse:
        return page(request, "page.html", {"name": "Ada"}, fragment="_row.html", status=422)

    response = ask(view, **headers)
    assert (response.status_code, response.content.decode()) == (422, expected)
    assert response.headers["Vary"] == "HX-Request"


@pytest.mark.usefixtures("templates")
def test_page_without_a_fragment_is_the_same_for_htmx() -> None:
    response = ask(lambda request: page(request, "_row.html", {"name": "Ada"}), **{"HX-Request": "true"})
    assert (response.content.decode(), "Vary" in response.headers) == ("<p id=r>Ada</p>", False)
