"""« Jour J » on screen: what each jury does, each act with its effect before it, and what nobody may do."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations import marking
from evaluations.day_acts import advance, arrive
from evaluations.models import Attendance, DayAct, Evaluation, Mark, StageTaken
from sessions.models import ExamSession
from tests.builders import DAY, a_day, a_session, an_organiser, at
from tests.evaluations.day_world import TheDay
from tests.evaluations.tower_pages import Now, confirm, url
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of

pytestmark = pytest.mark.django_db

PREPARATION = "technical_interview/preparation"


def test_before_anything_is_recorded_the_page_follows_the_plan(nadia: Client, day: TheDay) -> None:
    page = text_of(nadia.get(url("", day)))
    assert "9 h 00 Rien n’est pointé : la page suit le planning." in page
    assert "Mardi 8 décembre · 2 passages en cours, 2 à venir · fin à 16 h 00" in page
    assert "Selon le planning, pas pointé" in page
    assert "Ensuite Karim Benhaddou , 13 h 00, pas encore là" in page


def test_the_late_jury_comes_first_with_one_filled_act(nadia: Client, day: TheDay, now: Now) -> None:
    arrive(day.amelie, by=day.nadia, now=at("08:20"))
    arrive(day.thibault, by=day.nadia, now=at("10:20"))
    for rank, clock in enumerate(("08:30", "08:50", "09:15", "09:30", "10:20")):
        now(clock)
        stage = (PREPARATION, "technical_interview/interview", "role_play/jury_preparation", "role_play/face_to_face")
        advance(day.helene, expected=(*stage, "/deliberation")[rank], by=day.nadia)
    now("10:42")
    answer = nadia.get(url("", day))
    page = text_of(answer)
    assert page.index("Jury B salle") < page.index("Jury A salle")
    assert "En retard, 12 min" in page
    assert "depuis 22 min, prévue 15 min" in page
    assert "Faire entrer Thibault Noël" in page
    assert filled_buttons(answer) == 1
    nadia.post(url("_advance", day, day.thibault.pk), {"expected": PREPARATION})
    assert StageTaken.objects.get(candidate=day.helene, kind="deliberation").ended_at == at("10:42")
    assert StageTaken.objects.get(candidate=day.thibault).began_at == at("10:42")


def test_the_fragment_is_asked_again_and_nothing_comes_when_nothing_has_changed(
    day: TheDay, now: Now, htmx_client: Client
) -> None:
    htmx_client.force_login(day.nadia)
    whole = htmx_client.get(url("", day))
    assert b"<html" not in whole.content
    assert b'hx-trigger="every 15s"' in whole.content
    mark = {"vu": whole.context["mark"], "jour": DAY.isoformat()}
    assert htmx_client.get(url("", day), mark).status_code == 204
    now("09:01")
    assert htmx_client.get(url("", day), mark).status_code == 200
    now("09:00")
    arrive(day.karim, by=day.nadia)
    assert "Sur place" in text_of(htmx_client.get(url("", day), mark))


def test_grids_are_counted_not_guessed(nadia: Client, day: TheDay) -> None:
    juror = day.a.jurors.first()
    grid = marking.open_grid(day.amelie, juror=juror, phase="technical_interview")
    marking.rate(grid, "C3.1", value="O", by=juror.user)
    page = text_of(nadia.get(url("", day)))
    assert "Grilles : 1 réponse sur 42" in page
    assert "dernière saisie à 9 h 00" in page
    assert "pas encore vu" in page


def test_pointing_then_taking_it_back(nadia: Client, day: TheDay) -> None:
    answer = nadia.post(url("_arrive", day, day.karim.pk))
    page = text_of(nadia.get(answer.url))
    assert "Karim Benhaddou, sur place à 9 h 00." in page
    assert "Sur place, 9 h 00" in page
    answer = nadia.post(url("_undo", day, day.last_act.pk))
    assert "Annulé : Karim Benhaddou, sur place à 9 h 00." in text_of(nadia.get(answer.url))
    assert not Attendance.objects.exists()


def test_an_act_that_came_second_is_told_why(nadia: Client, day: TheDay) -> None:
    arrive(day.karim, by=an_organiser(day.session.centre))
    answer = nadia.post(url("_arrive", day, day.karim.pk))
    assert answer.status_code == 409
    assert "Rien n’a été changé" in text_of(answer)
    assert "arrivée déjà pointée à 9 h 00" in text_of(answer)


def test_an_absence_tells_its_effect_then_is_noted_and_undone(nadia: Client, day: TheDay) -> None:
    address = url("_presence", day, day.thibault.pk, "absence")
    page = text_of(nadia.get(address))
    assert "Jury B est libre de 10 h 30 à 12 h 15. Les autres passages ne bougent pas." in page
    assert "Aucun « non » n’est écrit." in page
    assert not Evaluation.objects.filter(presence="absent").exists()
    answer = confirm(nadia, address)
    assert Evaluation.objects.get(candidate=day.thibault).presence == "absent"
    page = text_of(nadia.get(answer.url))
    assert "1 absence" in page
    assert "Annuler l’absence de Thibault Noël" in page
    nadia.post(url("_undo", day, day.last_act.pk))
    assert Evaluation.objects.get(candidate=day.thibault).presence == "present"


def test_an_abandon_keeps_what_was_written(nadia: Client, day: TheDay) -> None:
    juror = day.a.jurors.first()
    grid = marking.open_grid(day.amelie, juror=juror, phase="technical_interview")
    marking.rate(grid, "C3.1", value="N", by=juror.user)
    before = list(Mark.objects.values_list())
    confirm(nadia, url("_presence", day, day.amelie.pk, "abandon"))
    assert Evaluation.objects.get(candidate=day.amelie).presence == "abandoned"
    assert list(Mark.objects.values_list()) == before


def test_the_wall_shows_the_same_and_lets_nothing_be_pressed(nadia: Client, day: TheDay) -> None:
    page = nadia.get(url("_wall", day)).content.decode()
    assert "Amélie Bœuf" in page
    assert "<button" not in page
    assert "<form" not in page
    assert 'data-bs-theme="dark"' in page


@pytest.mark.parametrize(("clock", "said"), [("2026-12-07", "Journée à venir"), ("2026-12-09", "passée")])
def test_another_day_is_read_and_not_changed(
    nadia: Client, day: TheDay, monkeypatch: pytest.MonkeyPatch, clock: str, said: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at("09:00", date.fromisoformat(clock)))
    nadia.force_login(day.nadia)
    answer = nadia.get(url("", day))
    assert said in text_of(answer)
    assert "every 15s" not in answer.content.decode()
    assert url("_arrive", day, day.karim.pk) not in answer.content.decode()
    assert nadia.post(url("_arrive", day, day.karim.pk)).status_code == 409
    assert "Ce n’est pas la journée d’aujourd’hui" in text_of(nadia.get(url("_shift", day, day.b.pk)))
    assert nadia.post(url("_shift", day, day.b.pk), {"seen": "0.0.0"}).status_code == 409
    assert not DayAct.objects.exists()


def test_two_days_have_their_tabs_and_today_is_shown(nadia: Client, day: TheDay) -> None:
    a_day(day.session, date(2026, 12, 7))
    answer = nadia.get(url("", day))
    assert answer.context["watch"].day == DAY
    assert "lundi 7" in text_of(answer)
    other = nadia.get(url("", day), {"jour": "2026-12-07"})
    assert "Aucun passage ce jour-là." in text_of(other)
    assert "Ouvrir le planning" in text_of(other)


def test_a_session_without_days_says_what_will_be_here(now: Now) -> None:
    session = a_session()
    ExamSession.objects.get(pk=session.pk).days.all().delete()
    client = Client()
    client.force_login(an_organiser(session.centre))
    page = text_of(client.get(reverse("evaluations:tower", args=[session.pk])))
    assert "Chaque jury aura ici son candidat" in page


def test_nobody_else_sees_it(day: TheDay) -> None:
    for name, more, method in (
        ("", (), "get"),
        ("_wall", (), "get"),
        ("_report", (day.b.pk,), "get"),
        ("_arrive", (day.karim.pk,), "post"),
        ("_shift", (day.b.pk,), "post"),
    ):
        assert is_hidden_from_others(day.session, url(name, day, *more), method=method)


def test_what_can_be_reported_of_a_jury(nadia: Client, day: TheDay) -> None:
    page = text_of(nadia.get(url("_report", day, day.b.pk)))
    for act in ("Retard de…", "Absence", "Abandon", "Déplacer", "Remplacer un juré", "Changer de salle"):
        assert act in page
