"""The demonstration and one foreign centre, with one person per role: what the tests of access walk through."""

from dataclasses import dataclass

from django.test import Client

from centres.models import User
from evaluations.archive.making import make_archive
from evaluations.day_acts import arrive
from evaluations.demo import load_demo
from evaluations.models import ArchiveUpload, CcpElsewhere, PrintJob, SessionOrigin, TabletState
from evaluations.tablet_report import Held, Report
from evaluations.tablets import hear
from juries.models import Juror
from sessions.calendar_addresses import give, token_shown
from sessions.candidates_import import keep_file
from sessions.models import Candidate, ExamSession, Panel, Room
from tests.builders import DAY, a_judged_candidate, a_preparation_room, a_title, an_organiser

ANONYMOUS = "anonymous"
FILE = b"nom;prenom;parcours;epreuve\nZola;Ana;vae;titre\n"


@dataclass(frozen=True)
class World:
    """Who is who, and the rows that addresses are about."""

    session: ExamSession
    foreign: ExamSession
    users: dict[str, User]
    clients: dict[str, Client]

    def candidate(self, name: str) -> Candidate:
        return Candidate.objects.get(exam_session=self.session, person__birth_name=name)

    @property
    def marked(self) -> Candidate:
        return self.candidate("Benhaddou")  # before jury A, his grids not handed in

    @property
    def deliberated(self) -> Candidate:
        return self.candidate("Bœuf-Lacroix")  # before jury A, both jurors have handed in

    @property
    def sealed(self) -> Candidate:
        return self.candidate("Castaing")  # before jury C

    @property
    def juror(self) -> Juror:
        return self.users["juror"].juror

    @property
    def second_juror(self) -> Juror:
        return Juror.objects.get(user__username="marc")  # beside the first, on the same panel

    @property
    def panel(self) -> Panel:
        return Panel.objects.get(exam_session=self.session, reference="A")

    @property
    def room(self) -> Room:
        return Room.objects.get(centre=self.session.centre, reference="201")  # no panel sits there

    @property
    def badge(self) -> int:
        """The first juror's, ready."""
        return self.session.badges.get(juror=self.juror).pk

    @property
    def message(self) -> int:
        """One that waits to be read again."""
        return self.session.messages.first().pk

    @property
    def calendar(self) -> str:
        """The secret end of the first juror's calendar address."""
        return token_shown(self.juror)

    @property
    def act(self) -> int:
        """An arrival the organiser has pointed."""
        return self.session.day_acts.get().pk

    @property
    def tablet(self) -> int:
        """The juror's, with a tick of the candidate to be marked on it."""
        return TabletState.objects.get().pk

    @property
    def print_job(self) -> PrintJob:
        """Asked for by the organiser, ready to fetch."""
        return self.session.print_jobs.get()

    @property
    def archive_upload(self) -> ArchiveUpload:
        """An archive the administrator has chosen and not confirmed yet."""
        return ArchiveUpload.objects.get()

    @property
    def ccp_elsewhere(self) -> CcpElsewhere:
        """Of the candidate to be marked."""
        return self.marked.person.ccps_elsewhere.get()

    @property
    def file(self) -> int:
        """A candidates file the organiser has chosen and not confirmed yet."""
        return self.session.candidate_files.get().pk


def a_world() -> World:
    session = load_demo(a_title(), today=DAY)
    foreigner, stranger, _ = a_judged_candidate()
    a_preparation_room(foreigner.exam_session.centre)
    users = {
        "juror": User.objects.get(username="claire"),
        "colleague": User.objects.get(username="fatou"),
        "stranger": stranger.user,
        "organiser": User.objects.get(username="nadia"),
        "foreign organiser": an_organiser(stranger.centre),
        "administrator": User.objects.get(username="paul"),
    }
    benhaddou = Candidate.objects.get(exam_session=session, person__birth_name="Benhaddou")
    arrive(benhaddou, by=users["organiser"])
    held = (Held(users["juror"].juror.pk, benhaddou.pk, "technical_interview", 1, 0),)
    hear(Report("tablette", 1, held), juror=users["juror"].juror)
    give(users["juror"].juror, by=None)
    keep_file(session, "candidats.csv", FILE, by=users["organiser"])
    printed = {"choice": {}, "told": "Convocations", "state": "done", "name": "impression.pdf", "content": b"%PDF"}
    PrintJob.objects.create(exam_session=session, asked_by=users["organiser"], **printed)
    archive = make_archive(session, by=users["administrator"]).content
    ArchiveUpload.objects.create(uploaded_by=users["administrator"], name="archive.zip", content=archive)
    SessionOrigin.objects.create(exam_session=session, digest="0" * 64, centre_name="Centre de Dreux", journal=[])
    CcpElsewhere.objects.create(person=benhaddou.person, title_code="TP-00338", ccp="CP-000343", reference="PV 12")
    clients = {role: logged_in(user) for role, user in users.items()}
    return World(session, foreigner.exam_session, users, clients | {ANONYMOUS: Client()})


def logged_in(user: User) -> Client:
    """A client for whom a fault of the server is an answer, 500: one line among others in what a walk tells."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client
