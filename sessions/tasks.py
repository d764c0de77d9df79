"""What is left to settle, told by kind: conflicts grouped so that a person reads « 2 dossiers incomplets » once."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ntc_cert.words import plural
from sessions.conflict_rules import Conflict


class Where(StrEnum):
    """The kind of page that mends a conflict."""

    PASSAGE = "passage"
    DOSSIER = "dossier"
    PANEL = "panel"
    JUROR = "juror"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Kind:
    singular: str
    plural: str
    where: Where
    codes: frozenset[str]


_PASSAGE, _DOSSIER, _PANEL, _JUROR, _SESSION = Where

# In the order in which one would settle them; each code of `RULES` stands in one kind.
KINDS: Final = tuple(
    Kind(singular, many, where, frozenset(codes.split()))
    for singular, many, where, codes in (
        (
            "double occupation à défaire",
            "doubles occupations à défaire",
            _PASSAGE,
            "panel_double_booked juror_double_booked candidate_double_booked candidate_placed_twice room_double_booked",
        ),
        ("jury à compléter", "jurys à compléter", _PANEL, "panel_missing too_few_jurors"),
        ("juré à remplacer", "jurés à remplacer", _PANEL, "juror_ineligible"),
        (
            "juré lié à son candidat",
            "jurés liés à leur candidat",
            _PASSAGE,
            "trainer_of_candidate declared_link same_employer",
        ),
        ("juré indisponible", "jurés indisponibles", _PASSAGE, "juror_unavailable"),
        ("candidat indisponible", "candidats indisponibles", _PASSAGE, "candidate_unavailable"),
        (
            "salle à changer",
            "salles à changer",
            _PASSAGE,
            "room_missing room_use room_equipment room_closed rooms_not_apart rooms_differ jury_room_changes",
        ),
        ("passage hors des heures", "passages hors des heures", _PASSAGE, "not_a_session_day outside_hours"),
        (
            "passage à refaire",
            "passages à refaire",
            _PASSAGE,
            "wrong_steps phase_broken phases_out_of_order duration_below",
        ),
        ("candidat à placer", "candidats à placer", _PASSAGE, "unplaced"),
        ("client reconnaissable", "clients reconnaissables", _DOSSIER, "client_not_masked"),
        ("dossier incomplet", "dossiers incomplets", _DOSSIER, "dossier_incomplete"),
        ("dossier à renseigner", "dossiers à renseigner", _DOSSIER, "dossier_unknown"),
        ("juré à vérifier", "jurés à vérifier", _JUROR, "juror_to_check"),
        ("organisme commun à vérifier", "organismes communs à vérifier", _PASSAGE, "training_centre_staff"),
        ("juré sans déjeuner", "jurés sans déjeuner", _PASSAGE, "juror_without_lunch"),
        ("temps trop court entre deux candidats", "temps trop courts entre deux candidats", _PASSAGE, "gap_too_short"),
        ("temps à prévoir entre deux candidats", "temps à prévoir entre deux candidats", _SESSION, "no_gap"),
        (
            "salle à vérifier",
            "salles à vérifier",
            _PASSAGE,
            "room_unneeded panel_elsewhere",
        ),
        ("salle de jury à vérifier", "salles de jury à vérifier", _PANEL, "panel_changes_room panel_shares_room"),
        ("durée à vérifier", "durées à vérifier", _PASSAGE, "duration_above off_grid"),
    )
)
KIND_OF: Final[dict[str, Kind]] = {code: kind for kind in KINDS for code in kind.codes}


@dataclass(frozen=True, slots=True)
class Task:
    """Conflicts of one kind, to be settled together."""

    kind: Kind
    conflicts: tuple[Conflict, ...]

    @property
    def blocks(self) -> bool:
        return any(found.blocks for found in self.conflicts)

    @property
    def heading(self) -> str:
        """« 2 dossiers incomplets »."""
        return plural(len(self.conflicts), self.kind.singular, self.kind.plural)


def tasks_of(conflicts: Iterable[Conflict]) -> list[Task]:
    """One task for each kind found, what blocks first."""
    found: dict[Kind, list[Conflict]] = {}
    for conflict in conflicts:
        found.setdefault(KIND_OF[conflict.code], []).append(conflict)
    tasks = [Task(kind, tuple(found[kind])) for kind in KINDS if kind in found]
    return sorted(tasks, key=lambda task: not task.blocks)
