"""Every rule of the timetable in one table: how severe, on what authority, and how it is mended.

A rule blocks when the référentiel or the regulation would be broken on the day; it warns when the organiser
may have a reason, or when nothing is known yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from juries.eligibility import CHARTER, Level
from ntc_cert.words import typeset
from sessions.timetable import Id

ROOMS: Final = "RCT08 2°, RCC06 2°"
SHOWN: Final = "RCT08 3°, RCC06 3°"
COURSE: Final = "RCT08, RCT09, RCC06"
CENTRE: Final = "Règle du centre"
IMPARTIAL: Final = "Impartialité du jury (CE, 18 juillet 2008)"


@dataclass(frozen=True, slots=True)
class Rule:
    level: Level
    source: str
    title: str
    cure: str


BLOCKS, WARNS = Level.BLOCKS, Level.WARNS
_MOVE: Final = "Choisissez un autre horaire pour ce passage."
_MOVE_ONE: Final = "Déplacez l’un des deux passages"
_PLACE_AGAIN: Final = "Placez à nouveau ce passage : ses étapes seront refaites d’après le référentiel."
_OTHER_JURY: Final = "Confiez ce candidat à un autre jury, ou remplacez ce juré."
_OTHER_ROOM: Final = "Choisissez une autre salle pour ce passage."
_RECEIVE: Final = "Demandez les pièces, puis cochez-les dans le dossier du candidat."

RULES: Final[dict[str, Rule]] = {
    # Two things at once. A panel also finishes a candidate before the next: the final interview needs the
    # results of the synthesis test (RCT09).
    "panel_double_booked": Rule(
        BLOCKS, "RCT09", "Jury avec deux candidats à la fois", f"{_MOVE_ONE}, ou changez-en le jury."
    ),
    "juror_double_booked": Rule(
        BLOCKS,
        "RCT08, RCC06",
        "Juré à deux endroits à la fois",
        f"{_MOVE_ONE}, ou remplacez ce juré dans l’un des jurys.",
    ),
    "candidate_placed_twice": Rule(
        BLOCKS, "RCT08, RCC06", "Deux passages pour un candidat", "Retirez l’un des passages."
    ),
    "candidate_double_booked": Rule(BLOCKS, "RCT08, RCC06", "Candidat à deux endroits à la fois", _MOVE),
    "room_double_booked": Rule(
        BLOCKS, ROOMS, "Salle pour deux passages à la fois", f"{_MOVE_ONE}, ou changez-en la salle."
    ),
    # Who judges.
    "panel_missing": Rule(BLOCKS, "RCT08, RCC06", "Passage sans jury", "Choisissez un jury pour ce passage."),
    "too_few_jurors": Rule(BLOCKS, "RCT08, RCC06", "Jury incomplet", "Ajoutez un juré à ce jury."),
    "juror_ineligible": Rule(BLOCKS, "RCT10", "Juré qui ne peut pas siéger", "Remplacez ce juré."),
    "juror_to_check": Rule(WARNS, "RCT10", "Juré à vérifier", "Complétez la fiche de ce juré."),
    "juror_unavailable": Rule(
        BLOCKS, "RCT08, RCC06", "Juré indisponible", "Choisissez un autre horaire, ou remplacez ce juré."
    ),
    "trainer_of_candidate": Rule(BLOCKS, CHARTER, "Juré qui a formé le candidat", _OTHER_JURY),
    "declared_link": Rule(BLOCKS, CHARTER, "Lien déclaré", _OTHER_JURY),
    # No text names the employer; a tie able to sway a juror keeps them away from that candidate.
    "same_employer": Rule(BLOCKS, IMPARTIAL, "Même employeur", _OTHER_JURY),
    "training_centre_staff": Rule(
        WARNS, IMPARTIAL, "Même organisme de formation", f"Vérifiez qu’aucun lien ne les unit. Sinon : {_OTHER_JURY}"
    ),
    # Where.
    "room_missing": Rule(BLOCKS, SHOWN, "Salle à choisir", _OTHER_ROOM),
    "room_use": Rule(BLOCKS, ROOMS, "Salle faite pour autre chose", _OTHER_ROOM),
    "room_equipment": Rule(BLOCKS, ROOMS, "Salle sans l’équipement", f"{_OTHER_ROOM} Ou équipez celle-ci."),
    "room_closed": Rule(BLOCKS, SHOWN, "Salle fermée", "Choisissez une autre salle ou un autre horaire."),
    "rooms_not_apart": Rule(
        BLOCKS, ROOMS, "Candidat et jury dans la même salle", "Choisissez une autre salle pour la préparation."
    ),
    "rooms_differ": Rule(BLOCKS, ROOMS, "Candidat et jury dans deux salles", "Réunissez-les dans la salle du jury."),
    "jury_room_changes": Rule(
        BLOCKS, ROOMS, "Changement de salle du jury", "Gardez la même salle pour tout le passage."
    ),
    # A room too many, or a panel elsewhere than usual, breaks no rule of the exam once the doors say it.
    "room_unneeded": Rule(WARNS, CENTRE, "Salle retenue sans besoin", _PLACE_AGAIN),
    "panel_elsewhere": Rule(WARNS, CENTRE, "Jury hors de sa salle", "Placez ce passage dans la salle du jury."),
    "panel_changes_room": Rule(WARNS, CENTRE, "Jury dans plusieurs salles", "Donnez une salle à ce jury."),
    "panel_shares_room": Rule(WARNS, CENTRE, "Salle partagée par deux jurys", "Donnez une salle à chaque jury."),
    # What and how long.
    "wrong_steps": Rule(BLOCKS, COURSE, "Étapes d’une autre inscription", _PLACE_AGAIN),
    "phase_broken": Rule(BLOCKS, COURSE, "Épreuve interrompue", _PLACE_AGAIN),
    "phases_out_of_order": Rule(BLOCKS, COURSE, "Épreuves dans le désordre", _PLACE_AGAIN),
    "duration_below": Rule(BLOCKS, COURSE, "Étape trop courte", _PLACE_AGAIN),
    "duration_above": Rule(WARNS, COURSE, "Étape plus longue que prévu", _PLACE_AGAIN),
    "off_grid": Rule(WARNS, CENTRE, "Heure hors du pas du planning", "Choisissez une heure ronde."),
    # When.
    "not_a_session_day": Rule(
        BLOCKS, SHOWN, "Hors des journées de la session", f"{_MOVE} Ou ajoutez cette journée à la session."
    ),
    "outside_hours": Rule(
        BLOCKS, SHOWN, "Hors des heures d’ouverture", f"{_MOVE} Ou changez les heures de cette journée."
    ),
    "candidate_unavailable": Rule(BLOCKS, SHOWN, "Candidat indisponible", _MOVE),
    # An organiser who places by hand may have agreed a later lunch with the jury: told, not forbidden.
    "juror_without_lunch": Rule(
        WARNS, CENTRE, "Juré sans déjeuner", "Laissez un temps libre à ce juré en milieu de journée."
    ),
    "gap_too_short": Rule(
        WARNS, CENTRE, "Trop peu de temps entre deux candidats", "Écartez les deux passages, ou réglez ce temps."
    ),
    "no_gap": Rule(
        WARNS, CENTRE, "Aucun temps entre deux candidats", "Réglez ce temps : le jury délibère et remplit ses grilles."
    ),
    # Dossiers: they may still arrive, and be masked, between publication and the day.
    "client_not_masked": Rule(
        WARNS, "RCT08, RCC06", "Client reconnaissable", "Masquez l’identité du client avant de remettre la proposition."
    ),
    "dossier_incomplete": Rule(WARNS, "RCT07, RCT08, RCT09", "Dossier incomplet", _RECEIVE),
    "dossier_unknown": Rule(WARNS, "RCT07, RCT08, RCT09", "Dossier non renseigné", _RECEIVE),
    "unplaced": Rule(WARNS, SHOWN, "Candidat à placer", "Placez ce candidat, ou retirez son inscription."),
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One broken rule, told to a person: who, where, when, what to do, and on what authority."""

    code: str
    level: Level
    sentence: str
    cure: str
    source: str
    candidate_ids: tuple[Id, ...] = ()
    juror_ids: tuple[Id, ...] = ()
    room_ids: tuple[Id, ...] = ()
    panel_ids: tuple[Id, ...] = ()
    start: datetime | None = None
    end: datetime | None = None

    @property
    def title(self) -> str:
        return RULES[self.code].title

    @property
    def blocks(self) -> bool:
        return self.level is Level.BLOCKS


def conflict(
    code: str,
    sentence: str,
    *,
    cure: str = "",
    source: str = "",
    candidates: Iterable[Id] = (),
    jurors: Iterable[Id] = (),
    rooms: Iterable[Id] = (),
    panels: Iterable[Id] = (),
    start: datetime | None = None,
    end: datetime | None = None,
) -> Conflict:
    """The rule's own level; its cure and source unless the case has better ones."""
    rule = RULES[code]
    return Conflict(
        code=code,
        level=rule.level,
        # Its last name may end with a full stop of its own, as « Alix A. » does.
        sentence=typeset(f"{sentence.rstrip('.')}." if sentence.endswith("..") else sentence),
        cure=typeset(cure or rule.cure),
        source=source or rule.source,
        candidate_ids=tuple(dict.fromkeys(candidates)),
        juror_ids=tuple(dict.fromkeys(jurors)),
        room_ids=tuple(dict.fromkeys(rooms)),
        panel_ids=tuple(dict.fromkeys(panels)),
        start=start,
        end=end,
    )
