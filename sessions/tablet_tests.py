"""Tests of tablets: kept as they come, then read for the jurors of a session."""

from datetime import date

from django.utils import timezone

from juries.models import Juror
from sessions.models import ExamSession, TabletTest
from sessions.tablet_rules import TabletReport, counts_from, jurors_tested


def keep_test(juror: Juror, test: TabletReport) -> TabletTest:
    """The last one of each tablet; the server's clock says when."""
    kept, _ = TabletTest.objects.update_or_create(
        juror=juror,
        device=test.device,
        defaults={
            "tested_at": timezone.now(),
            "passed": test.passed,
            "lines": {line.value: found.value for line, found in test.lines.items()},
            "figures": {line.value: figure for line, figure in test.figures.items()},
        },
    )
    return kept


def last_tests(juror_ids: list[int]) -> dict[int, TabletTest]:
    """The latest of each juror, whichever tablet it was."""
    found = TabletTest.objects.filter(juror__in=juror_ids).order_by("tested_at", "pk")
    return {test.juror_id: test for test in found}


def tested_jurors(exam_session: ExamSession, days: list[date]) -> set[int]:
    """Who has a tablet that passed, close enough to these days."""
    seated = TabletTest.objects.filter(juror__memberships__panel__exam_session=exam_session).distinct()
    rows = seated.values_list("juror_id", "passed", "tested_at")
    zone = exam_session.zone
    return jurors_tested(((juror, passed, at.astimezone(zone).date()) for juror, passed, at in rows), counts_from(days))
