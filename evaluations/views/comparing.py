"""Every juror's answers side by side, disagreements first, with the notes, the role-play and the final interview."""

from dataclasses import dataclass, replace

from evaluations.facts import CandidateRecord, sheets_of
from evaluations.grids import FINAL, Agreement, Cell, Sheet, cells, compare
from evaluations.marking import route_of
from evaluations.models import ClientChange, ProposalPart, RolePlay
from juries.models import Juror


@dataclass(frozen=True, slots=True)
class Voice:
    """One juror's answer to one cell, and their note."""

    juror: Juror
    value: str | None
    note: str
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One cell: what each juror says, and the common answer so far."""

    code: str
    text: str
    source: str
    voices: tuple[Voice, ...]
    value: str | None
    from_paper: bool

    @property
    def is_opinion(self) -> bool:
        return self.code == FINAL


def comparing(record: CandidateRecord, jury: list[Juror], left: list[Juror]) -> dict[str, object]:
    """`left` sit there no more: each of their answers stands beside the jury's own."""
    candidate = record.candidate
    referentiel = candidate.exam_session.referentiel
    found = [c for phase in route_of(candidate).phases for c in cells(referentiel, candidate.route, phase.kind)]
    written = sheets_of(record.evaluation) if record.evaluation else {}
    sheets = {juror.pk: written.get(juror.pk, Sheet()) for juror in jury}
    before = {juror.pk: written.get(juror.pk, Sheet()) for juror in left}
    by_code = {cell.code: cell for cell in found}
    compared = compare(found, sheets, before)
    voices = {cell.code: (*_voices(cell, jury, sheets), *_voices_left(cell, left, before)) for cell in found}
    lines = {each.criterion: _line(record, by_code[each.criterion], voices[each.criterion]) for each in compared}
    agreed = [each.criterion for each in compared if each.state is Agreement.AGREED]
    return {
        "disputed": [lines[code] for code in lines if code not in agreed],
        "agreed": [lines[code] for code in agreed],
        "disagreements": sum(1 for each in compared if each.state is Agreement.DISAGREED),
        "compared": len(compared),
        "themes": [{"label": cell.label, "voices": voices[cell.code]} for cell in found if not cell.takes_mark],
        **_beside(record),
    }


def _line(record: CandidateRecord, cell: Cell, voices: tuple[Voice, ...]) -> Line:
    mark = record.facts.answers.get(cell.code)
    known = {criterion.code: criterion for criterion in record.candidate.exam_session.referentiel.criteria}
    return Line(
        code=cell.code,
        text=known[cell.code].short_label if cell.code in known else cell.label,
        source=cell.source,
        voices=voices,
        value=mark.value if mark else None,
        from_paper=cell.code in record.paper_cells,
    )


def _voices(cell: Cell, jury: list[Juror], sheets: dict[int, Sheet]) -> tuple[Voice, ...]:
    return tuple(
        Voice(juror, sheets[juror.pk].marks.get(cell.code), sheets[juror.pk].notes.get(cell.code, "")) for juror in jury
    )


def _voices_left(cell: Cell, left: list[Juror], sheets: dict[int, Sheet]) -> tuple[Voice, ...]:
    """Nothing of a cell they never touched."""
    voices = _voices(cell, left, sheets)
    return tuple(replace(voice, has_left=True) for voice in voices if voice.value or voice.note)


def _beside(record: CandidateRecord) -> dict[str, object]:
    """What the jury looks at without marking: the role-play as it went, and the parts of the proposal."""
    evaluation, referentiel = record.evaluation, record.candidate.exam_session.referentiel
    role_play = RolePlay.objects.select_related("client").filter(evaluation=evaluation).first()
    present = dict(ProposalPart.objects.filter(evaluation=evaluation).values_list("code", "is_present"))
    fields = {item.code: item.label for item in referentiel.change_fields}
    return {
        "client": role_play.client if role_play else None,
        "changes": [
            {"rank": row.rank, "field": fields.get(row.field, ""), "text": row.text, "announced_at": row.announced_at}
            for row in ClientChange.objects.filter(evaluation=evaluation)
        ],
        "parts": [{"label": item.label, "present": present.get(item.code)} for item in referentiel.proposal_parts],
    }
