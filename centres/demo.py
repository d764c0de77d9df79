"""The accounts of the demonstration: they exist, and the log-in page names them, only where DEBUG is on."""

from dataclasses import dataclass

from django.conf import settings

from centres.models import Centre

DEMO_CENTRE = "DEMO"
DEMO_CODE = "demo-2026"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    first_name: str
    last_name: str
    role: str  # as the log-in page says it


DEMO_ACCOUNTS = (
    DemoAccount("nadia", "Nadia", "Ferrand", "responsable de session"),
    DemoAccount("claire", "Claire", "Vasseur", "jury A"),
    DemoAccount("marc", "Marc", "Thiébaut", "jury A"),
    DemoAccount("paul", "Paul", "Garnier", "administration"),
)


def is_demonstration() -> bool:
    return settings.DEBUG and Centre.objects.filter(code=DEMO_CENTRE).exists()
