"""A gunicorn of its own for each side of a comparison, and the processor time it took."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Served:
    """One application served by two workers of four threads; `cpu()` is what its workers used so far, in seconds."""

    def __init__(self, settings: str, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "ntc_cert.wsgi:application", "--bind", f"127.0.0.1:{self.port}"),
                *("--workers", "2", "--worker-class", "gthread", "--threads", "4", "--backlog", "2048"),
                *("--keep-alive", "60", "--log-level", "error"),
            ],
            cwd=ROOT,
            env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": settings},
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("The server did not start.")

    def cpu(self) -> float:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return sum(_seconds(int(pid)) for pid in children)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND
