"""A sealed session to print and sign, and how the commands that do it are run."""

import io
from typing import Any

import pytest
from django.core.management import call_command

from evaluations.verifying import record_versions
from ntc_cert.pdf_signatures import read_signed
from sessions.models import ExamSession
from tests.evaluations import paper


def a_sealed_session(settings: Any) -> ExamSession:
    """One sealed candidate; nothing is published."""
    settings.SITE_URL = "https://certification.example.org"
    exam_session = paper.a_printed_session(reference="2026-NTC-12")
    panel, jurors = paper.a_jury(exam_session)
    candidate = paper.a_placed_candidate(exam_session, panel)
    paper.a_sealed_result(candidate, jurors, no=["C3.2"])
    record_versions(candidate)
    return exam_session


def owners(content: bytes) -> list[str]:
    return [one.certificate.owner for one in read_signed(content).signatures if one.is_intact]


def run(command: str, *arguments: object, code: int = 0) -> tuple[list[str], list[str]]:
    """What it wrote on each output, one line each."""
    out, err = io.StringIO(), io.StringIO()
    if code:
        with pytest.raises(SystemExit) as left:
            call_command(command, *map(str, arguments), stdout=out, stderr=err)
        assert left.value.code == code
    else:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    return paper.plain(out.getvalue()).splitlines(), paper.plain(err.getvalue()).splitlines()
