"""Floor 2: who judges."""

from django.apps import AppConfig


class JuriesConfig(AppConfig):
    name = "juries"
    verbose_name = "jurés"
