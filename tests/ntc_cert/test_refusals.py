import pytest

from ntc_cert.refusals import Refused


@pytest.mark.parametrize("given", ["Choisissez une salle.", ["Choisissez une salle."], ("Choisissez une salle.",)])
def test_refused_carries_sentences(given: str | list[str] | tuple[str, ...]) -> None:
    assert Refused(given).reasons == ("Choisissez une salle.",)


def test_refused_reads_as_one_text() -> None:
    assert (
        str(Refused(["Choisissez une salle.", "Choisissez une heure."]))
        == "Choisissez une salle. Choisissez une heure."
    )


@pytest.mark.parametrize("nothing", [(), ""])
def test_refused_needs_a_reason(nothing: str | tuple[()]) -> None:
    with pytest.raises(ValueError, match="reason"):
        Refused(nothing)
