"""The demonstration's documents: real one-page PDFs, written at loading time."""

from collections.abc import Sequence
from typing import Final

from centres.models import User
from sessions.dossier import receive
from sessions.dossier_rules import Kind, kinds_of
from sessions.models import Candidate

DOSSIERS: Final = ("Benhaddou", "Bœuf-Lacroix", "Le Floc’h")
LINES: Final = {
    Kind.PROPOSAL: (
        "Proposition commerciale",
        "Client : identité masquée, distributeur régional, douze agences.",
        "Besoin : réduire les retours et le délai de réponse aux devis.",
        "Offre : contrat de douze mois, 18 400 € HT, remise de 4 % à la signature.",
        "Conditions : livraison en trois semaines, paiement à trente jours.",
    ),
    Kind.DSPP: (
        "Dossier (DSPP)",
        "CCP Présenter : élaborer une stratégie de prospection et la mettre en œuvre.",
        "CCP Élaborer : prospecter et négocier une proposition commerciale.",
        "Exemple : tournée de prospection sur un secteur de 140 entreprises.",
    ),
    Kind.TRAINING_RESULTS: (
        "Résultats en formation",
        "Évaluations passées en cours de formation :",
        "CCP Présenter, favorable ; CCP Élaborer, favorable.",
    ),
}


def put_dossiers(candidates: dict[str, Candidate], *, by: User) -> None:
    """What each has handed in: a dossier is still without its proposition."""
    for name in DOSSIERS:
        candidate = candidates[name]
        for kind in kinds_of(candidate.path):
            if not getattr(candidate, kind.flag):
                continue
            receive(candidate, kind, one_page(LINES[kind]), seen="", by=by)


def one_page(lines: Sequence[str]) -> bytes:
    """A4, the first line large; by hand, since laying out even one page costs a third of a second."""
    text = b"BT /F1 22 Tf 60 760 Td 30 TL " + b" ".join(_shown(line, rank) for rank, line in enumerate(lines)) + b" ET"
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(bodies) + 1, len(written)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def _shown(line: str, rank: int) -> bytes:
    escaped = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return (b"T* /F1 12 Tf " if rank else b"") + b"(%b) Tj" % escaped
