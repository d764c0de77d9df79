"""The organiser's page of badges, and the door where a juror shows one."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sessions.badge_rules import LOCKED, MOST_WRONG_CODES
from sessions.badge_secrets import token_of
from sessions.badges import Issued, prepare_badges, revoke_badge
from sessions.forms.badges import UNKNOWN_NUMBER, UNKNOWN_TOKEN
from sessions.models import Badge, ExamSession, PanelMember
from tests.builders import a_juror, a_juror_with_account, a_panel, a_session, an_organiser
from tests.sessions.badge_world import an_issued_badge, wrong
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of, url

pytestmark = pytest.mark.django_db
DOOR = "/badge/"
DAY = reverse("evaluations:my_day")


@pytest.fixture
def issued(client: Client) -> Issued:
    """The organiser is logged in."""
    issued, organiser = an_issued_badge()
    client.force_login(organiser)
    return issued


@pytest.fixture
def exam_session(issued: Issued) -> ExamSession:
    return issued.badge.exam_session


def of(issued: Issued, name: str) -> str:
    return url(name, issued.badge.exam_session, issued.badge.pk)


def test_the_page_says_who_has_what(client: Client, issued: Issued, exam_session: ExamSession) -> None:
    late = a_juror(exam_session.centre, last_name="Tardif")
    PanelMember.objects.create(panel=exam_session.panels.get(), juror=late, rank=5)
    answer = client.get(url("badges", exam_session))
    assert [(line.juror.last_name, line.chip[1]) for line in answer.context["lines"]] == [
        ("Tardif", "Aucun"),
        ("Vasseur", "Prêt"),
    ]
    assert "Préparer 1 badge" in text_of(answer)
    assert issued.badge.number in text_of(answer)
    assert issued.code not in text_of(answer).replace(issued.badge.number, "")
    Badge.objects.update(wrong_codes=MOST_WRONG_CODES, locked_at=timezone.now())
    assert "Débloquer" in text_of(client.get(url("badges", exam_session)))
    assert filled_buttons(answer) <= 1


def test_whoever_left_and_a_revoked_badge_are_told(client: Client, issued: Issued, exam_session: ExamSession) -> None:
    PanelMember.objects.all().delete()
    assert "ne siège plus" in text_of(client.get(url("badges", exam_session)))
    PanelMember.objects.create(panel=exam_session.panels.get(), juror=issued.badge.juror)
    revoke_badge(issued.badge, by=an_organiser(exam_session.centre))
    assert [line.chip[1] for line in client.get(url("badges", exam_session)).context["lines"]] == ["Révoqué"]


def test_preparing_shows_the_codes_once(client: Client, exam_session: ExamSession) -> None:
    a_panel(exam_session)
    answer = client.post(url("badges_prepare", exam_session))
    codes = [one.code for one in answer.context["issued"]]
    assert len(codes) == 2
    assert all(code in text_of(answer) for code in codes)
    assert "no-store" in answer["Cache-Control"]
    again = client.post(url("badges_prepare", exam_session), follow=True)
    assert "chaque juré a le sien" in text_of(again)
    assert not any(code in text_of(again) for code in codes)


def test_a_new_code_an_unlocking_a_badge_made_again_or_only_revoked(client: Client, issued: Issued) -> None:
    assert "l’ancien code ne sert plus" in text_of(client.get(of(issued, "badge_code")))
    code = client.post(of(issued, "badge_code")).context["issued"][0].code
    assert code_opens(issued.badge, code)
    assert not code_opens(issued.badge, wrong(Issued(issued.badge, code)))
    assert "débloqué" in text_of(client.post(of(issued, "badge_unlock"), follow=True))
    assert "ne reviendra pas" in text_of(client.get(of(issued, "badge_redo")))
    (again,) = client.post(of(issued, "badge_redo")).context["issued"]
    assert code_opens(again.badge, again.code)
    assert client.get(of(issued, "badge_redo")).status_code == 404
    assert "révoqué" in text_of(client.post(of(again, "badge_redo"), {"only": "1"}, follow=True))
    assert not Badge.objects.standing().exists()


def code_opens(badge: Badge, code: str) -> bool:
    return Client().post(DOOR, {"number": badge.number, "code": code}).status_code == 302


def test_others_find_none_of_it(issued: Issued, exam_session: ExamSession) -> None:
    assert is_hidden_from_others(exam_session, url("badges", exam_session))
    assert is_hidden_from_others(exam_session, url("badges_prepare", exam_session), method="post")
    for name in ("badge_code", "badge_redo", "badge_unlock"):
        assert is_hidden_from_others(exam_session, of(issued, name), method="post")
    other = a_session(exam_session.centre)
    client = Client()
    client.force_login(an_organiser(exam_session.centre))
    assert client.post(url("badge_redo", other, issued.badge.pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_the_queries_do_not_follow_the_number_of_jurors(
    client: Client, exam_session: ExamSession, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    a_panel(exam_session, *(a_juror_with_account(exam_session.centre) for _ in range(count)))
    prepare_badges(exam_session, by=None)
    with django_assert_num_queries(13):
        client.get(url("badges", exam_session))


def test_the_number_and_the_code_open_the_day_of_that_juror() -> None:
    issued, _ = an_issued_badge()
    client = Client()
    answer = client.post(DOOR, {"number": issued.badge.number, "code": f" {issued.code[:3]} {issued.code[3:]}"})
    assert answer.headers["Location"] == DAY
    assert "Claire Vasseur" in text_of(client.get(DAY))


def test_so_does_the_token_and_a_page_of_ours_may_be_asked_for() -> None:
    issued, _ = an_issued_badge()
    entry = {"token": token_of(issued.badge.serial), "code": issued.code}
    assert Client().post(f"{DOOR}?next=/mon-code/", entry).headers["Location"] == "/mon-code/"
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert Client().post(f"{DOOR}?next={elsewhere}", entry).headers["Location"] == DAY


def test_a_get_does_nothing_even_with_everything_in_it() -> None:
    issued, _ = an_issued_badge()
    client = Client()
    answer = client.get(DOOR, {"number": issued.badge.number, "code": issued.code})
    assert answer.status_code == 200
    assert client.get(DAY).status_code == 302
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "0000-0000"}, UNKNOWN_NUMBER),
        ({"number": "12"}, UNKNOWN_NUMBER),
        ({"token": "x" * 22}, UNKNOWN_TOKEN),
        ({}, "Saisissez le numéro"),
    ],
)
def test_what_is_no_badge_is_told(typed: dict[str, str], said: str) -> None:
    answer = Client().post(DOOR, {"code": "123456", **typed})
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_wrong_code_counts_down_then_locks_and_no_code_comes_back() -> None:
    issued, _ = an_issued_badge()
    client, entry = Client(), {"number": issued.badge.number}
    first = client.post(DOOR, entry | {"code": wrong(issued)})
    assert "Code refusé. Encore 4 essais, puis votre badge sera bloqué." in text_of(first)
    assert "Bonjour Claire Vasseur" in text_of(first)
    assert wrong(issued) not in first.content.decode().replace(issued.badge.number, "")
    for _ in range(MOST_WRONG_CODES - 1):
        last = client.post(DOOR, entry | {"code": wrong(issued)})
    assert LOCKED in text_of(last)
    assert LOCKED in text_of(client.post(DOOR, entry | {"code": issued.code}))
    assert client.get(DAY).status_code == 302


def test_an_empty_code_costs_no_try() -> None:
    issued, _ = an_issued_badge()
    assert Client().post(DOOR, {"number": issued.badge.number, "code": ""}).status_code == 422
    issued.badge.refresh_from_db()
    assert issued.badge.wrong_codes == 0


def test_a_revocation_that_comes_during_the_entry_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    issued, organiser = an_issued_badge()
    from sessions.views import badge_log_in

    def enter_then_revoke(badge: Badge, code: str) -> object:
        entered = real(badge, code)
        revoke_badge(badge, by=organiser)
        return entered

    real = badge_log_in.enter
    monkeypatch.setattr(badge_log_in, "enter", enter_then_revoke)
    client = Client()
    assert client.post(DOOR, {"number": issued.badge.number, "code": issued.code}).status_code == 422
    assert client.get(DAY).status_code == 302


def test_each_log_in_page_leads_to_the_other() -> None:
    assert f'href="{DOOR}?next=/ma-journee/"' in Client().get("/connexion/?next=/ma-journee/").content.decode()
    assert 'href="/connexion/"' in Client().get(DOOR).content.decode()
