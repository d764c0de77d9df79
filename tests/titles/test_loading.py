"""In and out: the same document, once or ten times."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.titles.documents import NTC, invented, ntc
from titles.loading import Change, FrozenTitle, dump_title, load_title, written
from titles.models import ProfessionalTitle
from titles.referentiel import UnreadableReferentiel

pytestmark = pytest.mark.django_db


def loaded(document: dict[str, Any]) -> ProfessionalTitle:
    load_title(document)
    return ProfessionalTitle.objects.get(code=document["title"]["code"], version=document["title"]["version"])


def frozen(document: dict[str, Any]) -> ProfessionalTitle:
    title = loaded(document)
    title.freeze()
    return title


@pytest.mark.parametrize("document", [ntc(), invented()], ids=["ntc", "invented"])
def test_load_and_dump_go_round(document: dict[str, Any]) -> None:
    dumped = dump_title(loaded(document))
    assert dumped == document
    assert load_title(dumped).change is Change.UNCHANGED
    assert written(dump_title(ProfessionalTitle.objects.get())) == written(dumped)


def test_the_file_is_its_own_dump() -> None:
    assert written(dump_title(loaded(ntc()))) == NTC.read_text(encoding="utf-8")


def test_loading_twice_changes_nothing() -> None:
    assert load_title(ntc()).change is Change.CREATED
    before = ProfessionalTitle.objects.values().get()
    assert load_title(ntc()).change is Change.UNCHANGED
    assert ProfessionalTitle.objects.values().get() == before


def test_an_unused_version_is_replaced_whole_aids_included() -> None:
    title = loaded(invented())
    title.observation_fields = {"C2.1": ["saisi à l’écran"]}
    title.save(update_fields=["observation_fields"])
    document = invented()
    document["title"]["label"] = "Réparateur(trice) de sextants"
    assert load_title(document).change is Change.UPDATED
    title.refresh_from_db()
    assert title.label == title.referentiel.label == "Réparateur(trice) de sextants"
    assert title.observation_fields == {"C1.1": ["Choisit le bon tournevis", "Range les vis"]}


def test_versions_stand_side_by_side() -> None:
    frozen(ntc())
    document = ntc()
    document["title"]["version"] = "3"
    document["competences"][0]["label"] = "Écouter"
    assert load_title(document).change is Change.CREATED
    labels = {title.version: title.referentiel.competence(1).label for title in ProfessionalTitle.objects.all()}
    assert labels == {"2": "Identifier la demande, la définir et construire la solution", "3": "Écouter"}


def test_a_used_version_refuses_another_wording_and_says_what_to_do() -> None:
    frozen(ntc())
    before = ProfessionalTitle.objects.values().get()
    document = ntc()
    document["competences"][3]["criteria"][1]["label"] = "Autre chose."
    with pytest.raises(FrozenTitle) as refused:
        load_title(document)
    (reason,) = refused.value.reasons
    assert reason.startswith("champ « competences[3].criteria[1].label » : une session utilise cette version")
    assert "nouveau numéro de version" in reason
    assert ProfessionalTitle.objects.values().get() == before


def test_a_used_version_keeps_the_aids_of_the_screen_when_the_file_has_none() -> None:
    title = frozen(ntc())
    title.observation_fields, title.interview_guide = {"C1.1": ["écoute"]}, ["Votre secteur"]
    title.save(update_fields=["observation_fields", "interview_guide"])
    assert load_title(ntc()).change is Change.UNCHANGED
    dumped = dump_title(ProfessionalTitle.objects.get())
    assert dumped["competences"][0]["criteria"][0]["observation_fields"] == ["écoute"]
    assert dumped["interview_guide"] == ["Votre secteur"]
    assert load_title(dumped).change is Change.UNCHANGED


def test_a_used_version_refuses_other_aids() -> None:
    frozen(ntc())
    document = ntc()
    document["interview_guide"] = ["Autre guide"]
    document["competences"][0]["criteria"][2]["observation_fields"] = ["autre champ"]
    with pytest.raises(FrozenTitle) as refused:
        load_title(document)
    assert [fault.path for fault in refused.value.faults] == [
        "interview_guide",
        "competences[0].criteria[2].observation_fields",
    ]
    assert ProfessionalTitle.objects.get().interview_guide == []


def test_what_a_database_cannot_keep_is_refused() -> None:
    document = invented()
    document["competences"][0]["label"] = "a\x00b"
    document["note"] = ["\ud800"]
    with pytest.raises(UnreadableReferentiel) as refused:
        load_title(document)
    assert [fault.path for fault in refused.value.faults] == ["competences[0].label", "note[0]"]
    assert not ProfessionalTitle.objects.exists()


class AnyWording(TestCase):
    """Whatever is written in it, a document comes back the same."""

    words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1).filter(str.strip)

    @given(words, st.lists(words, max_size=3), st.dictionaries(words, words | st.integers() | st.none(), max_size=3))
    def test_it_comes_back(self, label: str, lines: list[str], unknown: dict[str, Any]) -> None:
        document = invented() | {"note": unknown}
        document["competences"][0]["label"] = label
        document["interview_guide"] = lines
        load_title(document)
        dumped = dump_title(ProfessionalTitle.objects.get())
        assert dumped == document
        assert load_title(dumped).change is Change.UNCHANGED
