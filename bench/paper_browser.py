"""The same sheets printed by Chromium, and what a process and those it started have spent."""

import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from tests.chromium import CHROMIUM

TICKS: Final = os.sysconf("SC_CLK_TCK")
NEXT_SHEET: Final = '<div style="break-after:page"></div>'


@contextmanager
def printing_page() -> Iterator[Page]:
    """A browser already started, as a server would keep one."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop lives in this thread, beside the database
    options: dict[str, Any] = CHROMIUM
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)
        yield browser.new_page()
        browser.close()


def printed(page: Page, texts: list[str]) -> bytes:
    first, *others = texts
    bodies = [text.partition("<body>")[2].removesuffix("</body></html>") for text in others]
    page.set_content(NEXT_SHEET.join([first.removesuffix("</body></html>"), *bodies]) + "</body></html>")
    return page.pdf(format="A4", tagged=True)


def cpu_seconds() -> float:
    """Of this process, and of those below it that still run."""
    below, spent = defaultdict(list), {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, fields = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        below[int(fields[1])].append(pid)
        spent[pid] = (int(fields[11]) + int(fields[12])) / TICKS
    found, waiting = 0.0, list(below[os.getpid()])
    while waiting:
        pid = waiting.pop()
        found += spent[pid]
        waiting += below[pid]
    return time.process_time() + found
