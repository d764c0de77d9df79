"""Command: an archive becomes a session here, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import DatabaseError, transaction

from centres import journal
from centres.models import Centre, User
from evaluations.archive.history import IMPORTED
from evaluations.archive.making import archive_files
from evaluations.archive.packing import MANIFEST, ORIGINAL, Contents, UnreadableArchive, unpack
from evaluations.archive.reading import RESULTS, TITLE, Documents
from evaluations.archive.tables import CANDIDATE
from evaluations.archive.writing import Writing
from evaluations.exporting import exported
from evaluations.facts import record_of, result_document, with_results
from evaluations.models import Operation, SessionOrigin, SharedOperation
from evaluations.results import fingerprint
from evaluations.verifying import record_missing_versions
from ntc_cert.refusals import Refused, one_transaction
from ntc_cert.words import listing
from sessions.models import ExamSession
from titles.document import digest, law_of
from titles.loading import dump_title, load_title
from titles.models import ProfessionalTitle
from titles.reading import UNSTORABLE, Fault, shown
from titles.referentiel import Referentiel, UnreadableReferentiel

CENTRE: Final = "--centre"


@dataclass(frozen=True, slots=True)
class Imported:
    exam_session: ExamSession
    contents: Contents
    notes: tuple[str, ...]


def import_archive(
    content: bytes, *, centre: Centre | None = None, by: User | None = None, check: bool = False
) -> Imported:
    """`UnreadableArchive` with every fault, and nothing written; `check` does it all and takes it back."""
    contents = unpack(content)
    documents = Documents(contents)
    with _told_as_a_fault(), one_transaction():
        title, notes = _title(documents)
        exam_session = _session(documents, title, _centre(contents, centre))
        Writing(exam_session, documents).write()
        _verify(exam_session, contents)
        _remember(exam_session, documents, by=by)
        record_missing_versions(exam_session)
        if check:
            transaction.set_rollback(True)
    return Imported(exam_session, contents, notes)


def centre_coded(code: str) -> Centre:
    found = Centre.objects.filter(code=code).first() if not UNSTORABLE.search(code) else None
    if found is None:
        codes = listing(list(Centre.objects.values_list("code", flat=True)))
        cure = f"Donnez l’un de ceux-ci : {codes}." if codes else "Retirez cette option : aucun centre n’est connu."
        raise UnreadableArchive([Fault(CENTRE, f"aucun centre ne porte le code {shown(code)}", cure)])
    return found


@contextmanager
def _told_as_a_fault() -> Iterator[None]:
    """A rule the database keeps is told in its French sentence, like any other fault."""
    try:
        yield
    except Refused as refusal:
        told = f"elle contredit une règle de la base : {' '.join(refusal.reasons).rstrip('.')}"
        raise UnreadableArchive([Fault("archive", told, ORIGINAL)]) from refusal
    except DatabaseError as error:
        told = "une de ses valeurs ne se garde pas dans la base"
        raise UnreadableArchive([Fault("archive", told, ORIGINAL)]) from error


def _title(documents: Documents) -> tuple[ProfessionalTitle, tuple[str, ...]]:
    """Loaded where it is not known, and otherwise the same law; the aids of a centre are its own."""
    document = documents.title
    try:
        referentiel = Referentiel.parse(document)
    except (UnreadableReferentiel, RecursionError) as error:
        raise UnreadableArchive([Fault(TITLE, "ce n’est pas un référentiel lisible", ORIGINAL)]) from error
    promised = documents.contents.manifest.get("title")
    if promised != {"code": referentiel.code, "version": referentiel.version}:
        raise UnreadableArchive([Fault(TITLE, "ce n’est pas le référentiel du manifeste", ORIGINAL)])
    title = ProfessionalTitle.objects.filter(code=referentiel.code, version=referentiel.version).first()
    if title is None:
        title = load_title(document).title
    elif title.law_digest != digest(law_of(document)):
        told = f"le référentiel {referentiel.code} v{referentiel.version} de cette installation dit autre chose"
        cure = "Chargez ici le même texte sous la même version, ou importez l’archive dans une autre installation."
        raise UnreadableArchive([Fault(TITLE, told, cure)])
    title.freeze()
    if dump_title(title) == document:
        return title, ()
    kept = "Les aides du référentiel (champs d’observation, guide d’entretien) restent celles de cette installation."
    return title, (kept,)


def _centre(contents: Contents, asked: Centre | None) -> Centre:
    """The one asked for, else the only one, else the archive's own, made here when nobody has its code."""
    about = contents.manifest.get("centre")
    names = ("code", "name", "agreement_number", "address", "city", "time_zone")
    if not isinstance(about, dict) or not all(_fits(name, about.get(name)) for name in names):
        raise UnreadableArchive([Fault(f"{MANIFEST}: centre", "ce n’est pas un centre", ORIGINAL)])
    known = list(Centre.objects.all()[:2])
    centre = asked or (known[0] if len(known) == 1 else Centre.objects.filter(code=about["code"]).first())
    if centre is None:
        return Centre.objects.create(**{name: about[name] for name in names})
    if centre.time_zone != about["time_zone"]:
        told = (
            f"ses heures sont celles de {about['time_zone']}, le centre {shown(centre.code)} est à {centre.time_zone}"
        )
        raise UnreadableArchive([Fault(CENTRE, told, "Choisissez un centre à la même heure.")])
    return centre


def _fits(name: str, value: Any) -> bool:
    longest = Centre._meta.get_field(name).max_length
    return isinstance(value, str) and len(value) <= longest and not UNSTORABLE.search(value)


def _session(documents: Documents, title: ProfessionalTitle, centre: Centre) -> ExamSession:
    row = documents.session
    if ExamSession.objects.filter(reference=row["reference"]).exists():
        told = f"une session porte déjà la référence {shown(row['reference'])}"
        cure = "Si rien n’y est scellé, donnez-lui une autre référence ; sinon cette session est déjà ici."
        raise UnreadableArchive([Fault("session.json: session", told, cure)])
    _refuse_known_operations(documents)
    return ExamSession.objects.create(centre=centre, title=title, **row)


def _refuse_known_operations(documents: Documents) -> None:
    """What a tablet sent carries the tablet's own number: the same work can't be there twice."""
    for model in (Operation, SharedOperation):
        sent = [row["id"] for row in documents.rows[model._meta.label_lower]]
        if any(model.objects.filter(pk__in=sent[start : start + 500]).exists() for start in range(0, len(sent), 500)):
            told = "des saisies de tablette de cette archive sont déjà ici, dans une autre session"
            raise UnreadableArchive([Fault("operations.json", told, "Importez-la dans une autre installation.")])


def _verify(exam_session: ExamSession, contents: Contents) -> None:
    """What was computed there is computed again here: every sealed result, then the results as a whole."""
    referentiel = exam_session.referentiel
    for candidate in with_results(exam_session.candidates.all()):
        sealed = record_of(candidate, referentiel, amended=False)
        if sealed.is_sealed and fingerprint(result_document(sealed, referentiel)) != sealed.evaluation.fingerprint:
            told = f"le résultat scellé de {candidate.reference} n’a plus l’empreinte de son sceau"
            raise UnreadableArchive([Fault("evaluations.json", told, ORIGINAL)])
    if exported(exam_session, "json") != contents.files[RESULTS]:
        told = "les résultats recalculés ici ne sont pas ceux de l’archive"
        raise UnreadableArchive([Fault(RESULTS, told, ORIGINAL)])


def _remember(exam_session: ExamSession, documents: Documents, *, by: User | None) -> None:
    contents = documents.contents
    SessionOrigin.objects.create(
        exam_session=exam_session,
        digest=contents.digest,
        centre_name=contents.manifest["centre"]["name"],
        imported_by=by,
        journal=documents.journal,
    )
    told = {"sha256": contents.digest, "candidates": len(documents.rows[CANDIDATE])}
    journal.record(by, IMPORTED, exam_session, after=told, centre=exam_session.centre)
    _verify_same(exam_session, contents)


def _verify_same(exam_session: ExamSession, contents: Contents) -> None:
    """Archived again, the session is file for file what came: nothing was lost on the way."""
    _, files = archive_files(exam_session)
    for name, content in files.items():
        if name != TITLE and contents.files.get(name) != content:
            raise UnreadableArchive([Fault(name, "réécrit par cette installation, il ne revient pas égal", ORIGINAL)])
