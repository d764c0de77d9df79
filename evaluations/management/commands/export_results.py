"""`export_results REF --format json`: the results other tools read."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from evaluations.facts import results_document
from evaluations.results import canonical
from sessions.shell import fault, leave, session_named


class Command(BaseCommand):
    help = (
        "Écrit les résultats d’une session, en JSON canonique : clés triées, sans espace. L’empreinte imprimée au "
        "procès-verbal est le SHA-256 de ce texte, sans son retour à la ligne final."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="La référence de la session.")
        parser.add_argument("--format", choices=("json",), default="json", help="Le format des résultats.")
        parser.add_argument("--out", type=Path, help="Le fichier à écrire, au lieu de la sortie standard.")

    def handle(self, *args: object, **options: object) -> None:
        exam_session = session_named(options["reference"], self.stderr)
        content = canonical(results_document(exam_session))
        if options["out"] is None:
            self.stdout.write(content.decode())
            return
        try:
            options["out"].write_bytes(content + b"\n")
        except (OSError, ValueError):
            motif, cure = "ce fichier ne s’écrit pas", "Vérifiez le dossier et ses droits."
            leave(self.stderr, fault(options["out"], "--out", motif, cure))
