"""Commands: a référentiel's document becomes a version of a title, and comes back out the same."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import transaction

from ntc_cert.json_files import JsonFile
from ntc_cert.refusals import Refused
from ntc_cert.words import NBSP
from titles.document import (
    FIELDS,
    GUIDE,
    Document,
    digest,
    document_of,
    fields_of,
    first_difference,
    guide_of,
    law_of,
)
from titles.models import ProfessionalTitle
from titles.reading import DOCUMENT, Fault, unstorable_texts
from titles.referentiel import Referentiel, UnreadableReferentiel


class Change(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Loaded:
    title: ProfessionalTitle
    change: Change


class FrozenTitle(Refused):
    """A session uses this version: the document may not change what it says."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__([str(fault) for fault in faults])


@transaction.atomic
def load_title(document: Document) -> Loaded:
    """Create or update one version; the same document a second time writes nothing."""
    referentiel = Referentiel.parse(document)
    if faults := list(unstorable_texts(document)):
        raise UnreadableReferentiel(faults)
    law = law_of(document)
    content = {
        "label": referentiel.label,
        "law": law,
        "law_digest": digest(law),
        "observation_fields": fields_of(document),
        "interview_guide": guide_of(document),
    }
    title, created = ProfessionalTitle.objects.get_or_create(
        code=referentiel.code, version=referentiel.version, defaults=content
    )
    if created:
        return Loaded(title, Change.CREATED)
    title = ProfessionalTitle.objects.select_for_update().get(pk=title.pk)
    if title.frozen_at:
        _refuse_changes(title, document, content)
        return Loaded(title, Change.UNCHANGED)
    return _replace(title, content)


def dump_title(title: ProfessionalTitle) -> Document:
    return document_of(title.law, title.observation_fields, title.interview_guide)


def written(document: Document) -> str:
    """The document as its file: UTF-8 text, two spaces, a last line feed."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def load_file(path: Path) -> Loaded:
    """Load a file, or raise `UnusableFile` with one line per fault and nothing written."""
    file = JsonFile.read(path)
    try:
        return load_title(file.document)
    except (UnreadableReferentiel, FrozenTitle) as refusal:
        raise file.unusable(refusal.faults) from refusal
    except RecursionError as stop:
        deep = Fault(DOCUMENT, "l’emboîtement y est démesuré", "Donnez un référentiel écrit en JSON.")
        raise file.unusable([deep]) from stop


def _replace(title: ProfessionalTitle, content: dict[str, Any]) -> Loaded:
    compared = ("law_digest", "observation_fields", "interview_guide")
    if all(getattr(title, name) == content[name] for name in compared):
        return Loaded(title, Change.UNCHANGED)
    for name, value in content.items():
        setattr(title, name, value)
    title.save(update_fields=list(content))
    return Loaded(title, Change.UPDATED)


def _refuse_changes(title: ProfessionalTitle, document: Document, content: dict[str, Any]) -> None:
    """On a frozen version a file may only repeat what is there; empty aids leave those entered on screen."""
    faults = []
    if title.law_digest != content["law_digest"]:
        cure = f"Donnez à ce texte un nouveau numéro de version (champ title.version), {title.version} reste tel quel."
        place = first_difference(content["law"], title.law)
        faults.append(Fault(place, "une session utilise cette version, son texte ne change plus", cure))
    faults += _changed_aids(title, document)
    if faults:
        raise FrozenTitle(faults)


def _changed_aids(title: ProfessionalTitle, document: Document) -> Iterator[Fault]:
    reason = "une session utilise cette version, et l’écran porte un autre contenu"
    cure = f"Laissez cette liste vide dans le fichier{NBSP}: elle se modifie à l’écran."
    if guide_of(document) not in ([], title.interview_guide):
        yield Fault(GUIDE, reason, cure)
    for rank, competence in enumerate(document["competences"]):
        for index, criterion in enumerate(competence["criteria"]):
            if criterion.get(FIELDS, []) not in ([], title.observation_fields_of(criterion["code"])):
                yield Fault(f"competences[{rank}].criteria[{index}].{FIELDS}", reason, cure)
