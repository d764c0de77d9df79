"""The planner's page, from what it says before a search to what is kept of it."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from sessions import plan_jobs, plan_search
from sessions.models import ExamSession, PlanJob
from sessions.plan_jobs import ask
from sessions.plan_process import SILENT
from sessions.plan_search import search
from sessions.publication import publish
from sessions.scheduling import set_locked, unplace
from tests.builders import a_candidate, a_session, a_title, an_organiser
from tests.sessions.imports import INSTANCES, TINY, run
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of, url
from tests.sessions.passages import held

pytestmark = pytest.mark.django_db
State = PlanJob.State


@pytest.fixture(autouse=True)
def _in_this_process(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    a_title()
    monkeypatch.setattr(plan_jobs, "launch", lambda job: None)
    monkeypatch.setattr(plan_search, "EVERY", 3600)


@pytest.fixture
def exam_session() -> ExamSession:
    return imported(TINY)


def imported(name: str) -> ExamSession:
    run("import_session", INSTANCES / f"{name}.json")
    return ExamSession.objects.get(reference=name)


@pytest.fixture
def client(exam_session: ExamSession) -> Client:
    return organiser_of(exam_session)


def organiser_of(exam_session: ExamSession) -> Client:
    client = Client()
    client.force_login(an_organiser(exam_session.centre))
    return client


def found(exam_session: ExamSession, **options: object) -> PlanJob:
    job = ask(exam_session, **{"seconds": 30, "least_change": False, "by": None, **options})
    search(job)
    job.refresh_from_db()
    return job


def kept(exam_session: ExamSession) -> None:
    found(exam_session)
    plan_jobs.keep(exam_session, by=None)
    exam_session.refresh_from_db()


class TestAsking:
    def test_it_says_the_capacity_the_settings_and_what_stays(self, client: Client, exam_session: ExamSession) -> None:
        kept(exam_session)
        set_locked(exam_session.candidates.first(), locked=True, by=None)
        answer = client.get(url("planner", exam_session))
        page = text_of(answer)
        assert "Planifier 1 candidat à placer" in page
        assert "de jury demandées. " in page
        assert "Ce qui reste en place 1 passage" in page
        assert "verrouillé" in page
        assert "Entre deux candidats 0 min" in page
        assert filled_buttons(answer) == 1

    def test_an_empty_session_is_planned_and_a_placed_one_corrected(
        self, client: Client, exam_session: ExamSession
    ) -> None:
        assert "Changer le moins possible" not in text_of(client.get(url("planner", exam_session)))
        kept(exam_session)
        page = text_of(client.get(url("planner", exam_session)))
        assert "Changer le moins possible le brouillon" in page
        assert "Proposer une correction" in page
        publish(exam_session, by=None)
        assert "Changer le moins possible la version 1" in text_of(client.get(url("planner", exam_session)))

    def test_too_little_time_is_told_before_and_prevents_nothing(
        self, client: Client, exam_session: ExamSession
    ) -> None:
        exam_session.days.update(closes_at="09:00", lunch_from=None, lunch_to=None, lunch_minutes=None)
        answer = client.get(url("planner", exam_session))
        assert "Il manque du temps de jury" in text_of(answer)
        assert filled_buttons(answer) == 1

    def test_it_starts_with_what_was_chosen(self, client: Client, exam_session: ExamSession) -> None:
        kept(exam_session)
        asked = {"act": "start", "seconds": "90", "least_change": "on"}
        answer = client.post(url("planner", exam_session), asked)
        job = exam_session.plan_jobs.first()
        assert answer.url == url("planner", exam_session)
        assert (job.state, job.seconds, job.least_change, job.replan_from) == (State.RUNNING, 90, True, None)
        assert job.asked_by is not None

    def test_an_unknown_time_is_asked_again(self, client: Client, exam_session: ExamSession) -> None:
        answer = client.post(url("planner", exam_session), {"act": "start", "seconds": "7200"})
        assert answer.status_code == 422
        assert "Choisissez l’un des deux." in text_of(answer)
        assert not exam_session.plan_jobs.exists()

    def test_a_second_search_is_refused_with_its_sentence(self, client: Client, exam_session: ExamSession) -> None:
        ask(exam_session, seconds=30, least_change=False, by=None)
        answer = client.post(url("planner", exam_session), {"act": "start", "seconds": "30"})
        assert answer.status_code == 409
        assert "Un planning est déjà en cours de calcul pour cette session." in text_of(answer)
        assert exam_session.plan_jobs.count() == 1


class TestFromNow:
    @pytest.fixture(autouse=True)
    def _morning(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The day of the session, an hour after its first passage began."""
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 6, 15, 7, 30, tzinfo=UTC))

    def test_the_address_of_the_control_tower_chooses_the_rest_only(
        self, client: Client, exam_session: ExamSession
    ) -> None:
        kept(exam_session)
        publish(exam_session, by=None)
        page = text_of(client.get(url("planner", exam_session), {"depuis": "maintenant"}))
        assert "Replanifier seulement la suite, à partir de maintenant" in page
        assert "Ce qui reste en place 1 passage Alix A. 15 juin 2026, 8 h 30, jury P01 commencé" in page
        asked = {"act": "start", "seconds": "30", "least_change": "on", "depuis": "on"}
        client.post(url("planner", exam_session), asked)
        search(exam_session.plan_jobs.first())
        page = text_of(client.get(url("planner", exam_session)))
        assert "Replanification à partir du lundi 15 juin 2026, 9 h 30." in page
        assert "Rien ne change par rapport au brouillon" in page

    def test_on_its_days_what_has_begun_stays_unless_asked(self, client: Client, exam_session: ExamSession) -> None:
        page = client.get(url("planner", exam_session)).content.decode()
        assert "checked" in page[page.index('name="depuis"') :].split(">")[0]

    def test_before_them_and_unpublished_there_is_no_such_choice(
        self, client: Client, exam_session: ExamSession
    ) -> None:
        exam_session.days.update(date=date(2026, 6, 24))
        page = text_of(client.get(url("planner", exam_session), {"depuis": "maintenant"}))
        assert "à partir de maintenant" not in page


class TestRunning:
    def test_it_shows_how_far_it_is_and_asks_again_by_itself(
        self, client: Client, htmx_client: Client, exam_session: ExamSession
    ) -> None:
        job = ask(exam_session, seconds=30, least_change=False, by=None)
        levels = [
            {"name": "unplaced", "value": 0, "bound": 0},
            {"name": "days_used", "value": 1, "bound": 1},
            {"name": "day_minutes", "value": 600, "bound": 540},
        ]
        PlanJob.objects.filter(pk=job.pk).update(elapsed=10, levels=levels)
        answer = client.get(url("planner", exam_session))
        page = text_of(answer)
        assert "2 candidats placés sur 2 · 1 journée · écart à l’optimum prouvé : 10 %" in page
        assert "Encore 20 s environ" in page
        assert 'hx-trigger="every 1s"' in answer.content.decode()
        htmx_client.force_login(an_organiser(exam_session.centre))
        fragment = htmx_client.get(url("planner", exam_session)).content.decode()
        assert fragment.lstrip().startswith("<div")
        assert "<html" not in fragment

    def test_the_planning_says_so_and_home_waits(self, client: Client, exam_session: ExamSession) -> None:
        ask(exam_session, seconds=30, least_change=False, by=None)
        assert "Calcul en cours…" in text_of(client.get(url("timetable", exam_session)))
        assert "Planning proposé" not in text_of(client.get("/aujourdhui/"))

    def test_stopped_it_says_that_the_best_is_coming(self, client: Client, exam_session: ExamSession) -> None:
        ask(exam_session, seconds=30, least_change=False, by=None)
        page = text_of(client.post(url("planner", exam_session), {"act": "stop"}, follow=True))
        assert "Arrêt demandé, le meilleur planning trouvé arrive." in page
        assert exam_session.plan_jobs.get().stop_asked

    def test_left_it_leaves_the_draft_and_the_page_is_free_again(
        self, client: Client, exam_session: ExamSession
    ) -> None:
        ask(exam_session, seconds=30, least_change=False, by=None)
        page = text_of(client.post(url("planner", exam_session), {"act": "drop"}, follow=True))
        assert "Temps de calcul" in page
        assert exam_session.plan_jobs.get().state == State.DROPPED

    def test_a_process_that_is_gone_is_told_with_what_to_do(self, client: Client, exam_session: ExamSession) -> None:
        ask(exam_session, seconds=30, least_change=False, by=None)
        PlanJob.objects.update(seen_at=timezone.now() - 2 * SILENT)
        page = text_of(client.get(url("planner", exam_session)))
        assert "Le calcul s’est interrompu" in page
        assert "Relancez ci-dessous" in page
        assert "Calcul du planning interrompu" in text_of(client.get("/aujourdhui/"))


class TestFound:
    def test_the_proposal_is_drawn_compared_and_proven_and_nothing_is_written(
        self, client: Client, exam_session: ExamSession
    ) -> None:
        found(exam_session)
        before = held()
        answer = client.get(url("planner", exam_session))
        page = text_of(answer)
        assert "2 candidats placés sur 2 · 1 journée · optimum prouvé" in page
        assert "2 passages, fin à" in page
        assert "2 passages changent par rapport au brouillon" in page
        assert "Candidats sans passage aucun candidat aucun candidat Optimal" in page
        assert answer.content.decode().count('<svg class="lane"') >= 1
        assert filled_buttons(answer) == 1
        assert "Chercher encore" not in page  # nothing better exists
        assert held() == before == set()

    def test_only_a_level_at_its_bound_is_called_optimal(self, client: Client, exam_session: ExamSession) -> None:
        job = found(exam_session)
        levels = [*job.levels[:2], {**job.levels[2], "bound": job.levels[2]["value"] - 30}]
        levels += [{**level, "bound": None} for level in job.levels[3:]]
        PlanJob.objects.filter(pk=job.pk).update(levels=levels)
        page = text_of(client.get(url("planner", exam_session)))
        assert (page.count("Optimal"), page.count("peut être meilleur"), page.count("pas encore cherché")) == (2, 1, 3)
        assert "Chercher encore" in page

    def test_who_is_left_is_told_with_the_reason_and_what_would_help(self) -> None:
        impossible = imported("05-infeasible-conflict")
        found(impossible)
        page = text_of(organiser_of(impossible).get(url("planner", impossible)))
        assert "1 candidat sans passage" in page
        assert "Camille A. Aucun jury sans lien avec Camille A." in page
        assert "Avec un jury de plus" in page

    def test_home_and_planning_tell_that_it_is_there(self, client: Client, exam_session: ExamSession) -> None:
        found(exam_session)
        assert "Planning proposé Session 01-tiny." in text_of(client.get("/aujourdhui/"))
        assert "Planning proposé, à voir" in text_of(client.get(url("timetable", exam_session)))

    def test_kept_it_is_the_draft_and_can_be_undone_from_there(self, client: Client, exam_session: ExamSession) -> None:
        found(exam_session)
        answer = client.post(url("planner", exam_session), {"act": "keep"}, follow=True)
        assert answer.redirect_chain[0][0] == url("timetable", exam_session)
        assert "Planning gardé, 2 passages au brouillon." in text_of(answer)
        assert "Annuler le planning gardé" in text_of(answer)
        back = client.post(url("planner_undo", exam_session), follow=True)
        assert "Le brouillon est revenu comme avant." in text_of(back)
        assert "Annuler le planning gardé" not in text_of(back)
        assert held() == set()

    def test_what_moved_since_closes_the_way_back(self, client: Client, exam_session: ExamSession) -> None:
        kept(exam_session)
        unplace(exam_session.candidates.first(), by=None)
        before = held()
        assert "Annuler le planning gardé" not in text_of(client.get(url("timetable", exam_session)))
        answer = client.post(url("planner_undo", exam_session))
        assert answer.status_code == 409
        assert "l’annuler déferait aussi ces changements" in text_of(answer)
        assert held() == before

    def test_a_session_changed_meanwhile_is_told_before_and_refused_after(
        self, client: Client, exam_session: ExamSession
    ) -> None:
        found(exam_session)
        exam_session.days.update(closes_at="20:00")
        page = client.get(url("planner", exam_session))
        assert "La session a changé depuis ce calcul" in text_of(page)
        assert "Chercher encore" in text_of(page)
        assert filled_buttons(page) == 0
        answer = client.post(url("planner", exam_session), {"act": "keep"})
        assert answer.status_code == 409
        assert "rien n’a été écrit" in text_of(answer)
        assert held() == set()

    def test_searching_again_begins_another(self, client: Client, exam_session: ExamSession) -> None:
        found(exam_session)
        client.post(url("planner", exam_session), {"act": "burn"})  # which the page does not have
        assert exam_session.plan_jobs.get().state == State.FOUND
        client.post(url("planner", exam_session), {"act": "more"})
        assert exam_session.plan_jobs.get().state == State.RUNNING


def test_a_session_with_nothing_in_it_says_so_and_can_be_asked() -> None:
    bare = a_session()
    bare.days.all().delete()
    client = organiser_of(bare)
    answer = client.get(url("planner", bare))
    assert "aucun candidat à placer" in text_of(answer)
    a_candidate(bare)
    found(bare)
    assert "la session n’a aucun jury." in text_of(client.get(url("planner", bare))).lower()


def test_others_find_nothing(exam_session: ExamSession) -> None:
    assert is_hidden_from_others(exam_session, url("planner", exam_session))
    assert is_hidden_from_others(exam_session, url("planner_undo", exam_session), method="post")
