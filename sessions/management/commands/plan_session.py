"""Plans a session, or plans it again with the least change."""

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser, OutputWrapper

from ntc_cert.refusals import Refused
from sessions.planned import plan_session
from sessions.planning.figures import UNPLACED
from sessions.planning.search import Progress
from sessions.shell import fault, leave, session_named

SOME_UNPLACED: Final = 3
LONGEST: Final = 3600
WIDTH: Final = 30


class Command(BaseCommand):
    help = (
        "Planifie une session en N secondes au plus, moins si rien de mieux n’existe. Les passages verrouillés "
        "restent ; une session déjà publiée est replanifiée avec le moins de changements. Si tous les candidats sont "
        "placés, le code de sortie est 0. S’il en reste, chacun est dit avec sa raison sur la sortie d’erreur et le "
        "code est 3. Si la référence ne convient pas, rien n’est écrit et le code est 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="La référence de la session.")
        parser.add_argument(
            "--seconds", metavar="N", type=float, default=30.0, help="Le temps de calcul, en secondes (30 par défaut)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        seconds = options["seconds"]
        if not 0 < seconds <= LONGEST:
            cure = f"Donnez un nombre de secondes, {LONGEST} au plus."
            leave(self.stderr, fault(f"{seconds:g}", "--seconds", "ce n’est pas un temps de calcul", cure))
        exam_session = session_named(options["reference"], self.stderr)
        bar = Bar(self.stderr)
        try:
            planned = plan_session(exam_session, seconds=seconds, by=None, watch=bar.show)
        except Refused as refusal:
            leave(self.stderr, *refusal.reasons)
        finally:
            bar.clear()
        if planned.outcome.unplaced:
            numbers = dict(exam_session.candidates.values_list("pk", "reference"))
            told = (f"{numbers[one]} : {reason}" for one, reason in planned.outcome.unplaced.items())
            leave(self.stderr, *told, *filter(None, [planned.outcome.advice]), code=SOME_UNPLACED)


class Bar:
    """One line that is written over itself, when a person is there to see it."""

    def __init__(self, stream: OutputWrapper) -> None:
        self.stream = stream
        self.is_shown = stream.isatty()

    def show(self, progress: Progress) -> bool:
        if self.is_shown:
            part = min(progress.elapsed / progress.seconds, 1)
            filled = "█" * round(part * WIDTH)
            left = next((level.value for level in progress.levels if level.name == UNPLACED), "…")
            proven = sum(level.is_proven for level in progress.levels)
            told = f"à placer : {left}, niveaux prouvés : {proven} sur {len(progress.levels)}"
            self._write(f"\r{filled:·<{WIDTH}} {progress.elapsed:.0f} s sur {progress.seconds:.0f}, {told}")
        return True

    def clear(self) -> None:
        if self.is_shown:
            self._write("\r\033[K")

    def _write(self, text: str) -> None:
        self.stream.write(text, ending="")
        self.stream.flush()
