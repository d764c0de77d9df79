"""Searches for the plan asked on screen; the application starts it by itself."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sessions.models import PlanJob
from sessions.plan_search import search
from sessions.shell import fault, leave


class Command(BaseCommand):
    help = (
        "Travaille à un planning demandé à l’écran. L’application lance elle-même cette commande ; pour planifier "
        "depuis un terminal, utilisez plan_session. Si aucun calcul en cours ne porte ce numéro, le code de sortie "
        "est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="N", type=int, help="Le numéro du calcul demandé.")

    def handle(self, *args: Any, **options: Any) -> None:
        jobs = PlanJob.objects.select_related("exam_session__centre", "exam_session__title")
        job = jobs.filter(pk=options["number"], state=PlanJob.State.RUNNING).first()
        if job is None:
            cure = "Utilisez plan_session pour planifier depuis un terminal."
            leave(self.stderr, fault(options["number"], "N", "aucun calcul en cours ne porte ce numéro", cure))
        search(job)
