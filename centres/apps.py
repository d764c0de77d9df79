"""Floor 0: the centre, people's roles in it, the journal everyone writes."""

from django.apps import AppConfig

from ntc_cert.checks import register_checks


class CentresConfig(AppConfig):
    name = "centres"
    verbose_name = "centres"

    def ready(self) -> None:
        register_checks()
