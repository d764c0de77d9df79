"""An archive as bytes: named files in a zip, the same for the same files, and a zip read without trusting it."""

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from titles.reading import Fault, shown

FORMAT: Final = "ntc_cert-archive"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
SAME_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the same files make the same zip, byte for byte
MOST_FILES: Final = 2_000
LARGEST_FILE: Final = 64 * 1024 * 1024
LARGEST: Final = 512 * 1024 * 1024  # of everything, unpacked
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?(\.[a-z0-9]+)?")
PRESSED: Final = (".pdf", ".jpeg", ".png")  # no smaller for being packed again
ORIGINAL: Final = "Reprenez l’archive telle qu’elle a été produite."

Files = Mapping[str, bytes]


class UnreadableArchive(Exception):
    """Every fault found, each with its place and what to do; nothing of the archive is used."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Contents:
    """A verified archive: its manifest, its files but the manifest, the SHA-256 of the whole."""

    manifest: Mapping[str, Any]
    files: Files
    digest: str


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def written(document: object) -> bytes:
    """The same bytes for the same facts, a line a value: two archives can be compared with any tool."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def pack(about: Mapping[str, Any], files: Files) -> bytes:
    """`about` is what the manifest says besides the files; names sorted, one date, one system."""
    packed = {**files, MANIFEST: _manifest(about, files)}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in sorted(packed):
            info = zipfile.ZipInfo(name, SAME_MOMENT)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name.endswith(PRESSED) else zipfile.ZIP_DEFLATED
            archive.writestr(info, packed[name], compresslevel=9)
    return held.getvalue()


def unpack(content: bytes) -> Contents:
    """Every file with the bytes its manifest promises, or `UnreadableArchive`."""
    files = _read(content)
    manifest = _manifest_in(files)
    if faults := [*_wrong_names(manifest, files), *_wrong_contents(manifest, files)]:
        raise UnreadableArchive(faults)
    return Contents(manifest, {name: files[name] for name in files if name != MANIFEST}, sha256(content))


def _manifest(about: Mapping[str, Any], files: Files) -> bytes:
    """It carries its own digest: whatever changes in it is seen."""
    listed = [{"path": name, "size": len(files[name]), "sha256": sha256(files[name])} for name in sorted(files)]
    whole = {**about, "format": FORMAT, "version": VERSION, "files": listed}
    return written({**whole, "digest": sha256(written(whole))})


def _read(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if faults := list(_unsafe(infos)):
                raise UnreadableArchive(faults)
            return {info.filename: _read_one(archive, info) for info in infos}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        told = "ce n’est pas une archive zip, ou elle est coupée"
        raise UnreadableArchive([Fault("archive", told, ORIGINAL)]) from error


def _unsafe(infos: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    names = [info.filename for info in infos]
    if len(names) > MOST_FILES:
        yield Fault("archive", f"elle contient plus de {MOST_FILES} fichiers", ORIGINAL)
        return
    for name in sorted(set(names)):
        if not NAME.fullmatch(name):
            yield Fault("archive", f"elle nomme un fichier hors d’elle-même ou mal formé, {shown(name)}", ORIGINAL)
        elif names.count(name) > 1:
            yield Fault(name, "ce fichier y est deux fois", ORIGINAL)
    for info in infos:
        if info.flag_bits & 1:
            yield Fault(info.filename, "ce fichier est chiffré", ORIGINAL)
        if info.file_size > LARGEST_FILE:
            yield Fault(info.filename, f"ce fichier dépasse {LARGEST_FILE >> 20} Mo une fois ouvert", ORIGINAL)
    if sum(info.file_size for info in infos) > LARGEST:
        yield Fault("archive", f"elle dépasse {LARGEST >> 20} Mo une fois ouverte", ORIGINAL)


def _read_one(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Never more than it says: a reader stops there, and the checksum then fails."""
    try:
        with archive.open(info) as file:
            return file.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UnreadableArchive([Fault(info.filename, "ce fichier est abîmé", ORIGINAL)]) from error


def _manifest_in(files: Files) -> dict[str, Any]:
    if MANIFEST not in files:
        raise UnreadableArchive([Fault(MANIFEST, "ce fichier manque", "Donnez un fichier produit par export_session.")])
    try:
        manifest = json.loads(files[MANIFEST])
    except (ValueError, RecursionError) as error:
        raise UnreadableArchive([Fault(MANIFEST, "ce n’est plus du JSON", ORIGINAL)]) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        cure = "Donnez un fichier produit par export_session."
        raise UnreadableArchive([Fault(MANIFEST, "ce n’est pas l’archive d’une session", cure)])
    if manifest.get("version") != VERSION:
        told = f"elle est au format {shown(manifest.get('version'))}, cette installation lit le format {VERSION}"
        raise UnreadableArchive([Fault(MANIFEST, told, "Mettez cette installation à jour.")])
    rest = {key: value for key, value in manifest.items() if key != "digest"}
    if written({**rest, "digest": sha256(written(rest))}) != files[MANIFEST] or not _lists_files(manifest):
        raise UnreadableArchive([Fault(MANIFEST, "il a été modifié", ORIGINAL)])
    return manifest


def _lists_files(manifest: Mapping[str, Any]) -> bool:
    listed = manifest.get("files")
    return isinstance(listed, list) and all(
        isinstance(one, dict) and isinstance(one.get("path"), str) and one.keys() == {"path", "size", "sha256"}
        for one in listed
    )


def _wrong_names(manifest: Mapping[str, Any], files: Files) -> Iterator[Fault]:
    promised = {one["path"] for one in manifest["files"]}
    for name in sorted(promised - files.keys()):
        yield Fault(name, "ce fichier manque", ORIGINAL)
    for name in sorted(files.keys() - promised - {MANIFEST}):
        yield Fault(name, "le manifeste n’annonce pas ce fichier", ORIGINAL)


def _wrong_contents(manifest: Mapping[str, Any], files: Files) -> Iterator[Fault]:
    for one in manifest["files"]:
        content = files.get(one["path"])
        if content is not None and (len(content), sha256(content)) != (one["size"], one["sha256"]):
            yield Fault(one["path"], "son contenu n’est plus celui que le manifeste annonce", ORIGINAL)
