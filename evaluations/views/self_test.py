"""« Tester cette tablette »: a page without a name that works offline, the server's clock, the result sent back."""

import json
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from evaluations.views.shell import self_test_page
from evaluations.views.tablet import NOT_JSON, answers_json, juror_or_404
from ntc_cert.http import AuthenticatedHttpRequest, reads, writes
from sessions.tablet_rules import Unreadable, read_test
from sessions.tablet_tests import keep_test

LARGEST: Final = 10_000  # bytes: five short lines


@login_not_required
@reads
def self_test(request: HttpRequest) -> HttpResponse:
    """The same for everybody: the tablet keeps it beside the shell."""
    return HttpResponse(self_test_page())


@login_not_required
@never_cache
@reads
def server_clock(request: HttpRequest) -> JsonResponse:
    """Milliseconds since 1970, as a browser counts them."""
    return JsonResponse({"now": int(timezone.now().timestamp() * 1000)})


@answers_json
@writes
def self_test_result(request: AuthenticatedHttpRequest) -> JsonResponse:
    juror = juror_or_404(request)
    try:
        if len(request.body) > LARGEST:
            raise Unreadable("il est trop long.")
        test = read_test(json.loads(request.body))
    except (ValueError, RecursionError) as fault:
        reason = f"Envoi illisible, {fault}" if isinstance(fault, Unreadable) else NOT_JSON
        return JsonResponse({"reason": reason}, status=400)
    keep_test(juror, test)
    return JsonResponse({"juror": str(juror)})
