"""Each page in reach of a person's links opens and speaks the house's French, the demonstration's data in it."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from centres.models import User
from evaluations.demo import load_demo
from tests import wording
from titles.models import ProfessionalTitle

NUMBERS = re.compile(r"\d+")


def walk(client: Client) -> Iterator[tuple[str, str]]:
    """Address and page, one of each kind: addresses that differ by numbers or by what follows « ? » are one kind."""
    seen, waiting = set(), ["/"]
    while waiting:
        address = waiting.pop(0)
        kind = NUMBERS.sub("N", address.split("?")[0])
        if kind in seen or "/impression/" in kind:  # documents are looked at by other tests
            continue
        seen.add(kind)
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, f"{address} : {answer.status_code}"
        if answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            yield address, page
            links = [str(link["href"]) for link in BeautifulSoup(page, "html.parser").select("a[href]")]
            inner = (urldefrag(urljoin(answer.request["PATH_INFO"], link)).url for link in links)
            waiting += [link for link in inner if link.startswith("/")]


@pytest.mark.django_db
@pytest.mark.parametrize(("username", "pages"), [("nadia", 12), ("paul", 12), ("claire", 3)])
def test_every_page_within_reach(client: Client, username: str, pages: int) -> None:
    call_command("load_title", "titles/data/tp_00338_v2.json")
    load_demo(ProfessionalTitle.objects.get(), today=timezone.localdate())
    client.force_login(User.objects.get(username=username))
    found = {address: wording.faults(page) for address, page in walk(client)}
    told = "\n".join(f"{address} : {fault}" for address, faults in found.items() for fault in faults)
    assert told == "", f"\n{told}"
    assert len(found) >= pages, sorted(found)
