"""What the commands share: naming a session, and leaving with a sentence instead of a traceback."""

import sys
from pathlib import Path
from typing import NoReturn

from django.core.management.base import OutputWrapper

from sessions.models import ExamSession
from titles.reading import UNSTORABLE

UNUSABLE = 2


def leave(stderr: OutputWrapper, *lines: str, code: int = UNUSABLE) -> NoReturn:
    """Say why on stderr, one line per fault, and stop; nothing was written."""
    for line in lines:
        stderr.write(line)
    sys.exit(code)


def fault(argument: object, field: str, motif: str, cure: str) -> str:
    """One line about what the command was given, in the shape that scripts read."""
    given = " ".join(UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", str(argument)).split())
    return f"{given or field} : ligne 1, champ « {field} » : {motif}. {cure}"


def session_named(reference: str, stderr: OutputWrapper) -> ExamSession:
    """The session of this reference, or exit code 2."""
    sessions = ExamSession.objects.select_related("centre", "title")
    found = None if UNSTORABLE.search(reference) else sessions.filter(reference=reference).first()
    if found is None:
        motif, cure = "aucune session ne porte cette référence", "Vérifiez-la dans la liste des sessions."
        leave(stderr, fault(reference, "REF", motif, cure))
    return found


def bytes_of(path: Path, stderr: OutputWrapper) -> bytes:
    """The content of a file the command was given, or exit code 2."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        leave(stderr, fault(path, "fichier", "ce fichier n’existe pas", "Vérifiez le chemin."))
    except (OSError, ValueError):
        cure = "Vérifiez que c’est un fichier et qu’il est lisible."
        leave(stderr, fault(path, "fichier", "ce fichier ne se lit pas", cure))
