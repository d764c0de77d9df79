"""The columns of a candidates file and the fields that hold them."""

from collections.abc import Mapping
from typing import Final

from sessions.candidate_rows import Value
from sessions.models import Candidate, Person

PERSON_COLUMNS: Final = {
    "civilite": "civility",
    "nom": "birth_name",
    "nom_usage": "used_name",
    "prenom": "first_names",
    "date_naissance": "born_on",
    "lieu_naissance": "birth_place",
    "adresse": "address",
    "email": "email",
    "telephone": "phone",
}
CANDIDATE_COLUMNS: Final = {
    "identifiant": "reference",
    "parcours": "path",
    "epreuve": "route",
    "employeur": "employer",
    "organisme": "training_centre",
    "ccp_acquis": "held_ccps",
}
COLUMN_OF: Final = {field: column for column, field in (PERSON_COLUMNS | CANDIDATE_COLUMNS).items()}
# (during the preparation, during what is spoken)
EXTRA_TIMES: Final = {
    "non": (False, False),
    "preparation": (True, False),
    "oral": (False, True),
    "tout": (True, True),
}


def person_fields(values: Mapping[str, Value]) -> dict[str, object]:
    return {field: values[column] for column, field in PERSON_COLUMNS.items() if column in values}


def candidate_fields(values: Mapping[str, Value]) -> dict[str, object]:
    fields: dict[str, object] = {
        field: values[column] for column, field in CANDIDATE_COLUMNS.items() if column in values
    }
    if "held_ccps" in fields:
        fields["held_ccps"] = list(values["ccp_acquis"])
    if "tiers_temps" in values:
        preparation, oral = EXTRA_TIMES[str(values["tiers_temps"])]
        fields |= {"extra_time_preparation": preparation, "extra_time_oral": oral}
    return fields


def recorded_person(person: Person) -> dict[str, Value | None]:
    """What is known of somebody, as a line of a file would say it."""
    return {column: getattr(person, field) for column, field in PERSON_COLUMNS.items()}


def recorded(candidate: Candidate) -> dict[str, Value | None]:
    """What is known of a candidate, as a line of a file would say it."""
    enrolment = {column: getattr(candidate, field) for column, field in CANDIDATE_COLUMNS.items()}
    return {
        **recorded_person(candidate.person),
        **enrolment,
        "ccp_acquis": tuple(candidate.held_ccps),
        "tiers_temps": extra_time_word(candidate),
    }


def extra_time_word(candidate: Candidate) -> str:
    given = (candidate.extra_time_preparation, candidate.extra_time_oral)
    return next(word for word, times in EXTRA_TIMES.items() if times == given)
