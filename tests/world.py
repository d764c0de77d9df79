"""The demonstration and one foreign centre, with one person per role: what the tests of access walk through."""

from dataclasses import dataclass

from django.test import Client

from centres.models import User
from evaluations.day_acts import arrive
from evaluations.demo import load_demo
from juries.models import Juror
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
    def message(self) -> int:
        """One that waits to be read again."""
        return self.session.messages.first().pk

    @property
    def act(self) -> int:
        """An arrival the organiser has pointed."""
        return self.session.day_acts.get().pk

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
    arrive(Candidate.objects.get(exam_session=session, person__birth_name="Benhaddou"), by=users["organiser"])
    keep_file(session, "candidats.csv", FILE, by=users["organiser"])
    clients = {role: logged_in(user) for role, user in users.items()}
    return World(session, foreigner.exam_session, users, clients | {ANONYMOUS: Client()})


def logged_in(user: User) -> Client:
    """A client for whom a fault of the server is an answer, 500: one line among others in what a walk tells."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client
