"""A gunicorn that is killed without warning and started again at the same address."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Killable:
    """Two workers of four threads, as `make run` serves; in a process group of its own, so that all of it dies."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log, self.kills = environment, log, 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "ntc_cert.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        options = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *options, "--no-control-socket"],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")

    def kill(self) -> None:
        """As a power cut does to a process: nothing is finished, nothing is said."""
        self.kills += 1
        self.stop(signal.SIGKILL)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(30)
