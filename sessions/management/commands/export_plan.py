"""Writes the plan of a session as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sessions.plans import plan_of
from sessions.shell import session_named


class Command(BaseCommand):
    help = (
        "Écrit le planning d’une session en JSON sur la sortie standard, aux heures locales du centre. "
        "Une session qui n’est pas encore planifiée donne ses passages placés, et tous les autres candidats dans "
        "« unplaced ». Si aucune session ne porte cette référence, le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="La référence de la session.")

    def handle(self, *args: Any, **options: Any) -> None:
        exam_session = session_named(options["reference"], self.stderr)
        self.stdout.write(json.dumps(plan_of(exam_session), ensure_ascii=False, indent=1))
