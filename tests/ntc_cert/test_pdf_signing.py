"""A signed PDF keeps its pages, texts and tags; whatever happens to it afterwards is told."""

import io
import random
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from ntc_cert.checks import can_make_pdf
from ntc_cert.documents import pdf_from_html
from ntc_cert.pdf_certificate import CannotSign
from ntc_cert.pdf_joining import join_pdfs
from ntc_cert.pdf_signatures import Since, Unreadable, read_signed
from ntc_cert.pdf_signing import Seal
from tests.certificates import OWNER, PASSWORD, a_p12, sign_with
from tests.ntc_cert.test_pdf_joining import elements, sheet

pytestmark = pytest.mark.skipif(not can_make_pdf(), reason="Pango is not installed")
WORDS = {"reason": "Cachet du centre d’essai", "name": "Centre d’essai", "location": "Chartres"}


@pytest.fixture(scope="module")
def printed() -> bytes:
    return join_pdfs([sheet("Première"), sheet("Deuxième", second="Suite")])


@pytest.fixture
def signed(printed, settings, tmp_path) -> bytes:
    sign_with(settings, a_p12(tmp_path))
    return Seal().signed(printed, **WORDS)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def tags(content: bytes) -> list[tuple[str, str]]:
    root = read(content).trailer["/Root"]["/StructTreeRoot"]
    return [(one["/S"], str(one.get("/Alt", ""))) for one in elements(root["/K"][0].get_object())]


def signature(content: bytes):
    (found,) = read_signed(content).signatures
    return found


def test_the_file_is_left_as_it_is_and_the_signature_behind_it(signed, printed):
    assert signed.startswith(printed)
    field = read(signed).trailer["/Root"]["/AcroForm"]["/Fields"][0].get_object()
    assert field["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    told = [str(field["/V"][key]) for key in ("/Reason", "/Name", "/Location")]
    assert told == list(WORDS.values())


def test_pages_texts_tags_and_the_claim_of_accessibility_are_kept(signed, printed):
    before, after = read(printed), read(signed)
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]
    assert tags(signed) == tags(printed)
    assert len(tags(signed)) > 20
    root = after.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("fr", True)
    assert re.search(rb"pdfuaid:part(=\"1\"|>1<)", root["/Metadata"].get_data())
    assert after.metadata.title == before.metadata.title


def test_what_is_added_to_the_page_is_hidden_from_everybody(signed):
    """PDF/UA wants every annotation tagged but a hidden one (ISO 14289-1, 7.18.1)."""
    page = read(signed).pages[0]
    (widget,) = [one.get_object() for one in page["/Annots"] if one.get_object()["/Subtype"] == "/Widget"]
    assert widget["/F"] & 2
    assert list(widget["/Rect"]) == [0, 0, 0, 0]
    assert page["/Tabs"] == "/S"
    assert widget["/TU"] == "Cachet du centre"


@pytest.mark.parametrize("is_rsa", [False, True], ids=["elliptic curve", "RSA"])
def test_it_is_read_back_whole(printed, settings, tmp_path, is_rsa):
    sign_with(settings, a_p12(tmp_path, is_rsa=is_rsa))
    found = signature(Seal().signed(printed, **WORDS))
    assert (found.certificate.owner, found.is_intact, found.since) == (OWNER, True, Since.NOTHING)
    assert found.was_in_force
    assert found.stamped_at is None


def test_the_texts_of_the_pictures_are_read_signed_or_not(signed, printed):
    """That of the printed code says which version the paper is."""
    assert read_signed(signed).alternatives == read_signed(printed).alternatives
    assert sorted(read_signed(printed).alternatives) == ["Deuxième", "Première"]


def test_one_byte_altered_anywhere_is_told(signed):
    chance = random.Random(338)
    for place in [*chance.sample(range(len(signed)), 40), signed.index(b"/Contents <") + 200, len(signed) - 8]:
        altered = bytearray(signed)
        altered[place] ^= 1 << chance.randrange(8)
        try:
            found = read_signed(bytes(altered)).signatures  # none at all where the byte led to it: it is said unsigned
        except Unreadable:
            continue
        assert not [one for one in found if one.is_intact and one.since is not Since.CHANGED], place


def test_the_room_left_beside_the_signature_may_hold_nothing(signed):
    """It is the one place that no signature covers."""
    place = signed.index(b"0" * 64 + b">")
    for written in (b"1", b" ", b"a"):
        assert not signature(signed[:place] + written + signed[place + 1 :]).is_intact


def test_what_is_added_behind_is_told(signed):
    assert signature(signed + b"\n").since is Since.CHANGED
    writer = PdfWriter(io.BytesIO(signed), incremental=True)
    writer.pages[0].compress_content_streams()
    writer.add_metadata({"/Title": "Another"})
    written = io.BytesIO()
    writer.write(written)
    found = signature(written.getvalue())
    assert written.getvalue().startswith(signed)
    assert (found.is_intact, found.since) == (True, Since.CHANGED)


def test_another_signature_may_follow(signed, settings, tmp_path, monkeypatch):
    sign_with(settings, a_p12(tmp_path, owner="Administration"))
    monkeypatch.setattr("ntc_cert.pdf_signing.FIELD", "Visa")
    monkeypatch.setattr("ntc_cert.pdf_signing.CERTIFIES", False)
    ours, theirs = read_signed(Seal().signed(signed, **WORDS)).signatures
    assert (ours.certificate.owner, ours.is_intact, ours.since) == (OWNER, True, Since.SIGNED)
    assert (theirs.certificate.owner, theirs.is_intact, theirs.since) == ("Administration", True, Since.NOTHING)


def test_what_cannot_be_read_is_told_in_a_sentence(signed, printed):
    locked = PdfWriter(io.BytesIO(printed))
    locked.encrypt("secret", algorithm="AES-256")
    written = io.BytesIO()
    locked.write(written)
    for content, says in (
        (b"", "pas un PDF"),
        (b"PK\x03\x04 a workbook", "pas un PDF"),
        (b"%PDF-1.7\nnothing else", "abîmé"),
        (signed[: len(signed) // 2], "abîmé"),
        (signed[:-30], "abîmé"),
        (written.getvalue(), "chiffré"),
    ):
        with pytest.raises(Unreadable, match=says):
            read_signed(content)


def test_a_file_cut_back_to_what_it_was_is_not_signed(signed, printed):
    assert read_signed(signed[: len(printed)]).signatures == ()


def test_what_cannot_be_signed_is_refused(settings, tmp_path):
    sign_with(settings, a_p12(tmp_path))
    with pytest.raises(CannotSign, match="Imprimez sans signer"):
        Seal().signed(b"no PDF", **WORDS)
    sign_with(settings, a_p12(tmp_path, age=400))
    with pytest.raises(CannotSign, match="a expiré"):
        Seal()


class Clock(BaseHTTPRequestHandler):
    """A time stamp server (RFC 3161) with the certificate it is given; without any, it answers nonsense."""

    stamper = None

    def do_POST(self) -> None:
        from asn1crypto import tsp

        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.stamper.request_tsa_response(asked).dump() if self.stamper else b"?"
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply" if self.stamper else "text/plain")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def clock(settings, tmp_path: Path):
    with HTTPServer(("127.0.0.1", 0), Clock) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.PDF_TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/tsa"
        yield tmp_path
        server.shutdown()


def test_a_time_stamp_is_asked_where_a_server_is_set(printed, settings, clock, monkeypatch):
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import DummyTimeStamper

    stamps = SimpleSigner.load_pkcs12_data(
        a_p12(clock, owner="Horloge", is_rsa=True).read_bytes(), [], PASSWORD.encode()
    )
    stamper = DummyTimeStamper(tsa_cert=stamps.signing_cert, tsa_key=stamps.signing_key)
    monkeypatch.setattr(Clock, "stamper", stamper)
    sign_with(settings, a_p12(clock))
    found = signature(Seal().signed(printed, **WORDS))
    assert (found.stamped_by, found.is_intact) == ("Horloge", True)
    assert found.moment == found.stamped_at


def test_without_its_time_stamp_nothing_is_signed(printed, settings, clock):
    sign_with(settings, a_p12(clock))
    with pytest.raises(CannotSign, match="horodatage"):
        Seal().signed(printed, **WORDS)
    settings.PDF_TIMESTAMP_URL = "http://127.0.0.1:9/tsa"
    with pytest.raises(CannotSign, match="horodatage"):
        Seal().signed(pdf_from_html("<title>x</title><p>x"), **WORDS)
