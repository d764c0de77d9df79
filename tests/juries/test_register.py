"""Writing the register, and what the journal keeps of it."""

from datetime import date
from typing import Any

import pytest

from centres.models import Centre, JournalEntry, User
from juries.eligibility import HabilitationFacts
from juries.models import Juror
from juries.register import JurorEntry, JurorRefused, add_juror, change_juror, open_account, renew_account_code
from tests.builders import CODE, a_centre, a_juror, a_juror_with_account, an_administrator, an_organiser, at

pytestmark = pytest.mark.django_db
LEAVE = HabilitationFacts("TP-00338", date(2026, 1, 1), date(2028, 12, 31))
MORNING = (at("08:30"), at("12:00"))


@pytest.fixture
def centre() -> Centre:
    return a_centre()


@pytest.fixture
def nadia(centre: Centre) -> User:
    return an_organiser(centre)


def fields(**given: Any) -> dict[str, Any]:
    return {"last_name": "Vasseur", "first_names": "Claire", "email": "claire@exemple.fr", **given}


def entry(**rows: Any) -> JurorEntry:
    own = {name: value for name, value in rows.items() if name not in {"habilitations", "availabilities"}}
    return JurorEntry(fields(**own), rows.get("habilitations", ()), rows.get("availabilities", ()))


def last_entry() -> JournalEntry:
    return JournalEntry.objects.first()


def test_a_juror_is_added_whole(centre: Centre, nadia: User) -> None:
    juror = add_juror(centre, entry(team_lead=True, habilitations=[LEAVE], availabilities=[MORNING]), by=nadia)
    held, free = juror.habilitations.get(), juror.availabilities.get()
    assert (juror.centre, juror.scope, str(juror)) == (centre, "", "Claire Vasseur")
    assert HabilitationFacts(held.title_code, held.starts_on, held.ends_on) == LEAVE
    assert (free.starts_at, free.ends_at) == MORNING


def test_the_journal_keeps_values_and_no_name(centre: Centre, nadia: User) -> None:
    juror = add_juror(centre, entry(team_lead=True, employer="Outils Beauce", habilitations=[LEAVE]), by=nadia)
    written = last_entry()
    assert (written.action, written.subject_id, written.centre) == ("juror.added", str(juror.pk), centre)
    assert written.after["team_lead"] is True
    assert written.after["habilitations"] == [["TP-00338", "2026-01-01", "2028-12-31"]]
    assert not [word for word in ("Vasseur", "Claire", "exemple.fr", "Beauce") if word in str(written.after)]


def test_the_same_person_is_added_once(centre: Centre, nadia: User) -> None:
    add_juror(centre, entry(), by=nadia)
    with pytest.raises(JurorRefused, match="Ouvrez sa fiche"):
        add_juror(centre, entry(last_name="VASSEUR", email="Claire@exemple.fr"), by=nadia)
    assert Juror.objects.count() == 1


@pytest.mark.parametrize("told_apart", [{"email": "autre@exemple.fr"}, {"first_names": "Clara"}])
def test_somebody_else_may_share_a_name_or_an_address(centre: Centre, nadia: User, told_apart: dict[str, str]) -> None:
    add_juror(centre, entry(), by=nadia)
    add_juror(centre, entry(**told_apart), by=nadia)
    add_juror(a_centre(), entry(), by=nadia)
    assert Juror.objects.count() == 3


def test_an_imported_juror_is_nobody_of_the_register(centre: Centre, nadia: User) -> None:
    imported = a_juror(centre, scope="SESSION-1", **fields())
    add_juror(centre, entry(), by=nadia)
    change_juror(imported, entry(first_names="CLAIRE"), by=nadia)
    assert Juror.objects.count() == 2


def test_a_change_tells_only_what_differs(centre: Centre, nadia: User) -> None:
    juror = add_juror(centre, entry(itinerant_sales=None, habilitations=[LEAVE]), by=nadia)
    change_juror(juror, entry(itinerant_sales=True, phone="0600000000", habilitations=[LEAVE]), by=nadia)
    written = last_entry()
    assert written.action == "juror.changed"
    assert written.before == {"itinerant_sales": None}
    assert written.after == {"itinerant_sales": True, "fields": ["itinerant_sales", "phone"]}


def test_a_changed_day_is_told_as_a_value(centre: Centre, nadia: User) -> None:
    juror = add_juror(centre, entry(last_practice_on=None), by=nadia)
    change_juror(juror, entry(last_practice_on=date(2026, 11, 1)), by=nadia)
    assert last_entry().after["last_practice_on"] == "2026-11-01"


def test_saving_the_same_writes_nothing(centre: Centre, nadia: User) -> None:
    juror = add_juror(centre, entry(habilitations=[LEAVE], availabilities=[MORNING]), by=nadia)
    change_juror(juror, entry(habilitations=[LEAVE], availabilities=[MORNING]), by=nadia)
    assert JournalEntry.objects.filter(subject_type="juries.juror").count() == 1


def test_rows_that_stay_keep_their_id(centre: Centre, nadia: User) -> None:
    juror = add_juror(centre, entry(habilitations=[LEAVE], availabilities=[MORNING]), by=nadia)
    kept = juror.availabilities.get()
    afternoon = (at("13:00"), at("18:00"))
    change_juror(juror, entry(availabilities=[MORNING, afternoon]), by=nadia)
    assert juror.availabilities.get(starts_at=MORNING[0]) == kept
    assert (juror.availabilities.count(), juror.habilitations.count()) == (2, 0)
    assert last_entry().after["habilitations"] == []


def test_a_row_may_take_the_place_of_the_one_it_overlaps(centre: Centre, nadia: User) -> None:
    juror = add_juror(centre, entry(availabilities=[MORNING]), by=nadia)
    longer = (at("08:00"), at("12:30"))
    change_juror(juror, entry(availabilities=[longer]), by=nadia)
    assert list(juror.availabilities.values_list("starts_at", "ends_at")) == [longer]


def test_availabilities_that_overlap_are_refused_whole(centre: Centre, nadia: User) -> None:
    juror = add_juror(centre, entry(), by=nadia)
    overlapping = [MORNING, (at("11:00"), at("13:00"))]  # it is the database that says no
    with pytest.raises(JurorRefused, match="en recouvre une autre"):
        change_juror(juror, entry(phone="0600000000", availabilities=overlapping), by=nadia)
    juror.refresh_from_db()
    assert (juror.phone, juror.availabilities.count()) == ("", 0)


def test_an_account_is_opened_once(centre: Centre, nadia: User) -> None:
    juror = add_juror(centre, entry(), by=nadia)
    told = open_account(juror, by=nadia)
    juror.refresh_from_db()
    assert (juror.user, told.user.username, told.user.email) == (told.user, "c.vasseur", "claire@exemple.fr")
    assert told.user.check_password(told.code)
    assert not told.user.is_staff_member
    assert (last_entry().action, last_entry().after) == ("juror.account_opened", {"user": told.user.pk})
    with pytest.raises(JurorRefused, match="déjà ouvert"):
        open_account(juror, by=nadia)
    assert User.objects.filter(juror__isnull=False).count() == 1


def test_a_username_already_taken_opens_nothing(centre: Centre, nadia: User) -> None:
    juror = add_juror(centre, entry(), by=nadia)
    with pytest.raises(JurorRefused, match="déjà pris"):
        open_account(juror, by=nadia, username=nadia.username)
    juror.refresh_from_db()
    assert juror.user is None


def test_a_new_code_replaces_the_former_one(centre: Centre, nadia: User) -> None:
    juror = a_juror_with_account(centre)
    told = renew_account_code(juror, by=nadia)
    user = User.objects.get(pk=juror.user_id)
    assert user.check_password(told.code)
    assert not user.check_password(CODE)


def test_an_organiser_never_takes_the_rights_of_an_administrator(centre: Centre, nadia: User) -> None:
    """Whoever knows a code holds its rights: a juror may also administer."""
    juror = a_juror(centre, user=an_administrator())
    with pytest.raises(JurorRefused, match="à l’administration"):
        renew_account_code(juror, by=nadia)
    assert User.objects.get(pk=juror.user_id).check_password(CODE)
    assert renew_account_code(juror, by=an_administrator()).code


def test_without_an_account_there_is_no_code(centre: Centre, nadia: User) -> None:
    with pytest.raises(JurorRefused, match="Ouvrez-en un"):
        renew_account_code(a_juror(centre), by=nadia)
