"""A JSON file is read strictly, and any place in it has a line."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntc_cert.json_files import JsonFile, UnusableFile

KEYS = st.from_regex("[a-z]{1,3}", fullmatch=True)


def read(folder: Path, content: str | bytes) -> JsonFile:
    path = folder / "essai.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return JsonFile.read(path)


def problem(folder: Path, content: str | bytes) -> str:
    with pytest.raises(UnusableFile) as refusal:
        read(folder, content)
    (line,) = refusal.value.problems
    return line.removeprefix(f"{folder / 'essai.json'} : ")


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    assert read(tmp_path, b'\xef\xbb\xbf{"a": "\xc3\xa9"}').document == {"a": "é"}


def test_the_line_of_a_place_is_where_its_value_begins(tmp_path: Path) -> None:
    file = read(tmp_path, '{"a": [\n1,\n{"b": "},]\\""}],\n"c": {},\n\n"d": true}')
    assert [file.line_of(place) for place in ("", "a", "a[0]", "a[1]", "a[1].b", "c", "d")] == [1, 1, 2, 3, 3, 4, 6]


def test_a_place_that_is_not_there_has_the_line_of_what_should_hold_it(tmp_path: Path) -> None:
    file = read(tmp_path, '{"a": 1,\n"c": [\n{"b": 2}]}')
    assert [file.line_of(place) for place in ("c[0].x", "c[9].x.y", "x", "document")] == [3, 2, 1, 1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "ligne 1, champ « fichier » : le fichier est vide"),
        (b"{\n\n\xff}", "ligne 3, champ « fichier » : ce n’est pas du texte UTF-8"),
        ('{"a": 1,\n}', "ligne 2, champ « fichier » : ce n’est plus du JSON à la colonne 1"),
        ('{"NaN": "NaN",\n"a": NaN}', "ligne 2, champ « fichier » : « NaN » n’est pas un nombre fini"),
        ('{"a": [1.5,\n-1e999]}', "ligne 2, champ « fichier » : « -1e999 » n’est pas un nombre fini"),
        ("1" * 5000, "ligne 1, champ « fichier » : un nombre ou un emboîtement y est démesuré"),
        ("[" * 100_000, "ligne 1, champ « fichier » : un nombre ou un emboîtement y est démesuré"),
        ('{"a": {"b": 1,\n"b": 2}}', "ligne 2, champ « a.b » : lu deux fois au même endroit"),
        ('{"": 1, "": 2}', 'ligne 1, champ « "" » : lu deux fois au même endroit'),
        ('{"a\\ud800": 1, "a\\ud800": 2}', "ligne 1, champ « a? » : lu deux fois au même endroit"),
    ],
    ids=["empty", "bytes", "comma", "constant", "infinity", "number", "depth", "twice", "nameless", "half"],
)
def test_what_is_not_json_is_told_with_its_line(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert problem(tmp_path, content).startswith(said)


def test_a_file_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.json", tmp_path, Path("a\0b")):
        with pytest.raises(UnusableFile, match="ligne 1, champ « fichier » : ce fichier"):
            JsonFile.read(path)


def test_what_is_deep_and_allowed_has_its_lines_too(tmp_path: Path) -> None:
    file = read(tmp_path, '{"a":' * 400 + "\n1" + "}" * 400)
    assert file.line_of(".".join("a" * 400)) == 2


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda below: (
            st.lists(below, max_size=3)
            | st.dictionaries(st.from_regex("[a-z]{1,3}", fullmatch=True), below, max_size=3)
        ),
    )
)
def test_every_value_is_found_where_it_was_written(tmp_path_factory: pytest.TempPathFactory, document: object) -> None:
    folder = tmp_path_factory.getbasetemp()
    file = read(folder, json.dumps(document, indent=1))
    lines = file.text.splitlines()

    def walk(value: object, place: str) -> None:
        below = (
            list(value.items())
            if isinstance(value, dict)
            else list(enumerate(value))
            if isinstance(value, list)
            else []
        )
        for key, one in below:
            inner = f"{place}[{key}]" if isinstance(key, int) else f"{place}.{key}" if place else key
            opening = json.dumps(one)[:1] if isinstance(one, dict | list) else json.dumps(one)
            assert opening in lines[file.line_of(inner) - 1]
            walk(one, inner)

    walk(document, "")
