"""Opens the first administration account of an installation."""

import getpass
import sys
from typing import Any, Final, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser

from centres.accounts import AccountEntry, AccountRefused, open_account, weaknesses
from centres.models import Role, User

UNUSABLE: Final = 2


class Command(BaseCommand):
    help = (
        "Ouvre un compte d’administration de tous les centres. Dans un terminal, la commande demande un code, et en "
        "tire un au sort si rien n’est tapé ; hors d’un terminal, elle le tire au sort sans rien demander. "
        "Le code tiré au sort s’écrit seul sur la sortie standard et n’est gardé nulle part. Si l’identifiant est "
        "déjà pris ou ne convient pas, rien n’est écrit et le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="USERNAME", help="L’identifiant avec lequel cette personne entrera.")
        parser.add_argument("--last-name", default="", help="Son nom, montré en haut des pages.")
        parser.add_argument("--first-name", default="", help="Son prénom.")

    def handle(self, *args: Any, **options: Any) -> None:
        username = self._checked(options["username"])
        entry = AccountEntry(
            last_name=options["last_name"],
            first_name=options["first_name"],
            username=username,
            code=self._asked_code() if sys.stdin.isatty() else "",
            roles=[(Role.ADMINISTRATOR, None)],
        )
        try:
            told = open_account(entry, by=None)
        except AccountRefused as refusal:
            self._leave(*refusal.reasons)
        self.stderr.write(f"Compte {username} ouvert.")
        if not entry.code:
            self.stdout.write(told.code)

    def _checked(self, username: str) -> str:
        try:
            return str(User._meta.get_field("username").clean(username, None))
        except ValidationError:
            self._leave(f"« {username} » ne convient pas. Écrivez des lettres, des chiffres, ou . - _ @ +")

    def _asked_code(self) -> str:
        """Typed twice, or nothing to have one drawn."""
        while True:
            code = getpass.getpass("Code (rien pour en tirer un au sort) : ")
            refused = weaknesses(code) if code else []
            if not refused and code and getpass.getpass("Une deuxième fois : ") != code:
                refused = ["Les deux codes diffèrent. Écrivez deux fois le même."]
            if not refused:
                return code
            for reason in refused:
                self.stderr.write(reason)

    def _leave(self, *lines: str) -> NoReturn:
        for line in lines:
            self.stderr.write(line)
        sys.exit(UNUSABLE)
