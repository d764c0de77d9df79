"""Static files: hashed names that follow module imports, and the two files of Bootstrap we use."""

from collections.abc import Iterator
from pathlib import Path

import bootstrap_wrapper
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

BOOTSTRAP_FILES = (
    "css/bootstrap.min.css",
    "css/bootstrap.min.css.map",
    "js/bootstrap.bundle.min.js",
    "js/bootstrap.bundle.min.js.map",
)


class HashedStorage(CompressedManifestStaticFilesStorage):
    """`import "./lib/x.js"` in a module becomes the hashed name too."""

    support_js_module_import_aggregation = True


class BootstrapFinder(BaseFinder):
    """Only the compiled files the pages load: the package holds ten times more."""

    prefix = "vendor/bootstrap/"

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.storage = FileSystemStorage(location=bootstrap_wrapper.get_bootstrap_dir())
        self.storage.prefix = self.prefix.rstrip("/")

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:
        name = path.removeprefix(self.prefix)
        if not path.startswith(self.prefix) or name not in BOOTSTRAP_FILES:
            return []
        found = str(Path(self.storage.location) / name)
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        return ((name, self.storage) for name in BOOTSTRAP_FILES)
