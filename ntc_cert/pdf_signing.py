"""Sign finished PDFs with the centre's certificate: its seal, never a person's signature.

The file is left as it is, and the signature appended to it: PAdES baseline B-B, B-T with `PDF_TIMESTAMP_URL` (ETSI EN
319 142-1). Its field is hidden: the sheet keeps its layout, and PDF/UA asks that whatever shows be tagged. It certifies
the document: others may sign after it, nothing else may change (ISO 32000-1, 12.8.2.2).
"""

import io
from typing import Any, Final

from django.conf import settings

from ntc_cert.pdf_certificate import CannotSign, certificate_file, signing_certificate

FIELD: Final = "Cachet"
FIELD_LABEL: Final = "Cachet du centre"
CERTIFIES: Final = True  # others may sign after it, nothing else may change
TIMESTAMP_TIMEOUT: Final = 10  # seconds
RESERVED: Final = 2048  # bytes for the signature beside the certificates; otherwise pyHanko signs twice to measure it


class Seal:
    """The certificate, opened once for many files; CannotSign where it can't be."""

    def __init__(self) -> None:
        self.certificate = signing_certificate()
        # Half a second and 30 MB: where something is signed, and nowhere else.
        from pyhanko.sign import fields, signers  # noqa: PLC0415

        self._fields, self._signers = fields, signers
        content, password = certificate_file()
        try:
            self._signer = signers.SimpleSigner.load_pkcs12_data(content, [], passphrase=password or None)
        except ValueError as error:
            raise CannotSign("La clé du certificat ne se lit pas. Exportez à nouveau le fichier PKCS#12.") from error
        self._timestamper = _timestamper()

    def signed(self, pdf: bytes, *, reason: str, name: str, location: str = "") -> bytes:
        """The same file with the signature behind it; CannotSign when it could not be made."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
        from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415

        hidden = self._fields.InvisSigSettings(set_print_flag=False, set_hidden_flag=True)
        signer = self._signers.PdfSigner(
            self._signers.PdfSignatureMetadata(
                field_name=FIELD,
                reason=reason,
                name=name,
                location=location or None,
                subfilter=self._fields.SigSeedSubFilter.PADES,
                certify=CERTIFIES,
                docmdp_permissions=self._fields.MDPPerm.FILL_FORMS,
            ),
            self._signer,
            timestamper=self._timestamper,
            new_field_spec=self._fields.SigFieldSpec(FIELD, invis_sig_settings=hidden, readable_field_name=FIELD_LABEL),
        )
        try:
            written = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=self._reserved())
        except OSError as error:  # nothing but the time stamp leaves this machine
            raise CannotSign(
                f"Le serveur d’horodatage ne répond pas comme il faut ({settings.PDF_TIMESTAMP_URL}). Réessayez plus "
                "tard, ou videz PDF_TIMESTAMP_URL."
            ) from error
        except (PdfError, ValueError) as error:
            raise CannotSign(f"La signature n’a pas pu être posée ({error}). Imprimez sans signer.") from error
        return written.getvalue()

    def _reserved(self) -> int | None:
        """In hexadecimal digits; a time stamp's size is known by asking for one."""
        if self._timestamper:
            return None
        certificates = [self._signer.signing_cert, *self._signer.cert_registry]
        return 2 * (RESERVED + sum(len(each.dump()) for each in certificates))


def _timestamper() -> Any:
    if not settings.PDF_TIMESTAMP_URL:
        return None
    from pyhanko.sign.timestamps import HTTPTimeStamper  # noqa: PLC0415

    return HTTPTimeStamper(settings.PDF_TIMESTAMP_URL, timeout=TIMESTAMP_TIMEOUT)
