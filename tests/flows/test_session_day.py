"""One certification day from an empty installation to the amended procès-verbal, as its people live it on screen."""

import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evaluations.results import short
from tests.chromium import log_in
from tests.flows import desk, jury, paper
from tests.server import Server

CENTRE = "Centre des Trois-Rivières"
REFERENCE = "2026-NTC-12"
CANDIDATES = """\
nom;prenom;date_naissance;parcours;epreuve;employeur
Bœuf-Lacroix;Amélie;27/07/1998;formation;titre;Agro Conseil
Le Floc’h;Gaël;18/09/1996;formation;CP-000343;Câbles de l’Ouest
Perdu;Jean;31/02/1990;formation;titre;
Szymański;Maëlle;08/10/1988;vae;titre;Cuisines Maëlle
Perdue;Jeanne;01/02/1990;formation;CCP9;
Ouarda;Naïma;05/05/1979;vae;CP-000342;Papiers d’Armor
"""
ROOMS = (
    ("Salle 101", True, "téléphone avec haut-parleur"),
    ("Salle 102", True, "téléphone avec haut-parleur"),
    ("Salle 104", False, "téléphone"),
    ("Salle 105", False, "téléphone"),
)
JURORS = (
    ("Claire", "Vasseur", "Outils Beauce"),
    ("Marc", "Thiébaut", "Distribution du Perche"),
    ("Sylvie", "Arnoux", "Emballages de l’Eure"),
    ("Olivier", "Mangin", "Froid Service Centre"),
)


JUDGED = "Maëlle Szymański"
NOTES = ("Tient son prix.", "N’obtient pas d’engagement ferme.", "Ne propose aucune contrepartie.")

MOTIVES = ("Aucune contrepartie au retard de livraison.", "Aucune contrepartie au retard de la livraison.")


class Day:
    """Who is logged in where, and their codes."""

    def __init__(self, server: Server, open_page: Callable[..., Page], today: date) -> None:
        self.server, self.open_page, self.today = server, open_page, today
        self.accounts: dict[str, tuple[str, str]] = {}

    def page_of(self, name: str, **options: object) -> Page:
        page = self.open_page(**options)
        log_in(page, self.server.address, *self.accounts[name])
        return page


@pytest.fixture
def day(server: Server, open_page: Callable[..., Page]) -> Day:
    """An installation as `make run` leaves it on a bare machine: the référentiel, and one administrator."""
    day = Day(server, open_page, timezone.localdate())
    code = server.manage("add_administrator", "paul", "--first-name", "Paul", "--last-name", "Garnier").strip()
    day.accounts["Paul"] = ("paul", code)
    return day


def test_a_whole_day(day: Day, tmp_path: Path) -> None:
    administrator = open_the_centre(day)
    organiser = day.page_of("Nadia")
    prepare(day, organiser, tmp_path)
    place_and_mend(organiser)
    refuse_a_stale_form(day, organiser, administrator)
    publish(organiser)
    claire, marc = mark(day)
    decide(day, claire, marc)
    check_paper(day, administrator, version=1)
    amend(day, administrator)
    check_paper(day, administrator, version=2)


def open_the_centre(day: Day) -> Page:
    page = day.page_of("Paul")
    desk.add_centre(page, name=CENTRE, code="CHARTRES")
    day.accounts["Nadia"] = ("nadia", "rivière-calme-28")
    desk.open_organiser(
        page, first_name="Nadia", last_name="Ferrand", username="nadia", code="rivière-calme-28", centre=CENTRE
    )
    return page


def prepare(day: Day, page: Page, folder: Path) -> None:
    """The register, the session and its two days, its rooms, its candidates, its juries."""
    for first_names, last_name, employer in JURORS:
        desk.add_juror(page, first_names=first_names, last_name=last_name, employer=employer, today=day.today)
        if first_names in ("Claire", "Marc"):
            day.accounts[first_names] = desk.open_juror_account(page, f"{first_names} {last_name}")
    desk.open_session(page, reference=REFERENCE, days=[day.today, day.today + timedelta(days=1)])
    for name, is_jury, equipment in ROOMS:
        desk.add_room(page, name=name, jury=is_jury, equipment=equipment)
    import_candidates(page, folder)
    desk.seat(page, "Claire Vasseur", "Marc Thiébaut", room="Salle 101")
    desk.seat(page, "Sylvie Arnoux", "Olivier Mangin", room="Salle 102")


def import_candidates(page: Page, folder: Path) -> None:
    """Two lines are refused, each with its column, what was read, why, and what to write."""
    file = folder / "candidats-decembre.csv"
    file.write_text(CANDIDATES, encoding="utf-8")
    desk.read_candidates(page, file)
    expect(page.get_by_role("heading", name="4 nouveaux, 2 refusés")).to_be_visible()
    refused = page.get_by_role("row").filter(has_text="31/02/1990")
    expect(refused).to_contain_text("date_naissance")
    expect(refused).to_contain_text("Écrivez une date du calendrier")
    expect(page.get_by_role("row").filter(has_text="CCP9")).to_contain_text("epreuve")
    page.get_by_role("button", name="Importer 4 candidats").click()
    desk.told(page, "4 candidats importés.")
    expect(page.get_by_role("row").filter(has_text="Perdu")).to_have_count(0)


def place_and_mend(page: Page) -> None:
    """A double booking is refused with its sentence, a link keeps from publishing; an exchange mends it."""
    desk.ask_place(page, "Amélie Bœuf-Lacroix", jury="Jury 1", start="08:30", preparation="Salle 104")
    desk.told(page, "Amélie Bœuf-Lacroix, Jury 1 à 8 h 30.")
    desk.ask_place(page, "Gaël Le Floc’h", jury="Jury 1", start="10:00", preparation="Salle 105")
    refusal = page.get_by_role("alert").filter(has_text="Rien n’a été changé")
    expect(refusal).to_contain_text("deux candidats en même temps, Amélie Bœuf-Lacroix et Gaël Le Floc’h")
    desk.ask_place(page, "Gaël Le Floc’h", jury="Jury 1", start="13:30", preparation="Salle 104")
    desk.ask_place(page, "Maëlle Szymański", jury="Jury 2", start="08:30", preparation="Salle 105")
    desk.ask_place(page, "Naïma Ouarda", jury="Jury 2", start="13:30", preparation="Salle 105")
    desk.declare_link(page, "Szymański", juror="Sylvie Arnoux", reason="a formé le candidat")
    desk.tab(page, "Planning")
    page.get_by_role("link", name="Publier…").click()
    expect(page.get_by_role("heading", name="1 point empêche de publier")).to_be_visible()
    expect(page.get_by_text("Sylvie Arnoux a formé ce candidat")).to_be_visible()
    page.get_by_role("link", name="Confiez ce candidat à un autre jury").click()
    desk.choose(page, "Échanger avec", "Amélie Bœuf-Lacroix")
    page.get_by_role("button", name="Échanger").click()
    desk.told(page, "passages échangés.")


def publish(page: Page) -> None:
    page.get_by_role("link", name="Publier…").click()
    page.get_by_role("button", name="Publier la version 1").click()
    desk.told(page, "Version 1 publiée.")


def refuse_a_stale_form(day: Day, page: Page, late: Page) -> None:
    """Two people at once: whoever saw the planning before it changed is told so, and nothing moves."""
    late.goto(page.url)
    late.get_by_role("link", name="Voir en liste").click()
    late.get_by_role("link", name="Déplacer Naïma Ouarda").click()
    desk.ask_place(page, "Naïma Ouarda", jury="Jury 2", start="13:45", preparation="Salle 105")
    desk.told(page, "Naïma Ouarda, Jury 2 à 13 h 45.")
    desk.fill(late, {"Début": "16:00"})
    late.get_by_role("button", name="Déplacer", exact=True).click()
    refusal = late.get_by_role("alert").filter(has_text="Rien n’a été changé")
    expect(refusal).to_contain_text("Le planning a changé depuis l’affichage de cette page.")
    expect(desk.field(late, "Début")).to_have_value("16:00")


def mark(day: Day) -> tuple[Page, Page]:
    """Both jurors hand in their three grids; they disagree on C2.3 and on C3.2."""
    claire, marc = (day.page_of(name, **jury.TABLET) for name in ("Claire", "Marc"))
    play_roles(claire)
    fill_and_hand_in(claire, "Mise en situation", {}, {"C2.3": NOTES[0]})
    interview_through_an_outage(day, claire)
    fill_and_hand_in(marc, "Mise en situation", {"C2.3": "Non"}, {"C2.3": NOTES[1]})
    fill_and_hand_in(marc, "Entretien technique", {}, {})
    fill_and_hand_in(marc, "Entretien final", {}, {})
    jury.deliberate(marc, JUDGED)
    jury.waits_for_the_others(marc)
    fill_and_hand_in(claire, "Entretien final", {}, {})
    return claire, marc


def play_roles(page: Page) -> None:
    """Who plays the client, and the two changes written then announced."""
    jury.open_grid(page, "Mise en situation", JUDGED)
    page.get_by_role("radio", name="Marc Thiébaut").check()
    expect(page.get_by_text("Vous observez.")).to_be_visible()
    jury.write_change(page, 1, kind="économique", text="Budget réduit de 15 %.")
    jury.write_change(page, 2, kind="humain", text="Nouvel acheteur.")
    page.get_by_role("link", name="Ma journée").click()


def fill_and_hand_in(page: Page, phase: str, answers: dict[str, str], notes: dict[str, str]) -> None:
    jury.open_grid(page, phase, JUDGED)
    jury.fill_grid(page, besides=answers)
    for criterion, text in notes.items():
        jury.note(page, criterion, text)
    jury.hand_in(page)


def interview_through_an_outage(day: Day, page: Page) -> None:
    """A tick outlives the server that stops under it; a reload keeps all of them."""
    jury.open_grid(page, "Entretien technique", JUDGED)
    jury.fill_grid(page, besides={"C3.2": "Non"})
    day.server.stop()
    jury.tick(page, "C6.3", "Non")
    expect(jury.status(page)).to_contain_text("Hors ligne : 1 saisie gardée sur cette tablette")
    day.server.start()
    expect(jury.status(page)).to_contain_text(jury.SAVED, timeout=20_000)
    page.reload()
    jury.is_ticked(page, "C3.1", "Oui")
    jury.is_ticked(page, "C3.2", "Non")
    jury.is_ticked(page, "C6.3", "Non")
    jury.tick(page, "C6.3", "Oui")
    jury.note(page, "C3.2", NOTES[2])
    jury.hand_in(page)


def decide(day: Day, claire: Page, marc: Page) -> None:
    """Disagreements first, a motive for what is not validated, the decision, two signatures, the seal."""
    jury.deliberate(claire, JUDGED)
    expect(claire.get_by_role("heading", name="2 désaccords sur 21 réponses")).to_be_visible()
    for text in NOTES:
        expect(claire.get_by_text(text)).to_be_visible()
    jury.settle(claire, "C2.3", "Oui")
    jury.settle(claire, "C3.2", "Non")
    expect(claire.get_by_text("tout est tranché", exact=True)).to_be_visible()  # and brings the motive
    motive = claire.get_by_role("textbox", name="Motif pour C3")
    with claire.expect_response(lambda answer: "/motif/" in answer.url):
        motive.fill(MOTIVES[0])
        motive.blur()
    claire.get_by_role("link", name="Décider et signer").click()
    expect(claire.get_by_role("radio", name="CCP")).to_be_checked()
    claire.get_by_role("button", name="Enregistrer la décision").click()
    jury.draw_signature(claire)
    jury.sign(claire, day.accounts["Claire"][1])
    jury.deliberate(marc, JUDGED)
    marc.get_by_role("link", name="Décider et signer").click()
    expect(marc.get_by_role("img", name="Tracé de Claire")).to_be_visible()
    jury.sign(marc, day.accounts["Marc"][1])
    expect(marc.get_by_text(re.compile("Scellé .* empreinte"))).to_be_visible()


def check_paper(day: Day, page: Page, *, version: int) -> None:
    """The grids, the result sheet and the procès-verbal; the digits on it are those of the exported results."""
    open_tab(day, page, "Impression")
    results = day.server.manage("export_results", REFERENCE, "--format", "json").rstrip("\n")
    digits = short(hashlib.sha256(results.encode()).hexdigest())
    names = ("Szymański", "Claire Vasseur", "Marc Thiébaut")
    grids = paper.downloaded(page, f"Grilles remplies de {JUDGED}")
    assert paper.missing(grids, *names, "Oui", "Non", NOTES[2]) == []
    sheet = paper.downloaded(page, f"Fiche de résultat de {JUDGED}")
    assert paper.missing(sheet, *names, "Non validée", f"Motif : {MOTIVES[version - 1]}", f"version {version}") == []
    minutes = paper.downloaded(page, "Télécharger : Procès-verbal")
    assert paper.missing(minutes, *names, "sous réserve de validation", f"version {version} · {digits}") == []


def amend(day: Day, page: Page) -> None:
    """The sealed result stands; the correction is laid over it, with its author and reason."""
    open_tab(day, page, "Délibérations")
    page.get_by_role("link", name=f"Ouvrir la délibération de {JUDGED}").click()
    page.get_by_role("link", name="Voir la décision scellée").click()
    page.get_by_role("link", name="Rectifier…").click()
    desk.fill(page, {"Motif pour C3": MOTIVES[1], "Motif de la rectification": "Faute de frappe dans le motif."})
    page.get_by_label("Code", exact=False).last.fill(day.accounts["Paul"][1])
    page.get_by_role("button", name="Enregistrer la rectification").click()
    line = page.get_by_role("row").filter(has_text="Paul Garnier")
    expect(line).to_contain_text(MOTIVES[1])
    open_tab(day, page, "Délibérations")
    expect(page.get_by_role("row").filter(has_text="Szymański")).to_contain_text("Scellé, version 2")


def open_tab(day: Day, page: Page, name: str) -> None:
    page.goto(day.server.address)
    page.get_by_role("link", name="Sessions", exact=True).first.click()
    page.get_by_role("row").filter(has_text=REFERENCE).get_by_role("link").click()
    desk.tab(page, name)
