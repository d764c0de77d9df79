"""Rows of the evaluations floor. One `Evaluation` per candidate; everything hangs on it.

Frozen by the database: a juror's marks once handed in; answers and decision once a juror has signed;
everything once sealed. After that only amendments are added (never an overwriting).
"""

from evaluations.models.archive import ArchiveUpload, SessionOrigin
from evaluations.models.ccps import CcpElsewhere, CcpRule, TitleEnd
from evaluations.models.day import ActKind, Attendance, DayAct, StageTaken
from evaluations.models.deliberation import Amendment, Answer, Motive, Signature
from evaluations.models.evaluation import Evaluation, MarkValue, Outcome, Presence
from evaluations.models.marking import ClientChange, Grid, Mark, ProposalPart, RolePlay
from evaluations.models.operation import Operation
from evaluations.models.paper import PaperKeying
from evaluations.models.printing import KeptPaper, PaperVersion, PrintJob
from evaluations.models.replaced import JurorReplaced
from evaluations.models.shared_operation import SharedOperation
from evaluations.models.tablet import TabletGivenUp, TabletHolding, TabletState

__all__ = [
    "ActKind",
    "Amendment",
    "Answer",
    "ArchiveUpload",
    "Attendance",
    "CcpElsewhere",
    "CcpRule",
    "ClientChange",
    "DayAct",
    "Evaluation",
    "Grid",
    "JurorReplaced",
    "KeptPaper",
    "Mark",
    "MarkValue",
    "Motive",
    "Operation",
    "Outcome",
    "PaperKeying",
    "PaperVersion",
    "Presence",
    "PrintJob",
    "ProposalPart",
    "RolePlay",
    "SessionOrigin",
    "SharedOperation",
    "Signature",
    "StageTaken",
    "TabletGivenUp",
    "TabletHolding",
    "TabletState",
    "TitleEnd",
]
