"""`print_session REF --out DIR`: the session's PDFs, one path a line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from django.core.management.base import BaseCommand, CommandParser

from evaluations.documents import KINDS, Folder
from evaluations.documents.grids import BLANK_GRIDS
from evaluations.documents.kept import Papers
from evaluations.documents.paper_grids import paper_pdf
from evaluations.documents.signing import SIGNABLE, is_draft
from ntc_cert.documents import PdfUnavailable, ascii_name, load_weasyprint
from ntc_cert.pdf_certificate import CannotSign
from ntc_cert.site import site_address
from sessions.badge_sheets import BADGES, badge_codes
from sessions.badges import prepare_badges
from sessions.documents.centre_seal import CentreSeal
from sessions.leaves import PrintFile
from sessions.models import ExamSession
from sessions.shell import fault, leave, session_named

UNSIGNED = 3


class Command(BaseCommand):
    help = (
        "Imprime les documents d’une session en PDF dans un dossier, et écrit le chemin de chaque fichier sur une "
        "ligne. Un planning non publié et un résultat non scellé portent « Brouillon, sans valeur » ; un document sans "
        "contenu donne une page « Rien à imprimer ». Les badges qui manquent sont préparés, et leurs codes imprimés "
        "une seule fois, dans un fichier à part. Avec --sign, chaque fichier est signé avec le certificat du centre ; "
        "un brouillon n’est alors pas écrit, et le code de sortie est 3. Si la session, le dossier ou un document "
        "demandé ne convient pas, ou si cette machine ne peut le produire ou le signer, rien n’est écrit et le code "
        "de sortie est 2."
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
            help=f"Ces documents seulement, parmi : {', '.join(KINDS)}. Sans cette option, tous.",
        )
        parser.add_argument(
            "--paper",
            action="store_true",
            help="Réunit les grilles vierges en un seul fichier, à imprimer sur papier.",
        )
        parser.add_argument(
            "--sign",
            action="store_true",
            help=f"Signe avec le certificat du centre. Se signent : {', '.join(SIGNABLE)} ; sans --only, tous.",
        )

    def handle(self, *args: object, **options: object) -> None:
        kinds = list(dict.fromkeys(options["only"] or (SIGNABLE if options["sign"] else KINDS)))
        if unusable := _unknown(kinds) or (_unsignable(kinds) if options["sign"] else []):
            leave(self.stderr, *unusable)
        exam_session = session_named(options["reference"], self.stderr)
        folder = options["out"]
        try:
            load_weasyprint()
            seal = CentreSeal(exam_session) if options["sign"] else None
        except (PdfUnavailable, CannotSign) as missing:
            leave(self.stderr, str(missing))
        with self._told_unwritable(folder):
            # Before the first page is laid out: nothing is written when something can't be.
            folder.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=folder).close()
        print_from = Folder(exam_session)
        if seal:
            self._write_signed(print_from, kinds, seal, folder)
            return
        codes = self._prepared_codes(exam_session) if BADGES in kinds else []
        for kind in kinds:
            files = KINDS[kind].make(print_from)
            if options["paper"] and kind == BLANK_GRIDS and not files[0].is_empty:
                self._write(folder / f"{ascii_name(kind, exam_session.reference)}.pdf", paper_pdf(files))
                continue
            made = [*files, *codes] if kind == BADGES else files
            papers = Papers(made, keeps=True)
            for file in made:
                self._write(folder / f"{file.name}.pdf", papers.pdf(file))

    def _write_signed(self, print_from: Folder, kinds: Sequence[str], seal: CentreSeal, folder: Path) -> None:
        """A draft is not written at all: unsigned in that folder, it would pass for signed."""
        made = [file for kind in kinds for file in KINDS[kind].make(print_from) if not file.is_empty]
        drafts = [file for file in made if is_draft(file)]
        files = [file for file in made if not is_draft(file)]
        papers = Papers(files, keeps=True)
        written = 0
        try:
            for file in files:
                self._write(folder / f"{file.name}.pdf", seal.signed(papers.pdf(file)))
                written += 1
        except CannotSign as fault:
            leave(self.stderr, str(fault))
        finally:
            if written:
                seal.tell(written, by=None)
        told = "brouillon, ni signé ni écrit. Publiez le planning ou attendez le sceau."
        if not made:
            leave(self.stderr, f"Rien à signer dans la session {seal.exam_session.reference}.", code=UNSIGNED)
        if drafts:
            leave(self.stderr, *(f"{file.name} : {told}" for file in drafts), code=UNSIGNED)

    def _prepared_codes(self, exam_session: ExamSession) -> list[PrintFile]:
        """The badges still wanting are prepared; only now can their codes be printed."""
        issued = prepare_badges(exam_session, by=None)
        if not site_address():
            self.stderr.write(
                "SITE_URL est vide : les badges portent leur numéro, sans QR. Donnez à SITE_URL l’adresse du site, par "
                "exemple https://certification.example.org, puis réimprimez-les : ce seront les mêmes badges."
            )
        return badge_codes(exam_session, issued)

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


def _unsignable(kinds: Sequence[str]) -> list[str]:
    cure = f"Se signent : {', '.join(SIGNABLE)}. Retirez-le de --only, ou imprimez-le sans --sign."
    return [fault(kind, "--only", "ce document ne se signe pas", cure) for kind in kinds if kind not in SIGNABLE]


def _unknown(kinds: Sequence[str]) -> list[str]:
    cure = f"Choisissez parmi : {', '.join(KINDS)}."
    return [fault(kind, "--only", "document inconnu", cure) for kind in kinds if kind not in KINDS]
