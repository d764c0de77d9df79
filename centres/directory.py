"""The centres: adding one, changing what is known of it."""

from collections.abc import Mapping

from centres import journal
from centres.models import Centre, User
from ntc_cert.folding import folded
from ntc_cert.refusals import Refused, one_transaction
from ntc_cert.words import quoted

# What the journal may tell in full: neither a name nor free text.
TOLD = ("code", "agreement_number", "time_zone")


class CentreRefused(Refused):
    """The centre is not written as asked."""


def add_centre(fields: Mapping[str, str], *, by: User) -> Centre:
    with one_transaction(CentreRefused):
        _check_code(fields["code"])
        centre = Centre.objects.create(**fields)
        journal.record(by, "centre.added", centre, after=_told(centre), centre=centre)
    return centre


def change_centre(centre: Centre, fields: Mapping[str, str], *, by: User) -> Centre:
    """Write what differs, and say in the journal which fields did."""
    with one_transaction(CentreRefused):
        centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
        changed = {name: value for name, value in fields.items() if getattr(centre, name) != value}
        if "code" in changed:
            _check_code(changed["code"], besides=centre)
        if changed:
            before = _told(centre, changed)
            for name, value in changed.items():
                setattr(centre, name, value)
            centre.save(update_fields=list(changed))
            after = _told(centre, changed) | {"fields": sorted(changed)}
            journal.record(by, "centre.changed", centre, before=before, after=after, centre=centre)
    return centre


def _check_code(code: str, besides: Centre | None = None) -> None:
    """« demo » and « DEMO » would be taken for one another on a command line."""
    for centre in Centre.objects.exclude(pk=besides.pk if besides else None):
        if folded(centre.code) == folded(code):
            raise CentreRefused(f"Le code {quoted(code)} est déjà celui de {centre.name}. Écrivez-en un autre.")


def _told(centre: Centre, among: Mapping[str, str] | None = None) -> dict[str, str]:
    return {name: getattr(centre, name) for name in TOLD if among is None or name in among}
