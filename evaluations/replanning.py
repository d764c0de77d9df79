"""What the planner has to know of a day under way before it plans the rest of it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from evaluations.course import NOTHING, Doing
from evaluations.tower import Known, PanelNow, day_now, passages_on, still_to_come
from evaluations.verdicts import Presence
from sessions.day_record import Record
from sessions.timetable import Id, Passage, Timetable


def record_of(timetable: Timetable, facts: Known, moment: datetime, marked: Collection[Id] = ()) -> Record:
    """Who went in stays; who is absent or left is not planned again; whoever is still awaited may move.

    `marked` are the candidates somebody has written something about: they went in, whatever was recorded.
    A jury at work is free once it should have done with its candidate, however late that is.
    """
    may_move = set(_may_move(timetable, facts, moment)) - set(marked)
    about = {passage.candidate_id: facts.get(passage.candidate_id, NOTHING) for passage in timetable.passages}
    panels = day_now(timetable, facts, moment.date(), moment).panels
    return Record(
        staying=frozenset(candidate for candidate in about if candidate not in may_move),
        gone=frozenset(candidate for candidate, one in facts.items() if one.presence is not Presence.PRESENT),
        busy_until={panel.panel_id: free for panel in panels if (free := _free(panel, moment)) and panel.panel_id},
        expected_at={
            candidate: one.expected_at for candidate, one in facts.items() if one.is_awaited and one.expected_at
        },
    )


def _may_move(timetable: Timetable, facts: Known, moment: datetime) -> Iterator[Id]:
    for passage in timetable.passages:
        about = facts.get(passage.candidate_id, NOTHING)
        if passage.start >= moment and not about.has_begun and about.presence is Presence.PRESENT:
            yield passage.candidate_id
    passages = passages_on(timetable, moment.date())
    for panel in timetable.panels:
        own = [passage for passage in passages if passage.panel_id == panel.id]
        for passage in still_to_come(timetable, panel.id, moment.date(), facts, moment):
            if not _may_be_done(passage, own, facts, moment):
                yield passage.candidate_id


def _may_be_done(passage: Passage, own: Sequence[Passage], facts: Known, moment: datetime) -> bool:
    """Nothing was recorded of it, but the jury went on to somebody later, or its time is over and nobody records."""
    about = facts.get(passage.candidate_id, NOTHING)
    begun = [one.start for one in own if facts.get(one.candidate_id, NOTHING).has_begun]
    if begun:
        return passage.start < max(begun)
    return passage.end <= moment and about.expected_at is None


def _free(panel: PanelNow, moment: datetime) -> datetime | None:
    """When a jury at work has done, deliberation included; None when nothing keeps it."""
    if panel.standing is None or panel.doing not in (Doing.AT_WORK, Doing.BETWEEN):
        return None
    return panel.standing.free if panel.standing.free - moment > timedelta() else None
