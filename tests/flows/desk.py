"""What the administration and an organiser do on screen before the day, by visible labels and roles."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

DRAWN_CODE = re.compile(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}")


def field(scope: Page | Locator, label: str) -> Locator:
    """The field whose label starts so; optional ones go on with « facultatif »."""
    return scope.get_by_label(re.compile(rf"^\s*{re.escape(label)}([\s,*]|$)")).first


def fill(scope: Page | Locator, values: Mapping[str, str]) -> None:
    for label, value in values.items():
        field(scope, label).fill(value)


def choose(scope: Page | Locator, label: str, told: str) -> None:
    """The option that says so, whatever else it says."""
    chosen = field(scope, label)
    chosen.select_option(chosen.locator("option", has_text=told).first.get_attribute("value"))


def told(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status").filter(has_text=sentence).first).to_be_visible()


def under_my_name(page: Page, link: str) -> None:
    page.locator("#person-menu summary").click()
    page.get_by_role("link", name=link, exact=True).click()


def add_centre(page: Page, *, name: str, code: str) -> None:
    under_my_name(page, "Centres")
    page.get_by_role("link", name="Ajouter un centre").click()
    fill(page, {"Nom": name, "Code": code, "Numéro d’agrément": "28-2024-11", "Ville": "Chartres"})
    page.get_by_role("button", name="Ajouter ce centre").click()
    told(page, f"Centre ajouté : {name}.")


def open_organiser(page: Page, *, first_name: str, last_name: str, username: str, code: str, centre: str) -> None:
    under_my_name(page, "Comptes")
    page.get_by_role("link", name="Ouvrir un compte").click()
    page.get_by_role("checkbox", name=centre).check()
    fill(page, {"Prénom": first_name, "Nom": last_name, "Identifiant": username, "Code": code})
    page.get_by_role("button", name="Ouvrir ce compte").click()
    expect(page.get_by_role("definition").filter(has_text=re.compile(rf"^\s*{username}\s*$"))).to_be_visible()


def add_juror(page: Page, *, first_names: str, last_name: str, employer: str, today: date) -> None:
    """Somebody of whom nothing can be said against sitting."""
    page.get_by_role("link", name="Jurés", exact=True).first.click()
    page.get_by_role("link", name="Ajouter un juré").click()
    day = f"{today:%d/%m/%Y}"
    fill(page, {"Nom": last_name, "Prénoms": first_names, "Employeur": employer, "Dernier exercice du métier": day})
    choose(page, "Professionnel(le) de la vente itinérante", "Oui")
    choose(page, "Expérience de l’animation", "Oui")
    fill(page, {"Référence de l’administration": f"ITV-{last_name}", "Charte acceptée le": day})
    fill(page, {"Formation à l’évaluation suivie le": f"{today - timedelta(days=30):%d/%m/%Y}"})  # comes before
    held = page.get_by_role("group", name="Habilitations")
    choose(held, "Titre", "NTC")
    fill(held, {"Du": f"01/01/{today.year}", "Au": f"31/12/{today.year + 3}"})
    page.get_by_role("button", name="Ajouter ce juré").click()
    expect(page.get_by_role("heading", name=f"{first_names} {last_name}")).to_be_visible()


def open_juror_account(page: Page, name: str) -> tuple[str, str]:
    """Username and the code shown once; from the page of the juror."""
    page.get_by_role("link", name="Ouvrir un compte").click()
    expect(page.get_by_role("heading", name=f"Ouvrir un compte pour {name}")).to_be_visible()
    page.get_by_role("button", name="Ouvrir ce compte").click()
    username = page.get_by_role("definition").nth(1).inner_text()
    code = page.get_by_role("definition").filter(has_text=DRAWN_CODE).inner_text()
    return username.strip(), code.strip()


def open_session(page: Page, *, reference: str, days: list[date]) -> None:
    page.get_by_role("link", name="Sessions", exact=True).first.click()
    page.get_by_role("link", name="Nouvelle session").first.click()
    fill(page, {"Référence": reference, "Numéro CERES": "1180457", "Lieu": "12 rue des Trois-Rivières, Chartres"})
    for number, day in enumerate(days, start=1):
        fill(page.get_by_role("group", name=f"Journée {number}"), {"Date": f"{day:%d/%m/%Y}"})
    page.get_by_role("button", name="Créer la session").click()
    told(page, f"Session {reference} créée.")


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Pages de la session").first.get_by_role("link", name=name).click()


def add_room(page: Page, *, name: str, jury: bool, equipment: str) -> None:
    tab(page, "Salles")
    page.get_by_role("link", name="Ajouter une salle").click()
    fill(page, {"Nom": name})
    page.get_by_role("checkbox", name="Salle de jury").set_checked(jury)
    page.get_by_role("checkbox", name="Salle de préparation").set_checked(not jury)
    field(page, "Équipement").select_option(label=equipment)
    page.get_by_role("button", name="Ajouter la salle").click()
    told(page, f"{name}, salle ajoutée.")


def read_candidates(page: Page, file: Path) -> None:
    tab(page, "Candidats")
    page.get_by_role("link", name="Importer un fichier").first.click()
    field(page, "Fichier CSV ou XLSX").set_input_files(file)
    page.get_by_role("button", name="Lire le fichier").click()


def seat(page: Page, *jurors: str, room: str) -> None:
    tab(page, "Jurys")
    page.get_by_role("link", name="Ajouter un jury").first.click()
    for juror in jurors:
        page.get_by_role("checkbox", name=juror).check()
    choose(page, "Salle de jury", room)
    page.locator("main").get_by_role("button", name=re.compile("Ajouter|Composer")).click()
    told(page, "ajouté.")


def ask_place(page: Page, candidate: str, *, jury: str, start: str, preparation: str | None) -> None:
    """Fill the form of a candidate to place or to move, and send it: the list, without the board."""
    tab(page, "Planning")
    page.get_by_role("link", name="Voir en liste").click()
    page.get_by_role("link", name=re.compile(rf"^(Placer|Déplacer) {candidate}")).click()
    choose(page, "Jury", jury)
    fill(page, {"Début": start})
    if preparation:
        choose(page, "Salle de préparation", preparation)
    page.get_by_role("button", name=re.compile("^(Placer|Déplacer)$")).click()


def declare_link(page: Page, candidate: str, *, juror: str, reason: str) -> None:
    tab(page, "Candidats")
    page.get_by_role("row", name=candidate).get_by_role("link").first.click()
    links = page.get_by_role("group", name="Liens avec des jurés")
    choose(links, "Juré", juror)
    fill(links, {"Lien": reason})
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    told(page, "Fiche enregistrée.")
