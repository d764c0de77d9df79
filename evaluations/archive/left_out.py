"""What of a session's rows no archive keeps, each with its reason: a test holds that nothing else is missing."""

from collections.abc import Mapping
from typing import Final

OPENS_SOMETHING: Final = "opens a tablet: an archive gives nobody access; badges are prepared anew"
OF_HERE: Final = "says what this installation does, not what the session is"

MODELS: Final[Mapping[str, str]] = {
    "certification_sessions.badge": OPENS_SOMETHING,
    "certification_sessions.calendaraddress": "opens a calendar to whoever has it: an archive gives nobody access",
    "certification_sessions.candidatefile": "a file between its reading and its import, gone within a day",
    "certification_sessions.mailing": "a process of this installation; each message says what became of it",
    "certification_sessions.planjob": "a search under way or not kept; the plan kept is archived",
    "certification_sessions.tablettest": "a device of this installation's jurors",
    "evaluations.ccpelsewhere": "a centre's register of a person, whatever the session; the CCPs declared are archived",
    "evaluations.printjob": "files printed again from the rest",
    "evaluations.keptpaper": "sheets laid out again from the rest",
    "evaluations.paperversion": "a printed code leads to the installation that printed it; an import gives others",
    "evaluations.tabletstate": "a tablet sends to the installation it was used with: export says what one still holds",
    "evaluations.tabletholding": "as its state",
    "evaluations.sessionorigin": "where the session came from; the journal it carries goes on in journal.json",
    "evaluations.archiveupload": OF_HERE,
}

FIELDS: Final[Mapping[str, str]] = {
    "certification_sessions.examsession.centre": "the centre that receives it; the manifest describes the one it left",
    "certification_sessions.examsession.title": "title.json, loaded or found identical",
    "certification_sessions.message.mailing": "left out with it; a message on its way is then one that may have left",
    "certification_sessions.room.centre": "the session's",
    "certification_sessions.room.exam_session": "every room becomes the session's own, as of an imported instance",
    "certification_sessions.room.reference": "its id in the archive",
    "certification_sessions.person.centre": "the session's",
    "juries.juror.centre": "the session's",
    "juries.juror.user": "an account opens something: none is given by an import",
    "juries.juror.scope": "the session's reference: jurors become its own, never matched with the register's",
    "juries.juror.reference": "its id in the archive",
}
