"""The first way into an installation without demonstration."""

import sys

import pytest
from django.core.management import call_command

from centres.models import User
from tests.builders import a_user

pytestmark = pytest.mark.django_db


class Terminal:
    """A standard input that a person sits at."""

    def isatty(self) -> bool:
        return True


def run(*arguments: str) -> None:
    call_command("add_administrator", *arguments)


def test_the_drawn_code_stands_alone_on_the_standard_output(capsys: pytest.CaptureFixture) -> None:
    run("chef", "--first-name", "Odile", "--last-name", "Marchand")
    printed = capsys.readouterr()
    chef = User.objects.get(username="chef")
    assert chef.check_password(printed.out.strip())
    assert chef.is_administrator
    assert (str(chef), printed.err) == ("Odile Marchand", "Compte chef ouvert.\n")


@pytest.mark.parametrize(("username", "reason"), [("Chef", "déjà pris"), ("a b", "ne convient pas")])
def test_a_username_that_cannot_be_given_exits_with_2(
    username: str, reason: str, capsys: pytest.CaptureFixture
) -> None:
    a_user("chef")
    with pytest.raises(SystemExit) as left:
        run(username)
    printed = capsys.readouterr()
    assert (left.value.code, printed.out) == (2, "")
    assert reason in printed.err
    assert User.objects.count() == 1


def test_in_a_terminal_the_code_is_asked_until_it_holds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    typed = iter(["1234", "boussole-nord", "boussole-sud", "boussole-nord", "boussole-nord"])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    run("chef")
    printed = capsys.readouterr()
    assert User.objects.get().check_password("boussole-nord")
    assert printed.out == ""
    assert "au moins 8 caractères" in printed.err
    assert "diffèrent" in printed.err


def test_in_a_terminal_an_empty_answer_draws_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: "")
    run("chef")
    assert User.objects.get().check_password(capsys.readouterr().out.strip())
