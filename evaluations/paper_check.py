"""What a printed file says of itself: who signed it, whether it changed, whether its code is the current one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from evaluations.verifying import Verified, typed, verified, whole_digest
from ntc_cert.pdf_signatures import Signature, Since, Unreadable, read_signed
from ntc_cert.words import clock, plain_date, plural

CODE: Final = re.compile(r"[/ ]([0-9a-f]{64}|[0-9a-f]{12})/?$")  # at the end of what stands for the printed code


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence about a file, and whether what it says holds."""

    text: str
    holds: bool


def check_paper(content: bytes, known: Mapping[str, str]) -> list[Said]:
    """`known` are the centre's certificates by fingerprint, each with what to call it."""
    try:
        file = read_signed(content)
    except Unreadable as fault:
        return [Said(str(fault), False)]
    said = [one for signature in file.signatures for one in _signature(signature, known)]
    if not file.signatures:
        said.append(Said("N’est pas signé. Demandez au centre une impression signée.", False))
    elif not any(signature.certificate.fingerprint in known for signature in file.signatures):
        said.append(Said(_not_ours(known), False))
    codes = {found[1] for text in file.alternatives if (found := CODE.search(text))}
    return said + list(_codes(codes))


def _signature(signature: Signature, known: Mapping[str, str]) -> Iterator[Said]:
    certificate = signature.certificate
    yield Said(f"Signé par « {certificate.owner} »{_when(signature)}.", True)
    if not signature.is_intact:
        yield Said("A été modifié après cette signature. Ne vous y fiez pas : demandez l’original.", False)
        return
    yield {
        Since.NOTHING: Said("Intact : rien n’a changé depuis cette signature.", True),
        Since.SIGNED: Said("Intact : d’autres signatures seulement ont suivi.", True),
        Since.CHANGED: Said("A reçu des ajouts après cette signature. Demandez l’original.", False),
    }[signature.since]
    if called := known.get(certificate.fingerprint):
        yield Said(f"Son certificat est {called}.", True)
    if not signature.was_in_force:
        start, end = _day(certificate.starts), _day(certificate.ends)
        yield Said(
            f"Son certificat ne valait que du {start} au {end}. Demandez une impression signée à nouveau.", False
        )


def _when(signature: Signature) -> str:
    if signature.stamped_at:
        return f", horodaté {_moment(signature.stamped_at)} par « {signature.stamped_by} »"
    if signature.at:
        return f", {_moment(signature.at)} à l’horloge de qui l’a signé"
    return ", sans date"


def _not_ours(known: Mapping[str, str]) -> str:
    if known:
        return (
            "N’est pas signé avec le certificat du centre. Si c’est un ancien certificat du centre, donnez-le avec "
            "--certificate."
        )
    return "Aucun certificat n’est réglé sur cette machine : donnez celui du centre avec --certificate."


def _codes(codes: set[str]) -> Iterator[Said]:
    """Those that are current are told together."""
    current = []
    for code in sorted(codes):
        found = verified(whole_digest(typed(code)))
        if not found:
            yield Said(f"Son code {code[:12]} n’est pas connu ici : un brouillon, ou une autre installation.", False)
        current += [one for one in found if one.is_current and not one.is_shared]
        yield from (Said(_to_compare(one), True) for one in found if one.is_current and one.is_shared)
        yield from (Said(_replaced(one), False) for one in found if not one.is_current)
    if len(current) == 1:
        one = current[0]
        yield Said(f"{_paper(one)}, version {one.version} : c’est la version à jour.", True)
    elif current:
        yield Said(f"{plural(len(current), 'document')}, tous dans leur version à jour.", True)


def _to_compare(one: Verified) -> str:
    return (
        f"{_paper(one)} : ce code est celui des versions {one.first_version} à {one.version}, dont les résultats sont "
        f"les mêmes. À jour s’il porte « version {one.version} » en bas de page ; sinon, imprimez-la."
    )


def _replaced(one: Verified) -> str:
    newest = f"la version {one.newest_version} du {_day(one.newest_at)}"
    return f"{_paper(one)}, version {one.version} : remplacée par {newest}. Imprimez-la."


def _paper(one: Verified) -> str:
    what = "Procès-verbal" if one.is_minutes else "Fiche de résultat"
    return f"{what}, session {one.exam_session.reference}"


def _moment(when: datetime) -> str:
    local = timezone.localtime(when)
    return f"le {plain_date(local)} à {clock(local)}"


def _day(when: datetime) -> str:
    return plain_date(timezone.localtime(when))
