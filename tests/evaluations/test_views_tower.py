"""« Jour J » on screen: what each jury does, each act with its effect before it, and what nobody may do."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations import marking
from evaluations.day_acts import advance, arrive, record_absence
from evaluations.models import Attendance, DayAct, Evaluation, Mark, StageTaken
from sessions.models import Candidate, ExamSession, Panel
from sessions.scheduling import set_locked
from tests.builders import DAY, a_day, a_juror, a_room, a_session, an_organiser, at
from tests.evaluations.day_world import TheDay, starts, the_day
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of

pytestmark = pytest.mark.django_db

PREPARATION = "technical_interview/preparation"
Now = Callable[[str], None]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    """The hour it is, on the day of the tests."""

    def set_to(clock: str) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at(clock))

    set_to("09:00")
    return set_to


@pytest.fixture
def day(now: Now) -> TheDay:
    return the_day()


@pytest.fixture
def nadia(day: TheDay) -> Client:
    client = Client()
    client.force_login(day.nadia)
    return client


def url(name: str, day: TheDay, *more: object) -> str:
    return reverse(f"evaluations:tower{name}", args=[day.session.pk, *more])


def seen(answer) -> str:
    return answer.context["seen"]


def confirm(client: Client, address: str, **typed: object):
    """Open the page of an act, then press its button."""
    return client.post(address, {"seen": seen(client.get(address)), **typed})


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
