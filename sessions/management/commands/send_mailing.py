"""Sends what was asked on screen; the application starts it by itself."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sessions.documents.posting import send_all
from sessions.mailings import server
from sessions.models import Mailing
from sessions.shell import fault, leave


class Command(BaseCommand):
    help = (
        "Envoie les messages demandés à l’écran. L’application lance elle-même cette commande ; pour envoyer depuis un "
        "terminal, utilisez send_messages. Si aucun envoi en cours ne porte ce numéro, le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="N", type=int, help="Le numéro de l’envoi demandé.")

    def handle(self, *args: Any, **options: Any) -> None:
        mailings = Mailing.objects.select_related("exam_session__centre", "exam_session__title", "asked_by")
        mailing = mailings.filter(pk=options["number"], state=Mailing.State.RUNNING).first()
        if mailing is None:
            cure = "Utilisez send_messages pour envoyer depuis un terminal."
            leave(self.stderr, fault(options["number"], "N", "aucun envoi en cours ne porte ce numéro", cure))
        send_all(mailing, server())
