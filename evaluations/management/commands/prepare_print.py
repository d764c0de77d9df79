"""Prints what was asked on screen; the application starts it by itself."""

from django.core.management.base import BaseCommand, CommandParser

from evaluations.documents.press import press
from evaluations.models import PrintJob
from sessions.shell import fault, leave


class Command(BaseCommand):
    help = (
        "Prépare une impression demandée à l’écran. L’application lance elle-même cette commande ; pour imprimer "
        "depuis un terminal, utilisez print_session. Si aucune impression en préparation ne porte ce numéro, le code "
        "de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="N", type=int, help="Le numéro de l’impression demandée.")

    def handle(self, *args: object, **options: object) -> None:
        jobs = PrintJob.objects.select_related("exam_session__centre", "exam_session__title")
        job = jobs.filter(pk=options["number"], state=PrintJob.State.RUNNING).first()
        if job is None:
            cure = "Utilisez print_session pour imprimer depuis un terminal."
            leave(
                self.stderr, fault(options["number"], "N", "aucune impression en préparation ne porte ce numéro", cure)
            )
        press(job)
