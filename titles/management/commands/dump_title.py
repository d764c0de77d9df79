"""Writes a référentiel as its JSON document."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ntc_cert.words import listing
from titles.loading import dump_title, written
from titles.models import ProfessionalTitle
from titles.reading import UNSTORABLE


class Command(BaseCommand):
    help = (
        "Écrit sur la sortie standard le document JSON d’un référentiel. Recharger ce document avec load_title ne "
        "change rien. Si le titre ou la version n’existe pas, le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help="Le code du titre, par exemple TP-00338.")
        parser.add_argument(
            "--title-version", metavar="V", help="La version voulue. Sans cette option, c’est la plus récente."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        code = _storable(options["code"])
        version = None if options["title_version"] is None else _storable(options["title_version"])
        titles = ProfessionalTitle.objects.filter(code=code)
        title = titles.newest(code) if version is None else titles.filter(version=version).first()
        if title is None:
            self.stderr.write(self._refusal(code, version))
            sys.exit(2)
        # Bytes: the document is UTF-8 whatever the terminal's own encoding.
        out = getattr(self.stdout._out, "buffer", None)
        if out is None:
            self.stdout.write(written(dump_title(title)), ending="")
        else:
            out.write(written(dump_title(title)).encode())

    def _refusal(self, code: str, version: str | None) -> str:
        known = ProfessionalTitle.objects.filter(code=code).values_list("version", flat=True)
        if known:
            return (
                f"{code} : ligne 1, champ « title-version » : la version {version} n’existe pas. "
                f"Donnez l’une de celles-ci : {listing(sorted(known))}."
            )
        codes = ProfessionalTitle.objects.order_by("code").values_list("code", flat=True).distinct()
        cure = f"Donnez l’un de ceux-ci : {listing(codes)}." if codes else "Chargez-le avec load_title."
        return f"{code} : ligne 1, champ « code » : ce titre n’existe pas. {cure}"


def _storable(given: str) -> str:
    """What a shell passes may be no text, which no database can look for."""
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", given)
