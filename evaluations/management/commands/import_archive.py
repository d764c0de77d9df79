"""`import_archive FILE`: an archive becomes a session of this installation."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from evaluations.archive.importing import centre_coded, import_archive
from evaluations.archive.packing import UnreadableArchive
from sessions.shell import bytes_of, leave


class Command(BaseCommand):
    help = (
        "Reprend une session depuis son archive, produite par export_session : candidats, jurys, planning, versions, "
        "saisies, décisions, sceaux, messages et dossiers. Tout est vérifié d’abord, puis écrit d’un bloc ; les "
        "résultats sont recalculés et comparés. La référence de la session s’écrit seule sur la sortie standard. "
        "Personne ne reçoit d’accès : les auteurs deviennent des comptes fermés, sans code. Si l’archive ne convient "
        "pas, rien n’est écrit, chaque faute est dite sur une ligne et le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="Le chemin de l’archive (.zip).")
        parser.add_argument(
            "--centre",
            metavar="CODE",
            default="",
            help="Le centre qui la reçoit. Sans cette option : le seul centre connu, sinon celui de l’archive.",
        )
        parser.add_argument("--check", action="store_true", help="Vérifie tout et n’écrit rien.")

    def handle(self, *args: object, **options: object) -> None:
        path = options["file"]
        content = bytes_of(path, self.stderr)
        try:
            centre = centre_coded(options["centre"]) if options["centre"] else None
            imported = import_archive(content, centre=centre, check=bool(options["check"]))
        except UnreadableArchive as refusal:
            leave(self.stderr, *(f"{path} : ligne 1, {' '.join(str(fault).split())}" for fault in refusal.faults))
        for note in imported.notes:
            self.stderr.write(note)
        self.stdout.write(imported.exam_session.reference)
