"""What must hold between the parts of a référentiel, once each part is readable by itself."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ntc_cert.words import NBSP, listing, quoted
from titles.reading import Fault
from titles.routes import CRITERION_CODE, Phase, PhaseKind, Place, Route, StepKind, in_order

if TYPE_CHECKING:
    from titles.referentiel import Referentiel

FIRST_STEPS = frozenset({StepKind.PREPARATION, StepKind.JURY_PREPARATION})


def incoherences(referentiel: "Referentiel") -> Iterator[Fault]:
    yield from _lists(referentiel)
    yield from _codes(referentiel)
    yield from _competences_in_ccps(referentiel)
    yield from _route_keys(referentiel)
    for route in referentiel.routes.values():
        yield from _phases(route)
        yield from _assessed_once(referentiel, route)
    yield from _moments(referentiel)


def _lists(referentiel: "Referentiel") -> Iterator[Fault]:
    if not referentiel.ccps:
        yield Fault("ccps", "la liste est vide", "Donnez au moins un CCP.")
    for index, ccp in enumerate(referentiel.ccps):
        if not ccp.competences:
            yield Fault(f"ccps[{index}].competences", "la liste est vide", "Donnez au moins un numéro de compétence.")
    for index, competence in enumerate(referentiel.competences):
        if not competence.criteria:
            yield Fault(f"competences[{index}].criteria", "la liste est vide", "Donnez au moins un critère.")


def _codes(referentiel: "Referentiel") -> Iterator[Fault]:
    yield from _repeated("ccps[{}].code", [ccp.code for ccp in referentiel.ccps])
    yield from _repeated("competences[{}].number", [competence.number for competence in referentiel.competences])
    yield from _repeated("written_changes[{}].rank", [change.rank for change in referentiel.written_changes])
    for name in ("proposal_parts", "change_fields", "final_interview_themes"):
        yield from _repeated(f"{name}[{{}}].code", [item.code for item in getattr(referentiel, name)])
    for index, competence in enumerate(referentiel.competences):
        place = f"competences[{index}].criteria[{{}}].code"
        codes = [criterion.code for criterion in competence.criteria]
        yield from _repeated(place, codes)
        yield from _misnumbered(place, codes, competence.number)


def _repeated(place: str, keys: Sequence[Hashable]) -> Iterator[Fault]:
    for index, key in enumerate(keys):
        if key in keys[:index]:
            yield Fault(place.format(index), f"{quoted(str(key))} est déjà pris plus haut", "Donnez un code à chacun.")


def _misnumbered(place: str, codes: Sequence[str], number: int) -> Iterator[Fault]:
    for index, code in enumerate(codes):
        match = CRITERION_CODE.fullmatch(code)
        if match is None or int(match[1]) != number:
            yield Fault(
                place.format(index),
                f"lu {quoted(code)} dans la compétence {number}",
                f"Écrivez C{number}.{index + 1}{NBSP}: le numéro de la compétence, un point, le rang du critère.",
            )
    if tuple(codes) != in_order(codes):
        yield Fault(place.format(0), f"lu {listing(codes)}", "Rangez les critères dans l’ordre de leur rang.")


def _competences_in_ccps(referentiel: "Referentiel") -> Iterator[Fault]:
    numbers = [competence.number for competence in referentiel.competences]
    placed: set[int] = set()
    for index, ccp in enumerate(referentiel.ccps):
        for rank, number in enumerate(ccp.competences):
            place = f"ccps[{index}].competences[{rank}]"
            if number not in numbers:
                yield Fault(place, f"la compétence {number} n’existe pas", f"Écrivez un numéro parmi {_some(numbers)}.")
            elif number in placed:
                yield Fault(place, f"la compétence {number} est déjà dans un CCP", "Gardez-la une seule fois.")
            placed.add(number)
    for index, number in enumerate(numbers):
        if number not in placed:
            yield Fault(
                f"competences[{index}].number",
                f"la compétence {number} n’est dans aucun CCP",
                "Ajoutez son numéro aux compétences d’un CCP.",
            )
    if numbers != sorted(numbers):
        yield Fault("competences", f"lu {_some(numbers)}", "Rangez les compétences dans l’ordre de leur numéro.")


def _route_keys(referentiel: "Referentiel") -> Iterator[Fault]:
    codes = tuple(ccp.code for ccp in referentiel.ccps)
    examined = {"title": codes, "final": ()}
    examined |= {f"ccp{rank}": (code,) for rank, code in enumerate(codes, start=1)}
    for key, route in referentiel.routes.items():
        if key not in examined:
            yield Fault(f"routes.{key}", "cette inscription n’existe pas", f"Gardez {_some(examined)}.")
        elif route.ccps != examined[key]:
            cure = f"Écrivez {_some(examined[key])}." if examined[key] else "Laissez cette liste vide."
            yield Fault(f"routes.{key}.ccps", f"lu {_some(route.ccps)}", cure)
    for key in examined:
        if key not in referentiel.routes:
            yield Fault(f"routes.{key}", "ce champ manque", "Ajoutez cette inscription et ses épreuves.")


def _phases(route: Route) -> Iterator[Fault]:
    place = f"routes.{route.key}.phases"
    kinds = [phase.kind for phase in route.phases]
    yield from _repeated(f"{place}[{{}}].kind", kinds)
    if (route.key in {"title", "final"}) != (PhaseKind.FINAL_INTERVIEW in kinds):
        cure = "Retirez-en" if PhaseKind.FINAL_INTERVIEW in kinds else "Ajoutez-y"
        yield Fault(
            place,
            "l’entretien final appartient au titre et à l’inscription final, à elles seules (RCT09)",
            f"{cure} l’épreuve final_interview.",
        )
    for index, phase in enumerate(route.phases):
        yield from _steps(f"{place}[{index}]", phase)


def _steps(place: str, phase: Phase) -> Iterator[Fault]:
    kinds = [step.kind for step in phase.steps]
    yield from _repeated(f"{place}.steps[{{}}].kind", kinds)
    if not FIRST_STEPS.issuperset(kinds[:1]) and FIRST_STEPS.intersection(kinds):
        yield Fault(f"{place}.steps", "une préparation vient après une autre étape", "Mettez les préparations en tête.")
    if not set(kinds) - FIRST_STEPS:
        yield Fault(f"{place}.steps", "aucune étape devant le jury", "Ajoutez l’étape où le jury évalue.")
    if phase.kind is PhaseKind.FINAL_INTERVIEW and phase.criteria:
        yield Fault(
            f"{place}.criteria",
            f"lu {_some(phase.criteria)}",
            f"Laissez cette liste vide{NBSP}: l’entretien final n’en a pas.",
        )
    for index, step in enumerate(phase.steps):
        if step.candidate is None and step.jury is None:
            yield Fault(f"{place}.steps[{index}]", "personne n’y est", "Placez-y le candidat ou le jury.")
        if step.jury is Place.PREPARATION_ROOM:
            yield Fault(f"{place}.steps[{index}].jury", f"lu {quoted(step.jury)}", "Écrivez jury_room ou null.")


def _assessed_once(referentiel: "Referentiel", route: Route) -> Iterator[Fault]:
    examined = {number for ccp in referentiel.ccps if ccp.code in route.ccps for number in ccp.competences}
    wanted = [one.code for item in referentiel.competences if item.number in examined for one in item.criteria]
    seen: set[str] = set()
    for index, phase in enumerate(route.phases):
        place = f"routes.{route.key}.phases[{index}].criteria"
        for code in phase.criteria:
            if code not in wanted:
                yield Fault(place, f"le critère {quoted(code)} n’est pas de cette inscription", "Retirez-le.")
            elif code in seen:
                yield Fault(place, f"le critère {quoted(code)} y est évalué deux fois", "Gardez-le une seule fois.")
            seen.add(code)
    missing = [code for code in wanted if code not in seen]
    if missing:
        yield Fault(
            f"routes.{route.key}.phases",
            f"{listing(missing)} {'ne sont' if len(missing) > 1 else 'n’est'} dans aucune épreuve",
            "Ajoutez chaque critère à l’épreuve qui l’évalue.",
        )


def _moments(referentiel: "Referentiel") -> Iterator[Fault]:
    for index, change in enumerate(referentiel.written_changes):
        for key, kind in change.said_during.items():
            place = f"written_changes[{index}].said_during.{key}"
            route = referentiel.routes.get(key)
            if route is None:
                yield Fault(place, "cette inscription n’existe pas", f"Écrivez {_some(referentiel.routes)}.")
            elif kind not in {step.kind for phase in route.phases for step in phase.steps}:
                yield Fault(place, f"{quoted(kind)} n’est pas une étape de cette inscription", "Écrivez-en une autre.")


def _some(values: Iterable[object]) -> str:
    return listing([str(value) for value in values]) or "une liste vide"
