"""The centre's certificate: fit to sign, or a sentence that says what it lacks."""

import subprocess
import sys

import pytest
from django.conf import settings as project

from ntc_cert import checks
from ntc_cert.pdf_certificate import CannotSign, certificate_of, read_certificate, signing_certificate
from tests.certificates import NOT_SIGNS, OWNER, PASSWORD, a_p12, sign_with


def told() -> str:
    with pytest.raises(CannotSign) as refused:
        signing_certificate()
    (warning,) = checks.papers_can_be_signed(None)
    assert (warning.id, warning.hint) == ("ntc_cert.W003", str(refused.value))
    return str(refused.value)


def test_without_a_certificate_nothing_is_said_nor_signed(settings):
    assert checks.papers_can_be_signed(None) == []
    with pytest.raises(CannotSign, match="Aucun certificat n’est réglé"):
        signing_certificate()


@pytest.mark.parametrize("is_rsa", [False, True], ids=["elliptic curve", "RSA"])
def test_a_good_one_tells_whose_it_is_and_until_when(settings, tmp_path, is_rsa):
    path = a_p12(tmp_path, is_rsa=is_rsa)
    sign_with(settings, path)
    found = signing_certificate()
    assert found.owner == OWNER
    assert str(found.ends.year) in found.until
    assert found.fingerprint == certificate_of(path.with_suffix(".pem").read_bytes()).fingerprint
    assert checks.papers_can_be_signed(None) == []


def test_one_that_ends_soon_is_warned_of_and_still_signs(settings, tmp_path):
    sign_with(settings, a_p12(tmp_path, days=20))
    (warning,) = checks.papers_can_be_signed(None)
    assert (warning.id, OWNER in warning.msg) == ("ntc_cert.W004", True)
    assert signing_certificate().owner == OWNER


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({"days": 365, "age": 400}, "a expiré le"),
        ({"age": -2}, "ne vaut qu’à partir du"),
        ({"use": NOT_SIGNS}, "n’est pas fait pour signer"),
        ({"use": None}, "n’est pas fait pour signer"),
    ],
    ids=["expired", "not yet", "another use", "no use told"],
)
def test_one_that_may_not_sign_says_why(settings, tmp_path, made, says):
    sign_with(settings, a_p12(tmp_path, **made))
    assert says in told()
    assert read_certificate().owner == OWNER  # what it signed before can still be verified


def test_a_file_that_cannot_be_used_says_why(settings, tmp_path):
    path = a_p12(tmp_path)
    sign_with(settings, tmp_path / "absent.p12")
    assert "absent ou ne se lit pas" in told()
    sign_with(settings, path, "another")
    assert "Le mot de passe du certificat est refusé" in told()
    sign_with(settings, path.with_suffix(".pem"))
    assert "n’est pas un fichier PKCS#12" in told()
    path.write_bytes(path.read_bytes()[:200])
    sign_with(settings, path)
    assert "n’est pas un fichier PKCS#12" in told()


def test_a_file_without_its_key_cannot_sign(settings, tmp_path):
    sign_with(settings, a_p12(tmp_path, has_key=False))
    assert "aucun certificat" in told() or "clé privée" in told()


def test_a_certificate_put_in_its_place_is_read_without_starting_again(settings, tmp_path):
    sign_with(settings, a_p12(tmp_path, age=400))
    assert "a expiré" in told()
    a_p12(tmp_path)
    assert signing_certificate().owner == OWNER


@pytest.mark.parametrize("is_configured", [False, True])
def test_no_start_loads_what_signs(tmp_path, is_configured):
    """Half a second and 30 MB are for the process that signs."""
    path = a_p12(tmp_path)
    asked = f"from ntc_cert.checks import papers_can_be_signed; papers_can_be_signed(None); {is_configured!r}"
    code = f"import django, sys; django.setup(); {asked}; import evaluations.documents.press, evaluations.urls; "
    environment = {
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "ntc_cert.settings",
        "PDF_CERTIFICATE": str(path) if is_configured else "",
        "PDF_CERTIFICATE_PASSWORD": PASSWORD,
        "PYTHONUTF8": "1",
        "DATA_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code + "print('pyhanko' in sys.modules, 'cryptography' in sys.modules)"],
        cwd=project.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", str(is_configured)]
