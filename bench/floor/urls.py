"""One address: session and user read, CSRF on, one upsert, commit. Three statements."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

TABLE = "CREATE TABLE IF NOT EXISTS bench_tick (owner bigint, cell varchar(40), value varchar(1), UNIQUE (owner, cell))"
UPSERT = (
    "INSERT INTO bench_tick (owner, cell, value) VALUES (%s, %s, %s)"
    " ON CONFLICT (owner, cell) DO UPDATE SET value = excluded.value"
)


def tick(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPSERT, [request.user.pk, "C3.1", request.POST["mark"]])
    return HttpResponse(status=204)


urlpatterns = [path("tick/", tick)]
