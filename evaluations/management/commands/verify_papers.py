"""`verify_papers FILE…`: is each file signed by the centre, intact, and the current version."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from evaluations.paper_check import Said, check_paper
from ntc_cert.pdf_certificate import CannotSign, certificate_of, is_configured, read_certificate
from sessions.shell import bytes_of, fault, leave

DOES_NOT_HOLD = 1


class Command(BaseCommand):
    help = (
        "Vérifie des PDF : qui les a signés et quand, s’ils ont changé depuis, si le certificat est celui du centre, "
        "et si le code imprimé est celui de la version à jour. Ce qui tient s’écrit sur la sortie standard, ce qui ne "
        "tient pas sur la sortie d’erreur, une phrase par ligne après le nom du fichier. Si quelque chose ne tient "
        "pas, le code de sortie est 1. Rien n’est demandé au réseau : la révocation du certificat n’est pas vérifiée."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="Les PDF à vérifier.")
        parser.add_argument(
            "--certificate",
            metavar="CERT",
            action="append",
            default=[],
            type=Path,
            help="Un autre certificat du centre, sans sa clé (PEM ou DER), par exemple le précédent. Se répète.",
        )

    def handle(self, *args: object, **options: object) -> None:
        known = self._known(options["certificate"])
        holds = True
        for path in options["files"]:
            for said in self._said(path, known):
                holds &= said.holds
                (self.stdout if said.holds else self.stderr).write(f"{path} : {said.text}")
        if not holds:
            sys.exit(DOES_NOT_HOLD)

    def _known(self, paths: list[Path]) -> dict[str, str]:
        """The certificates of the centre, by fingerprint; one that can't be read is not passed over."""
        known = {}
        for path in paths:
            try:
                given = certificate_of(bytes_of(path, self.stderr))
            except ValueError:
                cure = "Donnez le certificat seul, en PEM ou en DER."
                leave(self.stderr, fault(path, "--certificate", "ce n’est pas un certificat", cure))
            known[given.fingerprint] = f"celui de {path.name}"
        if is_configured():
            try:
                own = read_certificate()
            except CannotSign as missing:
                leave(self.stderr, str(missing))
            known[own.fingerprint] = "celui du centre"
        return known

    def _said(self, path: Path, known: dict[str, str]) -> list[Said]:
        try:
            content = path.read_bytes()
        except (OSError, ValueError):
            return [Said("Ce fichier ne se lit pas. Vérifiez son chemin et ses droits.", False)]
        return check_paper(content, known)
