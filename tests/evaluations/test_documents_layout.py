"""Where the pages of a procès-verbal break: heads repeat, signatures stay whole and are never alone."""

from dataclasses import replace

import pytest

from evaluations.documents.minutes import (
    TEMPLATE,
    AmendmentRow,
    CandidateRow,
    IncidentRow,
    MinutesBody,
    ReasonRow,
    SignatureCell,
)
from sessions.leaves import Leaf, PrintFile
from tests.evaluations import paper

ROW = CandidateRow("C000", "Le Floc’h, Gaël", "formation", "CCP Présenter", "oui", ("Validé", "–"), "CCP Présenter")
CELL = SignatureCell("Claire Vasseur", ("Jury A, réf. ITV-1", "habilitation non renseignée", "vente itinérante"))
BODY = MinutesBody(
    about="Session titre.",
    facts=(("Lieu", "Chartres"), ("Responsable de session", "Nadia Ferrand")),
    ccps=("CCP Présenter", "CCP Élaborer"),
    rows=(),
    totals="Total : 0.",
    reasons=(),
    amendments=(),
    incidents=(),
    signatures=(CELL,) * 7,
    done_at="Chartres",
    code="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E",
    code_text="ntc_cert X 1 0",
)


def rows(count: int) -> tuple[CandidateRow, ...]:
    return tuple(replace(ROW, number=f"C{number:03}") for number in range(count))


def printed(**fields) -> list[str]:
    leaf = Leaf(title="PV", heading="Procès-verbal", right=(), foot="ntc_cert", body=replace(BODY, **fields))
    return paper.pages(PrintFile("minutes", TEMPLATE, (leaf,)).pdf())


def numbers(page: str, count: int) -> int:
    return sum(f"C{number:03} " in page for number in range(count))


@pytest.mark.parametrize("count", [*range(17, 35, 2), 40])
def test_two_rows_go_with_the_signatures(count):
    found = printed(rows=rows(count))
    assert [page.count("N° Candidat(e) Parcours") for page in found] == [1] * len(found)
    assert ["Signatures" in page for page in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].count("Jury A, réf. ITV-1") == 7
    assert "Fait à Chartres, le" in found[-1]
    assert numbers(found[-1], count) >= 2
    assert sum(numbers(page, count) for page in found) == count


def test_thirteen_candidates_and_seven_jurors_stand_on_one_page():
    assert len(printed(rows=rows(13))) == 1


@pytest.mark.parametrize("count", [1, 2, 9])
def test_incidents_run_on_and_the_last_goes_with_the_signatures(count):
    told = IncidentRow("8 déc. 2026 à 10 h 42", "Le passage a repris après une coupure. " * 12, "Nadia Ferrand")
    found = printed(rows=rows(16), incidents=(told,) * count)
    assert "Signatures" in found[-1]
    assert "Le passage a repris après une coupure." in found[-1]
    assert "".join(found).count("coupure") == 12 * count  # whole, the page numbers apart


def test_reasons_and_amendments_are_all_there():
    reason = ReasonRow("C001", "Le Floc’h, Gaël", "Titre", "Aucun", "Posture. " * 30)
    amendment = AmendmentRow("C002, n° 1", "8 décembre 2026", ("C3.2 : Non, puis Oui",), "Relevé mal reporté.")
    found = printed(rows=rows(16), reasons=(reason,) * 6, amendments=(amendment,) * 6)
    told = " ".join(found)
    assert told.count("Posture.") == 180
    assert told.count("C3.2 : Non, puis Oui") == 6
    assert "Signatures" in found[-1]


def test_a_jury_longer_than_a_page_breaks_between_rows_of_signatures():
    found = printed(rows=rows(3), signatures=(CELL,) * 60)
    assert sum(page.count("Jury A, réf. ITV-1") for page in found) == 60
    assert all(page.count("Jury A, réf. ITV-1") % 3 == 0 for page in found)
