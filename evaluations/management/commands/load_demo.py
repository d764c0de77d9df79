"""`load_demo`: the demonstration session, on a trial machine only."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from centres.demo import DEMO_ACCOUNTS, DEMO_CENTRE, DEMO_CODE
from centres.models import Centre
from evaluations.demo import load_demo
from sessions.shell import leave
from titles.models import ProfessionalTitle


class Command(BaseCommand):
    help = (
        "Charge une session de démonstration et ses comptes : douze candidats, trois jurys, un résultat scellé. "
        "Refusé quand DEBUG vaut 0, ou quand la démonstration est déjà là. Le référentiel doit être chargé d’abord."
    )

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEBUG:
            leave(self.stderr, "La démonstration et ses comptes n’existent que si DEBUG vaut 1.")
        if Centre.objects.filter(code=DEMO_CENTRE).exists():
            leave(self.stderr, "La démonstration est déjà chargée. Rien n’a été changé.")
        title = ProfessionalTitle.objects.newest("TP-00338")
        if title is None:
            leave(self.stderr, "Chargez d’abord le référentiel : manage.py load_title titles/data/tp_00338_v2.json.")
        load_demo(title, today=timezone.localdate())
        for account in DEMO_ACCOUNTS:
            self.stdout.write(f"{account.username:<8} {DEMO_CODE}  {account.role}")
