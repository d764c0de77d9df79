"""What `manage.py check` says of a machine."""

import pytest
from django.core.checks.registry import registry
from pytest_django import Settings

from ntc_cert import checks
from ntc_cert.documents import APT_LINE, PdfUnavailable


def no_weasyprint() -> None:
    raise PdfUnavailable


def test_a_machine_without_pango_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PANGO", ("libabsent.so.0",))
    monkeypatch.setattr(checks, "load_weasyprint", no_weasyprint)
    (warning,) = checks.pdf_can_be_made(None)
    assert (warning.id, APT_LINE in warning.hint) == ("ntc_cert.W001", True)


@pytest.mark.parametrize("libraries", [("libc.so.6",), ("libabsent.so.0",)], ids=["found at once", "named otherwise"])
def test_a_machine_with_pango_has_nothing_to_hear(monkeypatch: pytest.MonkeyPatch, libraries: tuple[str, ...]) -> None:
    monkeypatch.setattr(checks, "PANGO", libraries)
    monkeypatch.setattr(checks, "load_weasyprint", lambda: None)
    assert checks.pdf_can_be_made(None) == []


def test_a_deployment_without_https_is_told_what_tablets_lose(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = False
    assert [warning.id for warning in checks.tablets_can_work_offline(None)] == ["ntc_cert.W002"]
    settings.SESSION_COOKIE_SECURE = True
    assert checks.tablets_can_work_offline(None) == []


def test_both_checks_are_registered() -> None:
    assert checks.pdf_can_be_made in registry.get_checks()
    assert checks.tablets_can_work_offline in registry.get_checks(include_deployment_checks=True)
    assert checks.tablets_can_work_offline not in registry.get_checks()
