"""`import_marks REF FILE`: key the jury's agreed answers from signed paper grids."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from evaluations.keying import MarksRefused, import_marks
from ntc_cert.words import plural
from sessions.shell import bytes_of, leave, session_named


class Command(BaseCommand):
    help = (
        "Enregistre les décisions communes saisies d’après les grilles papier signées : elles comptent aussitôt, et le "
        "journal le dit. Le fichier est refusé en entier dès qu’une ligne est fautive ; chaque ligne fautive est "
        "nommée et le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="La référence de la session.")
        parser.add_argument("file", metavar="FILE", type=Path, help="Le fichier CSV : candidate;criterion;mark;note.")

    def handle(self, *args: object, **options: object) -> None:
        exam_session = session_named(options["reference"], self.stderr)
        file = options["file"]
        try:
            count = import_marks(exam_session, bytes_of(file, self.stderr), by=None)
        except MarksRefused as refused:
            leave(self.stderr, *(fault.text(str(file)) for fault in refused.faults))
        self.stderr.write(
            f"{exam_session.reference} : {plural(count, 'ligne enregistrée', 'lignes enregistrées')}.",
            self.style.NOTICE,
        )
