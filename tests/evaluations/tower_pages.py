"""Opening the pages of the control tower and pressing their buttons, in tests."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.evaluations.day_world import TheDay

Now = Callable[[str], None]


def url(name: str, day: TheDay, *more: object) -> str:
    return reverse(f"evaluations:tower{name}", args=[day.session.pk, *more])


def seen(answer: Any) -> str:
    return answer.context["seen"]


def confirm(client: Client, address: str, **typed: object) -> Any:
    """Open the page of an act, then press its button."""
    return client.post(address, {"seen": seen(client.get(address)), **typed})
