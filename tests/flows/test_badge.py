"""A juror's badge at a tablet: the QR, the number, the lock, another tablet, work kept and sent after it."""

import re

import pytest
from playwright.sync_api import Page, expect

from centres.demo import DEMO_CODE
from sessions.badge_rules import MOST_WRONG_CODES
from tests.chromium import axe, log_in
from tests.flows import jury
from tests.flows.tablet_world import Desk, outbox, ready, says, sends_again

CLAIRE = "Claire Vasseur"


def organiser(desk: Desk) -> Page:
    page = desk.open_page()
    log_in(page, desk.server.address, "nadia", DEMO_CODE)
    page.goto(f"{desk.server.address}/sessions/1/badges/")
    return page


def given(page: Page, name: str = CLAIRE) -> tuple[str, str]:
    """Number and code, as the organiser reads them on the page that gives a new one."""
    page.get_by_role("link", name=f"Nouveau code pour {name}").click()
    page.get_by_role("button", name="Donner un nouveau code").click()
    row = page.get_by_role("row").filter(has_text=name)
    number, code = row.get_by_role("cell").nth(1).inner_text(), row.get_by_role("cell").nth(2).inner_text()
    assert re.fullmatch(r"\d{4}-\d{4} \d{6}", f"{number} {code}")
    return number, code


def token(desk: Desk, number: str) -> str:
    """What the QR of that card holds after the #."""
    script = (
        "from sessions.models import Badge; from sessions.badge_secrets import token_of; "
        f"print(token_of(Badge.objects.get(number='{number}').serial))"
    )
    return desk.server.manage("shell", "--no-imports", "-c", script).strip()


def show(page: Page, code: str, number: str = "") -> None:
    if number:
        page.get_by_label("Numéro du badge").fill(number)
    page.get_by_label("Code à 6 chiffres").fill(code)
    page.get_by_role("button", name="Entrer").click()


def door(desk: Desk, page: Page | None = None, after: str = "") -> Page:
    page = page or desk.open_page(**jury.TABLET)
    page.goto(f"{desk.server.address}/badge/{after}")
    return page


def day(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name="Ma journée")).to_be_visible()


def test_the_qr_opens_the_day_and_its_token_is_in_no_request(desk: Desk) -> None:
    number, code = given(organiser(desk))
    secret = token(desk, number)
    asked: list[str] = []
    page = desk.open_page(**jury.TABLET)
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"))
    door(desk, page, f"#{secret}")
    expect(page.get_by_label("Numéro du badge")).to_be_hidden()
    assert secret not in page.url
    axe(page)
    show(page, "000000" if code != "000000" else "000001")
    expect(page.get_by_role("heading", name=f"Bonjour {CLAIRE}")).to_be_visible()
    expect(page.get_by_text("Encore 4 essais")).to_be_visible()
    expect(page.get_by_label("Numéro du badge")).to_be_hidden()
    axe(page)
    show(page, code)
    day(page)
    log = desk.server.log.read_text()
    assert "POST /badge/" in log
    assert secret not in log
    assert asked
    assert not [one for one in asked if secret in one]


def test_the_number_opens_too_on_as_many_tablets_as_wanted(desk: Desk) -> None:
    number, code = given(organiser(desk))
    for typed in (number, number.replace("-", ""), number.replace("-", " ")):
        page = door(desk)
        show(page, code, typed)
        day(page)


def test_without_javascript_the_number_opens(desk: Desk) -> None:
    number, code = given(organiser(desk))
    page = door(desk, desk.open_page(**jury.TABLET, java_script_enabled=False))
    show(page, code, number)
    day(page)


def test_five_wrong_codes_lock_and_the_organiser_unlocks(desk: Desk) -> None:
    office = organiser(desk)
    number, code = given(office)
    page, wrong = door(desk), "000000" if code != "000000" else "000001"
    for left in range(MOST_WRONG_CODES - 1, 0, -1):
        show(page, wrong, number)
        expect(page.get_by_text(f"Encore {left} essai")).to_be_visible()
    show(page, wrong)
    expect(page.get_by_text("Badge bloqué.")).to_be_visible()
    show(page, code)
    expect(page.get_by_text("Badge bloqué.")).to_be_visible()
    office.goto(f"{desk.server.address}/sessions/1/badges/")
    expect(office.get_by_role("row").filter(has_text=CLAIRE)).to_contain_text("Bloqué")
    axe(office)
    office.get_by_role("button", name=f"Débloquer le badge de {CLAIRE}").click()
    expect(office.get_by_role("row").filter(has_text=CLAIRE)).to_contain_text("Prêt")
    show(page, code)
    day(page)


def test_work_kept_while_the_badge_was_revoked_goes_with_the_new_one(desk: Desk) -> None:
    office = organiser(desk)
    number, code = given(office)
    page = door(desk)
    show(page, code, number)
    page = desk.grid(ready(page))
    page.context.set_offline(True)
    jury.tick(page, "C3.1", "Non")
    says(page, "Hors ligne : 1 saisie gardée")
    office.goto(f"{desk.server.address}/sessions/1/badges/")
    office.get_by_role("link", name=f"Révoquer… le badge de {CLAIRE}").click()
    axe(office)
    office.get_by_role("button", name="Révoquer et refaire").click()
    cells = office.get_by_role("row").filter(has_text=CLAIRE).get_by_role("cell")
    number, code = cells.nth(1).inner_text(), cells.nth(2).inner_text()
    page.context.set_offline(False)
    says(page, "Session expirée")
    page.get_by_role("link", name="Reconnectez-vous").click()
    expect(page.get_by_text(f"1 saisie de {CLAIRE} attend sur cette tablette.")).to_be_visible()
    assert desk.operations("C3.1") == []
    show(page, code, number)
    says(page, jury.SAVED)
    assert desk.operations("C3.1") == [("N", "applied")]
    assert outbox(page) == []


def test_somebody_else_s_work_is_told_at_the_door_and_waits_for_them(desk: Desk) -> None:
    office = organiser(desk)
    claire = given(office)
    office.goto(f"{desk.server.address}/sessions/1/badges/")
    marc = given(office, "Marc Thiébaut")
    page = door(desk)
    show(page, claire[1], claire[0])
    page = desk.grid(ready(page))
    page.route("**/tablette/synchroniser/", lambda route: route.abort())
    jury.tick(page, "C3.1", "Non")
    says(page, "Hors ligne")
    door(desk, page)
    expect(page.get_by_text(f"1 saisie de {CLAIRE} attend sur cette tablette.")).to_be_visible()
    show(page, marc[1], marc[0])
    sends_again(page)
    day(page)
    expect(page.get_by_text(f"1 saisie de {CLAIRE} attend sur cette tablette.")).to_be_visible()
    assert desk.operations("C3.1") == []
    door(desk, page)
    show(page, claire[1], claire[0])
    says(page, jury.SAVED)
    assert desk.operations("C3.1") == [("N", "applied")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_and_the_codes_are_accessible(desk: Desk, scheme: str) -> None:
    page = door(desk)
    page.emulate_media(color_scheme=scheme)
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    office = organiser(desk)
    office.emulate_media(color_scheme=scheme)
    given(office)
    expect(office.get_by_role("button", name="Imprimer les codes")).to_be_visible()
    axe(office)
