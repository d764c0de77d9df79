"""Lays out a sealed candidate's sheets ahead of time; the application starts it by itself."""

import os

from django.core.management.base import BaseCommand, CommandParser

from evaluations.documents.kept import keep_sealed
from ntc_cert.documents import PdfUnavailable
from sessions.models import Candidate
from sessions.shell import fault, leave

BEHIND_THE_JURY = 10  # it may wait: nobody looks at these sheets yet


class Command(BaseCommand):
    help = (
        "Met en page d’avance les grilles et la fiche de résultat d’un candidat scellé. L’application lance elle-même "
        "cette commande au scellement et à chaque rectification ; la relancer ne change rien. Si aucun candidat ne "
        "porte ce numéro, ou si cette machine ne peut pas produire de PDF, le code de sortie est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="N", type=int, help="Le numéro interne du candidat.")

    def handle(self, *args: object, **options: object) -> None:
        sessions = ("exam_session__centre", "exam_session__title")
        candidate = Candidate.objects.select_related(*sessions).filter(pk=options["number"]).first()
        if candidate is None:
            cure = "Utilisez print_session pour imprimer depuis un terminal."
            leave(self.stderr, fault(options["number"], "N", "aucun candidat ne porte ce numéro", cure))
        os.nice(BEHIND_THE_JURY)
        try:
            keep_sealed(candidate)
        except PdfUnavailable as missing:
            leave(self.stderr, str(missing))
