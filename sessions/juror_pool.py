"""Who may be asked to sit: the centre's jurors, what the register and the session say against each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from juries.eligibility import Finding, JurorFacts, assess, may_sit
from juries.facts import facts_of, rules_in_force
from juries.models import Juror
from ntc_cert.words import date_listing, typeset
from sessions.models import ExamSession, PanelMember
from sessions.panel_list import distinct_findings
from sessions.timetable import Day, Interval


@dataclass(frozen=True, slots=True)
class Seatable:
    """One juror who could be chosen: `findings` from the register, `notes` from the session itself."""

    juror: Juror
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    @property
    def may_sit(self) -> bool:
        return may_sit(self.findings)


def juror_pool(exam_session: ExamSession, days: Sequence[Day], *, besides: int | None = None) -> list[Seatable]:
    """Those who may sit first; four queries whatever the number. `besides` is the panel being composed."""
    jurors = Juror.objects.filter(centre=exam_session.centre_id, scope__in=("", exam_session.reference))
    seats = _seats(exam_session, besides)
    pool = [
        Seatable(
            juror,
            assess_on_days(facts_of(juror), exam_session.title.code, [day.date for day in days]),
            (*_absences(juror, days), *seats.get(juror.pk, ())),
        )
        for juror in jurors.prefetch_related("habilitations", "availabilities")
    ]
    return sorted(pool, key=lambda seatable: not seatable.may_sit)


def assess_on_days(facts: JurorFacts, title_code: str, days: Iterable[date]) -> tuple[Finding, ...]:
    """Each fact told once, whatever the number of days it holds on."""
    rules = rules_in_force()
    return distinct_findings({day: assess(facts, title_code=title_code, day=day, rules=rules) for day in days})


def _absences(juror: Juror, days: Sequence[Day]) -> tuple[str, ...]:
    """A juror without any availability is taken to be always free."""
    windows = [Interval(row.starts_at, row.ends_at) for row in juror.availabilities.all()]
    away = [day.date for day in days if not any(free.overlaps(day.opens, day.closes) for free in windows)]
    return (typeset(f"Indisponible : {date_listing(away)}."),) if windows and away else ()


def _seats(exam_session: ExamSession, besides: int | None) -> dict[int, list[str]]:
    """A juror may sit on two panels of a session, at different hours: worth knowing, no reason to refuse."""
    seats: dict[int, list[str]] = {}
    members = PanelMember.objects.filter(panel__exam_session=exam_session).exclude(panel=besides)
    for juror, panel in members.order_by("panel__reference").values_list("juror_id", "panel__name"):
        seats.setdefault(juror, []).append(f"Siège déjà dans {panel}.")
    return seats
