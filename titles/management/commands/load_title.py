"""Reads a référentiel into the database."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ntc_cert.json_files import UnusableFile
from titles.loading import Change, load_file

SAID = {Change.CREATED: "chargé", Change.UPDATED: "mis à jour", Change.UNCHANGED: "inchangé"}


class Command(BaseCommand):
    help = (
        "Charge une version d’un référentiel depuis un document JSON, ou la met à jour. Lancer deux fois la même "
        "commande ne change rien. Une version qu’une session utilise ne change plus : donnez un nouveau numéro de "
        "version au document. Si le fichier ne convient pas, rien n’est écrit et le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="Le chemin du document JSON, en UTF-8.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_file(Path(options["file"]))
        except UnusableFile as refusal:
            for problem in refusal.problems:
                self.stderr.write(problem)
            sys.exit(2)
        self.stderr.write(f"{loaded.title} : {SAID[loaded.change]}.", self.style.NOTICE)
