"""What a dossier takes, told by the content, and the days on which a jury reads it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import dossier_rules as rules
from sessions.dossier_rules import Kind

PDF, JPEG, PNG = b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png"), (b"PK\x03\x04", None)],
)
def test_the_first_bytes_tell_the_type(content: bytes, media_type: str | None) -> None:
    assert rules.media_type_of(content + b"rest") == media_type


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", rules.EMPTY),
        (b"<html><script>%PDF-1.7", rules.UNKNOWN),
        (b"\x89PNG\n", rules.UNKNOWN),
        (PDF.ljust(rules.LARGEST + 1), rules.TOO_LARGE),
        (PDF.ljust(rules.LARGEST), None),
    ],
)
def test_a_file_is_refused_with_what_to_do(content: bytes, fault: str | None) -> None:
    assert rules.refusal_of(content) == fault


@given(st.binary(max_size=40))
def test_nothing_is_taken_that_does_not_open_as_it_should(content: bytes) -> None:
    assert (rules.refusal_of(content) is None) == content.startswith((PDF[:5], JPEG[:3], PNG))


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.integers(-400, 400))
def test_a_jury_reads_the_day_before_and_the_day_itself(passage: date, distance: int) -> None:
    today = passage + timedelta(days=distance)
    assert rules.is_read_on(today, passage) == (distance in (-1, 0))
    assert rules.closes_on(passage) > passage
    assert not rules.is_read_on(rules.closes_on(passage), passage)


def test_in_training_results_are_of_the_path_formation_only() -> None:
    assert Kind.TRAINING_RESULTS in rules.kinds_of("formation")
    assert [rules.kinds_of(path) for path in ("vae", "")] == [(Kind.PROPOSAL, Kind.DSPP)] * 2


@given(st.text(max_size=30), st.sampled_from(Kind), st.sampled_from(sorted(rules.FORMATS)))
def test_a_file_name_is_ascii_without_a_quote_or_a_slash(reference: str, kind: Kind, media_type: str) -> None:
    name = rules.file_name(reference, kind, media_type)
    assert name.isascii()
    assert not set(name) & set('"\\/;\r\n ')


@pytest.mark.parametrize(
    ("size", "told"), [(1, "1\u00a0ko"), (320_400, "320\u00a0ko"), (999_500, "1,0\u00a0Mo"), (1_240_000, "1,2\u00a0Mo")]
)
def test_a_size_is_said_in_french(size: int, told: str) -> None:
    assert rules.size_words(size) == told
