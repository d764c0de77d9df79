"""The README lists what exists: every variable the settings read, every command, every target."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.floors import FLOORS

ROOT = settings.BASE_DIR
README = (ROOT / "README.md").read_text()


def listed(heading: str) -> set[str]:
    """The names in the first column of the table under a heading."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(?:make )?(\w+)", cell)}


def test_every_variable_is_listed() -> None:
    read = set(re.findall(r"""(?:environ\.get|_words)\("(\w+)\"""", (ROOT / "ntc_cert/settings.py").read_text()))
    assert read
    assert read | {"PORT", "HOST", "TEST_DATABASE_URL"} == listed("Settings")


def test_every_command_is_listed() -> None:
    labels = {*FLOORS, "certification_sessions"}
    ours = {name for name, app in get_commands().items() if app in labels}
    assert ours == listed("Commands")


@pytest.mark.parametrize("document", ["README.md", "docs/deploy.md"])
def test_every_link_leads_to_a_file(document: str) -> None:
    text = (ROOT / document).read_text()
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert [target for target in targets if not (ROOT / target).exists()] == []
