"""Rows of the sessions floor, one file per noun."""

from sessions.models.bookings import Occupation, Passage, PassageStep, PublishedVersion
from sessions.models.enrolment import Candidate, CandidateFile, CandidateUnavailability, ExamPath, Link, Person
from sessions.models.exam_session import ExamSession, Incident, SessionDay
from sessions.models.places import Panel, PanelMember, Room, RoomClosure, RoomEquipment
from sessions.models.planning import PlanRun

__all__ = [
    "Candidate",
    "CandidateFile",
    "CandidateUnavailability",
    "ExamPath",
    "ExamSession",
    "Incident",
    "Link",
    "Occupation",
    "Panel",
    "PanelMember",
    "Passage",
    "PassageStep",
    "Person",
    "PlanRun",
    "PublishedVersion",
    "Room",
    "RoomClosure",
    "RoomEquipment",
    "SessionDay",
]
