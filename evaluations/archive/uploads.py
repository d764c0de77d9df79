"""Commands: an archive chosen on screen is read and kept a day, then imported or replaced by another."""

from datetime import timedelta
from pathlib import PurePath
from typing import Final

from django.db import transaction
from django.utils import timezone

from centres.models import Centre, User
from evaluations.archive.importing import CENTRE, Imported, import_archive
from evaluations.archive.packing import UnreadableArchive
from evaluations.models import ArchiveUpload

KEPT_FOR: Final = timedelta(days=1)
MAX_BYTES: Final = 100 * 1024 * 1024


def keep_archive(name: str, content: bytes, *, by: User) -> ArchiveUpload:
    """Everything but the centre is verified now; of one person, the last alone is kept."""
    try:
        import_archive(content, check=True)
    except UnreadableArchive as refusal:
        if any(fault.path != CENTRE for fault in refusal.faults):
            raise
    bare = "".join(letter for letter in PurePath(name).name if letter.isprintable())
    with transaction.atomic():
        ArchiveUpload.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR).delete()
        ArchiveUpload.objects.filter(uploaded_by=by).delete()
        return ArchiveUpload.objects.create(uploaded_by=by, name=bare[-200:] or "archive.zip", content=content)


def import_upload(upload: ArchiveUpload, *, centre: Centre, by: User) -> Imported:
    """The archive goes with its import: what it held is here now."""
    with transaction.atomic():
        imported = import_archive(bytes(upload.content), centre=centre, by=by)
        upload.delete()
    return imported
