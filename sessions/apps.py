"""Floor 3: when and where. The label keeps Django's own `sessions` app apart (README, « Four traps »)."""

from django.apps import AppConfig


class CertificationSessionsConfig(AppConfig):
    name = "sessions"
    label = "certification_sessions"
    verbose_name = "sessions d’examen"
