"""Floor 4: with what result."""

from importlib import import_module

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = "évaluations"

    def ready(self) -> None:
        """What is recorded here is what the planner goes by when a day is under way."""
        import_module("evaluations.day_teller")
