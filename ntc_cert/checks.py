"""What an installation lacks, said by `manage.py check` in a sentence."""

import ctypes
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

from ntc_cert.documents import APT_LINE, PdfUnavailable, load_weasyprint
from ntc_cert.pdf_certificate import CannotSign, is_configured, signing_certificate

PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")


def register_checks() -> None:
    """Called once, by the first application's `ready`."""
    register(pdf_can_be_made, Tags.files)
    register(papers_can_be_signed, Tags.files)
    register(tablets_can_work_offline, Tags.security, deploy=True)


def pdf_can_be_made(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if can_make_pdf():
        return []
    return [
        Warning(
            "Aucun PDF ne peut être produit sur cette machine : la bibliothèque Pango manque.",
            hint=f"Installez-la avec la commande « {APT_LINE} ».",
            id="ntc_cert.W001",
        )
    ]


def can_make_pdf() -> bool:
    """Asks the loader first: importing WeasyPrint would slow every command by most of a second."""
    try:
        for library in PANGO:
            ctypes.CDLL(library)
    except OSError:
        pass
    else:
        return True
    try:
        load_weasyprint()
    except PdfUnavailable:
        return False
    return True


def papers_can_be_signed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A warning, for everything but signing works; silent and free where no certificate is set."""
    if not is_configured():
        return []
    try:
        certificate = signing_certificate()
    except CannotSign as fault:
        told = "Aucun document ne peut être signé."
        return [Warning(told, hint=str(fault), id="ntc_cert.W003")]
    if not certificate.ends_soon():
        return []
    told = f"Le certificat « {certificate.owner} » expire le {certificate.until}."
    return [Warning(told, hint="Préparez le suivant : ensuite, rien ne sera plus signé.", id="ntc_cert.W004")]


def tablets_can_work_offline(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.SESSION_COOKIE_SECURE:
        return []
    return [
        Warning(
            "Sans HTTPS, les tablettes des jurés ne gardent pas leurs saisies hors ligne.",
            hint="Servez l’application en HTTPS et donnez la valeur 1 à HTTPS.",
            id="ntc_cert.W002",
        )
    ]
