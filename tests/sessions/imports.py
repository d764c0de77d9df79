"""Importing a planning instance and taking its plan back, as the commands do."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from centres.models import Centre, JournalEntry
from juries.models import Juror
from sessions.models import Candidate, ExamSession, Panel, Passage, Person, PublishedVersion, Room

INSTANCES = Path(__file__).parent.parent / "planner" / "instances"
TINY, REPLAN = "01-tiny", "13-replan-room-closed"


def instance(name: str = TINY) -> dict[str, Any]:
    return json.loads((INSTANCES / f"{name}.json").read_text())


def run(*args: object) -> tuple[int, str, list[str]]:
    """Exit code, stdout, and the lines of stderr."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(*map(str, args), stdout=out, stderr=err)
    except SystemExit as stop:
        code = int(stop.code)
    return code, out.getvalue(), err.getvalue().splitlines()


def load(folder: Path, document: object, *options: str) -> tuple[int, str, list[str]]:
    """Import a document, given as it is or as text; the lines come back without the path."""
    path = folder / "essai.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document, indent=1))
    code, out, err = run("import_session", path, *options)
    return code, out, [line.removeprefix(f"{path} : ") for line in err]


def exported(reference: str) -> dict[str, Any]:
    code, out, err = run("export_plan", reference)
    assert (code, err) == (0, [])
    return json.loads(out)


def everything() -> list[int]:
    """How many rows of each kind: equal before and after when nothing was written."""
    models = (ExamSession, Centre, Room, Juror, Panel, Person, Candidate, Passage, PublishedVersion, JournalEntry)
    return [model.objects.count() for model in models]
