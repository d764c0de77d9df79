"""A cell's row, read and written by statements written once: they stand in every tick.

Composing them anew cost two fifths of the processor time of one.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, TypeVar

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from evaluations.models import Evaluation, Grid, Operation
from evaluations.operations import Cell, Kind, Op
from ntc_cert.written import WrittenSql
from sessions.models import Candidate, ExamSession
from titles.models import ProfessionalTitle

Row = TypeVar("Row", bound=Model)

OWN_CELL: Final = WrittenSql("""
    SELECT g.id, g.submitted_at, e.id, e.presence, e.sealed_at, c.id, c.route, s.id, s.centre_id, t.id, t.law_digest,
        m.value, m.note, m.value_revision, m.note_revision, o.grid_id, o.outcome, o.revision, o.reason
    FROM evaluations_grid g
    JOIN evaluations_evaluation e ON e.id = g.evaluation_id
    JOIN certification_sessions_candidate c ON c.id = e.candidate_id
    JOIN certification_sessions_examsession s ON s.id = c.exam_session_id
    JOIN titles_professionaltitle t ON t.id = s.title_id
    JOIN juries_juror j ON j.id = g.juror_id
    LEFT JOIN evaluations_mark m ON m.grid_id = g.id AND m.criterion = %s
    LEFT JOIN evaluations_operation o ON o.id = %s
    WHERE e.candidate_id = %s AND g.phase = %s AND j.id = %s AND j.user_id = %s AND (j.id IN (
        SELECT member.juror_id FROM certification_sessions_panelmember member
        JOIN certification_sessions_passage p ON p.panel_id = member.panel_id WHERE p.candidate_id = c.id)
        OR EXISTS (SELECT 1 FROM evaluations_jurorreplaced r WHERE r.evaluation_id = e.id AND r.leaving_id = j.id))
""")
FIELDS: Final = {Kind.MARK: ("value", "value_revision"), Kind.NOTE: ("note", "note_revision")}
WRITE: Final = """
    INSERT INTO evaluations_mark (grid_id, criterion, value, note, changed_at, value_revision, note_revision)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (grid_id, criterion) DO UPDATE SET
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the server has before an operation: the grid, the cell, and what an earlier sending of it became."""

    grid: Grid
    cell: Cell
    earlier: Operation | None
    is_someone_elses: bool  # the identifier is taken by another grid's operation


def own_cell(op: Op, *, juror: int, account: int | None) -> Seen | None:
    """The grid of the juror who has this account, if opened, while they sit before the candidate, or did till replaced.

    What a tablet held when its juror left the jury arrives later: it is theirs, and nobody else's.
    """
    identifier = Operation._meta.pk.get_db_prep_value(op.id, connection)
    row = next(iter(OWN_CELL(op.cell, identifier, op.candidate, op.phase, juror, account)), None)
    if row is None:
        return None
    grid = _grid(row[:11], op, juror)
    value, note, value_revision, note_revision = row[11:15]
    text, revision = (value, value_revision) if op.kind is Kind.MARK else (note, note_revision)
    grid_id, outcome, known, reason = row[15:]
    earlier = Operation(id=op.id, outcome=outcome, revision=known, reason=reason) if grid_id == grid.pk else None
    return Seen(grid, Cell(text or "", revision or 0), earlier, grid_id not in {None, grid.pk})


def write_cell(grid: Grid, kind: Kind, cell: str, text: str, *, seen: int | None = None) -> int | None:
    """The new revision; or None when the cell is no longer at the revision `seen`, and nothing was written."""
    field, revision = FIELDS[kind]
    written = f"{field} = excluded.{field}, changed_at = excluded.changed_at, "
    return _upsert(grid, kind, cell, text, f"{written}{revision} = evaluations_mark.{revision} + 1", seen)


def note_dispute(grid: Grid, kind: Kind, cell: str, *, seen: int) -> int | None:
    """The revision moves on and the value stays: the next to write must have seen that two tablets differ."""
    revision = FIELDS[kind][1]
    return _upsert(grid, kind, cell, "", f"{revision} = evaluations_mark.{revision} + 1", seen)


def _upsert(grid: Grid, kind: Kind, cell: str, text: str, changes: str, seen: int | None) -> int | None:
    revision = FIELDS[kind][1]
    is_mark = kind is Kind.MARK
    values = [text or None, "", _now(), 1, 0] if is_mark else [None, text, _now(), 0, 1]
    guard = "" if seen is None else f" WHERE evaluations_mark.{revision} = %s"
    upsert = _written(f"{WRITE}{changes}{guard} RETURNING {revision}")
    rows = upsert(grid.pk, cell, *values, *([] if seen is None else [seen]))
    return rows[0][0] if rows else None


@cache
def _written(sql: str) -> WrittenSql:
    return WrittenSql(sql)


def _now() -> datetime | str | None:
    return connection.ops.adapt_datetimefield_value(timezone.now())


def _grid(row: tuple, op: Op, juror: int) -> Grid:
    grid_id, submitted, evaluation_id, presence, sealed, candidate_id, route, session_id, centre_id, title_id, law = row
    title = _partly(ProfessionalTitle, id=title_id, law_digest=law)
    exam_session = _partly(ExamSession, id=session_id, centre_id=centre_id, title_id=title_id)
    candidate = _partly(Candidate, id=candidate_id, exam_session_id=session_id, route=route)
    evaluation = _partly(Evaluation, id=evaluation_id, candidate_id=candidate_id, presence=presence, sealed_at=sealed)
    grid = _partly(
        Grid, id=grid_id, evaluation_id=evaluation_id, juror_id=juror, phase=op.phase, submitted_at=submitted
    )
    exam_session.title, candidate.exam_session, evaluation.candidate = title, exam_session, candidate
    grid.evaluation = evaluation
    return grid


def _partly(model: type[Row], **known: object) -> Row:
    """A row as it is in the database; what is not known of it is read when it is asked for."""
    return model.from_db(connection.alias, list(known), list(known.values()))
