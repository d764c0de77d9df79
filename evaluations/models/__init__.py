"""Rows of the evaluations floor. One `Evaluation` per candidate; everything hangs on it.

Frozen by the database: a juror's marks once handed in; answers and decision once a juror has signed;
everything once sealed. After that only amendments are added (never an overwriting).
"""

from evaluations.models.day import ActKind, Attendance, DayAct, StageTaken
from evaluations.models.deliberation import Amendment, Answer, Motive, Signature
from evaluations.models.evaluation import Evaluation, MarkValue, Outcome, Presence
from evaluations.models.marking import ClientChange, Grid, Mark, ProposalPart, RolePlay
from evaluations.models.operation import Operation

__all__ = [
    "ActKind",
    "Amendment",
    "Answer",
    "Attendance",
    "ClientChange",
    "DayAct",
    "Evaluation",
    "Grid",
    "Mark",
    "MarkValue",
    "Motive",
    "Operation",
    "Outcome",
    "Presence",
    "ProposalPart",
    "RolePlay",
    "Signature",
    "StageTaken",
]
