"""Addresses, words and typed values of the register's pages."""

import html
import re
from typing import Any

from django.urls import reverse

from juries.models import Juror

ONE = ("detail", "edit", "account", "code")


def of(juror: Juror, name: str) -> str:
    return reverse(f"juries:{name}", args=[juror.pk])


def text_of(answer: Any) -> str:
    """The words of a page, one space between them, as a person reads them."""
    bare = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(bare.replace("\u00a0", " ").split())


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "last_name": "Vasseur",
        "first_names": "Claire",
        "itinerant_sales": "true",
        "team_lead": "unknown",
        **fields,
    }


def held(rank: int = 0, title: str = "TP-00338", start: str = "01/01/2026", end: str = "31/12/2028") -> dict[str, str]:
    row = {"title": title, "start": start, "end": end}
    return {f"habilitation_{rank}_{part}": value for part, value in row.items()}


def free(rank: int, start: str, end: str) -> dict[str, str]:
    return {f"availability_{rank}_start": start, f"availability_{rank}_end": end}
