"""What a machine says of its mail server is read whole, or refused with what to write."""

from pathlib import Path

import pytest

from ntc_cert.mail_server import Kind, Security, Unreadable, read_server
from tests.test_setup import run

FROM = "Centre d’essai <jury@example.org>"


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtp://mail.example.org", 25, Security.NONE),
        ("smtp+tls://mail.example.org", 587, Security.STARTTLS),
        ("smtp+ssl://mail.example.org", 465, Security.SSL),
        ("smtp://mail.example.org:2525?tls=starttls", 2525, Security.STARTTLS),
    ],
)
def test_an_smtp_address_is_read_whole(url: str, port: int, security: Security) -> None:
    server = read_server(url, FROM)
    assert (server.kind, server.host, server.port, server.security) == (Kind.SMTP, "mail.example.org", port, security)
    assert (server.sender, server.sender_name) == ("jury@example.org", "Centre d’essai")


def test_account_sender_and_delay_are_read() -> None:
    server = read_server("smtp+tls://jury%40nord:p%3Aw@mail.example.org?timeout=7&from=jury@example.org")
    assert (server.user, server.password, server.timeout) == ("jury@nord", "p:w", 7.0)
    assert (server.sender, server.origin("Centre Nord")) == ("jury@example.org", "Centre Nord <jury@example.org>")
    assert "p:w" not in repr(server) + server.told


def test_the_console_and_a_folder_are_trials() -> None:
    assert read_server("console:").is_trial
    folder = read_server("file:///srv/courriers")
    assert (folder.kind, folder.folder, folder.is_trial) == (Kind.FILE, Path("/srv/courriers"), True)


def test_without_an_address_nothing_leaves_but_on_one_s_own_machine() -> None:
    assert not read_server("").can_send
    assert read_server("", debug=True).kind is Kind.CONSOLE


@pytest.mark.parametrize(
    ("url", "sender", "told"),
    [
        ("http://mail.example.org", FROM, "EMAIL_URL commence par « http ». Écrivez smtp+tls://"),
        ("mail.example.org", FROM, "EMAIL_URL commence par « mail.example.org »"),
        ("smtp://mail.example.org:port", FROM, "EMAIL_URL ne se lit pas."),
        ("smtp://", FROM, "ne nomme aucun serveur"),
        ("smtp://mail.example.org", "", "Donnez EMAIL_FROM"),
        ("smtp://mail.example.org", "jury", "EMAIL_FROM vaut « jury »"),
        ("smtp://mail.example.org", "a@b.fr\r\nBcc: x@y.fr", "EMAIL_FROM vaut"),
        ("smtp://a:b@mail.example.org", FROM, "enverrait un mot de passe en clair"),
        ("smtp+tls://mail.example.org?timeout=0", FROM, "timeout vaut « 0 »"),
        ("smtp+tls://mail.example.org?tls=yes", FROM, "tls vaut « yes »"),
        ("smtp+tls://mail.example.org?ssl=1", FROM, "réglage inconnu, « ssl »"),
        ("file://courriers", FROM, "avec trois barres"),
    ],
)
def test_anything_else_is_refused_with_what_to_write(url: str, sender: str, told: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_server(url, sender)
    assert told in str(refusal.value)


def test_a_machine_with_a_wrong_address_does_not_start(tmp_path: Path) -> None:
    done = run("manage.py", "check", DEBUG="1", DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3", EMAIL_URL="ftp://x")
    assert done.returncode != 0
    assert done.stderr.startswith("EMAIL_URL commence par « ftp »")
