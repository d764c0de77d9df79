"""A zip is read without trusting it: whatever was done to an archive is told, never half believed."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.archive import packing
from evaluations.archive.naming import unique_names
from evaluations.archive.packing import MANIFEST, UnreadableArchive, pack, unpack
from tests.evaluations.archives import files_in, zipped

FILES = {"session.json": b'{"a": 1}\n', "dossiers/001-dspp.pdf": b"%PDF-1.4", "versions/1.json": b"{}\n"}
ABOUT = {"session": "S-1"}
names = st.from_regex(r"[a-z]{1,8}(/[0-9]{1,3})?\.json", fullmatch=True)


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableArchive) as caught:
        unpack(content)
    return str(caught.value)


@given(st.dictionaries(names, st.binary(max_size=200), max_size=6))
def test_what_is_packed_is_unpacked(files: dict[str, bytes]) -> None:
    files.pop(MANIFEST, None)
    content = pack(ABOUT, files)
    assert content == pack(ABOUT, dict(reversed(files.items())))
    assert dict(unpack(content).files) == files


@given(st.data())
def test_a_byte_changed_in_a_file_is_seen(data: st.DataObject) -> None:
    files = files_in(pack(ABOUT, FILES))
    name = data.draw(st.sampled_from(sorted(files)))
    place = data.draw(st.integers(0, len(files[name]) - 1))
    changed = bytearray(files[name])
    changed[place] ^= data.draw(st.integers(1, 255))
    assert name in refusal(zipped({**files, name: bytes(changed)}))


@given(st.data())
def test_an_archive_cut_or_scratched_is_never_another(data: st.DataObject) -> None:
    """Wherever the damage is: a sentence, or exactly what was packed."""
    content = pack(ABOUT, FILES)
    place = data.draw(st.integers(0, len(content) - 1))
    scratched = bytearray(content)
    scratched[place] ^= data.draw(st.integers(1, 255))
    for damaged in (bytes(scratched), content[:place]):
        files, told = FILES, ""
        try:
            files = dict(unpack(damaged).files)
        except UnreadableArchive as refused:
            told = str(refused)
        assert files == FILES
        assert told == "" or told.endswith(".")


def test_a_file_missing_or_too_many_is_named() -> None:
    files = files_in(pack(ABOUT, FILES))
    assert "versions/1.json » : ce fichier manque" in refusal(
        zipped({name: content for name, content in files.items() if name != "versions/1.json"})
    )
    assert "secret.txt » : le manifeste n’annonce pas" in refusal(zipped({**files, "secret.txt": b""}))
    assert "manifest.json » : ce fichier manque" in refusal(zipped(FILES))


def test_another_version_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "VERSION", 2)
    newer = pack(ABOUT, FILES)
    monkeypatch.undo()
    assert "format « 2 », cette installation lit le format 1" in refusal(newer).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("content", [b"", b"bonjour", b"PK\x03\x04", pack(ABOUT, FILES)[:-30]])
def test_what_is_no_zip_is_said(content: bytes) -> None:
    assert "ce n’est pas une archive zip, ou elle est coupée" in refusal(content)


@pytest.mark.parametrize("name", ["../evil.json", "/etc/passwd", "a/../../b.json", "C:\\x.json", "a//b", "a/b/c.json"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert "hors d’elle-même" in refusal(zipped({**files_in(pack(ABOUT, FILES)), name: b""}))


def test_a_file_twice_is_refused() -> None:
    held = io.BytesIO(pack(ABOUT, FILES))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(held, "a") as archive:
        archive.writestr("session.json", b"{}")
    assert "session.json » : ce fichier y est deux fois" in refusal(held.getvalue())


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "LARGEST_FILE", 1_000)
    monkeypatch.setattr(packing, "LARGEST", 1_500)
    monkeypatch.setattr(packing, "_read_one", lambda *_: pytest.fail("opened"))
    assert "session.json » : ce fichier dépasse" in refusal(zipped({"session.json": b"0" * 1_001}))
    assert "elle dépasse" in refusal(zipped({"a.json": b"0" * 999, "b.json": b"0" * 999}))
    monkeypatch.setattr(packing, "MOST_FILES", 2)
    assert "plus de 2 fichiers" in refusal(zipped({"a": b"", "b": b"", "c": b""}))


def test_a_size_that_lies_gets_no_more_than_it_says() -> None:
    content = pack(ABOUT, {"session.json": b"0" * 50_000})
    lying = content.replace((50_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content
    assert "abîmé" in refusal(lying) or "n’est plus celui" in refusal(lying)


@given(st.lists(st.sampled_from(["", "101", "102", "salle-1", "salle-2"]), max_size=8))
def test_every_row_has_a_name_of_its_own_and_keeps_it(references: list[str]) -> None:
    named = unique_names(enumerate(references), "salle")
    assert len(set(named.values())) == len(references)
    assert unique_names(named.items(), "salle") == named
