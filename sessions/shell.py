"""What the commands share: naming a session, and leaving with a sentence instead of a traceback."""

import sys
from pathlib import Path
from typing import NoReturn

from django.core.management.base import OutputWrapper

from sessions.models import ExamSession

UNUSABLE = 2


def leave(stderr: OutputWrapper, *lines: str, code: int = UNUSABLE) -> NoReturn:
    """Say why on stderr, one line per fault, and stop; nothing was written."""
    for line in lines:
        stderr.write(line)
    sys.exit(code)


def session_named(reference: str, stderr: OutputWrapper) -> ExamSession:
    """The session of this reference, or exit code 2."""
    found = ExamSession.objects.select_related("centre", "title").filter(reference=reference).first()
    if found is None:
        leave(stderr, f"Aucune session ne porte la référence « {reference} ». Vérifiez-la dans la liste des sessions.")
    return found


def bytes_of(path: Path, stderr: OutputWrapper) -> bytes:
    """The content of a file the command was given, or exit code 2."""
    try:
        return path.read_bytes()
    except OSError:
        leave(stderr, f"{path} : ligne 1, champ « fichier » : ce fichier ne se lit pas. Vérifiez le chemin.")
