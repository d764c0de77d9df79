"""Erases what has served its time and may be made again; a timer runs it every day."""

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from evaluations.leftovers import NO_MORE, Found, forget, found_at
from ntc_cert.words import plural, short_date


class Command(BaseCommand):
    help = (
        "Efface les restes techniques qui ont fait leur temps : feuilles gardées, fichiers d’impression, recherches de "
        "planning, suivis d’envoi, tests et états de tablettes vides, adresses de calendrier de jurés qui ne siègent "
        "plus (400 jours), fichiers choisis et jamais repris, comptes d’essais d’entrée (1 jour), connexions expirées. "
        "Ne touche ni aux saisies, ni aux décisions, ni aux résultats scellés, ni aux messages, ni au journal, qui dit "
        "ce qui a été effacé. Une ligne par sorte."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Dit ce qui partirait, et n’efface rien.")

    def handle(self, *args: object, **options: object) -> None:
        verb = "à effacer" if options["dry_run"] else "en moins"
        for one in found_at():
            if count := one.count if options["dry_run"] else forget(one):
                self.stdout.write(f"{plural(count, one.leftover.one, one.leftover.several)} {verb}{_since(one)}")


def _since(one: Found) -> str:
    if one.leftover.kept_for == NO_MORE:
        return ""
    return f", avant le {short_date(timezone.localtime(one.before).date())}"
