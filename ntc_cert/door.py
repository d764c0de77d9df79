"""`manage.py` from the inside: UTF-8 whatever the locale, and a sentence when what a command stands on is missing."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError

UNAVAILABLE: Final = 1
DETAILS: Final = "--traceback"


def run(argv: Sequence[str]) -> int:
    """The exit code of the command, which may also leave by itself."""
    # A path may hold bytes that are no text: they come back as they were on stdout, and legible on stderr.
    for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)
    try:
        execute_from_command_line(list(argv))
    except (ImproperlyConfigured, OperationalError, ProgrammingError) as lack:
        if DETAILS in argv:
            raise
        print(_sentence(lack), file=sys.stderr)
        return UNAVAILABLE
    return 0


def _sentence(lack: Exception) -> str:
    if isinstance(lack, ImproperlyConfigured):
        return str(lack)
    why = str(lack).strip().splitlines()[0]
    return (
        f"La base de données ne répond pas, ou n’est pas à jour ({why}). Vérifiez DATABASE_URL, lancez "
        f"« manage.py migrate », puis recommencez ; l’option {DETAILS} montre le détail."
    )
