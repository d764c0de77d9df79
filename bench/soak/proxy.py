"""The network between the tablets and the server: it cuts, lies and dawdles, the same way for one seed."""

import contextlib
import http.client
import random
import socket
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SYNCHRONISE = "/tablette/synchroniser/"
PORTAL = b"<!DOCTYPE html><title>Wi-Fi</title><h1>Bienvenue sur le Wi-Fi du centre</h1>"
# What happens to a request, and how often in a hundred; the rest goes through.
FAULTS = {"cut before": 9, "cut after": 12, "502": 6, "portal": 6, "slow": 6}
SLOWEST_S = 1.5
HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host"})


class Proxy:
    """Faults fall while `is_rough`; with `holds_work`, no sending passes and everything else does."""

    def __init__(self, upstream: int, seed: int) -> None:
        self.upstream, self.random = upstream, random.Random(seed)
        self.is_rough = self.holds_work = False
        self.counted: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def fate(self, path: str) -> str:
        with self.lock:
            if self.holds_work and path == SYNCHRONISE:
                return self._count("held")
            drawn = self.random.uniform(0, 100)
            for fault, share in FAULTS.items():
                drawn -= share
                if self.is_rough and drawn < 0:
                    return self._count(fault)
            return self._count("through")

    def _count(self, fate: str) -> str:
        self.counted[fate] += 1
        return fate

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                proxy.pass_on(self)

            def do_POST(self) -> None:
                proxy.pass_on(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler

    def pass_on(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        fate = self.fate(asked.path)
        if fate in ("cut before", "held"):
            return _cut(asked)
        if fate == "502":
            return _answer(asked, 502, {"Content-Type": "text/html"}, b"<h1>Bad Gateway</h1>")
        if fate == "portal":
            return _answer(asked, 200, {"Content-Type": "text/html"}, PORTAL)
        if fate == "slow":
            time.sleep(self.random.uniform(0.2, SLOWEST_S))
        try:
            status, headers, content = self._ask(asked, body)
        except (OSError, http.client.HTTPException):
            self._count("server down")
            return _cut(asked)
        if fate == "cut after":
            return _cut(asked)
        return _answer(asked, status, headers, content)

    def _ask(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        link = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=20)
        try:
            headers = {name: value for name, value in asked.headers.items() if name.lower() not in HOP}
            headers["Host"] = asked.headers["Host"]
            link.request(asked.command, asked.path, body or None, headers)
            answer = link.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in HOP}
            return answer.status, kept, answer.read()
        finally:
            link.close()


def _cut(asked: BaseHTTPRequestHandler) -> None:
    asked.close_connection = True
    with contextlib.suppress(OSError):
        asked.connection.shutdown(socket.SHUT_RDWR)


def _answer(asked: BaseHTTPRequestHandler, status: int, headers: dict[str, str], content: bytes) -> None:
    try:
        asked.send_response_only(status)
        for name, value in headers.items():
            asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(content)))
        asked.end_headers()
        asked.wfile.write(content)
    except OSError:
        asked.close_connection = True
