"""Every table of an archive, in the order its rows are written back."""

from collections.abc import Mapping
from typing import Final

from evaluations.archive.kept_marks import EVALUATION_TABLES, OF_CANDIDATE, OPERATION_TABLES
from evaluations.archive.tables import (
    ACCOUNT,
    CANDIDATE,
    ID,
    JUROR,
    PANEL,
    PASSAGE,
    PERSON,
    PUBLISHED,
    ROOM,
    Table,
)

SESSIONS: Final = "certification_sessions"
STRETCH: Final = ("starts_at", "ends_at")

SESSION_TABLES: Final = (
    Table(
        f"{SESSIONS}.examsession",
        "session",
        "pk",
        (
            *("reference", "ministry_number", "agreement_number", "place", "supervisor", "is_remote", "gap_minutes"),
            *("role_play_preparation_room", "min_jurors", "grid_minutes", "comment", "replan_from", "revision"),
            "created_at",
        ),
        key=("reference",),
    ),
    Table(
        f"{SESSIONS}.sessionday",
        "days",
        "exam_session",
        ("date", "opens_at", "closes_at", "lunch_from", "lunch_to", "lunch_minutes"),
    ),
    Table(ROOM, "rooms", "exam_session", ("name", "is_jury", "is_preparation", "equipment"), key=(ID,)),
    Table(f"{SESSIONS}.roomclosure", "closures", "room", STRETCH, {"room": ROOM}, of=ROOM),
    Table(
        JUROR,
        "jurors",
        "scope",
        (
            *("last_name", "first_names", "email", "phone", "employer", "training_centre", "itinerant_sales"),
            *("team_lead", "administration_reference", "evaluation_training_on", "last_practice_on"),
            "charter_accepted_on",
        ),
        key=(ID,),
    ),
    Table(
        "juries.habilitation",
        "habilitations",
        "juror",
        ("title_code", "starts_on", "ends_on"),
        {"juror": JUROR},
        of=JUROR,
    ),
    Table("juries.availability", "availabilities", "juror", STRETCH, {"juror": JUROR}, of=JUROR),
    Table(PANEL, "panels", "exam_session", ("reference", "name"), {"room": ROOM}, key=("reference",)),
    Table(
        f"{SESSIONS}.panelmember",
        "members",
        "panel__exam_session",
        ("rank",),
        {"panel": PANEL, "juror": JUROR},
        key=("panel", "juror"),
    ),
    Table(
        PERSON,
        "people",
        "enrolments__exam_session",
        (
            *("civility", "birth_name", "used_name", "first_names", "born_on", "birth_place", "address", "email"),
            "phone",
        ),
        key=(ID,),
    ),
    Table(
        CANDIDATE,
        "candidates",
        "exam_session",
        (
            *("reference", "route", "path", "extra_time_preparation", "extra_time_oral", "employer"),
            *("extra_time_granted_on", "extra_time_decision"),
            *("training_centre", "held_ccps", "dspp_received", "proposal_received", "client_masked"),
            *("training_results_received", "training_results"),
        ),
        {"person": PERSON},
        key=("reference",),
        late=("sealed_at",),
    ),
    Table(f"{SESSIONS}.candidateunavailability", "unavailabilities", OF_CANDIDATE, STRETCH, {"candidate": CANDIDATE}),
    Table(
        f"{SESSIONS}.link",
        "links",
        OF_CANDIDATE,
        ("reason",),
        {"candidate": CANDIDATE, "juror": JUROR},
        key=("candidate", "juror"),
    ),
    Table(
        f"{SESSIONS}.incident",
        "incidents",
        "exam_session",
        ("happened_at", "text", "written_at"),
        {"author": ACCOUNT},
    ),
    Table(
        f"{SESSIONS}.readinesstick",
        "readiness_ticks",
        "exam_session",
        ("subject", "told_at"),
        {"told_by": ACCOUNT},
        key=("subject",),
    ),
)

DOSSIER_TABLES: Final = (
    Table(
        f"{SESSIONS}.dossierdocument",
        "documents",
        OF_CANDIDATE,
        ("kind", "media_type", "size", "received_at"),
        {"candidate": CANDIDATE},
        key=("candidate", "kind"),
        inner={"content": "file"},
    ),
)

PLAN_TABLES: Final = (
    Table(
        PASSAGE,
        "passages",
        "panel__exam_session",
        (*STRETCH, "is_locked"),
        {"candidate": CANDIDATE, "panel": PANEL},
        key=("candidate",),
    ),
    Table(
        f"{SESSIONS}.passagestep",
        "steps",
        "passage__panel__exam_session",
        ("position", "phase", "kind", *STRETCH),
        {"passage": PASSAGE, "candidate_room": ROOM, "jury_room": ROOM},
        key=("passage", "position"),
    ),
    Table(
        f"{SESSIONS}.occupation",
        "occupations",
        "passage__panel__exam_session",
        STRETCH,
        {"passage": PASSAGE, "juror": JUROR, "room": ROOM, "person": PERSON},
    ),
    Table(
        f"{SESSIONS}.planrun",
        "runs",
        "exam_session",
        ("planned_at", "seconds", "levels"),
        {"planned_by": ACCOUNT},
        inner={"reasons": "by_candidate", "fingerprint": "holds_still"},
    ),
)

VERSION_TABLES: Final = (
    Table(
        PUBLISHED,
        "version",
        "exam_session",
        ("number", "published_at"),
        {"published_by": ACCOUNT},
        key=("number",),
        inner={"plan": "plan"},
    ),
)

MESSAGE_TABLES: Final = (
    Table(
        f"{SESSIONS}.message",
        "messages",
        "exam_session",
        (
            *("kind", "subject", "body", "prepared_at", "edited_at", "removed_at"),
            *("state", "tries", "taken_at", "reason", "sent_at", "sent_to"),
        ),
        {"version": PUBLISHED, "candidate": CANDIDATE, "juror": JUROR},
    ),
)

TABLES: Final[Mapping[str, tuple[Table, ...]]] = {
    "session.json": SESSION_TABLES,
    "dossiers.json": DOSSIER_TABLES,
    "plan.json": PLAN_TABLES,
    "versions": VERSION_TABLES,  # one file a version: versions/1.json
    "messages.json": MESSAGE_TABLES,
    "evaluations.json": EVALUATION_TABLES,
    "operations.json": OPERATION_TABLES,
}
