"""A printed code says whether its paper is the current one: to anybody, without a name or a result."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evaluations import deliberation
from evaluations.documents import KINDS, Folder
from evaluations.facts import session_fingerprint
from evaluations.models import Evaluation, PaperVersion
from evaluations.verifying import record_versions
from tests import builders
from tests.evaluations import paper
from tests.evaluations.signing import a_sealed_session
from tests.sessions.imports import run

pytestmark = pytest.mark.django_db
NAMES = ("Bœuf", "Amélie", "Vasseur", "Thiébaut", "C003", "Ferrand")


@pytest.fixture
def sealed(settings):
    return a_sealed_session(settings).candidates.get()


def amend(candidate, motive="Autre motif."):
    deliberation.amend(
        candidate,
        changes={"MOTIVE.3": motive},
        reason="Relevé mal reporté.",
        code=builders.CODE,
        by=builders.an_organiser(candidate.exam_session.centre),
    )


def leaf(candidate, kind):
    (file,) = KINDS[kind].make(Folder(paper.fresh(candidate.exam_session)))
    return file.leaves[0]


def shown(client, digest):
    answer = client.get(reverse("evaluations:verify_digest", args=[digest]))
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    return paper.plain(answer.content.decode())


def digest_of(address):
    return re.fullmatch(r"https://certification\.example\.org/verifier/([0-9a-f]{64})/", address)[1]


def test_the_codes_of_both_papers_lead_to_a_page_that_names_nobody(sealed, client):
    for kind, label in (("minutes", "Procès-verbal"), ("results", "Fiche de résultat")):
        page = shown(client, digest_of(leaf(sealed, kind).body.address))
        for told in ("Document à jour", f"{label}, session 2026-NTC-12", "version 1"):
            assert told in page, kind
        assert not [name for name in NAMES if name in page]
    assert digest_of(leaf(sealed, "minutes").body.address) == session_fingerprint(paper.fresh(sealed.exam_session))


def test_the_code_of_a_result_cannot_be_found_from_the_result(sealed):
    code = digest_of(leaf(sealed, "results").body.address)
    assert code not in {row.fingerprint for row in Evaluation.objects.all()}
    again = PaperVersion.objects.get(candidate=sealed)
    record_versions(sealed)
    assert PaperVersion.objects.filter(candidate=sealed).last().digest != again.digest


def test_an_amendment_gives_new_codes_and_the_former_say_so(sealed, client):
    former = {kind: digest_of(leaf(sealed, kind).body.address) for kind in ("minutes", "results")}
    deliberation.amend(
        sealed,
        changes={"C3.2": "O", "MOTIVE.3": None, "DECISION": {"outcome": "title", "ccps": [], "reason": None}},
        reason="Relevé mal reporté.",
        code=builders.CODE,
        by=builders.an_organiser(sealed.exam_session.centre),
    )
    for kind, digest in former.items():
        page = shown(client, digest)
        assert "Remplacé par une version plus récente" in page, kind
        assert "La version 2, du" in page
        current = digest_of(leaf(sealed, kind).body.address)
        assert current != digest
        assert "Document à jour" in shown(client, current)


def test_an_amended_motive_leaves_the_code_and_the_page_asks_which_version_the_paper_bears(sealed, client):
    former = {kind: digest_of(leaf(sealed, kind).body.address) for kind in ("minutes", "results")}
    amend(sealed)
    page = shown(client, former["minutes"]).replace("&nbsp;", " ")
    assert "Document à jour, s’il porte « version 2 »" in page
    assert "celui des versions 1 à 2, dont les résultats sont les mêmes" in page
    assert "Si votre papier en porte une plus ancienne, demandez celle-ci au centre" in page
    assert "Remplacé par une version plus récente" in shown(client, former["results"])


def test_an_unknown_code_is_told_and_a_draft_has_none(sealed, client):
    assert "Empreinte inconnue" in shown(client, "0" * 64)
    assert "Empreinte inconnue" in shown(client, "nimporte")
    builders.a_candidate(sealed.exam_session, reference="C020")
    draft = leaf(sealed, "minutes")
    assert draft.is_draft
    assert draft.body.address == ""
    record_versions(sealed)
    assert PaperVersion.objects.filter(candidate=None).count() == 1


def test_the_form_takes_the_printed_digits_or_the_whole_code(sealed, client):
    digest = session_fingerprint(paper.fresh(sealed.exam_session))
    page = reverse("evaluations:verify")
    target = reverse("evaluations:verify_digest", args=[digest])
    grouped = f" {digest[:4].upper()} {digest[4:8]} {digest[8:12]} "
    for typed in (digest, digest.upper(), grouped):
        assert client.get(page, {"empreinte": typed})["Location"] == target
    assert "Vérifier un document" in client.get(page).content.decode()
    # Those of a result sheet would tell its result to whoever tries them all.
    own = PaperVersion.objects.get(candidate=sealed).digest
    for typed in (own[:12], "xyz", "0" * 12):
        refused = client.get(page, {"empreinte": typed})
        assert refused.status_code == 422
        assert "Aucun procès-verbal ne porte cette empreinte" in refused.content.decode()


def test_the_page_of_a_code_costs_the_same_whatever_came_after(sealed, client, django_assert_num_queries):
    digest = PaperVersion.objects.get(candidate=sealed).digest
    for _ in range(3):
        with django_assert_num_queries(2):
            shown(client, digest)
        amend(sealed, f"Motif {PaperVersion.objects.count()}.")


def test_what_a_code_stands_for_never_changes(sealed):
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperVersion.objects.update(version=7)
    PaperVersion.objects.all().delete()


def test_without_the_sites_address_the_code_repeats_the_foot(sealed, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "", ["*"]
    assert leaf(sealed, "minutes").body.address == ""
    assert leaf(sealed, "results").body.code == ""


def test_results_sealed_before_codes_were_are_given_one_as_they_stand(sealed, client):
    PaperVersion.objects.all().delete()
    evaluation = Evaluation.objects.get(candidate=sealed)
    author = builders.an_organiser(sealed.exam_session.centre)
    amendment = paper.an_amendment(evaluation, author, {"MOTIVE.3": (paper.MOTIVE, "Autre motif.")})
    assert leaf(sealed, "minutes").body.address == leaf(sealed, "results").body.address == ""
    assert run("record_paper_codes") == (0, "2026-NTC-12 : 2 codes\n", [])
    for kind in ("minutes", "results"):
        page = shown(client, digest_of(leaf(sealed, kind).body.address))
        assert "Document à jour" in page
        assert "version 2" in page
    assert set(PaperVersion.objects.values_list("made_at", flat=True)) == {amendment.made_at}
    assert run("record_paper_codes") == (0, "", [])


def test_minutes_printed_before_codes_were_are_found_by_their_digits(sealed, client):
    PaperVersion.objects.all().delete()
    asked = {"empreinte": session_fingerprint(paper.fresh(sealed.exam_session))[:12]}
    assert client.get(reverse("evaluations:verify"), asked).status_code == 422
    run("record_paper_codes")
    page = client.get(reverse("evaluations:verify"), asked, follow=True)
    assert "Document à jour" in paper.plain(page.content.decode())


def test_an_open_result_is_given_none(sealed):
    PaperVersion.objects.all().delete()
    builders.a_candidate(sealed.exam_session)
    assert run("record_paper_codes")[1] == "2026-NTC-12 : 1 code\n"
    assert PaperVersion.objects.get().candidate == sealed
