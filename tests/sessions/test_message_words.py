"""What a person is written: their own hours before and after, and nobody else."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ntc_cert.words import NBSP, clock
from sessions.message_words import Appointment, Duty, Kind, Occasion, letter_to_candidate, letter_to_juror
from tests import wording

OCCASION = Occasion("Titre NTC", "Centre des Trois-Rivières", "12 rue des Trois-Rivières, Chartres", 3)
MOMENT = datetime(2026, 12, 8, 8, 30)
WAS = Appointment(MOMENT, MOMENT + timedelta(hours=3), "Jury A", "salle 101", ((MOMENT, "salle 104"),))
NOW = Appointment(
    datetime(2026, 12, 9, 13),
    datetime(2026, 12, 9, 16),
    "Jury B",
    "salle 102",
    ((datetime(2026, 12, 9, 13), "salle 104"), (datetime(2026, 12, 9, 13, 30), "salle 102")),
)

moments = st.integers(0, 500).map(lambda step: MOMENT + timedelta(minutes=5 * step))
appointments = st.builds(
    lambda start, minutes, panel, room: Appointment(
        start, start + timedelta(minutes=minutes), panel, room, ((start, room),)
    ),
    moments,
    st.integers(1, 240),
    st.sampled_from(["Jury A", "Jury B"]),
    st.sampled_from(["salle 101", "salle 102"]),
)
duties = st.builds(
    lambda start, minutes, panel: Duty(start, start + timedelta(minutes=minutes), panel, "salle 101", "Titre"),
    moments,
    st.integers(1, 240),
    st.sampled_from(["Jury A", "Jury B"]),
)


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_a_change_says_what_was_and_what_is() -> None:
    letter = letter_to_candidate("Rachid Le Goff", WAS, NOW, OCCASION, missing=["votre proposition commerciale"])
    assert (letter.kind, plain(letter.subject)) == (Kind.CHANGED, "Titre NTC : votre passage change")
    assert plain(letter.body) == (
        "Bonjour Rachid Le Goff,\n"
        "\n"
        "Votre passage change.\n"
        "\n"
        "Désormais : mercredi 9 décembre 2026 de 13 h 00 à 16 h 00, Jury B, salle 102.\n"
        "Au lieu de : mardi 8 décembre 2026 de 8 h 30 à 11 h 30, Jury A, salle 101.\n"
        "\n"
        "Où vous rendre :\n"
        "- à 13 h 00, salle 104\n"
        "- à 13 h 30, salle 102\n"
        "\n"
        "Lieu : 12 rue des Trois-Rivières, Chartres.\n"
        "Il nous manque encore votre proposition commerciale.\n"
        "Apportez une pièce d’identité.\n"
        "\n"
        "Centre des Trois-Rivières\n"
        "Planning, version 3"
    )


def test_a_first_passage_and_a_passage_taken_away() -> None:
    first = letter_to_candidate("Ana Zola", None, NOW, OCCASION)
    assert "Vous passez l’épreuve le mercredi 9 décembre 2026 de 13 h 00" in plain(first.body)
    gone = letter_to_candidate("Ana Zola", WAS, None, OCCASION)
    assert gone.kind is Kind.REMOVED
    assert "est retiré du planning : mardi 8 décembre 2026 de 8 h 30 à 11 h 30" in plain(gone.body)
    assert "pièce d’identité" not in gone.body


def test_the_same_hours_say_that_they_stay() -> None:
    letter = letter_to_candidate("Ana Zola", WAS, WAS, OCCASION)
    assert "l’horaire reste le même" in letter.body
    assert "Au lieu de" not in letter.body


def test_a_juror_reads_each_passage_by_day_without_a_candidate() -> None:
    morning = Duty(MOMENT, MOMENT + timedelta(hours=3), "Jury A", "salle 101", "Titre")
    later = Duty(MOMENT + timedelta(hours=4), MOMENT + timedelta(hours=6), "Jury A", "salle 101", "CCP Présenter")
    body = plain(letter_to_juror("Claire Vasseur", [morning], [later, morning], OCCASION).body)
    assert (
        "Désormais :\n"
        "Mardi 8 décembre 2026, Jury A, salle 101\n"
        "- de 8 h 30 à 11 h 30, Titre\n"
        "- de 12 h 30 à 14 h 30, CCP Présenter\n"
    ) in body
    assert body.index("Désormais") < body.index("Au lieu de")


@given(was=st.none() | appointments, now=st.none() | appointments)
def test_every_letter_holds_its_hours_and_is_good_french(was: Appointment | None, now: Appointment | None) -> None:
    letter = letter_to_candidate("Ana Zola", was, now, OCCASION)
    assert letter.kind == (Kind.REMOVED if now is None else Kind.CHANGED if was else Kind.PLACED)
    told = now or was
    if told:
        assert f"{clock(told.start)} à {clock(told.end)}" in letter.body
    assert wording.faults(f"<p>{letter.subject}</p><p>{letter.body}</p>") == []


@given(was=st.lists(duties, max_size=4), now=st.lists(duties, max_size=4))
def test_a_juror_s_letter_tells_every_hour_of_now(was: list[Duty], now: list[Duty]) -> None:
    letter = letter_to_juror("Claire Vasseur", was, now, OCCASION)
    for duty in now or was:
        assert f"{clock(duty.start)} à {clock(duty.end)}, {duty.route}" in letter.body
    assert wording.faults(f"<p>{letter.subject}</p><p>{letter.body}</p>") == []
