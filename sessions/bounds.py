"""What may no longer change of a candidate, read once for a session: placed, published, judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import PROTECT

from ntc_cert.folding import folded
from sessions import held_ccps
from sessions.dossier_rules import Kind
from sessions.held_ccps import Objection
from sessions.models import Candidate, DossierDocument, ExamPath, ExamSession, Passage, Person


@dataclass(frozen=True, slots=True)
class Bounds:
    published: bool
    placed: frozenset[int]  # candidates with a passage
    judged: frozenset[int]  # candidates of whom the jury has written something
    kept: frozenset[tuple[int, str]] = frozenset()  # candidates, each with the kind of a document of their dossier


def bounds_of(exam_session: ExamSession) -> Bounds:
    """Six queries at most, whatever the number of candidates."""
    enrolled = exam_session.candidates.all()
    judged: set[int] = set()
    # Whatever protects a candidate from deletion is the jury's, on a floor that this one does not know.
    for relation in Candidate._meta.related_objects:
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": enrolled})
            judged.update(rows.values_list(relation.field.attname, flat=True))
    placed = Passage.objects.filter(candidate__in=enrolled).values_list("candidate_id", flat=True)
    documents = DossierDocument.objects.filter(candidate__in=enrolled).values_list("candidate_id", "kind")
    return Bounds(exam_session.versions.exists(), frozenset(placed), frozenset(judged), frozenset(documents))


def identity_of(person: Person) -> tuple[str, str, date | None]:
    """Who this is without an identifier, as `Row.identity` says it of a line."""
    return folded(person.birth_name), folded(person.first_names), person.born_on


def objections(candidate: Candidate, changes: Mapping[str, object], bounds: Bounds) -> Iterator[tuple[str, Objection]]:
    """Why these fields can't be written, each with the field it speaks of."""
    route = str(changes.get("route", candidate.route))
    held = tuple(changes.get("held_ccps", candidate.held_ccps))
    if {"route", "held_ccps"} & set(changes):
        refusal = held_ccps.refusal(candidate.exam_session.referentiel, route, held)
        if refusal:
            yield "route", refusal
    if candidate.pk:
        yield from _of_what_is_done(candidate, changes, bounds)
    path = changes.get("path", candidate.path)
    if path == ExamPath.VAE and changes.get("training_results_received", candidate.training_results_received):
        yield (
            "path",
            Objection(
                "Un parcours VAE n’a pas de résultats en formation (RCT07 3°), et ceux de ce candidat sont reçus.",
                "Effacez-les sur sa fiche, ou gardez le parcours formation.",
            ),
        )


def _of_what_is_done(
    candidate: Candidate, changes: Mapping[str, object], bounds: Bounds
) -> Iterator[tuple[str, Objection]]:
    for field, name in (("route", "L’inscription"), ("held_ccps", "Les CCP acquis")):
        if field in changes and candidate.pk in bounds.judged:
            verb = "ne change plus" if field == "route" else "ne changent plus"
            yield field, Objection(f"{name} {verb} : le jury a déjà écrit.", "Gardez la valeur enregistrée.")
    if "route" in changes and candidate.pk in bounds.placed and candidate.pk not in bounds.judged:
        yield (
            "route",
            Objection("Un passage est déjà placé pour l’autre inscription.", "Retirez d’abord ce passage du planning."),
        )
    if "reference" in changes and bounds.published:
        yield (
            "reference",
            Objection(f"Le planning publié nomme déjà « {candidate.reference} ».", "Gardez cet identifiant."),
        )
    for kind in Kind:
        if changes.get(kind.flag, True) is not True and (candidate.pk, kind) in bounds.kept:
            yield (
                kind.flag,
                Objection(
                    f"« {kind.label} » est dans le dossier déposé : ce document est reçu.",
                    "Retirez-le d’abord du dossier, sur la fiche.",
                ),
            )
