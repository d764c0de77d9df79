"""Gives a verification code to results sealed before papers had one."""

from django.core.management.base import BaseCommand
from django.db import transaction

from evaluations.verifying import record_missing_versions
from ntc_cert.words import plural
from sessions.models import ExamSession


class Command(BaseCommand):
    help = (
        "Donne un code de vérification aux résultats scellés avant que les documents en portent : la fiche de chaque "
        "candidat, et le procès-verbal quand tout est scellé, dans leur version d’aujourd’hui. Une version déjà "
        "remplacée n’en reçoit pas. La relancer ne change rien. Une ligne par session."
    )

    def handle(self, *args: object, **options: object) -> None:
        sealed = ExamSession.objects.filter(candidates__evaluation__sealed_at__isnull=False)
        for exam_session in sealed.order_by("reference").distinct():
            with transaction.atomic():
                made = record_missing_versions(exam_session)
            if made:
                self.stdout.write(f"{exam_session.reference} : {plural(made, 'code')}")
