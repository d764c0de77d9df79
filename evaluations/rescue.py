"""A rescue copy: the unsent work of a tablet, as a file that an administrator brings in its jurors' place."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from centres import journal
from centres.models import User
from evaluations.operations import LARGEST, Op, Outcome, Unreadable, read_operation
from evaluations.sharing import receive
from evaluations.synchronising import Reply, Sender
from juries.models import Juror
from ntc_cert.json_files import JsonFile

MAX_BYTES: Final = 5 * 1024 * 1024
MOST: Final = 5_000


@dataclass(frozen=True, slots=True)
class Brought:
    """One operation of the file, whose it is, and what became of it."""

    op: Op
    juror: Juror
    reply: Reply

    @property
    def is_taken(self) -> bool:
        return self.reply.outcome in {Outcome.APPLIED, Outcome.CONFLICT}


def bring(name: str, content: bytes, *, by: User) -> list[Brought]:
    """The whole file read, then each operation applied once, as from its tablet; or `UnusableFile`, and nothing is."""
    file = JsonFile.of(Path(Path(name).name), content)
    faults: list[Unreadable] = []
    found = list(_operations(file.document, faults))
    if faults:
        raise file.unusable(faults)
    device = str(file.document.get("device") or "")[:36].replace("\0", "")
    brought = [Brought(op, juror, _applied(op, juror, device, by)) for op, juror in found]
    for juror in {each.juror.pk: each.juror for each in brought}.values():
        theirs = [each for each in brought if each.juror == juror]
        told = {"operations": len(theirs), "taken": sum(each.is_taken for each in theirs)}
        journal.record(by, "rescue.brought", juror, after=told)
    return brought


def _applied(op: Op, juror: Juror, device: str, by: User) -> Reply:
    return receive(op, Sender(juror.pk, juror.user_id, by, device, uploaded_by=by))


def _operations(document: Any, faults: list[Unreadable]) -> Iterator[tuple[Op, Juror]]:
    listed = document.get("operations") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST:
        faults.append(Unreadable("operations", "ce n’est pas une copie de secours. Prenez le fichier de la tablette."))
        return
    jurors = _jurors(listed)
    for rank, item in enumerate(listed):
        path = f"operations[{rank}]"
        try:
            op = read_operation(item, path)
        except Unreadable as fault:
            faults.append(fault)
            continue
        juror = jurors.get(item.get("juror")) if type(item.get("juror")) is int else None
        if juror is None:
            faults.append(Unreadable(f"{path}.juror", "aucun juré de cette installation n’a ce numéro et un compte."))
        else:
            yield op, juror


def _jurors(listed: list[Any]) -> dict[int, Juror]:
    asked = {item.get("juror") for item in listed if isinstance(item, dict) and type(item.get("juror")) is int}
    known = [number for number in asked if 0 <= number <= LARGEST]
    return {juror.pk: juror for juror in Juror.objects.filter(pk__in=known, user__isnull=False)}
