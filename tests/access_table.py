"""Every address and who may open it: the table that the tests of access, of secrecy and of axe walk through."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tests.world import ANONYMOUS, World

JURY = frozenset({"juror"})  # sits before the candidate
JURORS = JURY | {"colleague", "stranger"}  # another panel of the session; a foreign centre
OWN_STAFF = frozenset({"organiser", "administrator"})
STAFF = OWN_STAFF | {"foreign organiser"}
ADMINISTRATOR = frozenset({"administrator"})
EVERYBODY = JURORS | STAFF


@dataclass(frozen=True)
class Row:
    """One address: who gets in, by which methods, what a GET answers them; without `args` it takes none."""

    name: str
    methods: str
    who: frozenset[str]
    args: Callable[[World], dict[str, Any]] = lambda world: {}
    status: int = 200
    sent_away: frozenset[str] = frozenset()  # answered by a redirection
    logged_out: int = 302  # what nobody in particular is answered

    def path(self, world: World) -> str:
        return reverse(self.name, kwargs=self.args(world))


def of(**named: Any) -> Callable[[World], dict[str, Any]]:
    """Arguments of an address: given, or read from the world when they can be called."""
    return lambda world: {name: value(world) if callable(value) else value for name, value in named.items()}


def pk(find: Callable[[World], Any], **named: Any) -> Callable[[World], dict[str, Any]]:
    return of(pk=lambda world: find(world).pk, **named)


SESSION = pk(lambda w: w.session)
MARKED = pk(lambda w: w.marked)
GRID = pk(lambda w: w.marked, phase="technical_interview")
CELL = pk(lambda w: w.marked, phase="technical_interview", cell="C3.1")
CHANGE = pk(lambda w: w.marked, rank=1)
DELIBERATED = pk(lambda w: w.deliberated)
SEALED = pk(lambda w: w.sealed)
TITLE = pk(lambda w: w.session.title)
FILE = pk(lambda w: w.session, file=lambda w: w.file)
ACCOUNT = pk(lambda w: w.users["juror"])
CENTRE = pk(lambda w: w.session.centre)
IN_CENTRE = of(centre=lambda w: w.session.centre_id)
CENTRE_ROOM = of(centre=lambda w: w.session.centre_id, room=lambda w: w.room.pk)
JUROR = pk(lambda w: w.juror)
ROOM = pk(lambda w: w.session, room=lambda w: w.room.pk)
PANEL = pk(lambda w: w.session, panel=lambda w: w.panel.pk)
BADGE = pk(lambda w: w.session, badge=lambda w: w.badge)
MESSAGE = pk(lambda w: w.session, message=lambda w: w.message)
ATTACHMENT = pk(lambda w: w.session, message=lambda w: w.message, kind="ics")
PASSAGE = pk(lambda w: w.session, candidate=lambda w: w.marked.pk)
DOCUMENT = pk(lambda w: w.marked, kind="dspp")
PRESENCE = pk(lambda w: w.session, candidate=lambda w: w.marked.pk, kind="absence")
PRINT = pk(lambda w: w.print_job)


TABLE = (
    Row("home", "GET", EVERYBODY, status=302),
    # centres
    Row("centres:log_in", "GET POST", EVERYBODY | {ANONYMOUS}, sent_away=EVERYBODY),
    Row("centres:log_out", "POST", EVERYBODY),
    Row("centres:accessibility", "GET", EVERYBODY | {ANONYMOUS}),
    Row("centres:health", "GET", EVERYBODY | {ANONYMOUS}),
    Row("evaluations:verify", "GET", EVERYBODY | {ANONYMOUS}),
    Row("evaluations:verify_digest", "GET", EVERYBODY | {ANONYMOUS}, of(digest="0" * 64)),
    Row("centres:own_code", "GET POST", EVERYBODY),
    Row("centres:journal", "GET", STAFF),
    Row("centres:list", "GET", ADMINISTRATOR),
    Row("centres:add", "GET POST", ADMINISTRATOR),
    Row("centres:edit", "GET POST", ADMINISTRATOR, CENTRE),
    Row("centres:accounts", "GET", ADMINISTRATOR),
    Row("centres:account_add", "GET POST", ADMINISTRATOR),
    Row("centres:account_code", "GET POST", ADMINISTRATOR, ACCOUNT),
    Row("centres:account_close", "GET POST", ADMINISTRATOR, ACCOUNT),
    Row("centres:account_reopen", "POST", ADMINISTRATOR, ACCOUNT),
    # titles
    Row("titles:list", "GET", EVERYBODY, status=302),
    Row("titles:detail", "GET", EVERYBODY, TITLE),
    Row("titles:edit_aids", "GET POST", STAFF, TITLE),
    Row("titles:edit_aids", "GET POST", STAFF, pk(lambda w: w.session.title, code="C3.1")),
    # juries
    Row("juries:list", "GET", STAFF),
    Row("juries:add", "GET POST", STAFF),
    Row("juries:detail", "GET", OWN_STAFF, JUROR),
    Row("juries:edit", "GET POST", OWN_STAFF, JUROR),
    Row("juries:account", "GET POST", OWN_STAFF, JUROR),
    Row("juries:code", "GET POST", OWN_STAFF, JUROR),
    # sessions
    Row("sessions:juror_panels", "GET", OWN_STAFF, JUROR),
    Row("sessions:today", "GET", STAFF),
    Row("sessions:list", "GET", STAFF),
    Row("sessions:add", "GET POST", STAFF),
    Row("sessions:overview", "GET", OWN_STAFF, SESSION),
    Row("sessions:edit", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:incident_add", "POST", OWN_STAFF, SESSION),
    Row("sessions:readiness_tell", "POST", OWN_STAFF, pk(lambda w: w.session, subject="grids")),
    Row("sessions:deadlines", "GET POST", OWN_STAFF, IN_CENTRE),
    Row("sessions:rooms", "GET", OWN_STAFF, SESSION),
    Row("sessions:room_add", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:room_edit", "GET POST", OWN_STAFF, ROOM),
    Row("sessions:room_remove", "GET POST", OWN_STAFF, ROOM),
    Row("sessions:centre_rooms", "GET", OWN_STAFF, IN_CENTRE),
    Row("sessions:centre_room_add", "GET POST", OWN_STAFF, IN_CENTRE),
    Row("sessions:centre_room_edit", "GET POST", OWN_STAFF, CENTRE_ROOM),
    Row("sessions:centre_room_remove", "GET POST", OWN_STAFF, CENTRE_ROOM),
    Row("sessions:panels", "GET", OWN_STAFF, SESSION),
    Row("sessions:panel_add", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:panel_edit", "GET POST", OWN_STAFF, PANEL),
    Row("sessions:panel_remove", "GET POST", OWN_STAFF, PANEL),
    Row("sessions:badge_log_in", "GET POST", EVERYBODY | {ANONYMOUS}),
    Row("sessions:badges", "GET", OWN_STAFF, SESSION),
    Row("sessions:badges_prepare", "POST", OWN_STAFF, SESSION),
    Row("sessions:badge_code", "GET POST", OWN_STAFF, BADGE),
    Row("sessions:badge_redo", "GET POST", OWN_STAFF, BADGE),
    Row("sessions:badge_unlock", "POST", OWN_STAFF, BADGE),
    Row("sessions:timetable", "GET", OWN_STAFF, SESSION),
    Row("sessions:board_act", "POST", OWN_STAFF, SESSION),
    Row("sessions:board_reach", "GET", OWN_STAFF, PASSAGE),
    Row("sessions:planner", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:planner_undo", "POST", OWN_STAFF, SESSION),
    Row("sessions:messages", "GET", OWN_STAFF, SESSION),
    Row("sessions:message_edit", "GET POST", OWN_STAFF, MESSAGE),
    Row("sessions:message_remove", "POST", OWN_STAFF, MESSAGE),
    Row("sessions:message_known", "POST", OWN_STAFF, MESSAGE),
    Row("sessions:message_returned", "POST", OWN_STAFF, MESSAGE),
    Row("sessions:message_attachment", "GET", OWN_STAFF, ATTACHMENT),
    Row("sessions:calendar", "GET", EVERYBODY | {ANONYMOUS}, of(token=lambda w: w.calendar)),
    Row("sessions:own_calendar", "GET POST", JURORS),
    Row("sessions:juror_calendar", "GET POST", OWN_STAFF, JUROR),
    Row("sessions:messages_send", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:mailing", "GET", OWN_STAFF, SESSION, status=302),
    Row("sessions:mailing_stop", "POST", OWN_STAFF, SESSION),
    Row("sessions:mailing_again", "POST", OWN_STAFF, SESSION),
    Row("sessions:passage_place", "GET POST", OWN_STAFF, PASSAGE),
    Row("sessions:passage_swap", "GET POST", OWN_STAFF, PASSAGE, status=302),
    Row("sessions:passage_lock", "POST", OWN_STAFF, PASSAGE),
    Row("sessions:passage_remove", "POST", OWN_STAFF, PASSAGE),
    Row("sessions:publish", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:door_plans", "GET", OWN_STAFF, SESSION),
    Row("sessions:candidate_plans", "GET", OWN_STAFF, SESSION),
    Row("sessions:version", "GET", OWN_STAFF, pk(lambda w: w.session, number=1)),
    Row("sessions:people", "GET", STAFF),
    Row("sessions:candidate_edit", "GET POST", OWN_STAFF, MARKED),
    Row("sessions:candidate_withdraw", "GET POST", OWN_STAFF, MARKED),
    Row("sessions:dossier_document", "GET", JURY | OWN_STAFF, DOCUMENT),
    Row("sessions:dossier_put", "GET POST", OWN_STAFF, DOCUMENT),
    Row("sessions:dossier_remove", "GET POST", OWN_STAFF, DOCUMENT),
    Row("sessions:candidates", "GET", OWN_STAFF, SESSION),
    Row("sessions:candidate_add", "GET POST", OWN_STAFF, SESSION),
    Row("sessions:candidates_import", "GET POST", OWN_STAFF, SESSION),
    # A file is its chooser's: another of the staff is told that it is not there, and sent to choose one.
    Row("sessions:candidates_import_confirm", "GET POST", OWN_STAFF, FILE, sent_away=ADMINISTRATOR),
    Row("sessions:candidates_refused", "GET", frozenset({"organiser"}), FILE),
    Row("sessions:candidates_template", "GET", OWN_STAFF, pk(lambda w: w.session, kind="csv")),
    # evaluations
    Row("evaluations:my_day", "GET", JURORS),
    Row("evaluations:archives", "GET POST", ADMINISTRATOR),
    Row("evaluations:archive_confirm", "GET POST", ADMINISTRATOR, pk(lambda w: w.archive_upload)),
    Row("evaluations:rescue", "GET POST", ADMINISTRATOR),
    Row("evaluations:worker", "GET", EVERYBODY | {ANONYMOUS}),
    Row("evaluations:shell", "GET", EVERYBODY | {ANONYMOUS}),
    Row("evaluations:self_test", "GET", EVERYBODY | {ANONYMOUS}),
    Row("evaluations:server_clock", "GET", EVERYBODY | {ANONYMOUS}),
    Row("evaluations:self_test_result", "POST", JURORS, logged_out=401),
    Row("evaluations:synchronise", "POST", JURORS, logged_out=401),
    Row("evaluations:tell_state", "POST", JURORS, logged_out=401),
    Row("evaluations:token", "GET", JURORS, logged_out=401),
    Row("evaluations:dossier", "GET", JURY, MARKED),
    Row("evaluations:shared", "GET", JURY, MARKED, logged_out=401),
    Row("evaluations:grid", "GET", JURY, GRID),
    Row("evaluations:submit", "POST", JURY, GRID),
    Row("evaluations:rate", "POST", JURY, CELL),
    Row("evaluations:note", "POST", JURY, CELL),
    Row("evaluations:play_client", "POST", JURY, MARKED),
    Row("evaluations:write_change", "POST", JURY, CHANGE),
    Row("evaluations:announce_change", "POST", JURY, CHANGE),
    Row("evaluations:check_proposal", "POST", JURY, MARKED),
    Row("evaluations:deliberation", "GET", JURY | OWN_STAFF, DELIBERATED),
    Row("evaluations:record_presence", "POST", JURY | OWN_STAFF, DELIBERATED),
    Row("evaluations:write_motive", "POST", JURY, pk(lambda w: w.deliberated, number=3)),
    Row("evaluations:answer", "POST", JURY, pk(lambda w: w.deliberated, cell="C3.1")),
    Row("evaluations:decision", "GET", JURY | OWN_STAFF, DELIBERATED),
    Row("evaluations:decide", "POST", JURY, DELIBERATED),
    Row("evaluations:sign", "POST", JURY, DELIBERATED),
    Row("evaluations:withdraw", "POST", JURY, DELIBERATED),
    Row("evaluations:paper", "GET POST", OWN_STAFF, DELIBERATED),
    Row("evaluations:amend", "GET POST", OWN_STAFF, SEALED),
    Row("evaluations:deliberations", "GET", OWN_STAFF, SESSION),
    Row("evaluations:tower", "GET", OWN_STAFF, SESSION),
    Row("evaluations:tower_wall", "GET", OWN_STAFF, SESSION),
    Row("evaluations:tower_arrive", "POST", OWN_STAFF, PASSAGE),
    Row("evaluations:tower_advance", "POST", OWN_STAFF, PASSAGE),
    Row("evaluations:tower_delay", "GET POST", OWN_STAFF, PASSAGE),
    Row("evaluations:tower_presence", "GET POST", OWN_STAFF, PRESENCE),
    Row("evaluations:tower_report", "GET", OWN_STAFF, PANEL),
    Row("evaluations:tower_shift", "GET POST", OWN_STAFF, PANEL),
    Row("evaluations:tower_room", "GET POST", OWN_STAFF, PANEL),
    Row("evaluations:tower_juror", "GET POST", OWN_STAFF, PANEL),
    Row("evaluations:tower_tablet", "GET POST", OWN_STAFF, pk(lambda w: w.session, tablet=lambda w: w.tablet)),
    Row("evaluations:tower_undo", "POST", OWN_STAFF, pk(lambda w: w.session, act=lambda w: w.act)),
    Row("evaluations:documents", "GET", OWN_STAFF, SESSION),
    Row("evaluations:ccp_register", "GET", STAFF),
    Row("evaluations:ccp_export", "GET", STAFF, of(format_name="csv")),
    Row("evaluations:ccp_person", "GET POST", OWN_STAFF, pk(lambda w: w.marked.person)),
    Row("evaluations:ccp_remove", "POST", OWN_STAFF, pk(lambda w: w.ccp_elsewhere)),
    Row("evaluations:ccp_rules", "GET POST", OWN_STAFF, IN_CENTRE),
    Row("evaluations:ccp_invitations", "GET", OWN_STAFF, SESSION),
    Row("evaluations:print_room", "GET POST", OWN_STAFF, SESSION, status=302),
    Row("evaluations:print_count", "GET", OWN_STAFF, SESSION),
    Row("evaluations:print_stop", "POST", frozenset({"organiser"}), PRINT),
    Row("evaluations:print_again", "POST", frozenset({"organiser"}), PRINT),
    Row("evaluations:print_file", "GET", frozenset({"organiser"}), PRINT),
    Row("evaluations:archive", "GET POST", OWN_STAFF, SESSION),
    Row("evaluations:archive_journal", "GET", OWN_STAFF, SESSION),
    Row("evaluations:figures", "GET", OWN_STAFF, SESSION),
    Row("evaluations:figures_over", "GET", STAFF),
    Row("evaluations:figures_over_file", "GET", STAFF, of(format_name="csv")),
    Row("evaluations:figures_file", "GET", OWN_STAFF, pk(lambda w: w.session, format_name="csv")),
    Row("evaluations:results_file", "GET", OWN_STAFF, pk(lambda w: w.session, format_name="csv")),
    Row("evaluations:document", "GET", OWN_STAFF, pk(lambda w: w.session, kind="minutes")),
    Row("evaluations:candidate_document", "GET", OWN_STAFF, pk(lambda w: w.sealed, kind="results")),
)
