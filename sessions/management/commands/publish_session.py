"""Publishes the timetable of a session as a numbered version."""

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from sessions.conflicts import unplaced
from sessions.messages import publish_and_prepare
from sessions.publication import NotPublishable, publish
from sessions.shell import leave, session_named
from sessions.snapshot import timetable_of

BLOCKED: Final = 4


class Command(BaseCommand):
    help = (
        "Publie le planning d’une session : il devient une version numérotée, qui ne change plus. Le numéro de la "
        "version s’écrit sur la sortie standard. Si un blocage subsiste, rien n’est publié, chacun est dit sur une "
        "ligne et le code de sortie est 4. Chaque personne dont l’horaire, la salle ou le jury change a un message "
        "préparé, à relire à l’écran ; rien n’est envoyé. Si aucune session ne porte cette référence, le code de "
        "sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="La référence de la session.")
        parser.add_argument("--no-messages", action="store_true", help="Ne prépare aucun message.")

    def handle(self, *args: Any, **options: Any) -> None:
        exam_session = session_named(options["reference"], self.stderr)
        try:
            if options["no_messages"]:
                version = publish(exam_session, by=None)
            else:
                version, _ = publish_and_prepare(exam_session, by=None)
        except NotPublishable as refusal:
            leave(self.stderr, *refusal.reasons, code=BLOCKED)
        for warning in unplaced(timetable_of(exam_session)):
            self.stderr.write(f"{warning.sentence} {warning.cure}")
        self.stdout.write(str(version.number))
