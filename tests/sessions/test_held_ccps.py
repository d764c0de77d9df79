"""Which inscription the CCPs already held allow (README, « Résultats »)."""

import pytest

from sessions import held_ccps
from tests.builders import ntc_document
from titles.referentiel import Referentiel

PRESENT, ELABORATE = "CP-000343", "CP-000342"


@pytest.mark.parametrize(
    ("route", "held", "is_refused"),
    [
        ("title", (), False),
        ("title", (PRESENT, ELABORATE), False),
        ("ccp1", (), False),
        ("ccp1", (ELABORATE,), False),
        ("ccp1", (PRESENT,), True),
        ("ccp2", (ELABORATE,), True),
        ("final", (), True),
        ("final", (PRESENT,), True),
        ("final", (PRESENT, ELABORATE), False),
    ],
)
def test_a_ccp_is_not_examined_twice_and_the_final_wants_them_all(
    route: str, held: tuple[str, ...], is_refused: bool
) -> None:
    assert (held_ccps.refusal(Referentiel.parse(ntc_document()), route, held) is not None) is is_refused


def test_the_title_with_a_held_ccp_warns_and_names_it() -> None:
    referentiel = Referentiel.parse(ntc_document())
    assert held_ccps.warning(referentiel, "title", (ELABORATE,)).why.startswith("CCP Élaborer")
    assert held_ccps.warning(referentiel, "title", ()) is None
    assert held_ccps.warning(referentiel, "final", (PRESENT, ELABORATE)) is None
