"""A session that tries every sheet: forty candidates of four routes, endless names, one written from right to left,
extra time, a juror with an employer, changes written, results sealed and amended."""

from evaluations.models import ClientChange, Evaluation, RolePlay
from sessions.models import ExamSession
from sessions.scheduling import place
from tests import builders
from tests.builders import at
from tests.evaluations import paper

ENDLESS = "Œuvrard-Szymański de la Villardière-Petrović Quéméneur-Le Floc’h"  # 63 letters
FROM_THE_RIGHT = "בן־גוריון"
COURSES = (("title", "08:30"), ("ccp1", "13:00"), ("ccp2", "15:00"), ("final", "17:30"))
CHANGE = "Le budget baisse de 15 % et un concurrent propose une livraison en dix jours."


def a_hard_session(panels: int = 10, *, judged: bool = True) -> ExamSession:
    """Four candidates before each panel, in the order of their numbers; the first two judged, under made-up seals."""
    exam_session = paper.a_printed_session(reference="2026-NTC-40")
    for rank in range(panels):
        _a_full_panel(exam_session, rank)
    if judged:
        first, second = exam_session.candidates.filter(reference__in=("C001", "C002")).order_by("reference")
        jurors = _jurors_of(first)
        _judge(first, jurors)
        paper.a_sealed_result(second, jurors, no=["C1.1"])
    return paper.fresh(exam_session)


def _a_full_panel(exam_session: ExamSession, rank: int) -> None:
    centre = exam_session.centre
    jurors = (
        builders.a_juror_with_account(
            centre, last_name=f"Vasseur{rank}", employer="Outils de la Beauce" if not rank else ""
        ),
        builders.a_juror_with_account(centre, first_names="Marc", last_name=f"Thiébaut{rank}"),
    )
    room = builders.a_room(centre, name=f"salle {101 + rank}")
    panel = builders.a_panel(exam_session, *jurors, room=room, name=f"Jury {chr(65 + rank)}", reference=f"P{rank:02}")
    preparation = builders.a_preparation_room(centre, name=f"salle {201 + rank}")
    for place_of_four, (route, clock) in enumerate(COURSES):
        number = 4 * rank + place_of_four + 1
        candidate = builders.a_candidate(
            exam_session,
            reference=f"C{number:03}",
            route=route,
            person=builders.a_person(centre, **_names(number)),
            held_ccps=["CP-000343", "CP-000342"] if route == "final" else [],
            extra_time_preparation=number == 1,
            extra_time_oral=number == 1,
        )
        place(candidate, panel=panel, start=at(clock), preparation_room=preparation, by=None)


def _jurors_of(candidate) -> list:
    return [member.juror for member in candidate.passage.panel.members.order_by("rank")]


def _judge(candidate, jurors) -> None:
    """Two changes written, one « non », sealed, then amended."""
    evaluation = Evaluation.objects.create(candidate=candidate)
    RolePlay.objects.create(evaluation=evaluation, client=jurors[1])
    for rank, field in ((1, "economic"), (2, "commercial")):
        ClientChange.objects.create(evaluation=evaluation, rank=rank, field=field, text=CHANGE)
    for juror in jurors:
        paper.fill(evaluation, juror, no=["C3.2"])
    paper.seal(evaluation, jurors, paper.agree(evaluation, no=["C3.2"]))
    author = builders.an_organiser(candidate.exam_session.centre)
    paper.an_amendment(evaluation, author, {"MOTIVE.3": (paper.MOTIVE, "Autre motif.")})


def _names(number: int) -> dict[str, str]:
    known = {1: (ENDLESS, "Marie-Amélie"), 2: (FROM_THE_RIGHT, "Noa"), 3: ("Da Silva Martins", "Léo Jean-Christophe")}
    birth_name, first_names = known.get(number, (f"Le Goff{number:02}", "Rachid"))
    return {"birth_name": birth_name, "first_names": first_names}
