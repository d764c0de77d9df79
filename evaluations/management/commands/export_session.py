"""`export_session REF --out FILE`: a session as one portable archive."""

from pathlib import Path
from tempfile import TemporaryFile

from django.core.management.base import BaseCommand, CommandParser

from evaluations.archive.making import awaited_of, make_archive
from evaluations.documents.archived import papers_of
from ntc_cert.documents import PdfUnavailable
from ntc_cert.words import plural
from sessions.shell import fault, leave, session_named


class Command(BaseCommand):
    help = (
        "Écrit une session entière dans une archive (.zip) qu’une autre installation reprend avec import_archive : "
        "candidats, jurys, planning, versions publiées, saisies, décisions, sceaux, messages, dossiers, journal, et "
        "les PDF du jury. L’empreinte SHA-256 et le chemin s’écrivent sur la sortie standard, comme le fait "
        "sha256sum. Elle ne contient aucun code ni badge, mais des données personnelles : conservez-la comme telles. "
        "Si la session ou le fichier ne convient pas, rien n’est écrit et le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="La référence de la session.")
        parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="Le fichier à écrire (.zip).")
        parser.add_argument(
            "--without-papers",
            action="store_true",
            help="Sans les PDF (procès-verbal, fiches de résultat, grilles), qui se réimpriment du reste.",
        )

    def handle(self, *args: object, **options: object) -> None:
        exam_session, path = session_named(options["reference"], self.stderr), options["out"]
        try:
            # Before the long work: nothing is made that could not be written.
            TemporaryFile(dir=path.parent).close()
            papers = {} if options["without_papers"] else papers_of(exam_session)
            archive = make_archive(exam_session, papers=papers, by=None)
            path.write_bytes(archive.content)
        except PdfUnavailable as missing:
            leave(self.stderr, f"{missing} Ou ajoutez --without-papers.")
        except (OSError, ValueError):
            motif, cure = "ce fichier ne s’écrit pas", "Vérifiez le dossier, ses droits et la place qui reste."
            leave(self.stderr, fault(path, "--out", motif, cure))
        if awaited := awaited_of(exam_session):
            verb = "n’est pas dans l’archive" if awaited == 1 else "ne sont pas dans l’archive"
            self.stderr.write(
                f"{plural(awaited, 'saisie')} encore sur une tablette {verb}. Remettez-la en ligne, puis recommencez."
            )
        self.stdout.write(f"{archive.digest}  {path}")
