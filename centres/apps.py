"""Floor 0: the centre, people's roles in it, the journal everyone writes."""

from django.apps import AppConfig


class CentresConfig(AppConfig):
    name = "centres"
    verbose_name = "centres"
