"""A version that a session uses keeps its wording, whoever writes and however."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, connection, transaction

from ntc_cert.constraints import explain
from tests.builders import a_centre, a_juror_with_account, a_title, an_organiser
from tests.titles.documents import invented, ntc
from titles.loading import load_title
from titles.models import ProfessionalTitle

pytestmark = pytest.mark.django_db


def test_everyone_who_logs_in_sees_every_title() -> None:
    title, centre = a_title(), a_centre()
    for user in (an_organiser(centre), a_juror_with_account(centre).user):
        assert list(ProfessionalTitle.objects.visible_to(user)) == [title]
    assert not ProfessionalTitle.objects.visible_to(AnonymousUser()).exists()


def test_the_newest_version_has_the_highest_number() -> None:
    for version in ("2", "10", "9"):
        document = ntc()
        document["title"]["version"] = version
        load_title(document)
    load_title(invented())
    assert ProfessionalTitle.objects.newest("TP-00338").version == "10"
    assert ProfessionalTitle.objects.newest("TP-1") is None


def test_a_reload_is_seen_at_once() -> None:
    title = a_title()
    assert title.referentiel.routes["title"].minutes == 180
    document = ntc()
    document["routes"]["title"]["phases"][2]["steps"][0]["minutes"] = 40
    load_title(document)
    assert ProfessionalTitle.objects.get().referentiel.routes["title"].minutes == 190


def test_the_law_is_parsed_once_per_process() -> None:
    a_title()
    one, other = ProfessionalTitle.objects.get(), ProfessionalTitle.objects.get()
    assert one.referentiel is other.referentiel


def test_freezing_twice_keeps_the_first_moment() -> None:
    title = a_title()
    title.freeze()
    first = title.frozen_at
    title.freeze()
    assert first is not None
    assert title.frozen_at == first


@pytest.mark.parametrize(
    "change",
    [{"law": {}}, {"code": "TP-1"}, {"version": "3"}, {"label": "x"}, {"law_digest": "x"}, {"frozen_at": None}],
    ids=lambda change: next(iter(change)),
)
def test_the_database_keeps_a_frozen_wording(change: dict[str, object]) -> None:
    title = a_title()
    title.freeze()
    rows = ProfessionalTitle.objects.filter(pk=title.pk)
    kept = rows.values().get()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rows.update(**change)
    assert "ne change plus" in explain(refused.value)
    assert rows.values().get() == kept


def test_the_database_keeps_a_frozen_version_from_deletion() -> None:
    title = a_title()
    title.freeze()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM titles_professionaltitle WHERE id = %s", [title.pk])
    assert ProfessionalTitle.objects.filter(pk=title.pk).exists()


def test_a_version_nobody_uses_may_change_and_go() -> None:
    title = a_title()
    ProfessionalTitle.objects.filter(pk=title.pk).update(label="x")
    title.delete()
    assert not ProfessionalTitle.objects.exists()


def test_aids_stay_editable_on_a_frozen_version() -> None:
    title = a_title()
    title.freeze()
    title.observation_fields = {"C1.1": ["écoute"]}
    title.interview_guide = ["Parlez-moi de votre secteur."]
    title.save(update_fields=["observation_fields", "interview_guide"])
    title.refresh_from_db()
    assert title.observation_fields_of("C1.1") == ["écoute"]
    assert title.observation_fields_of("C1.2") == []
