"""Whether this installation can serve, for a probe that logs in nowhere."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from ntc_cert.http import reads


@login_not_required
@never_cache
@reads
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503; nothing else is told."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})
