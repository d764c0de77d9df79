"""The session of a soak: eight juries of two, forty candidates, twenty criteria each; and what its database says."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

from bench.seeding import session_key  # first: it sets Django up

# isort: split
from django.conf import settings
from django.core.management import call_command

from bench.soak.tablet import Seat
from centres.models import Centre, User
from evaluations.grids import cells
from evaluations.models import Mark, Operation, TabletState
from juries.models import Juror
from sessions.models import Candidate, ExamSession, Panel, PanelMember, Passage, Person, SessionDay
from titles.models import ProfessionalTitle

JURIES, CANDIDATES_EACH = 8, 5
PHASES = ("technical_interview", "role_play")

Cell = tuple[int, int, str, str, str]  # juror, candidate, épreuve, nature, criterion


def make() -> list[Seat]:
    """One seat per juror: what they mark, twenty criteria of five candidates."""
    call_command("migrate", verbosity=0)
    call_command("load_title", str(settings.BASE_DIR / "titles/data/tp_00338_v2.json"), verbosity=0)
    centre = Centre.objects.create(code="SOAK", name="Endurance")
    exam_session = ExamSession.objects.create(centre=centre, title=ProfessionalTitle.objects.get(), reference="SOAK")
    SessionDay.objects.create(exam_session=exam_session, date=date(2026, 12, 8), opens_at=time(8), closes_at=time(18))
    return [seat for rank in range(JURIES) for seat in _jury(exam_session, rank)]


def _jury(exam_session: ExamSession, rank: int) -> list[Seat]:
    panel = Panel.objects.create(exam_session=exam_session, reference=f"P{rank}", name=f"Jury {rank}")
    candidates = [_candidate(exam_session, panel, rank, number) for number in range(CANDIDATES_EACH)]
    marked = tuple(
        (candidate.pk, phase, cell.code)
        for candidate in candidates
        for phase in PHASES
        for cell in cells(exam_session.referentiel, candidate.route, phase)
        if cell.takes_mark
    )
    return [_seat(panel, f"soak{rank}{side}", marked) for side in "ab"]


def _candidate(exam_session: ExamSession, panel: Panel, rank: int, number: int) -> Candidate:
    person = Person.objects.create(centre=exam_session.centre, birth_name=f"Candidat {rank}{number}")
    reference = f"C{rank}{number}"
    candidate = Candidate.objects.create(exam_session=exam_session, person=person, reference=reference, route="title")
    start = datetime(2026, 12, 8, 8, tzinfo=UTC) + timedelta(hours=3 * number)
    Passage.objects.create(candidate=candidate, panel=panel, starts_at=start, ends_at=start + timedelta(hours=3))
    return candidate


def _seat(panel: Panel, name: str, marked: tuple[tuple[int, str, str], ...]) -> Seat:
    user = User.objects.create(username=name, password="!")
    juror = Juror.objects.create(centre=panel.exam_session.centre, user=user, last_name=f"Juré {name}")
    PanelMember.objects.create(panel=panel, juror=juror)
    return Seat(juror.pk, session_key(user), marked)


def received() -> dict[str, tuple[str, str, str]]:
    """Outcome, value and device of every operation of a tablet, by its identifier."""
    rows = Operation.objects.exclude(device="").values_list("id", "outcome", "value", "device")
    return {str(pk): (outcome, value, device) for pk, outcome, value, device in rows}


def states() -> dict[tuple[str, int], tuple[int, int]]:
    """What the server knows of each tablet and juror: unsent, refused."""
    rows = TabletState.objects.values_list("device", "juror_id", "pending", "refused")
    return {(device, juror): (pending, refused) for device, juror, pending, refused in rows}


def marks() -> dict[Cell, tuple[str, int]]:
    """What each cell holds, and its revision."""
    found: dict[Cell, tuple[str, int]] = {}
    rows = Mark.objects.values_list(
        "grid__juror", "grid__evaluation__candidate", "grid__phase", "criterion",
        "value", "value_revision", "note", "note_revision",
    )  # fmt: skip
    for juror, candidate, phase, criterion, value, value_revision, note, note_revision in rows:
        found[juror, candidate, phase, "mark", criterion] = value or "", value_revision
        found[juror, candidate, phase, "note", criterion] = note, note_revision
    return found


def broken_cells() -> list[str]:
    """Cells that do not hold what the last write says, or whose revisions are not those of their operations."""
    written: dict[Cell, dict[int, str]] = defaultdict(dict)
    steps: dict[Cell, set[int]] = defaultdict(set)
    rows = Operation.objects.filter(outcome__in=("applied", "conflict")).values_list(
        "grid__juror", "grid__evaluation__candidate", "grid__phase", "kind", "cell", "outcome", "revision", "value"
    )
    for *cell, outcome, revision, value in rows:
        key = tuple(cell)
        steps[key].add(revision)
        if outcome == "applied":
            written[key][revision] = value
    faults = []
    for key, (value, revision) in marks().items():
        known = written.get(key, {})
        last = known[max(known)] if known else ""
        if value != last:
            faults.append(f"{key} : « {value} » au lieu de « {last} »")
        if steps.get(key, set()) - {0} != set(range(1, revision + 1)):
            faults.append(f"{key} : révision {revision}, saisies {sorted(steps.get(key, set()))}")
    return faults
