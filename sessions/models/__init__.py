"""Rows of the sessions floor, one file per noun."""

from sessions.models.badges import Badge
from sessions.models.bookings import Occupation, Passage, PassageStep, PublishedVersion
from sessions.models.calendars import CalendarAddress
from sessions.models.dossier import DossierDocument
from sessions.models.enrolment import Candidate, CandidateFile, CandidateUnavailability, ExamPath, Link, Person
from sessions.models.exam_session import ExamSession, Incident, SessionDay
from sessions.models.messages import Mailing, Message
from sessions.models.places import Panel, PanelMember, Room, RoomClosure, RoomEquipment
from sessions.models.planning import PlanJob, PlanRun
from sessions.models.readiness import Deadline, ReadinessTick
from sessions.models.tablets import TabletTest

__all__ = [
    "Badge",
    "CalendarAddress",
    "Candidate",
    "CandidateFile",
    "CandidateUnavailability",
    "Deadline",
    "DossierDocument",
    "ExamPath",
    "ExamSession",
    "Incident",
    "Link",
    "Mailing",
    "Message",
    "Occupation",
    "Panel",
    "PanelMember",
    "Passage",
    "PassageStep",
    "Person",
    "PlanJob",
    "PlanRun",
    "PublishedVersion",
    "ReadinessTick",
    "Room",
    "RoomClosure",
    "RoomEquipment",
    "SessionDay",
    "TabletTest",
]
