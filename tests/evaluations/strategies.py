"""Any candidate of either référentiel, with any answers: what the rules must hold for."""

from hypothesis import strategies as st

from evaluations.grids import Mark, answers_needed
from evaluations.verdicts import Facts, Presence
from tests.evaluations.referentiels import BAKER, NTC
from titles.referentiel import Referentiel

ANY_MARK = st.sampled_from([Mark.YES, Mark.NO, None])
# Mostly « oui »: uniform marks over twenty criteria would hardly ever validate a CCP.
LIKELY_MARK = st.sampled_from([Mark.YES] * 30 + [Mark.NO, None])
referentiels = st.sampled_from([NTC, BAKER])


def all_yes(referentiel: Referentiel, route: str, **others: Mark | None) -> dict[str, Mark | None]:
    """Every answer « oui », the given ones apart: `C2_3=Mark.NO`."""
    changed = {name.replace("_", "."): mark for name, mark in others.items()}
    return dict.fromkeys(answers_needed(referentiel, route), Mark.YES) | changed


@st.composite
def cases(draw, *, presences=tuple(Presence), marks=None, routes=None) -> tuple[Referentiel, Facts]:
    referentiel = draw(referentiels)
    route = draw(st.sampled_from([key for key in referentiel.routes if routes is None or routes(key)]))
    kind = marks or draw(st.sampled_from([ANY_MARK, LIKELY_MARK, st.just(Mark.YES)]))
    answers = {cell: draw(kind) for cell in answers_needed(referentiel, route)}
    codes = [ccp.code for ccp in referentiel.ccps]
    held = draw(st.frozensets(st.sampled_from(codes)))
    if route == "final":
        held = frozenset(codes)
    examined = referentiel.routes[route].ccps
    if route.startswith("ccp"):
        held -= set(examined)
    return referentiel, Facts(route, draw(st.sampled_from(list(presences))), answers, held)
