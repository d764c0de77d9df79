"""The import on screen: a file is read and shown, then confirmed."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from centres.models import User
from sessions.models import Candidate, CandidateFile, ExamSession
from tests.builders import a_candidate, a_centre, a_person, a_session, an_organiser
from tests.sessions.test_views_candidates import centre_of, text_of

pytestmark = pytest.mark.django_db
HEAD = "identifiant;nom;prenom;date_naissance;parcours;epreuve;tiers_temps;email;remarque\r\n"
GOOD = ";Bœuf;Amélie;27/07/1998;vae;titre;oral;;x\r\n"
BAD = "C009;Autre;Une;31/02/1990;formation;CP-000433;;;\r\n"


@pytest.fixture
def nadia(client: Client) -> User:
    user = an_organiser(a_centre())
    client.force_login(user)
    return user


@pytest.fixture
def exam_session(nadia: User) -> ExamSession:
    return a_session(centre_of(nadia))


def upload(client: Client, exam_session: ExamSession, text: str, *, encoding: str = "cp1252") -> HttpResponse:
    file = SimpleUploadedFile("candidats-decembre.csv", text.encode(encoding))
    return client.post(reverse("sessions:candidates_import", args=[exam_session.pk]), {"file": file})


def seen(page: HttpResponse) -> dict[str, str]:
    return {"seen": re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]}


def test_the_file_is_shown_refused_lines_first_and_nothing_is_written(
    client: Client, exam_session: ExamSession
) -> None:
    a_candidate(exam_session, reference="C004")
    who = Candidate.objects.get().person
    changed = f"C004;{who.birth_name};{who.first_names};;formation;titre;oral;b@exemple.fr;\r\n"
    page = client.get(upload(client, exam_session, HEAD + GOOD + BAD + changed).headers["Location"])
    text = text_of(page)
    assert "1 nouveau, 1 modifié, 1 refusé" in text
    assert "candidats-decembre.csv, 3 lignes lues. Rien n’est encore enregistré." in text
    assert "1 ligne refusée Elle ne sera pas importée." in text
    assert "3 date_naissance 31/02/1990 Ce jour n’existe pas. Écrivez une date du calendrier" in text
    assert "3 epreuve CP-000433 Code inconnu. Écrivez titre , CP-000343 , CP-000342 ou entretien final ." in text
    assert "Acceptées 2 Nouvelles 1 Modifiées 1" in text
    assert "Séparateur « ; », encodage Windows-1252. 1 colonne ignorée : remarque" in text
    assert "2 Nouveau Bœuf , Amélie 27/07/1998 VAE Titre oral" in text
    assert "<del>non</del> <ins>oral</ins>" in page.content.decode()
    assert "<code>email</code> <del>vide</del> <ins>b@exemple.fr</ins>" in page.content.decode()
    assert "Importer 2 candidats" in text
    assert Candidate.objects.count() == 1


def test_confirming_writes_and_offers_the_refused_lines(client: Client, exam_session: ExamSession) -> None:
    address = upload(client, exam_session, HEAD + GOOD + BAD).headers["Location"]
    response = client.post(address, seen(client.get(address)))
    assert response.headers["Location"] == reverse("sessions:candidates", args=[exam_session.pk])
    page = text_of(client.get(response.headers["Location"]))
    assert "1 candidat importé." in page
    assert "Des lignes de candidats-decembre.csv ont été refusées" in page
    refused = client.get(reverse("sessions:candidates_refused", args=[exam_session.pk, CandidateFile.objects.get().pk]))
    assert refused.headers["Content-Disposition"] == 'attachment; filename="candidats-refuses.csv"'
    head, line, _ = refused.content.decode("utf-8-sig").split("\r\n")
    assert head == f"{HEAD.strip()};motif"
    assert line.startswith("C009;Autre;Une;31/02/1990;formation;CP-000433;;;;")


def test_the_refused_lines_corrected_are_imported_in_turn(client: Client, exam_session: ExamSession) -> None:
    address = upload(client, exam_session, HEAD + BAD).headers["Location"]
    refused = client.get(reverse("sessions:candidates_refused", args=[exam_session.pk, CandidateFile.objects.get().pk]))
    mended = refused.content.decode("utf-8-sig").replace("31/02", "28/02").replace("CP-000433", "CP-000343")
    address = upload(client, exam_session, mended, encoding="utf-8").headers["Location"]
    page = client.get(address)
    assert "2 colonnes ignorées : remarque, motif" in text_of(page)
    client.post(address, seen(page))
    assert Candidate.objects.get().reference == "C009"
    assert CandidateFile.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a;b\n1;2", "Le fichier n’a pas de colonne nom ni prenom. Rien n’a été lu."),
        ("", "Le fichier est vide. Rien n’a été lu."),
        ("\x00\x01", "Le fichier n’est ni un CSV ni un classeur XLSX."),
        (HEAD, "Le fichier n’a que ses titres de colonnes."),
    ],
)
def test_a_file_that_cannot_be_read_says_why_beside_the_template(
    client: Client, exam_session: ExamSession, text: str, told: str
) -> None:
    response = upload(client, exam_session, text)
    assert response.status_code == 422
    assert told in text_of(response)
    assert "Modèle XLSX" in text_of(response)
    assert CandidateFile.objects.count() == 0


def test_no_file_is_said_under_the_field(client: Client, exam_session: ExamSession) -> None:
    response = client.post(reverse("sessions:candidates_import", args=[exam_session.pk]))
    assert response.status_code == 422
    assert "Choisissez un fichier." in text_of(response)


def test_what_changed_meanwhile_is_shown_before_it_is_written(client: Client, exam_session: ExamSession) -> None:
    address = upload(client, exam_session, HEAD + GOOD).headers["Location"]
    shown = seen(client.get(address))
    a_candidate(exam_session, person=a_person(exam_session.centre, birth_name="Bœuf"))
    response = client.post(address, shown)
    assert response.status_code == 409
    assert "La session a changé depuis cette lecture. Relisez ce qui suit, puis importez." in text_of(response)
    assert Candidate.objects.count() == 1


def test_a_file_without_anything_new_has_nothing_to_confirm(client: Client, exam_session: ExamSession) -> None:
    candidate = a_candidate(exam_session, reference="C001")
    line = f"C001;{candidate.person.birth_name};{candidate.person.first_names};;formation;titre;;;\r\n"
    page = text_of(client.get(upload(client, exam_session, HEAD + line).headers["Location"]))
    assert "1 inchangé" in page
    assert "Importer" not in page.split("Choisir un autre fichier")[1]


def test_pills_choose_the_lines_and_a_long_file_shows_its_first_ones(client: Client, exam_session: ExamSession) -> None:
    lines = "".join(f";Nom{number};P;;vae;titre;;;\r\n" for number in range(60))
    address = upload(client, exam_session, HEAD + lines).headers["Location"]
    page = client.get(address, {"effet": "nouvelles"})
    assert page.content.decode().count('<td class="name">') == 50
    assert "50 lignes montrées sur 60. Montrer tout" in text_of(page)
    assert client.get(address, {"effet": "nouvelles", "tout": ""}).content.decode().count('<td class="name">') == 60
    assert client.get(address, {"effet": "modifiees"}).content.decode().count('<td class="name">') == 0


def test_a_file_confirmed_or_replaced_sends_back_to_choose_one(client: Client, exam_session: ExamSession) -> None:
    address = upload(client, exam_session, HEAD + GOOD).headers["Location"]
    shown = seen(client.get(address))
    client.post(address, shown)
    for response in (client.post(address, shown), client.get(address)):
        assert response.headers["Location"] == reverse("sessions:candidates_import", args=[exam_session.pk])
    assert "Ce fichier n’est plus là. Choisissez-le à nouveau." in text_of(client.get(response.headers["Location"]))
    assert Candidate.objects.count() == 1


def test_a_file_not_yet_confirmed_is_offered_again(client: Client, exam_session: ExamSession) -> None:
    address = upload(client, exam_session, HEAD + GOOD).headers["Location"]
    for name in ("candidates_import", "candidates"):
        page = client.get(reverse(f"sessions:{name}", args=[exam_session.pk]))
        assert "candidats-decembre.csv est lu, pas encore importé" in text_of(page)
        assert address in page.content.decode()


def test_a_colleague_does_not_see_my_file(client: Client, exam_session: ExamSession) -> None:
    address = upload(client, exam_session, HEAD + BAD).headers["Location"]
    file = CandidateFile.objects.get()
    client.force_login(an_organiser(exam_session.centre))
    assert client.get(address).status_code == 302
    assert client.get(reverse("sessions:candidates_refused", args=[exam_session.pk, file.pk])).status_code == 404


@pytest.mark.parametrize("name", ["candidates_import_confirm", "candidates_refused"])
def test_the_file_of_another_centre_is_404(client: Client, exam_session: ExamSession, name: str) -> None:
    upload(client, exam_session, HEAD + BAD)
    address = reverse(f"sessions:{name}", args=[exam_session.pk, CandidateFile.objects.get().pk])
    client.force_login(an_organiser(a_centre()))
    assert client.get(address).status_code == 404


def test_the_template_comes_as_csv_and_as_xlsx(client: Client, exam_session: ExamSession) -> None:
    csv, xlsx, other = (
        client.get(reverse("sessions:candidates_template", args=[exam_session.pk, kind]))
        for kind in ("csv", "xlsx", "x")
    )
    assert csv.content.decode("utf-8-sig").startswith("identifiant;civilite;nom;")
    assert load_workbook(io.BytesIO(xlsx.content)).sheetnames[0] == "Candidats"
    assert other.status_code == 404
