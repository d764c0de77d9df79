"""Who and what the demonstration session is made of: plain tables, no real person."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DemoJuror:
    username: str
    first_names: str
    last_name: str
    reference: str
    employer: str
    trained_on: date | None


@dataclass(frozen=True, slots=True)
class DemoCandidate:
    last_name: str
    first_names: str
    born_on: date
    route: str
    path: str
    employer: str
    panel: str
    day: int  # 0 is the first day of the session
    starts: dict[str, str]  # phase → clock; the first one is the passage's
    extra_time: bool = False
    proposal_received: bool = True


FIRST, ROLE_PLAY, FINAL = "technical_interview", "role_play", "final_interview"

JURORS = (
    DemoJuror("claire", "Claire", "Vasseur", "ITV-2019-114", "Outils Beauce", date(2024, 3, 12)),
    DemoJuror("marc", "Marc", "Thiébaut", "ITV-2021-037", "Distribution du Perche", date(2024, 3, 12)),
    DemoJuror("sylvie", "Sylvie", "Arnoux", "ITV-2018-201", "Emballages de l’Eure", date(2023, 9, 5)),
    DemoJuror("olivier", "Olivier", "Mangin", "ITV-2022-009", "Froid Service Centre", None),
    DemoJuror("fatou", "Fatou", "Diallo", "ITV-2020-166", "Peintures Ligériennes", date(2023, 9, 5)),
    DemoJuror("jean-noel", "Jean-Noël", "Périer", "ITV-2016-052", "Négoce Bâtiment 28", date(2022, 6, 21)),
    DemoJuror("bruno", "Bruno", "Castel", "ITV-2017-083", "Hydraulique Ouest", date(2022, 6, 21)),
)
PANELS = (
    ("A", "Jury A", ("claire", "marc"), "101", "104"),
    ("B", "Jury B", ("sylvie", "olivier"), "102", "105"),
    ("C", "Jury C", ("fatou", "jean-noel"), "103", "106"),
)
ROOMS = (
    ("101", "Salle 101", True, False, "speaker_phone"),
    ("102", "Salle 102", True, False, "speaker_phone"),
    ("103", "Salle 103", True, False, "speaker_phone"),
    ("104", "Salle 104", False, True, "phone"),
    ("105", "Salle 105", False, True, "phone"),
    ("106", "Salle 106", False, True, "phone"),
    ("201", "Salle 201", True, True, "none"),
)
CANDIDATES = (
    DemoCandidate(
        "Abgrall", "Lucien", date(1994, 3, 14), "ccp2", "formation", "Machines Abgrall", "B", 0, {FIRST: "13:45"}
    ),
    DemoCandidate("Benhaddou", "Karim", date(1981, 11, 2), "title", "vae", "Pompes et Fils", "A", 0, {FIRST: "13:00"}),
    DemoCandidate(
        "Bœuf-Lacroix", "Amélie", date(1998, 7, 27), "title", "formation", "Agro Conseil", "A", 0, {FIRST: "08:30"}
    ),
    DemoCandidate("Castaing", "Hélène", date(1990, 5, 9), "ccp1", "formation", "Isol’Eure", "C", 0, {FIRST: "08:30"}),
    DemoCandidate(
        "Da Silva Martins", "Léo", date(1987, 1, 30), "ccp2", "vae", "Vérandas Sud", "B", 0, {FIRST: "16:00"}
    ),
    DemoCandidate(
        "Le Floc’h",
        "Gaël",
        date(1996, 9, 18),
        "title",
        "formation",
        "Câbles de l’Ouest",
        "B",
        1,
        {FIRST: "08:30"},
        proposal_received=False,
    ),
    DemoCandidate(
        "Le Goff", "Rachid", date(1992, 12, 3), "ccp1", "formation", "Élévation 28", "C", 0, {FIRST: "10:30"}
    ),
    DemoCandidate(
        "Noël", "Thibault", date(1999, 2, 24), "ccp1", "formation", "Serrures Noël", "C", 0, {FIRST: "13:30"}
    ),
    DemoCandidate("Ouarda", "Naïma", date(1979, 5, 5), "final", "vae", "Papiers d’Armor", "A", 0, {FINAL: "16:15"}),
    DemoCandidate(
        "Petrović-Lambert", "Sofia", date(1995, 4, 11), "title", "formation", "Néon Déco", "C", 1, {FIRST: "08:30"}
    ),
    DemoCandidate(
        "Quéméneur",
        "Inès",
        date(2000, 1, 19),
        "title",
        "formation",
        "Bois de l’Aulne",
        "B",
        0,
        {FIRST: "08:30"},
        extra_time=True,
    ),
    DemoCandidate(
        "Szymański", "Maëlle", date(1988, 10, 8), "title", "vae", "Cuisines Maëlle", "A", 1, {FIRST: "08:30"}
    ),
)
# Under names kept for examples (RFC 2606, RFC 6761), where nobody receives anything. Noël has given none.
EMAILS = {
    "Vasseur": "claire.vasseur@outils-beauce.example",
    "Thiébaut": "m.thiebaut@distribution-perche.example",
    "Arnoux": "sylvie.arnoux@emballages-eure.example",
    "Mangin": "olivier.mangin@example.org",
    "Diallo": "fatou.diallo@example.org",
    "Périer": "jean-noel.perier@negoce28.example",
    "Castel": "bruno.castel@example.org",
    "Abgrall": "lucien@machines-abgrall.example",
    "Benhaddou": "karim.benhaddou@example.org",
    "Bœuf-Lacroix": "amelie.boeuf-lacroix@example.org",
    "Castaing": "helene.castaing@example.org",
    "Da Silva Martins": "leo.dasilvamartins@example.org",
    "Le Floc’h": "gael.le-floc'h+ntc@example.org",  # looks wrong, and is right
    "Le Goff": "rachid.legoff@example.org",
    "Ouarda": "naima_ouarda@example.org",
    "Petrović-Lambert": "s.petrovic-lambert@neon-deco.example",
    "Quéméneur": "ines.quemeneur@example.org",
    "Szymański": "maelle@cuisines-maelle.example",
}
TRAINING_RESULTS = "Évaluations passées en cours de formation : CCP Présenter, favorable ; CCP Élaborer, favorable."
NOTES = {
    "C2.3": ("Tient son prix, obtient un second rendez-vous.", "N’obtient pas d’engagement ferme du client."),
    "C3.2": (
        "Reconnaît le retard, mais ne propose aucune contrepartie.",
        "Propose une remise sur la prochaine commande.",
    ),
}
