"""Floor 1: what is certified."""

from django.apps import AppConfig


class TitlesConfig(AppConfig):
    name = "titles"
    verbose_name = "référentiels"
