"""« Jour J » on screen: the acts that move the rest of a jury’s day, their effect shown before they are confirmed."""

import pytest
from django.test import Client

from evaluations.day_acts import record_absence
from evaluations.models import Attendance
from sessions.models import Candidate, Panel
from sessions.scheduling import set_locked
from tests.builders import a_juror, a_room, at
from tests.evaluations.day_world import TheDay, starts
from tests.evaluations.tower_pages import confirm, seen, url
from tests.sessions.pages import text_of

pytestmark = pytest.mark.django_db


def test_ten_minutes_more_say_who_moves_and_who_must_hear_of_it(nadia: Client, day: TheDay) -> None:
    address = f"{url('_shift', day, day.b.pk)}?minutes=10"
    page = text_of(nadia.get(address))
    assert "1 passage décalé de 10 min." in page
    assert "Thibault Noël passe à 10 h 40 au lieu de 10 h 30." in page
    assert "Fin de journée de Jury B à 12 h 25." in page
    assert "3 personnes à prévenir : Thibault Noël, Claire Juré" in page
    assert "Aucune saisie touchée." in page
    assert starts(day.thibault) == [at("10:30")]
    answer = confirm(nadia, address)
    assert starts(day.helene, day.thibault) == [at("08:30"), at("10:40")]
    assert "Jury B, 1 passage décalé de 10 min" in text_of(nadia.get(answer.url))


def test_an_effect_that_is_no_longer_true_is_shown_again(nadia: Client, day: TheDay) -> None:
    address = f"{url('_shift', day, day.b.pk)}?minutes=10"
    old = seen(nadia.get(address))
    record_absence(day.karim, by=day.nadia)
    answer = nadia.post(address, {"seen": old})
    assert answer.status_code == 409
    assert "La journée a changé depuis l’affichage de cette page." in text_of(answer)
    assert starts(day.thibault) == [at("10:30")]
    assert nadia.post(address, {"seen": seen(answer)}).status_code == 302


def test_a_shift_into_somebody_else_has_no_button(nadia: Client, day: TheDay) -> None:
    set_locked(day.thibault, locked=True, by=day.nadia)
    answer = confirm(nadia, f"{url('_shift', day, day.b.pk)}?minutes=10")
    assert answer.status_code == 409
    assert "Passage verrouillé : Thibault Noël." in text_of(answer)


def test_a_late_candidate_both_ends_are_shown_and_the_reason_kept(nadia: Client, day: TheDay) -> None:
    address = f"{url('_delay', day, day.karim.pk)}?minutes=20"
    page = text_of(nadia.get(address))
    assert "Garder la fin à 16 h 00 passage de 2 h 40, le planning ne bouge pas" in page
    assert "Décaler la fin à 16 h 20" in page
    answer = confirm(nadia, address, end="keep")
    assert answer.status_code == 409
    assert "Écrivez le motif de la décision" in text_of(answer)
    confirm(nadia, address, end="keep", reason="Train en retard")
    row = Attendance.objects.get()
    assert (row.keeps_end, row.expected_at, row.reason) == (True, at("13:20"), "Train en retard")
    assert starts(day.karim) == [at("13:00")]


def test_a_delay_is_announced_first_and_decided_later(nadia: Client, day: TheDay) -> None:
    confirm(nadia, f"{url('_delay', day, day.karim.pk)}?minutes=20", end="later")
    page = text_of(nadia.get(url("", day)))
    assert "Retard annoncé, 20 min Décider du retard de Karim Benhaddou" in page
    answer = nadia.get(url("_delay", day, day.karim.pk))
    assert "Décaler la fin à 16 h 20" in text_of(answer)
    confirm(nadia, url("_delay", day, day.karim.pk), end="move", reason="Panne")
    assert starts(day.karim) == [at("13:20")]


def test_another_juror_is_offered_only_who_may_sit(nadia: Client, day: TheDay) -> None:
    able = a_juror(day.session.centre, last_name="Castel", first_names="Bruno")
    a_juror(day.session.centre, last_name="Profane", first_names="Jean", itinerant_sales=False)
    leaving = day.b.jurors.first()
    address = f"{url('_juror', day, day.b.pk)}?leaving={leaving.pk}"
    page = text_of(nadia.get(address))
    assert "Bruno Castel" in page
    assert "Jean Profane" not in page
    address += f"&joining={able.pk}"
    page = text_of(nadia.get(address))
    assert f"Bruno Castel siège à la place de {leaving} pour 1 passage à venir." in page
    assert "gardent leur jury" in page
    confirm(nadia, address)
    assert Candidate.objects.get(pk=day.thibault.pk).passage.panel.name == "Jury B bis"
    assert set(Panel.objects.get(pk=day.b.pk).jurors.all()) >= {leaving}


def test_a_jury_never_goes_on_with_one(nadia: Client, day: TheDay) -> None:
    leaving = day.b.jurors.first()
    answer = nadia.get(f"{url('_juror', day, day.b.pk)}?leaving={leaving.pk}")
    assert "Un jury ne continue jamais à moins de deux" in text_of(answer)
    assert nadia.post(url("_juror", day, day.b.pk), {"leaving": leaving.pk}).status_code == 409
    assert day.b.members.count() == 2


def test_another_room_only_if_it_is_free_and_equipped(nadia: Client, day: TheDay) -> None:
    free = a_room(day.session.centre, name="Salle libre")
    a_room(day.session.centre, name="Salle sourde", equipment="none")
    page = text_of(nadia.get(url("_room", day, day.b.pk)))
    assert "Salle libre" in page
    assert day.a.room.name not in page
    confirm(nadia, f"{url('_room', day, day.b.pk)}?room={free.pk}")
    steps = Candidate.objects.get(pk=day.thibault.pk).passage.steps.exclude(jury_room=None)
    assert {step.jury_room for step in steps} == {free}
