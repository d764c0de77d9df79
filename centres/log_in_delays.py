"""How long an account's door stays shut after refused codes, with no Django."""

from datetime import datetime, timedelta
from typing import Final

from ntc_cert.words import NBSP, duration

FIRST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(minutes=15)
FORGOTTEN_AFTER: Final = timedelta(days=1)


def wait_after(tries: int, free: int) -> timedelta:
    """After the last of the `free` tries one minute, doubled at each further one, a quarter of an hour at most."""
    if tries < free:
        return timedelta()
    doublings: int = min(tries - free, 10)
    return min(FIRST * (1 << doublings), LONGEST)


def opens_at(tries: int, free: int, last_at: datetime) -> datetime:
    return last_at + wait_after(tries, free)


def sentence_for(left: timedelta) -> str:
    """The same whether the account exists or not."""
    minutes = max(1, -(-left // timedelta(minutes=1)))
    return (
        f"Trop de codes refusés pour cet identifiant. Recommencez dans {duration(minutes)}{NBSP}; "
        "en attendant, même le bon code est refusé."
    )
