"""Writes the plan of a session as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sessions.planned import exported_plan
from sessions.shell import session_named


class Command(BaseCommand):
    help = (
        "Écrit le planning d’une session en JSON sur la sortie standard, aux heures locales du centre. "
        "Une session qui n’est pas encore planifiée donne ses passages placés, et tous les autres candidats dans "
        "« unplaced ». Tant que rien n’a changé depuis le dernier calcul, « status », « bound » et « seconds » "
        "disent ce qu’il a prouvé ; « unplaced » dit pourquoi un candidat n’a pas de passage. Si aucune session ne "
        "porte cette référence, le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="La référence de la session.")

    def handle(self, *args: Any, **options: Any) -> None:
        exam_session = session_named(options["reference"], self.stderr)
        self.stdout.write(json.dumps(exported_plan(exam_session), ensure_ascii=False, indent=1))
