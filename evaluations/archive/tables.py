"""What of each table an archive keeps, column by column; what it leaves out, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

ID: Final = "id"  # a name of the archive's own, where the row has none
SESSION: Final = "certification_sessions.examsession"
CANDIDATE: Final = "certification_sessions.candidate"
PERSON: Final = "certification_sessions.person"
ROOM: Final = "certification_sessions.room"
PANEL: Final = "certification_sessions.panel"
PASSAGE: Final = "certification_sessions.passage"
PUBLISHED: Final = "certification_sessions.publishedversion"
JUROR: Final = "juries.juror"
EVALUATION: Final = "evaluations.evaluation"
GRID: Final = "evaluations.grid"
ACCOUNT: Final = "centres.user"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one model, each under its columns' names.

    A reference is written as the key of the row it names: one value, or a list where the key has several columns.
    """

    model: str
    name: str  # of the list, in its file
    path: str  # from the row to what it hangs on: the session, or the model `of`
    fields: tuple[str, ...] = ()
    refs: Mapping[str, str] = field(default_factory=dict)  # column: the model it names
    key: tuple[str, ...] = ()  # the columns that name a row; none: nothing names one
    late: tuple[str, ...] = ()  # written once all that hangs on the row is there: the database then closes it
    inner: Mapping[str, str] = field(default_factory=dict)  # column: how the keys inside its JSON are said
    of: str = SESSION

    @property
    def columns(self) -> tuple[str, ...]:
        own = (ID,) if self.key == (ID,) and ID not in self.fields else ()
        return (*own, *self.refs, *self.fields, *self.late, *self.inner)


def key_of(table: Table, row: Row) -> Any:
    """How other rows name this one."""
    values = [row[column] for column in table.key]
    return values[0] if len(values) == 1 else values


def frozen(key: Any) -> Any:
    """The same key, for a dictionary."""
    return tuple(map(frozen, key)) if isinstance(key, list) else key


def named(tables: Mapping[str, tuple[Table, ...]]) -> Iterator[tuple[str, Table]]:
    for file, own in tables.items():
        for table in own:
            yield file, table
