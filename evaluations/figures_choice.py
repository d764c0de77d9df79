"""Which sessions the figures over sessions are made of: chosen whole, by centre, kind, period and version.

The families of `figures/hiding.py` are read whole, whatever part of them the period keeps: what small sessions say
together must not depend on what was chosen.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Max, Min

from centres.models import Centre, User
from evaluations.figures.evolution import Moment, evolution_of
from evaluations.figures.hiding import Scope
from evaluations.figures.whole import Figures, figures_from
from evaluations.figures_reading import material_of, rule_in_force, wording_of
from sessions.models import ExamSession
from titles.models import ProfessionalTitle

REMOTE, ON_SITE = "a-distance", "sur-place"
KINDS: Final = {ON_SITE: "Sur place", REMOTE: "À distance"}


@dataclass(frozen=True, slots=True)
class Choice:
    title: ProfessionalTitle
    centre: Centre | None = None
    kind: str = ""  # of KINDS, or both
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Told:
    """What the sessions chosen say, together and one after the other."""

    sessions: tuple[ExamSession, ...]  # chosen, in order of time, each with `first_day`
    settled: int  # of them, those whose results are all sealed
    figures: Figures
    evolution: tuple[Moment, ...]


def titles_in_use(user: User) -> list[ProfessionalTitle]:
    """The versions the sessions this person manages are under, the one used last first."""
    used = ProfessionalTitle.objects.filter(exam_sessions__in=ExamSession.objects.managed_by(user))
    return list(used.annotate(last_day=Max("exam_sessions__days__date")).order_by("-last_day", "-pk"))


def told_of(user: User, choice: Choice) -> Told:
    sessions = _around(user, choice)
    chosen = tuple(exam_session for exam_session in sessions if choice.holds(exam_session.first_day))
    families: dict[tuple[int, bool, int], list[int]] = defaultdict(list)
    for one in sessions:
        families[one.centre_id, one.is_remote, one.first_day.year].append(one.pk)
    rule, wording = rule_in_force(), wording_of(choice.title.referentiel)
    scope = Scope(frozenset(one.pk for one in chosen), tuple(map(tuple, families.values())), rule)
    material = material_of(sessions, only_settled=True)
    return Told(
        sessions=chosen,
        settled=len({session for session, _, _ in material.decided} & scope.chosen),
        figures=figures_from(material, wording, scope),
        evolution=evolution_of(material, wording, [one.pk for one in chosen], rule),
    )


def _around(user: User, choice: Choice) -> list[ExamSession]:
    """The sessions of every family the period touches; those without a day have nothing to tell yet."""
    rows = ExamSession.objects.managed_by(user).filter(title=choice.title)
    if choice.centre:
        rows = rows.filter(centre=choice.centre)
    if choice.kind:
        rows = rows.filter(is_remote=choice.kind == REMOTE)
    rows = rows.annotate(first_day=Min("days__date")).filter(first_day__isnull=False)
    if choice.since:
        rows = rows.filter(first_day__year__gte=choice.since.year)
    if choice.until:
        rows = rows.filter(first_day__year__lte=choice.until.year)
    found = list(rows.order_by("first_day", "pk"))
    for exam_session in found:
        exam_session.title = choice.title  # read once
    return found
