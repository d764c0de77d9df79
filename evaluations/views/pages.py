"""Pages about one candidate, by the clock of the session's centre wherever the server stands."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from centres.demo import is_demonstration
from ntc_cert.http import AuthenticatedHttpRequest, page
from sessions.models import Candidate


def candidate_page(
    request: AuthenticatedHttpRequest,
    candidate: Candidate,
    template: str,
    context: Mapping[str, Any],
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    with timezone.override(candidate.exam_session.zone):
        return page(request, template, {"demo": is_demonstration(), **context}, fragment=fragment, status=status)
