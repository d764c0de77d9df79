"""TP-00338 version 2 says what the official document says."""

import pytest

from tests.titles.documents import invented, ntc
from titles.referentiel import Criterion, Equipment, PhaseKind, Place, Referentiel, StepKind

NTC = Referentiel.parse(ntc())
PREPARATIONS = {StepKind.PREPARATION, StepKind.JURY_PREPARATION}
PHONE = "Le (la) candidat (e) est capable de mener un entretien de vente téléphonique avec son prospect/client."


def test_rct01_identity() -> None:
    assert (NTC.code, NTC.version, NTC.short_label, NTC.level, NTC.nsf) == ("TP-00338", "2", "NTC", "III", "312 t")
    assert NTC.rct_code == "RCT-0315-04"
    assert [date.value for date in NTC.dates] == [
        "29/05/2004", "", "09/06/2009", "03/02/2009", "28/01/2010", "19/02/2009", "28/01/2010",
    ]  # fmt: skip


def test_rct02_the_ccps_stand_in_the_printed_order() -> None:
    """A7 row 25: both number series run the other way."""
    assert [(ccp.code, ccp.rcc_code, ccp.competences) for ccp in NTC.ccps] == [
        ("CP-000343", "RCC-01554-00", (1, 2, 3)),
        ("CP-000342", "RCC-01553-00", (4, 5, 6)),
    ]
    assert NTC.ccps[1].label.startswith("Elaborer une stratégie de gestion de secteur")
    assert [ccp.short_label for ccp in NTC.ccps] == ["CCP Présenter", "CCP Élaborer"]


def test_rct06_six_competences_and_twenty_criteria() -> None:
    assert [competence.number for competence in NTC.competences] == [1, 2, 3, 4, 5, 6]
    assert [len(competence.criteria) for competence in NTC.competences] == [3, 3, 3, 5, 3, 3]
    codes = [criterion.code for criterion in NTC.criteria]
    assert len(set(codes)) == 20
    assert codes[0] == "C1.1"
    assert codes[-1] == "C6.3"


def test_rct06_wording_is_the_official_sentence() -> None:
    assert NTC.criterion("C2.3").label == (
        "Le (la) candidat(e) est capable de négocier les conditions de l'offre et conclure la vente."
    )
    assert NTC.criterion("C5.3").label == PHONE
    assert all(criterion.label.endswith(".") for criterion in NTC.criteria)
    assert {criterion.stem for criterion in NTC.criteria} == {"Le (la) candidat(e) est capable de"}


def test_a7_c6_3_is_completed_from_rct06() -> None:
    assert NTC.criterion("C6.3").label.endswith("l'avancement des affaires en cours.")
    assert NTC.criterion("C6.3").aliases[0].text.endswith("l'avancement des affaires en co")


def test_a7_c3_2_takes_the_wording_of_rcc05() -> None:
    criterion = NTC.criterion("C3.2")
    assert criterion.source == "RCC05"
    assert "traiter la réclamation en" in criterion.label
    assert [(alias.source, "les la réclamation(s)" in alias.text) for alias in criterion.aliases] == [("RCT06", True)]


@pytest.mark.parametrize(
    ("code", "source", "words"),
    [
        ("C1.2", "RCC05", "vérifier et de valider"),
        ("C2.2", "RCC05", "présenter et d'argumenter"),
        ("C6.3", "RCC05", "l'avancement des affaires en co"),
        ("C5.3", "RCC06", "Mener un entretien téléphonique"),
    ],
)
def test_a7_other_wordings_of_a_criterion_are_aliases(code: str, source: str, words: str) -> None:
    criterion = NTC.criterion(code)
    assert [alias for alias in criterion.aliases if alias.source == source and words in alias.text]
    assert criterion.label not in {alias.text for alias in criterion.aliases}
    assert criterion.source == "RCT06"


@pytest.mark.parametrize(
    ("number", "source", "words"),
    [
        (1, "RCT08", "Identifier le projet, définir la demande"),
        (3, "RCT05", "pour fidéliser le client"),
        (4, "RCC05", "offre commerciale et développer"),
        (5, "RCC05", "du potentiel de prospection"),
    ],
)
def test_a7_other_wordings_of_a_competence_are_aliases(number: int, source: str, words: str) -> None:
    competence = NTC.competence(number)
    assert [alias for alias in competence.aliases if source in alias.source and words in alias.text]
    assert words not in competence.label


def test_every_criterion_of_a_route_is_assessed_once() -> None:
    for route in NTC.routes.values():
        assessed = [code for phase in route.phases for code in phase.criteria]
        numbers = [number for ccp in NTC.ccps if ccp.code in route.ccps for number in ccp.competences]
        assert sorted(assessed) == sorted(one.code for n in numbers for one in NTC.competence(n).criteria)
        assert route.criteria == tuple(one.code for one in NTC.criteria if one.code in assessed)


@pytest.mark.parametrize(("key", "interview", "role_play"), [("title", 13, 7), ("ccp1", 3, 6), ("ccp2", 10, 1)])
def test_rct08_c5_3_belongs_to_the_role_play(key: str, interview: int, role_play: int) -> None:
    route = NTC.routes[key]
    assert len(route.phase("technical_interview").criteria) == interview
    assert len(route.phase(PhaseKind.ROLE_PLAY).criteria) == role_play
    assert ("C5.3" in route.phase(PhaseKind.ROLE_PLAY).criteria) == (key != "ccp1")


@pytest.mark.parametrize(("key", "minutes"), [("title", 180), ("ccp1", 105), ("ccp2", 120), ("final", 30)])
def test_rct08_rcc06_how_long_a_route_lasts(key: str, minutes: int) -> None:
    assert NTC.routes[key].minutes == minutes


def test_rct10_the_jury_prepares_45_minutes_and_assesses_135() -> None:
    steps = [step for phase in NTC.routes["title"].phases for step in phase.steps if step.jury]
    assert sum(step.minutes for step in steps if step.kind in PREPARATIONS) == 45
    assert sum(step.minutes for step in steps if step.kind not in PREPARATIONS) == 135


def minutes_of(key: str) -> list[list[tuple[str, int]]]:
    return [[(step.kind.value, step.minutes) for step in phase.steps] for phase in NTC.routes[key].phases]


def test_rcc06_steps_of_the_ccp_routes() -> None:
    assert minutes_of("ccp1") == [
        [("preparation", 20), ("jury_preparation", 20), ("presentation", 10), ("exchanges", 15)],
        [("jury_preparation", 15), ("face_to_face", 45)],
    ]
    assert minutes_of("ccp2")[1] == [("jury_preparation", 15), ("phone_call", 15)]


def test_rct08_steps_of_the_title() -> None:
    assert minutes_of("title")[0][2:] == [("presentation", 15), ("exchanges", 45)]
    assert minutes_of("title")[1:] == [
        [("jury_preparation", 15), ("phone_call", 10), ("face_to_face", 35)],
        [("final_interview", 30)],
    ]


def test_rct08_who_is_where() -> None:
    places = {}
    for route in NTC.routes.values():
        for phase in route.phases:
            places |= {step.kind: (step.candidate, step.jury) for step in phase.steps}
    both = (Place.JURY_ROOM, Place.JURY_ROOM)
    assert places == {
        StepKind.PREPARATION: (Place.PREPARATION_ROOM, None),
        StepKind.JURY_PREPARATION: (None, Place.JURY_ROOM),
        StepKind.PHONE_CALL: (Place.PREPARATION_ROOM, Place.JURY_ROOM),
        **dict.fromkeys((StepKind.PRESENTATION, StepKind.EXCHANGES, StepKind.FACE_TO_FACE), both),
        StepKind.FINAL_INTERVIEW: both,
    }


def test_rct08_rcc06_equipment() -> None:
    equipped = (Equipment.PHONE, Equipment.SPEAKER_PHONE)
    bare = (Equipment.NONE, Equipment.NONE)
    found = {key: (route.preparation_equipment, route.jury_equipment) for key, route in NTC.routes.items()}
    assert found == {"title": equipped, "ccp1": bare, "ccp2": equipped, "final": bare}


def test_rct08_rct09_lists() -> None:
    assert len(NTC.proposal_parts) == 5
    assert [field.label for field in NTC.change_fields] == ["économique", "technique", "humain", "commercial"]
    assert len(NTC.final_interview_themes) == 4


def test_rct08_rcc06_when_each_change_is_said() -> None:
    """A7 row 14: RCC06 Présenter asks for two changes and gives no moment."""
    assert [(change.rank, change.said_during) for change in NTC.written_changes] == [
        (1, {"title": "phone_call", "ccp2": "phone_call"}),
        (2, {"title": "face_to_face", "ccp2": "phone_call"}),
    ]


def test_it_is_the_same_whatever_the_order_of_the_keys() -> None:
    """PostgreSQL keeps an order of its own: what two processes read must print alike, for a fingerprint to hold."""

    def reversed_keys(value: object) -> object:
        if isinstance(value, dict):
            return {key: reversed_keys(value[key]) for key in reversed(value)}
        return [reversed_keys(one) for one in value] if isinstance(value, list) else value

    assert repr(Referentiel.parse(reversed_keys(ntc()))) == repr(NTC)


def test_every_thing_has_its_source() -> None:
    things = [NTC, *NTC.ccps, *NTC.competences, *NTC.criteria, *NTC.routes.values(), *NTC.written_changes]
    things += [phase for route in NTC.routes.values() for phase in route.phases]
    things += [step for route in NTC.routes.values() for phase in route.phases for step in phase.steps]
    things += [*NTC.proposal_parts, *NTC.change_fields, *NTC.final_interview_themes]
    assert all(thing.source.startswith(("RCT", "RCC")) for thing in things)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("titre", "title"),
        (" Titre ", "title"),
        ("CP-000343", "ccp1"),
        ("cp-000342", "ccp2"),
        ("Entretien  final", "final"),
        ("entretien", None),
        ("", None),
    ],
)
def test_an_inscription_names_a_route(written: str, key: str | None) -> None:
    route = NTC.route_for_inscription(written)
    assert (route and route.key) == key


@pytest.mark.parametrize(
    ("label", "stem", "short"),
    [
        ("Le (la) candidat(e) est capable d'agir.", True, "agir"),
        ("Le (la) candidat(e) est capable d’agir.", True, "agir"),
        ("Le (la) candidat (e) est capable de lire.", True, "lire"),
        ("Lire une carte.", False, "Lire une carte"),
    ],
)
def test_a_short_label_starts_at_the_verb(label: str, stem: bool, short: str) -> None:
    criterion = Criterion("C1.1", label, "RCT06")
    assert bool(criterion.stem) == stem
    assert criterion.short_label == short


def test_what_does_not_exist_is_a_key_error() -> None:
    for look in (NTC.ccp, NTC.criterion, NTC.competence_of):
        with pytest.raises(KeyError):
            look("C9.9")
    with pytest.raises(KeyError):
        NTC.competence(7)
    with pytest.raises(KeyError):
        NTC.routes["final"].phase("role_play")
    assert NTC.competence_of("C5.3").number == 5
    assert NTC.ccp("CP-000342").short_label == "CCP Élaborer"


def test_the_order_of_keys_means_nothing() -> None:
    document = ntc()
    document["routes"] = dict(sorted(document["routes"].items()))
    assert list(Referentiel.parse(document).routes) == ["title", "ccp1", "ccp2", "final"]


def test_nothing_is_made_for_one_title_only() -> None:
    other = Referentiel.parse(invented())
    assert list(other.routes) == ["title", "ccp1", "ccp2", "ccp3", "final"]
    assert [route.minutes for route in other.routes.values()] == [145, 35, 25, 10, 20]
    assert other.routes["title"].criteria == ("C1.1", "C1.2", "C2.1", "C3.1", "C3.2", "C3.3", "C10.1")
    assert other.route_for_inscription("BX-2").key == "ccp3"
    assert other.competence_of("C10.1").number == 10
    assert other.criterion("C2.1").stem == ""
