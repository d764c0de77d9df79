"""The référentiel's JSON document: what in it is law, what is the centre's aid, in which order it is written."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from titles.routes import route_rank

FIELDS: Final = "observation_fields"
GUIDE: Final = "interview_guide"

# PostgreSQL doesn't keep the order of keys: a dump writes them in these, and keys unknown to us at the end.
TOP_KEYS: Final = (
    *("title", "ccps", "competences", "routes", "written_changes", "change_fields", "proposal_parts"),
    *("final_interview_themes", GUIDE),
)
KEYS: Final = (
    *("kind", "minutes", "candidate", "jury", "rank", "said_during", "number", "code"),
    *("rcc_code", "text", "label", "value", "short_label", "level", "nsf", "rct_code", "version", "dates", "source"),
    *("ccps", "competences", "preparation_equipment", "jury_equipment", "aliases", FIELDS, "steps", "criteria"),
    "phases",
)

Document = dict[str, Any]


def law_of(document: Document) -> Document:
    """The document without the aids a centre may change."""
    law = deepcopy(document)
    law.pop(GUIDE, None)
    for competence in law["competences"]:
        for criterion in competence["criteria"]:
            criterion.pop(FIELDS, None)
    return law


def fields_of(document: Document) -> dict[str, list[str]]:
    """The observation fields by criterion code, where there are some."""
    criteria = (criterion for competence in document["competences"] for criterion in competence["criteria"])
    return {one["code"]: list(one[FIELDS]) for one in criteria if one.get(FIELDS)}


def guide_of(document: Document) -> list[str]:
    return list(document.get(GUIDE, []))


def document_of(law: Document, fields: Mapping[str, Sequence[str]], guide: Sequence[str]) -> Document:
    """The whole document again, its keys in the order of a dump."""
    document = deepcopy(law)
    document[GUIDE] = list(guide)
    for competence in document["competences"]:
        for criterion in competence["criteria"]:
            criterion[FIELDS] = list(fields.get(criterion["code"], []))
    return {key: in_key_order(document[key]) for key in sorted(document, key=_rank_in(TOP_KEYS))}


def in_key_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: in_key_order(value[key]) for key in sorted(value, key=_rank_in(KEYS))}
    if isinstance(value, list):
        return [in_key_order(below) for below in value]
    return value


def _rank_in(keys: Sequence[str]) -> Callable[[str], tuple[int, tuple[int, int, str]]]:
    """Known keys in their order, then the others as routes are, then by name."""

    def rank(key: str) -> tuple[int, tuple[int, int, str]]:
        return keys.index(key) if key in keys else len(keys), route_rank(key)

    return rank


def digest(law: Document) -> str:
    """The same for the same law, whatever the order of its keys."""
    canonical = json.dumps(law, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_difference(one: Any, other: Any, path: str = "") -> str:
    """The path of the first place where two documents differ; empty when they do not."""
    if isinstance(one, dict) and isinstance(other, dict):
        places = [(f"{path}.{key}" if path else key, one.get(key), other.get(key)) for key in one | other]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        places = [(f"{path}[{rank}]", one[rank], other[rank]) for rank in range(len(one))]
    else:
        return "" if one == other else path
    differences = (first_difference(mine, theirs, place) for place, mine, theirs in places)
    return next(filter(None, differences), "")


def version_rank(version: str) -> tuple[tuple[int, str], ...]:
    """Orders versions as people do: 2 before 10."""
    return tuple((int(digits or 0), text) for text, digits in re.findall(r"(\D*)(\d*)", version))
