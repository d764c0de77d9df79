"""Commands on the register: a CCP acquired elsewhere, its removal, and a centre's own rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from centres import journal
from centres.models import Centre, User
from evaluations.ccp_deadlines import RULES, Key, Rule
from evaluations.models import CcpElsewhere, CcpRule
from ntc_cert.refusals import Refused, one_transaction
from sessions.models import Person
from titles.models import ProfessionalTitle


class NotRegistered(Refused):
    """The CCP is not written as asked."""


@dataclass(frozen=True, slots=True)
class CcpEntry:
    title_code: str
    ccp: str
    acquired_on: date | None
    reference: str


def add_elsewhere(person: Person, entry: CcpEntry, *, by: User) -> CcpElsewhere:
    """The paper's reference is free text: the journal tells which CCP and when."""
    with one_transaction(NotRegistered):
        if CcpElsewhere.objects.filter(person=person, title_code=entry.title_code, ccp=entry.ccp).exists():
            raise NotRegistered("Ce CCP est déjà inscrit pour cette personne. Retirez-le d’abord.")
        row = CcpElsewhere.objects.create(
            person=person,
            title_code=entry.title_code,
            ccp=entry.ccp,
            acquired_on=entry.acquired_on,
            reference=entry.reference.strip(),
            added_by=by,
        )
        journal.record(by, "ccp_elsewhere.added", row, after=_told(row), centre=person.centre)
    return row


def remove_elsewhere(row: CcpElsewhere, *, by: User) -> None:
    with one_transaction(NotRegistered):
        journal.record(by, "ccp_elsewhere.removed", row, before=_told(row), centre=row.person.centre)
        row.delete()


def set_rules(
    centre: Centre, asked: Mapping[Key, Rule], ends: Mapping[str, tuple[date | None, str]], *, by: User
) -> int:
    """Write what differs from the rules as they come, forget the rest; how many have changed."""
    with one_transaction(NotRegistered):
        Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
        former = {row.key: row for row in centre.ccp_rules.all()}
        changed = [key for key, rule in asked.items() if _set(centre, rule, former.get(key))]
        changed += [code for code, (day, source) in ends.items() if _end(centre, code, day, source)]
        if changed:
            # A day is no text for the journal: the keys say which, the page says how they are now.
            journal.record(by, "ccp_rules.changed", centre, after={"rules": sorted(changed)}, centre=centre)
    return len(changed)


def title_codes() -> list[str]:
    return sorted(set(ProfessionalTitle.objects.values_list("code", flat=True)))


def _set(centre: Centre, rule: Rule, former: CcpRule | None) -> bool:
    values = {"number": rule.number, "day": rule.day, "is_active": rule.is_active, "source": rule.source}
    if rule in RULES:
        if former:
            former.delete()
        return former is not None
    if former and all(getattr(former, name) == value for name, value in values.items()):
        return False
    CcpRule.objects.update_or_create(centre=centre, key=rule.key, defaults=values)
    return True


def _end(centre: Centre, code: str, day: date | None, source: str) -> bool:
    former = centre.title_ends.filter(title_code=code).first()
    if day is None:
        if former:
            former.delete()
        return former is not None
    if former and (former.ends_on, former.source) == (day, source):
        return False
    centre.title_ends.update_or_create(title_code=code, defaults={"ends_on": day, "source": source})
    return True


def _told(row: CcpElsewhere) -> dict[str, object]:
    on = row.acquired_on.isoformat() if row.acquired_on else None
    return {"person": row.person_id, "title_code": row.title_code, "ccp": row.ccp, "acquired_on": on}
