"""A result sealed by a jury stays before that jury, whoever would move its passage."""

import pytest

from ntc_cert.refusals import Refused
from sessions.arranging import arrange
from sessions.models import Candidate, ExamSession, Panel
from sessions.placing import Placement
from sessions.plan_question import question_of
from sessions.scheduling import place, unplace
from tests.builders import a_candidate, a_panel, a_session, an_administrator, at

pytestmark = pytest.mark.django_db

SEALED = "Le résultat de ce candidat est scellé : son passage garde son jury."


@pytest.fixture
def exam_session() -> ExamSession:
    return a_session()


@pytest.fixture
def sealed(exam_session: ExamSession) -> Candidate:
    candidate = a_candidate(exam_session, route="final")
    place(candidate, panel=a_panel(exam_session), start=at("09:00"), preparation_room=None, by=None)
    Candidate.objects.filter(pk=candidate.pk).update(sealed_at=at("11:00"))
    return candidate


@pytest.fixture
def other(exam_session: ExamSession) -> Panel:
    return a_panel(exam_session)


def test_the_form_the_board_and_a_withdrawal_are_refused_with_the_reason(
    exam_session: ExamSession, sealed: Candidate, other: Panel
) -> None:
    chief = an_administrator()
    with pytest.raises(Refused, match=SEALED):
        place(sealed, panel=other, start=at("14:00"), preparation_room=None, by=None)
    with pytest.raises(Refused, match=SEALED):
        arrange(exam_session, {sealed.pk: Placement(other.pk, at("14:00"))}, by=chief)
    with pytest.raises(Refused, match=SEALED):
        arrange(exam_session, {sealed.pk: None}, by=chief)
    with pytest.raises(Refused, match=SEALED):
        unplace(sealed, by=None)
    sealed.refresh_from_db()
    assert sealed.passage.panel_id != other.pk


def test_its_hour_may_still_be_put_right(exam_session: ExamSession, sealed: Candidate) -> None:
    place(sealed, panel=sealed.passage.panel, start=at("10:00"), preparation_room=None, by=None)
    assert Candidate.objects.get(pk=sealed.pk).passage.starts_at == at("10:00")


def test_the_planner_leaves_it_in_its_place(exam_session: ExamSession, sealed: Candidate, other: Panel) -> None:
    free = a_candidate(exam_session, route="final")
    place(free, panel=other, start=at("09:00"), preparation_room=None, by=None)
    assert question_of(exam_session, least_change=False).pinned == {sealed.pk}
