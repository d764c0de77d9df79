"""Command: a panel's name, jurors and room changed together, as one form asks for them."""

from collections.abc import Sequence

from django.db import transaction

from centres.models import User
from juries.models import Juror
from sessions.models import Panel, Room
from sessions.seating import rename_panel, set_members, set_room


def compose_panel(
    panel: Panel,
    *,
    name: str,
    jurors: Sequence[Juror],
    room: Room | None,
    by: User | None,
    seen_revision: int | None = None,
) -> Panel:
    """All or nothing: a room that is taken leaves the jurors as they were. What does not differ is not written."""
    seated = list(panel.members.order_by("rank", "pk").values_list("juror_id", flat=True))
    with transaction.atomic():
        if [juror.pk for juror in jurors] != seated:
            set_members(panel, jurors=jurors, by=by, seen_revision=seen_revision)
            seen_revision = None  # this very change came between
        if (room.pk if room else None) != panel.room_id:
            set_room(panel, room=room, by=by, seen_revision=seen_revision)
        if name != panel.name:
            rename_panel(panel, name=name, by=by)
    return panel
