"""A sealed result keeps the jurors who signed it."""

import pytest
from django.db import IntegrityError, transaction

from ntc_cert.refusals import Refused
from sessions.models import PanelMember
from sessions.seating import set_members
from tests import builders
from tests.evaluations.paper import a_jury, a_placed_candidate, a_printed_session, a_sealed_result

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed():
    exam_session = a_printed_session()
    panel, jurors = a_jury(exam_session)
    candidate = a_placed_candidate(exam_session, panel)
    a_sealed_result(candidate, jurors)
    type(candidate).objects.filter(pk=candidate.pk).update(sealed_at=builders.at("11:48"))
    return panel, jurors


def test_the_jurors_of_a_sealed_result_are_not_replaced_behind_it(sealed):
    panel, jurors = sealed
    other = builders.a_juror(panel.exam_session.centre)
    with pytest.raises(Refused, match="Ce jury a scellé un résultat"):
        set_members(panel, jurors=[jurors[0], other], by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelMember.objects.create(panel=panel, juror=other)
    assert set(panel.jurors.all()) == set(jurors)
