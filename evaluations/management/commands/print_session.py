"""`print_session REF --out DIR`: the session's PDFs, one path a line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from django.core.management.base import BaseCommand, CommandParser

from evaluations.documents import KINDS, NOT_YET
from evaluations.documents.cases import cases
from evaluations.documents.grids import BLANK_GRIDS
from ntc_cert.documents import PdfUnavailable, ascii_name, load_weasyprint
from sessions.leaves import joined
from sessions.shell import fault, leave, session_named


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
        except PdfUnavailable as missing:
            leave(self.stderr, str(missing))
        with self._told_unwritable(folder):
            # Before the first page is laid out: nothing is written when something can't be.
            folder.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=folder).close()
        found = cases(exam_session)
        for kind in kinds:
            files, on_paper = KINDS[kind].make(exam_session, found), options["paper"] and kind == BLANK_GRIDS
            for file in [joined(ascii_name(kind, exam_session.reference), files)] if on_paper else files:
                self._write(folder / f"{file.name}.pdf", file.pdf(tagged=not on_paper))

    def _write(self, path: Path, content: bytes) -> None:
        with self._told_unwritable(path.parent):
            path.write_bytes(content)
        self.stdout.write(str(path))

    @contextmanager
    def _told_unwritable(self, folder: Path) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError):
            cure = "Vérifiez son chemin, ses droits et la place qui reste."
            leave(self.stderr, fault(folder, "--out", "ce dossier ne s’écrit pas", cure))


def _unknown(kinds: Sequence[str]) -> list[str]:
    cure = f"Choisissez parmi : {', '.join(KINDS)}."
    return [
        fault(kind, "--only", "ce document n’existe pas encore" if kind in NOT_YET else "document inconnu", cure)
        for kind in kinds
        if kind not in KINDS
    ]
