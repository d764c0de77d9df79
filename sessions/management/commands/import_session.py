"""Turns an instance of the planning problem into a session."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ntc_cert.json_files import UnusableFile
from ntc_cert.refusals import Refused
from sessions.conflicts import blocking, find_conflicts
from sessions.importing import import_session
from sessions.shell import leave
from sessions.snapshot import timetable_of


class Command(BaseCommand):
    help = (
        "Importe une instance (JSON), qui devient une session avec ses salles, ses jurés, ses jurys et ses candidats. "
        "La référence de la session, qui est l’identifiant de l’instance, s’écrit seule sur la sortie standard. "
        "Les passages de « pinned » sont placés et verrouillés, et leurs blocages dits sur la sortie d’erreur ; "
        "ceux de « baseline » font la version 1. "
        "Si le fichier ne convient pas, rien n’est écrit, chaque faute est dite sur une ligne et le code de sortie "
        "est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="Le chemin de l’instance, un document JSON en UTF-8.")
        parser.add_argument(
            "--centre",
            metavar="CODE",
            default="",
            help="Le code du centre. Sans cette option, c’est le seul centre connu, sinon « Centre importé ».",
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Remplace la session qui porte déjà cette référence, tant que le jury n’a rien saisi.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            exam_session = import_session(
                Path(options["file"]), centre_code=options["centre"], replace=options["replace"]
            )
        except UnusableFile as refusal:
            leave(self.stderr, *refusal.problems)
        except Refused as refusal:
            leave(self.stderr, *(f"{options['file']} : ligne 1, champ « fichier » : {why}" for why in refusal.reasons))
        for found in blocking(find_conflicts(timetable_of(exam_session))):
            self.stderr.write(f"Blocage à lever avant de publier : {found.sentence} {found.cure}")
        self.stdout.write(exam_session.reference)
