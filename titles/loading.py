"""Commands: a référentiel's document becomes a version of a title, and comes back out the same."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from django.db import transaction

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
    line_of,
    repeated_keys,
)
from titles.models import ProfessionalTitle
from titles.reading import Fault, unstorable_texts
from titles.referentiel import Referentiel, UnreadableReferentiel


class Change(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Loaded:
    title: ProfessionalTitle
    change: Change


class FrozenTitle(Exception):
    """A session uses this version: the document may not change what it says."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class NotLoadable(Exception):
    """The file can't be used; `problems` are the lines to print."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


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
    """Load a file, or refuse it with one line per fault and nothing written."""
    text = _text(path)
    document = _json(path, text)
    try:
        return load_title(document)
    except (UnreadableReferentiel, FrozenTitle) as refusal:
        raise NotLoadable([f"{path} : ligne {line_of(text, one.path)}, {one}" for one in refusal.faults]) from refusal


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
        raise FrozenTitle(*faults)


def _changed_aids(title: ProfessionalTitle, document: Document) -> Iterator[Fault]:
    reason = "une session utilise cette version, et l’écran porte un autre contenu"
    cure = f"Laissez cette liste vide dans le fichier{NBSP}: elle se modifie à l’écran."
    if guide_of(document) not in ([], title.interview_guide):
        yield Fault(GUIDE, reason, cure)
    for rank, competence in enumerate(document["competences"]):
        for index, criterion in enumerate(competence["criteria"]):
            if criterion.get(FIELDS, []) not in ([], title.observation_fields_of(criterion["code"])):
                yield Fault(f"competences[{rank}].criteria[{index}].{FIELDS}", reason, cure)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        _refuse(path, 1, "ce fichier n’existe pas", "Vérifiez le chemin.")
    except (OSError, ValueError):
        _refuse(path, 1, "ce fichier ne se lit pas", "Vérifiez que c’est un fichier et qu’il est lisible.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as stop:
        line = content.count(b"\n", 0, stop.start) + 1
        _refuse(path, line, "ce n’est pas du texte UTF-8", "Donnez un fichier JSON enregistré en UTF-8.")


def _json(path: Path, text: str) -> Document:
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as stop:
        reason = f"ce n’est plus du JSON à la colonne {stop.colno}" if text.strip() else "le fichier est vide"
        _refuse(path, stop.lineno, reason, "Corrigez la virgule, le guillemet ou l’accolade à cet endroit.")
    except (ValueError, RecursionError):
        _refuse(path, 1, "un nombre ou un emboîtement y est démesuré", "Donnez un référentiel écrit en JSON.")
    if repeated := list(repeated_keys(text)):
        problem = "ce champ est écrit deux fois au même endroit. Gardez-en un seul."
        raise NotLoadable([f"{path} : ligne {line}, champ « {name} » : {problem}" for line, name in repeated])
    return document


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _refuse(path: Path, line: int, reason: str, cure: str) -> NoReturn:
    raise NotLoadable([f"{path} : ligne {line}, {Fault('fichier', reason, cure)}"])
