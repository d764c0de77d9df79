"""`print_session REF --out DIR`: the session's PDFs, one path a line."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

from django.core.management.base import BaseCommand, CommandParser

from evaluations.documents import KINDS, NOT_YET, files_of
from evaluations.documents.grids import BLANK_GRIDS
from ntc_cert.documents import PdfUnavailable, ascii_name, load_weasyprint
from ntc_cert.words import quoted
from sessions.leaves import PrintFile, joined
from sessions.models import ExamSession
from sessions.shell import leave, session_named


class Command(BaseCommand):
    help = (
        "Imprime les documents d’une session en PDF dans un dossier, et écrit le chemin de chaque fichier sur une "
        "ligne. Un planning non publié et un résultat non scellé portent « Brouillon, sans valeur » ; un document sans "
        "contenu donne une page « Rien à imprimer ». Si la session, le dossier ou un document demandé ne convient pas, "
        "ou si cette machine ne peut pas produire de PDF, rien n’est écrit et le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="La référence de la session.")
        parser.add_argument(
            "--out", metavar="DIR", type=Path, required=True, help="Le dossier, créé s’il n’existe pas."
        )
        parser.add_argument(
            "--only",
            metavar="KIND",
            nargs="+",
            default=list(KINDS),
            help=f"Ces documents seulement, parmi : {', '.join(KINDS)}. Sans cette option, tous.",
        )
        parser.add_argument(
            "--paper",
            action="store_true",
            help="Réunit les grilles vierges en un seul fichier, à imprimer sur papier.",
        )

    def handle(self, *args: object, **options: object) -> None:
        kinds = list(dict.fromkeys(options["only"]))
        if unknown := _unknown(kinds):
            leave(self.stderr, *unknown)
        exam_session = session_named(options["reference"], self.stderr)
        folder = options["out"]
        try:
            load_weasyprint()
            _check_writable(folder)
            for kind in kinds:
                self._print(exam_session, kind, folder, on_paper=options["paper"] and kind == BLANK_GRIDS)
        except PdfUnavailable as missing:
            leave(self.stderr, str(missing))
        except OSError:
            leave(self.stderr, f"{folder} : ce dossier ne s’écrit pas. Vérifiez son chemin, ses droits et sa place.")

    def _print(self, exam_session: ExamSession, kind: str, folder: Path, *, on_paper: bool) -> None:
        files = files_of(exam_session, kind)
        if on_paper:
            files = [joined(ascii_name(kind, exam_session.reference), files)]
        for file in files:
            self._write(file, folder, tagged=not on_paper)

    def _write(self, file: PrintFile, folder: Path, *, tagged: bool) -> None:
        path = folder / f"{file.name}.pdf"
        path.write_bytes(file.pdf(tagged=tagged))
        self.stdout.write(str(path))


def _unknown(kinds: Sequence[str]) -> list[str]:
    existing = ", ".join(KINDS)
    return [
        f"--only : {quoted(kind)} "
        + ("n’existe pas encore" if kind in NOT_YET else "n’est pas un document")
        + f". Choisissez parmi : {existing}."
        for kind in kinds
        if kind not in KINDS
    ]


def _check_writable(folder: Path) -> None:
    """Before the first page is laid out: nothing is written when something can't be."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder):
        pass
