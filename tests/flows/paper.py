"""Documents as the person who files them gets them: downloaded through a link, read as text."""

import io
from pathlib import Path

from playwright.sync_api import Page
from pypdf import PdfReader


def downloaded(page: Page, link: str) -> str:
    """The words of the PDF behind a link, one space between two of them."""
    with page.expect_download(timeout=60_000) as begun:
        page.get_by_role("link", name=link).click()
    content = Path(begun.value.path()).read_bytes()
    assert content.startswith(b"%PDF")
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def missing(text: str, *wanted: str) -> list[str]:
    return [words for words in wanted if words not in text]
