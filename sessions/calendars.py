"""Whose events: those a message brings, and those a juror's own address shows, from published versions alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from juries.models import Juror
from sessions.calendar_events import Event, Telling, candidate_event, juror_event, with_cancelled
from sessions.message_words import Duty
from sessions.models import Candidate, ExamSession, Message, PublishedVersion
from sessions.plan_reading import PlannedPassage, passage_reader, seats_of
from sessions.plans import Plan
from sessions.readers import NOTHING, appointment_of, duty_of

KEPT: Final = timedelta(days=366)  # a session over for longer leaves the calendar that is followed


@dataclass
class Almanac:
    """The events of one session's people; what many messages share is read once."""

    exam_session: ExamSession
    read: Callable[[Plan], PlannedPassage] = field(init=False)

    def __post_init__(self) -> None:
        self.read = passage_reader(self.exam_session, NOTHING)

    def of_message(self, message: Message) -> tuple[Event, ...]:
        """What stands in its version, then what an earlier message told the person that no longer does."""
        whose = {"candidate": message.candidate_id, "juror": message.juror_id}
        earlier = Message.objects.filter(**whose, exam_session=self.exam_session).that_left()
        versions = PublishedVersion.objects.filter(
            exam_session=self.exam_session, number__lt=message.version.number, messages__in=earlier
        )
        known: list[Event] = []
        for version in versions.distinct().order_by("number"):
            known += self._of(version, message.candidate, message.juror)
        now = self._of(message.version, message.candidate, message.juror)
        return with_cancelled(self._telling(message.version), now, known)

    def of_juror(self, version: PublishedVersion, juror: Juror) -> list[Event]:
        duties = self._duties(version.plan, juror.pk)
        telling, person = self._telling(version), f"juror {juror.pk}"
        return [juror_event(telling, person, passage, duty) for passage, duty in duties.items()]

    def _of(self, version: PublishedVersion, candidate: Candidate | None, juror: Juror | None) -> list[Event]:
        if juror is not None:
            return self.of_juror(version, juror)
        if candidate is None:
            return []
        own = [one for one in version.plan["passages"] if one["candidate"] == candidate.reference]
        appointments = filter(None, (appointment_of(self.read(written)) for written in own))
        telling, person = self._telling(version), f"candidate {candidate.reference}"
        return [candidate_event(telling, person, told) for told in appointments]

    def _duties(self, plan: Plan, juror: int) -> Mapping[str, Duty]:
        panels = {panel for panel, seated in seats_of(self.exam_session, plan).items() if juror in seated}
        passages = (written for written in plan["passages"] if written["panel"] in panels)
        return {written["candidate"]: duty_of(self.read(written)) for written in passages}

    def _telling(self, version: PublishedVersion) -> Telling:
        exam_session = self.exam_session
        return Telling(
            session=exam_session.reference,
            title=f"Titre {exam_session.referentiel.short_label}",
            centre=exam_session.centre.name,
            place=exam_session.place.strip().rstrip("."),
            version=version.number,
            published_at=version.published_at,
            zone=exam_session.zone,
        )


def juror_events(juror: Juror) -> list[Event]:
    """Over all the sessions of the centre that are not long over: the last version of each, if it seats this juror."""
    events: list[Event] = []
    for version in _last_versions(juror):
        if juror.pk in _seated(version):
            events += Almanac(version.exam_session).of_juror(version, juror)
    return sorted(events, key=lambda event: (event.start, event.uid))


def _last_versions(juror: Juror) -> Iterable[PublishedVersion]:
    since = timezone.now() - KEPT
    last = PublishedVersion.objects.filter(exam_session=OuterRef("exam_session")).order_by("-number")
    return (
        PublishedVersion.objects.filter(
            exam_session__centre=juror.centre_id,
            exam_session__days__date__gte=since.date(),
            number=Subquery(last.values("number")[:1]),
        )
        .distinct()
        .select_related("exam_session__centre", "exam_session__title")
        .order_by("exam_session")
    )


def _seated(version: PublishedVersion) -> set[int]:
    return {juror for seated in seats_of(version.exam_session, version.plan).values() for juror in seated}
