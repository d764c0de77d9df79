"""`export_results REF --format json|csv|xlsx`: the results other tools read, or an administrator keys."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from evaluations.exporting import FORMATS, exported
from sessions.shell import fault, leave, session_named


class Command(BaseCommand):
    help = (
        "Écrit les résultats d’une session. En JSON canonique : clés triées, sans espace ; l’empreinte imprimée au "
        "procès-verbal est le SHA-256 de ce texte, sans son retour à la ligne final. En CSV ou en XLSX : une ligne par "
        "candidat, dans l’ordre de la saisie au ministère ; une case vide dit que l’inscription ne la demande pas, "
        "« non renseigné » qu’elle n’a pas de réponse."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="La référence de la session.")
        parser.add_argument("--format", choices=tuple(FORMATS), default="json", help="Le format des résultats.")
        parser.add_argument("--out", type=Path, help="Le fichier à écrire, au lieu de la sortie standard.")

    def handle(self, *args: object, **options: object) -> None:
        exam_session = session_named(options["reference"], self.stderr)
        content = exported(exam_session, options["format"])
        if options["out"] is None:
            self._say(content, options["format"])
            return
        try:
            options["out"].write_bytes(content)
        except (OSError, ValueError):
            motif, cure = "ce fichier ne s’écrit pas", "Vérifiez le dossier et ses droits."
            leave(self.stderr, fault(options["out"], "--out", motif, cure))

    def _say(self, content: bytes, format_name: str) -> None:
        """Bytes as they are where the output takes some; a workbook is no text."""
        out = getattr(self.stdout, "buffer", None)
        if out is not None and (FORMATS[format_name].is_text or not self.stdout.isatty()):
            out.write(content)
            out.flush()
        elif FORMATS[format_name].is_text:
            self.stdout.write(content.decode(), ending="")
        else:
            cure = "Donnez un fichier avec --out."
            leave(self.stderr, fault(format_name, "--format", "ce format ne s’écrit pas sur un terminal", cure))
