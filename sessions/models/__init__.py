"""Rows of the sessions floor, one file per noun."""

from sessions.models.bookings import Occupation, Passage, PassageStep, PublishedVersion
from sessions.models.enrolment import Candidate, CandidateFile, CandidateUnavailability, ExamPath, Link, Person
from sessions.models.exam_session import ExamSession, Incident, SessionDay
from sessions.models.messages import Message
from sessions.models.places import Panel, PanelMember, Room, RoomClosure, RoomEquipment
from sessions.models.planning import PlanJob, PlanRun

__all__ = [
    "Candidate",
    "CandidateFile",
    "CandidateUnavailability",
    "ExamPath",
    "ExamSession",
    "Incident",
    "Link",
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
    "Room",
    "RoomClosure",
    "RoomEquipment",
    "SessionDay",
]
