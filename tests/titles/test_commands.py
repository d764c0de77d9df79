"""`load_title` and `dump_title`, as a shell sees them."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from ntc_cert.words import NBSP
from tests.titles.documents import INVENTED, NTC, invented, ntc
from titles.loading import load_title
from titles.models import ProfessionalTitle

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> tuple[int, str, list[str]]:
    """Exit code, what came out, the lines of the other stream."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stopped:
        code = stopped.code
    return code, out.getvalue(), err.getvalue().replace(NBSP, " ").splitlines()


def refused(path: Path) -> list[str]:
    """The lines of a refusal: every one names the file, and nothing was written."""
    code, out, lines = run("load_title", path)
    assert (code, out) == (2, "")
    assert not ProfessionalTitle.objects.exists()
    assert all(line.startswith(f"{path} : ligne ") for line in lines)
    return [line.removeprefix(f"{path} : ") for line in lines]


def file_with(folder: Path, content: bytes | str | dict[str, Any]) -> Path:
    path = folder / "titre.json"
    text = json.dumps(content, ensure_ascii=False, indent=2) if isinstance(content, dict) else content
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_title_is_loaded_then_left_alone() -> None:
    assert run("load_title", NTC) == (0, "", ["TP-00338 v2 : chargé."])
    assert run("load_title", NTC) == (0, "", ["TP-00338 v2 : inchangé."])


def test_an_invented_title_is_loaded_too(tmp_path: Path) -> None:
    assert run("load_title", INVENTED)[0] == 0
    document = invented()
    document["title"]["level"] = "IV"
    assert run("load_title", file_with(tmp_path, document)) == (0, "", ["TP-90001 v1 : mis à jour."])


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert run("load_title", file_with(tmp_path, b"\xef\xbb\xbf" + NTC.read_bytes()))[0] == 0


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    missing = "ligne 1, champ « fichier » : ce fichier n’existe pas. Vérifiez le chemin."
    assert refused(tmp_path / "absent.json") == [missing]
    assert refused(tmp_path)[0].startswith("ligne 1, champ « fichier » : ce fichier ne se lit pas. ")


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "vide"),
        (b"\x89PNG\r\n\x1a\n\x00", 1, "UTF-8"),
        ('{\n  "title": "é"\n}'.encode("latin-1"), 2, "UTF-8"),
        (b'{\n  "title": {},\n}', 3, "JSON"),
        (b"[" * 100_000, 1, "démesuré"),
        (b'{"a": NaN}', 1, "« NaN » n’est pas un nombre fini"),
        (b'{"a": ' + b"9" * 5000 + b"}", 1, "démesuré"),
        (b'{\n"title": 1,\n"title": 2}', 3, "« title »"),
    ],
    ids=["empty", "binary", "latin-1", "comma", "nested", "nan", "digits", "twice"],
)
def test_what_is_not_json_is_refused_with_its_line(tmp_path: Path, content: bytes, line: int, words: str) -> None:
    (told,) = refused(file_with(tmp_path, content))
    assert told.startswith(f"ligne {line}, champ « ")
    assert words in told


def test_a_wrong_shape_is_refused_with_the_line_of_each_fault(tmp_path: Path) -> None:
    document = ntc()
    document["title"]["version"] = 2
    document["routes"]["title"]["phases"][0]["steps"][2]["minutes"] = "quinze"
    path = file_with(tmp_path, document)
    lines = [line.strip() for line in path.read_text().splitlines()]
    told = [
        (lines.index('"version": 2,') + 1, "title.version", "lu « 2 »"),
        (lines.index('"minutes": "quinze",') + 1, "routes.title.phases[0].steps[2].minutes", "« quinze »"),
    ]
    for said, (line, field, words) in zip(refused(path), told, strict=True):
        assert said.startswith(f"ligne {line}, champ « {field} » : ")
        assert words in said


@pytest.mark.parametrize("content", ["[]", "null", "3", '"texte"'])
def test_json_of_something_else_is_refused(tmp_path: Path, content: str) -> None:
    (told,) = refused(file_with(tmp_path, content))
    assert told.startswith("ligne 1, champ « document » : lu ")


def test_a_part_nested_too_deep_is_refused(tmp_path: Path) -> None:
    document = json.dumps(invented())
    deep = document[:-1] + ', "note": ' + "[" * 480 + "]" * 480 + "}"
    assert refused(file_with(tmp_path, deep)) == [
        "ligne 1, champ « document » : l’emboîtement y est démesuré. Donnez un référentiel écrit en JSON."
    ]


def test_a_used_version_is_refused_and_a_new_number_asked(tmp_path: Path) -> None:
    load_title(ntc()).title.freeze()
    document = ntc()
    document["ccps"][0]["label"] = "Vendre"
    path = file_with(tmp_path, document)
    code, _, lines = run("load_title", path)
    assert code == 2
    line = path.read_text().splitlines().index('      "label": "Vendre",') + 1
    assert [said.startswith(f"{path} : ligne {line}, champ « ccps[0].label » : ") for said in lines] == [True]
    assert "nouveau numéro de version" in lines[0]
    assert run("load_title", NTC)[0] == 0


def test_a_dump_is_the_document(tmp_path: Path) -> None:
    load_title(ntc())
    code, out, lines = run("dump_title", "TP-00338")
    assert (code, out, lines) == (0, NTC.read_text(encoding="utf-8"), [])
    assert run("load_title", file_with(tmp_path, out))[2] == ["TP-00338 v2 : inchangé."]
    assert run("dump_title", "TP-00338")[1] == out


def test_a_dump_gives_the_newest_version_or_the_one_asked() -> None:
    for version in ("9", "10"):
        document = invented()
        document["title"]["version"] = version
        load_title(document)
    assert json.loads(run("dump_title", "TP-90001")[1])["title"]["version"] == "10"
    assert json.loads(run("dump_title", "TP-90001", "--title-version", "9")[1])["title"]["version"] == "9"


def test_a_dump_of_nothing_says_what_there_is() -> None:
    assert run("dump_title", "TP-1") == (
        2, "", ["TP-1 : ligne 1, champ « code » : ce titre n’existe pas. Chargez-le avec load_title."]
    )  # fmt: skip
    load_title(ntc())
    assert "l’un de ceux-ci : TP-00338." in run("dump_title", "TP-1")[2][0]
    assert "l’une de celles-ci : 2." in run("dump_title", "TP-00338", "--title-version", "7")[2][0]
    assert run("dump_title", "TP\udcff")[0] == 2
    assert run("dump_title", "TP-00338", "--title-version", "\0")[0] == 2


@pytest.mark.parametrize("command", ["load_title", "dump_title"])
def test_help_is_written_in_full_sentences(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command(command, "--help")
    assert stopped.value.code == 0
    assert "le code de sortie est 2." in " ".join(capsys.readouterr().out.split())
