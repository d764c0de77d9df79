"""Static files under hashed names, and Bootstrap straight out of its wheel."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bootstrap_wrapper import get_bootstrap_dir
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The wheel holds 19 MB; a page uses these three files, the jury's the reboot alone, and browsers' tools their maps.
BOOTSTRAP_FILES = (
    "css/bootstrap.min.css",
    "css/bootstrap.min.css.map",
    "css/bootstrap-reboot.min.css",
    "css/bootstrap-reboot.min.css.map",
    "js/bootstrap.bundle.min.js",
    "js/bootstrap.bundle.min.js.map",
)
BOOTSTRAP_PREFIX = "vendor/bootstrap"


COMMENTS = re.compile(rb"^[ \t]*(?:/\*\*.*?\*/[ \t]*|//[^\n]*)\n", re.DOTALL | re.MULTILINE)


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Rewrites module imports too, so that a changed inner module gets a new address (keep `import` on one line)."""

    support_js_module_import_aggregation = True
    # Ours only: htmx's extensions name types in comments, `import("../htmx").…`, which are no files.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

    def _save(self, name: str, content: File) -> str:
        """Our scripts without their comments: a quarter of what a tablet fetches of them on bad Wi-Fi."""
        if name.startswith("js/") and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(COMMENTS.sub(b"", content.read()))
        return super()._save(name, content)


class BootstrapFinder(BaseFinder):
    """Serves the allow list under `vendor/bootstrap/`; nothing third-party is committed."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=get_bootstrap_dir())
        self.storage.prefix = BOOTSTRAP_PREFIX
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        name = str(path).replace("\\", "/").removeprefix(f"{BOOTSTRAP_PREFIX}/")
        known = name != str(path) and name in BOOTSTRAP_FILES
        found = [str(Path(self.storage.location, name))] if known else []
        # Django takes any answer that is not a list for a file, None included.
        return found[0] if found and not find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        return ((name, self.storage) for name in BOOTSTRAP_FILES)
