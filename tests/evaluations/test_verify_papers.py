"""`verify_papers`: who signed a file, whether it changed, whose certificate, whether its code is the current one."""

from pathlib import Path

import pytest

from evaluations import deliberation
from evaluations.documents import KINDS, Folder
from ntc_cert.pdf_joining import join_pdfs
from sessions.documents.centre_seal import CentreSeal
from tests import builders
from tests.certificates import OWNER, a_p12, sign_with
from tests.evaluations.signing import a_sealed_session, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(settings):
    return a_sealed_session(settings)


@pytest.fixture
def certificate(settings, tmp_path) -> Path:
    path = a_p12(tmp_path)
    sign_with(settings, path)
    return path


@pytest.fixture
def printed(room, certificate, tmp_path) -> dict[str, Path]:
    kinds = ("results", "minutes")
    written, _ = run("print_session", room.reference, "--out", tmp_path / "out", "--sign", "--only", *kinds)
    return dict(zip(kinds, map(Path, written), strict=True))


def test_a_good_paper_is_said_good(printed):
    said, told = run("verify_papers", *printed.values())
    assert told == []
    result = str(printed["results"])
    assert said[0].startswith(f"{result} : Signé par « {OWNER} », le ")
    assert said[1:4] == [
        f"{result} : Intact : rien n’a changé depuis cette signature.",
        f"{result} : Son certificat est celui du centre.",
        f"{result} : Fiche de résultat, session 2026-NTC-12, version 1 : c’est la version à jour.",
    ]
    assert said[7] == f"{printed['minutes']} : Procès-verbal, session 2026-NTC-12, version 1 : c’est la version à jour."


def test_a_paper_replaced_since_is_told(printed, room):
    deliberation.amend(
        room.candidates.get(),
        changes={"MOTIVE.3": "Autre motif."},
        reason="Relevé mal reporté.",
        code=builders.CODE,
        by=builders.an_organiser(room.centre),
    )
    said, (told,) = run("verify_papers", printed["results"], code=1)
    assert "Intact" in said[1]
    assert "Fiche de résultat, session 2026-NTC-12, version 1 : remplacée par la version 2 du" in told
    said, _ = run("verify_papers", printed["minutes"])
    assert "ce code est celui des versions 1 à 2" in said[-1]
    assert "À jour s’il porte « version 2 » en bas de page" in said[-1]


def test_several_papers_in_one_file_are_told_together(room, certificate, tmp_path):
    folder = Folder(room)
    files = [file for kind in ("results", "minutes") for file in KINDS[kind].make(folder)]
    path = tmp_path / "joined.pdf"
    path.write_bytes(CentreSeal(room).signed(join_pdfs([file.pdf() for file in files])))
    said, _ = run("verify_papers", path)
    assert said[-1] == f"{path} : 2 documents, tous dans leur version à jour."


def test_each_trouble_is_a_sentence_and_the_others_are_still_read(printed, tmp_path):
    good = printed["results"].read_bytes()
    altered = bytearray(good)
    altered[2000] ^= 1
    trouble = {
        "altered": (bytes(altered), ("A été modifié après cette signature.", "Ce PDF est abîmé")),
        "longer": (good + b"\n", ("A reçu des ajouts après cette signature.",)),
        "cut": (good[:9000], ("Ce PDF est abîmé, coupé ou retouché",)),
        "unsigned": (good[: good.index(b"%%EOF") + 6], ("N’est pas signé.",)),
        "text": (b"nothing", ("Ce n’est pas un PDF.",)),
    }
    paths = []
    for name, (content, _) in trouble.items():
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(content)
    said, told = run("verify_papers", *paths, tmp_path, tmp_path / "absent.pdf", printed["minutes"], code=1)
    for path, (_, says) in zip(paths, trouble.values(), strict=True):
        (line,) = [line for line in told if line.startswith(f"{path} : ")]
        assert any(sentence in line for sentence in says), line
    assert sum("Ce fichier ne se lit pas." in line for line in told) == 2
    assert said[-1].startswith(f"{printed['minutes']} : Procès-verbal")


def test_a_certificate_that_is_not_the_centre_s_is_told_unless_it_is_given(printed, settings, certificate, tmp_path):
    result = printed["results"]
    sign_with(settings, a_p12(tmp_path, owner="Le suivant"))
    _, (told,) = run("verify_papers", result, code=1)
    assert "N’est pas signé avec le certificat du centre." in told
    former = certificate.with_suffix(".pem")
    said, _ = run("verify_papers", result, "--certificate", former)
    assert f"Son certificat est celui de {former.name}." in said[2]
    settings.PDF_CERTIFICATE = ""
    _, (told,) = run("verify_papers", result, code=1)
    assert "donnez celui du centre avec --certificate" in told
    _, (told,) = run("verify_papers", result, "--certificate", result, code=2)
    assert "ce n’est pas un certificat" in told


def test_a_signature_made_once_the_certificate_had_ended_is_told(printed, monkeypatch):
    monkeypatch.setattr("ntc_cert.pdf_signatures.Signature.was_in_force", False)
    _, (told,) = run("verify_papers", printed["results"], code=1)
    assert "Son certificat ne valait que du" in told
