"""Of an archive, the tables of what the jury writes, decides and signs, and of what happens on the day."""

from typing import Final

from evaluations.archive.tables import ACCOUNT, CANDIDATE, EVALUATION, GRID, JUROR, Table

OF_CANDIDATE: Final = "candidate__exam_session"
OF_EVALUATION: Final = "evaluation__candidate__exam_session"
RECEIVED: Final = (
    *("id", "base", "after", "device", "made_at", "received_at", "outcome", "revision", "reason", "kind", "cell"),
    "value",
)

EVALUATION_TABLES: Final = (
    Table(
        EVALUATION,
        "evaluations",
        OF_CANDIDATE,
        ("presence", "presence_note", "decision", "decision_ccps", "decision_reason", "decided_at"),
        {"candidate": CANDIDATE},
        key=("candidate",),
        late=("sealed_at", "fingerprint"),
    ),
    Table(
        GRID,
        "grids",
        OF_EVALUATION,
        ("phase", "opened_at"),
        {"evaluation": EVALUATION, "juror": JUROR},
        key=("evaluation", "juror", "phase"),
        late=("submitted_at",),
    ),
    Table(
        "evaluations.mark",
        "marks",
        f"grid__{OF_EVALUATION}",
        ("criterion", "value", "note", "changed_at", "value_revision", "note_revision"),
        {"grid": GRID},
        key=("grid", "criterion"),
    ),
    Table(
        "evaluations.roleplay",
        "role_plays",
        OF_EVALUATION,
        (),
        {"evaluation": EVALUATION, "client": JUROR},
        key=("evaluation",),
    ),
    Table(
        "evaluations.clientchange",
        "client_changes",
        OF_EVALUATION,
        ("rank", "field", "text", "announced_at"),
        {"evaluation": EVALUATION},
        key=("evaluation", "rank"),
    ),
    Table(
        "evaluations.proposalpart",
        "proposal_parts",
        OF_EVALUATION,
        ("code", "is_present"),
        {"evaluation": EVALUATION},
        key=("evaluation", "code"),
    ),
    Table(
        "evaluations.answer",
        "answers",
        OF_EVALUATION,
        ("criterion", "value", "note", "source"),
        {"evaluation": EVALUATION},
        key=("evaluation", "criterion"),
    ),
    Table(
        "evaluations.motive",
        "motives",
        OF_EVALUATION,
        ("competence", "text"),
        {"evaluation": EVALUATION},
        key=("evaluation", "competence"),
    ),
    Table(
        "evaluations.paperkeying",
        "paper_keyings",
        OF_EVALUATION,
        ("answers", "keyed_at", "checked_at", "set_aside_at"),
        {"evaluation": EVALUATION, "keyed_by": ACCOUNT, "checked_by": ACCOUNT, "set_aside_by": ACCOUNT},
    ),
    Table(
        "evaluations.jurorreplaced",
        "jurors_replaced",
        OF_EVALUATION,
        ("at",),
        {"evaluation": EVALUATION, "leaving": JUROR, "joining": JUROR},
        key=("evaluation", "leaving"),
    ),
    Table(
        "evaluations.tabletgivenup",
        "tablets_given_up",
        OF_EVALUATION,
        ("device", "pending", "refused", "heard_at", "reason", "at"),
        {"evaluation": EVALUATION, "juror": JUROR, "by": ACCOUNT},
    ),
    Table(
        "evaluations.signature",
        "signatures",
        OF_EVALUATION,
        ("signed_at", "withdrawn_at", "fingerprint", "drawing"),
        {"evaluation": EVALUATION, "juror": JUROR},
    ),
    Table(
        "evaluations.amendment",
        "amendments",
        OF_EVALUATION,
        ("number", "reason", "changes", "made_at", "fingerprint"),
        {"evaluation": EVALUATION, "author": ACCOUNT},
        key=("evaluation", "number"),
    ),
    Table(
        "evaluations.attendance",
        "attendances",
        OF_CANDIDATE,
        ("arrived_at", "expected_at", "keeps_end", "reason"),
        {"candidate": CANDIDATE},
        key=("candidate",),
    ),
    Table(
        "evaluations.stagetaken",
        "stages_taken",
        OF_CANDIDATE,
        ("phase", "kind", "began_at", "ended_at"),
        {"candidate": CANDIDATE},
        key=("candidate", "phase", "kind"),
    ),
    Table(
        "evaluations.dayact",
        "day_acts",
        "exam_session",
        ("kind", "told", "at", "undone_at"),
        {"by": ACCOUNT},
        inner={"changes": "day_changes"},
    ),
)

OPERATION_TABLES: Final = (
    Table(
        "evaluations.operation",
        "operations",
        f"grid__{OF_EVALUATION}",
        RECEIVED,
        {"grid": GRID, "uploaded_by": ACCOUNT},
        key=("id",),
    ),
    Table(
        "evaluations.sharedoperation",
        "shared_operations",
        OF_EVALUATION,
        (*RECEIVED, "phase", "result"),
        {"evaluation": EVALUATION, "juror": JUROR, "uploaded_by": ACCOUNT},
        key=("id",),
    ),
)
