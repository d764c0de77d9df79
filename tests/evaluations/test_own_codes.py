"""The code that confirms what binds a juror or an organiser: a signature, a rectification."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from centres.log_in_tries import count_try
from centres.models import LogInTries
from evaluations import deliberation
from evaluations.decisions import Decision
from evaluations.deliberation import DeliberationRefused
from evaluations.documents.cases import cases
from evaluations.documents.wording import signatures
from evaluations.models import Amendment, Signature
from evaluations.verdicts import Outcome
from sessions.badges import prepare_badges
from tests import builders
from tests.evaluations.test_deliberation import sealed
from tests.evaluations.test_marking import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged():
    """A title candidate both jurors found able in all, but for one disagreement."""
    candidate, one, two = builders.a_judged_candidate()
    fill(candidate, one)
    fill(candidate, two, but={"C2.3": "N"})
    return candidate, one, two


def test_an_amendment_is_confirmed_by_one_s_own_code(judged):
    candidate = sealed(judged)
    organiser = builders.an_organiser(candidate.exam_session.centre)
    for code in ("", "autre-code"):
        with pytest.raises(DeliberationRefused, match="Code refusé"):
            deliberation.amend(candidate, changes={"MOTIVE.2": "x"}, reason="report", code=code, by=organiser)
    assert not Amendment.objects.exists()


def test_a_drawing_goes_with_the_signature_and_is_never_needed(judged):
    candidate, one, two = judged
    deliberation.answer(candidate, "C2.3", value="O", by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    with pytest.raises(DeliberationRefused, match="tracé"):
        deliberation.sign(candidate, juror=one, code=builders.CODE, drawing="M1 1<", by=one.user)
    deliberation.sign(candidate, juror=one, code=builders.CODE, drawing="M1 1L20 30", by=one.user)
    deliberation.sign(candidate, juror=two, code=builders.CODE, by=two.user)
    assert dict(Signature.objects.values_list("juror", "drawing")) == {one.pk: "M1 1L20 30", two.pk: ""}
    (case,) = cases(candidate.exam_session)
    assert [bool(cell.picture) for cell in signatures(case)] == [True, False]


def test_wrong_codes_make_a_signature_wait_and_leave_the_door_open(judged):
    candidate, one, _ = judged
    deliberation.answer(candidate, "C2.3", value="O", by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    for _ in range(settings.LOG_IN_FREE_TRIES):
        with pytest.raises(DeliberationRefused, match="Code refusé"):
            deliberation.sign(candidate, juror=one, code="autre-code", by=one.user)
    with pytest.raises(DeliberationRefused, match="Recommencez dans 1"):
        deliberation.sign(candidate, juror=one, code=builders.CODE, by=one.user)
    assert count_try(one.user.username) is None
    LogInTries.objects.update(last_at=timezone.now() - timedelta(minutes=2))
    deliberation.sign(candidate, juror=one, code=builders.CODE, by=one.user)


def test_the_code_of_one_s_badge_signs_and_a_wrong_one_counts(judged):
    candidate, one, two = judged
    exam_session = candidate.exam_session
    exam_session.days.update(date=timezone.localdate())
    codes = {each.badge.juror_id: each.code for each in prepare_badges(exam_session, by=None)}
    deliberation.answer(candidate, "C2.3", value="O", by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    wrong = f"{(int(codes[one.pk]) + 1) % 10**6:06}"
    with pytest.raises(DeliberationRefused, match="Encore"):
        deliberation.sign(candidate, juror=one, code=wrong, by=one.user)
    assert exam_session.badges.get(juror=one).wrong_codes == 1
    with pytest.raises(DeliberationRefused, match="code de votre connexion"):
        deliberation.sign(candidate, juror=one, code="autre-code", by=one.user)
    assert exam_session.badges.get(juror=one).wrong_codes == 1
    deliberation.sign(candidate, juror=one, code=codes[one.pk], by=one.user)
    assert exam_session.badges.get(juror=one).wrong_codes == 0
    if codes[one.pk] != codes[two.pk]:
        with pytest.raises(DeliberationRefused, match="Encore"):
            deliberation.sign(candidate, juror=two, code=codes[one.pk], by=two.user)
    assert deliberation.sign(candidate, juror=two, code=codes[two.pk], by=two.user)
