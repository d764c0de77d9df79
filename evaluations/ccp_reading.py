"""The register of CCPs, worked out from sealed decisions: nothing is copied, so an amendment is followed at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db.models import Q

from evaluations.ccp_deadlines import RULES, Acquired, Attempt, Origin, Past, Rule, Standing, rules_with, standing
from evaluations.decisions import DECISION, Decision
from evaluations.facts import decision_of
from evaluations.models import CcpElsewhere, CcpRule, Evaluation, TitleEnd
from evaluations.results import read_decision
from ntc_cert.folding import folded
from sessions.models import Candidate, Person
from titles.document import version_rank
from titles.models import ProfessionalTitle
from titles.referentiel import Referentiel

BY_KEY: Final = {rule.key.value: rule for rule in RULES}
LAST: Final = date.max


@dataclass(frozen=True, slots=True)
class Entry:
    """One person for one title."""

    person: Person
    referentiel: Referentiel
    past: Past
    standing: Standing

    @property
    def labels(self) -> list[str]:
        return [self.referentiel.routes[key].label for key in self.standing.routes]


def entries(people: Iterable[Person], *, today: date) -> list[Entry]:
    """Whoever holds a CCP or has passed, the first limit first; as many queries whatever their number."""
    known = {person.pk: person for person in people}
    titles = list(ProfessionalTitle.objects.all())
    newest = {title.code: title for title in sorted(titles, key=lambda title: version_rank(title.version))}
    pasts = _pasts(known, {title.pk: title.code for title in titles})
    rules = _rules({person.centre_id for person in known.values()})
    found = []
    for (pk, code), past in pasts.items():
        person, title = known[pk], newest.get(code)
        if title is None or not (past.acquired or past.attempts):
            continue
        own, ends = rules[person.centre_id]
        judged = standing(title.referentiel, past, own, title_ends_on=ends.get(code), today=today)
        found.append(Entry(person, title.referentiel, past, judged))
    return sorted(found, key=_by_limit)


def entries_of(person: Person, *, today: date) -> list[Entry]:
    return entries([person], today=today)


def rules_of_centre(centre: int) -> tuple[Rule, ...]:
    return _rules({centre})[centre][0]


def standing_decision(evaluation: Evaluation) -> Decision | None:
    """As sealed, then as the last amendment of it says; needs its amendments."""
    decision = decision_of(evaluation)
    for amendment in evaluation.amendments.all():
        for change in amendment.changes:
            if change["cell"] == DECISION:
                decision = read_decision(change["after"])
    return decision


def _pasts(people: Mapping[int, Person], codes: Mapping[int, str]) -> dict[tuple[int, str], Past]:
    acquired: dict[tuple[int, str], list[Acquired]] = defaultdict(list)
    attempts: dict[tuple[int, str], list[Attempt]] = defaultdict(list)
    rows = Candidate.objects.filter(Q(evaluation__sealed_at__isnull=False) | ~Q(held_ccps=[]), person__in=people)
    rows = rows.select_related("exam_session__centre", "evaluation", "passage").order_by("pk")
    for candidate in rows.prefetch_related("evaluation__amendments"):
        key, reference = (candidate.person_id, codes[candidate.exam_session.title_id]), candidate.exam_session.reference
        acquired[key] += [Acquired(code, None, Origin.DECLARED, reference) for code in candidate.held_ccps]
        evaluation = getattr(candidate, "evaluation", None)
        decision = standing_decision(evaluation) if evaluation and evaluation.sealed_at else None
        if decision is not None:
            on = _day_of(candidate)
            acquired[key] += [Acquired(code, on, Origin.SEALED, reference) for code in decision.ccps]
            attempts[key].append(Attempt(on, candidate.route, decision.outcome.value, reference))
    for row in CcpElsewhere.objects.filter(person__in=people):
        key = row.person_id, row.title_code
        acquired[key].append(Acquired(row.ccp, row.acquired_on, Origin.ELSEWHERE, row.reference))
    keys = {*acquired, *attempts}
    return {key: Past(tuple(acquired[key]), tuple(attempts[key])) for key in keys}


def _day_of(candidate: Candidate) -> date:
    """The day they passed, on the centre's clock."""
    passage = getattr(candidate, "passage", None)
    moment = passage.starts_at if passage else candidate.evaluation.sealed_at
    return moment.astimezone(candidate.exam_session.zone).date()


def _rules(centres: set[int]) -> dict[int, tuple[tuple[Rule, ...], dict[str, date]]]:
    own: dict[int, dict[str, Rule]] = defaultdict(dict)
    for row in CcpRule.objects.filter(centre__in=centres):
        written = {"number": row.number, "day": row.day, "is_active": row.is_active, "source": row.source}
        own[row.centre_id][row.key] = replace(BY_KEY[row.key], **written)
    ends: dict[int, dict[str, date]] = defaultdict(dict)
    for row in TitleEnd.objects.filter(centre__in=centres):
        ends[row.centre_id][row.title_code] = row.ends_on
    return {centre: (rules_with(own[centre]), ends[centre]) for centre in centres}


def _by_limit(entry: Entry) -> tuple[object, ...]:
    """Those who have the title last, then by the first limit to fall."""
    return (
        entry.standing.has_title,
        entry.standing.until or LAST,
        folded(entry.person.sorted_name),
        entry.person.pk,
        entry.referentiel.code,
    )
