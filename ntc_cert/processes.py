"""A command of ours in a process of its own: it never holds a request, and goes on when the page is left."""

import os
import subprocess
import sys
from threading import Thread

from django.conf import settings


def start(command: str, number: int) -> int | None:
    """The process's id; None where the machine could start none."""
    line = [sys.executable, str(settings.BASE_DIR / "manage.py"), command, str(number)]
    try:
        process = subprocess.Popen(  # noqa: S603 - the interpreter, our own command and a number
            line,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
    # Waited for: an ended process that nobody waits for would still look alive.
    Thread(target=process.wait, daemon=True).start()
    return process.pid


def is_there(pid: int) -> bool:
    """On this machine; somebody else's process is there too."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
