"""Sends the messages of a session that wait, from a terminal or a timer."""

import os
from socket import gethostname
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from ntc_cert.words import plural
from sessions.documents.posting import send_all
from sessions.mailings import NO_ADDRESS, NO_SERVER, NotSent, address_of, prepare_mailing, sendable, server
from sessions.models import Mailing, Message
from sessions.shell import leave, session_named

NOT_ALL: Final = 3


class Command(BaseCommand):
    help = (
        "Envoie les messages préparés d’une session, ceux qui attendent et ceux qui ont échoué, avec la convocation et "
        "le fichier de calendrier de chaque personne. Le nombre de messages partis s’écrit sur la sortie standard ; "
        "chaque message qui n’est pas parti est dit sur une ligne, et le code de sortie est alors 3. Si aucune session "
        "ne porte cette référence, ou si aucun serveur d’envoi n’est réglé, rien ne part et le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="La référence de la session.")

    def handle(self, *args: Any, **options: Any) -> None:
        exam_session = session_named(options["reference"], self.stderr)
        if not server().can_send:
            leave(self.stderr, NO_SERVER)
        chosen = sendable(exam_session)
        held_back = [f"{_whose(message)} : {NO_ADDRESS}" for message in chosen.without_address]
        sent = 0
        if chosen.leaving:
            try:
                mailing = prepare_mailing(exam_session, by=None)
            except NotSent as refusal:
                leave(self.stderr, *refusal.reasons, code=NOT_ALL)
            Mailing.objects.filter(pk=mailing.pk).update(pid=os.getpid(), host=gethostname())
            send_all(mailing, server())
            rows = mailing.messages.select_related("candidate__person", "juror").order_by("pk")
            sent = sum(message.state == Message.State.SENT for message in rows)
            held_back += [f"{_whose(row)} : {row.reason}" for row in rows if row.state != Message.State.SENT]
        self.stdout.write(plural(sent, "message parti", "messages partis"))
        if held_back:
            leave(self.stderr, *held_back, code=NOT_ALL)


def _whose(message: Message) -> str:
    person = message.candidate.person if message.candidate else message.juror
    return f"{person} ({address_of(message) or 'sans adresse'})"
