"""How a command says no."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from ntc_cert.constraints import explain


class Refused(Exception):
    """Each reason is a sentence for the person who asked, and says what to do; a view shows them, never a 500."""

    def __init__(self, reasons: str | Sequence[str]) -> None:
        self.reasons = (reasons,) if isinstance(reasons, str) else tuple(reasons)
        if not any(self.reasons):
            raise ValueError("A refusal without a reason helps nobody.")
        super().__init__(*self.reasons)

    def __str__(self) -> str:
        return " ".join(self.reasons)


@contextmanager
def one_transaction(refusal: type[Refused] = Refused) -> Iterator[None]:
    """One transaction; a rule the database keeps comes out as the caller's refusal, in its French sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refusal(explain(error)) from error
