"""The codes to read with a phone: the same on a screen's page, and where they lead."""

import segno
from django.urls import reverse

from evaluations.models import PaperVersion
from ntc_cert.site import site_address


def verifying_address(digest: str) -> str:
    """The page that says whether this paper is the current one; empty while nobody could find it there."""
    return code_address(digest) if PaperVersion.objects.filter(digest=digest, candidate=None).exists() else ""


def code_address(digest: str) -> str:
    site = site_address()
    return f"{site}{reverse('evaluations:verify_digest', args=[digest])}" if site and digest else ""


def code_drawing(text: str) -> str:
    return str(segno.make(text, error="m", micro=False).svg_data_uri(border=0))
