"""Join PDFs that WeasyPrint wrote, with their tags, titles and bookmarks, without laying anything out again.

WeasyPrint writes every object but the streams in one compressed object stream: numbers and references are moved in its
text, and the streams are copied as they are. Joining so takes a fiftieth of laying out; any other PDF is refused.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, pairwise
from typing import Final

CATALOG, PAGES, TAGS, DOCUMENT, PARENT_TREE, OUTLINES, INFO, FIRST_FREE = range(1, 9)
# A text between parentheses may read like a reference, and stays as it is.
REFERENCE: Final = re.compile(rb"\((?:[^()\\]|\\.)*\)|(\d+) 0 R", re.DOTALL)
STRUCT_PARENT: Final = re.compile(rb"(/StructParents? )(\d+)")
HEADER_ID: Final = re.compile(rb"\((\d+(?:-\d+){2,})\)")  # longer where its file was joined before
NUMBERED: Final = re.compile(rb"(\d+) (\[[^\]]*\]|\d+ 0 R)")
OBJECT_STREAM: Final = re.compile(
    rb"\d+ 0 obj\n<</Type /ObjStm/N (\d+)/First (\d+)/Filter /FlateDecode/Length (\d+)>>\n"
)
CROSS_REFERENCES: Final = re.compile(rb"(\d+) 0 obj\n<</Type /XRef.*?>>\nstream\n", re.DOTALL)
WIDTHS: Final = re.compile(rb"/W \[(\d+) (\d+) (\d+)\]")


class NotJoinable(ValueError):
    """This PDF was not written by our WeasyPrint: joining would lose something of it."""


def join_pdfs(parts: Sequence[bytes]) -> bytes:
    """One PDF of all their pages; the first gives its title and language. The same parts give the same bytes."""
    if len(parts) == 1:
        return parts[0]
    whole = _Whole()
    for rank, content in enumerate(parts):
        whole.add(rank, _Part(content))
    return whole.written(hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:32])


class _Part:
    """The objects of one file by their numbers: texts as the object stream holds them, streams as written."""

    def __init__(self, content: bytes) -> None:
        try:
            self.texts, self.streams, trailer = _read(content)
            self.catalog = _number(trailer, b"Root")
            self.info = self.texts[_number(trailer, b"Info")]
            catalog = self.texts[self.catalog]
            if any(b"/Dest (" in text for text in self.texts.values()):  # a link inside the file, by a name of its own
                raise NotJoinable
            self.pages, self.tags = _number(catalog, b"Pages"), _number(catalog, b"StructTreeRoot")
            self.parent_tree = _number(self.texts[self.tags], b"ParentTree")
            self.outlines = _number(catalog, b"Outlines") if b"/Outlines " in catalog else 0
            self.document = int(self.texts[self.tags].partition(b"/K [")[2].split(maxsplit=1)[0])
            self.shared = {self.tags: TAGS, self.document: DOCUMENT, self.outlines: OUTLINES}
            self.dropped = {self.catalog, _number(trailer, b"Info"), self.parent_tree, *self.shared}
        except (AttributeError, IndexError, KeyError, ValueError, zlib.error) as error:
            raise NotJoinable from error


def _read(content: bytes) -> tuple[dict[int, bytes], dict[int, bytes], bytes]:
    start = int(content[content.rindex(b"startxref\n") + 10 :].split(maxsplit=1)[0])
    found = CROSS_REFERENCES.match(content, start)
    if not found:
        raise NotJoinable
    trailer = found[0]
    widths = [int(width) for width in WIDTHS.search(trailer).groups()]  # type: ignore[union-attr]
    table = zlib.decompressobj().decompress(content[found.end() :])
    ends: list[tuple[int, int]] = []
    size = sum(widths)
    for number in range(len(table) // size):
        row = table[number * size : (number + 1) * size]
        if row[0] == 1:
            ends.append((int.from_bytes(row[1 : 1 + widths[1]], "big"), number))
    ends.sort()
    texts: dict[int, bytes] = {}
    streams: dict[int, bytes] = {}
    for (begin, number), (end, _) in pairwise(ends):
        written = content[begin:end]
        if packed := OBJECT_STREAM.match(written):
            texts.update(_unpacked(written[packed.end() + len(b"stream\n") :], int(packed[1]), int(packed[2])))
        else:
            streams[number] = written.partition(b" obj\n")[2]
    return texts, streams, trailer


def _unpacked(data: bytes, count: int, first: int) -> dict[int, bytes]:
    unpacked = zlib.decompressobj().decompress(data)
    heads = [int(each) for each in unpacked[:first].split()]
    numbers, places = heads[::2], [*heads[1::2], len(unpacked) - first]
    return {
        numbers[rank]: unpacked[first + places[rank] : first + places[rank + 1]].rstrip(b"\n") for rank in range(count)
    }


@dataclass
class _Whole:
    """What is written of all the parts; each has an object stream of its own."""

    streams: dict[int, bytes] = field(default_factory=dict)
    texts: list[dict[int, bytes]] = field(default_factory=list)
    next_number: int = FIRST_FREE
    next_key: int = 0
    page_count: int = 0
    first: tuple[bytes, bytes] = (b"", b"")  # the catalog and the title of the first part
    kids: list[bytes] = field(default_factory=list)
    articles: list[bytes] = field(default_factory=list)
    parents: list[bytes] = field(default_factory=list)
    marks: list[tuple[int, int, int]] = field(default_factory=list)  # first bookmark, last one, how many are shown

    def add(self, rank: int, part: _Part) -> None:
        base = self.next_number
        self.next_number += max([*part.texts, *part.streams]) + 1
        moved = _mover(part, base)
        kept = (number for number in part.texts if number not in part.dropped)
        texts = {base + number: self._own(rank, moved(part.texts[number])) for number in kept}
        texts[base + part.pages] = _with(texts[base + part.pages], b"Parent", PAGES)
        self.kids.append(b"%d 0 R" % (base + part.pages))
        self.page_count += _count(part.texts[part.pages])
        self.articles.append(moved(part.texts[part.document]).partition(b"/K [")[2].partition(b"]")[0])
        self._add_parents(moved(part.texts[part.parent_tree]))
        if part.outlines:
            self._add_marks(moved(part.texts[part.outlines]), texts)
        if not rank:
            self.first = moved(part.texts[part.catalog]), part.info
        for number, stream in part.streams.items():
            head, mark, data = stream.partition(b"stream\n")
            self.streams[base + number] = moved(head) + mark + data
        self.texts.append(texts)

    def _own(self, rank: int, text: bytes) -> bytes:
        """Keys into the tags follow those of the parts before; cells of two tables may have been named alike."""
        if b"/StructParent" in text:
            return STRUCT_PARENT.sub(lambda key: b"%s%d" % (key[1], self.next_key + int(key[2])), text)
        return HEADER_ID.sub(lambda name: b"(%d-%s)" % (rank, name[1]), text) if b"/S /T" in text else text

    def _add_parents(self, tree: bytes) -> None:
        found = NUMBERED.findall(tree.partition(b"/Nums [")[2])
        self.parents += [b"%d %s" % (self.next_key + int(key), value) for key, value in found]
        self.next_key += len(found)

    def _add_marks(self, outlines: bytes, texts: dict[int, bytes]) -> None:
        """The bookmarks of the parts follow one another."""
        first, last = _number(outlines, b"First"), _number(outlines, b"Last")
        if self.marks:
            before = self.marks[-1][1]
            holder = next(known for known in reversed(self.texts) if before in known)
            holder[before] = _with(holder[before], b"Next", first)
            texts[first] = _with(texts[first], b"Prev", before)
        self.marks.append((first, last, _count(outlines)))

    def written(self, identifier: str) -> bytes:
        catalog = _with(re.sub(rb"/(Outlines|Pages) \d+ 0 R", b"", self.first[0]), b"Pages", PAGES)
        own = {
            PAGES: b"<</Type /Pages/Kids [%s]/Count %d>>" % (b" ".join(self.kids), self.page_count),
            TAGS: b"<</Type /StructTreeRoot/ParentTree %d 0 R/K [%d 0 R]>>" % (PARENT_TREE, DOCUMENT),
            DOCUMENT: b"<</Type /StructElem/S /Document/K [%s]/P %d 0 R>>" % (b" ".join(self.articles), TAGS),
            PARENT_TREE: b"<</Nums [%s]>>" % b" ".join(self.parents),
            INFO: self.first[1],
        }
        if self.marks:
            told = (sum(count for *_, count in self.marks), self.marks[0][0], self.marks[-1][1])
            own[OUTLINES] = b"<</Count %d/First %d 0 R/Last %d 0 R>>" % told
            catalog = _with(catalog, b"Outlines", OUTLINES)
        return _file(self.streams, [*self.texts, {CATALOG: catalog, **own}], self.next_number, identifier.encode())


def _mover(part: _Part, base: int) -> Callable[[bytes], bytes]:
    """References lead to the objects' new numbers, and to what all the parts share."""

    def new_reference(found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return found[0]
        number = int(found[1])
        return b"%d 0 R" % part.shared.get(number, base + number)

    return partial(REFERENCE.sub, new_reference)


def _number(text: bytes, key: bytes) -> int:
    return int(re.search(rb"/%s (\d+) 0 R" % key, text)[1])  # type: ignore[index]


def _count(text: bytes) -> int:
    return int(re.search(rb"/Count (\d+)", text)[1])  # type: ignore[index]


def _with(text: bytes, key: bytes, number: int) -> bytes:
    return text.replace(b"<<", b"<</%s %d 0 R" % (key, number), 1)


def _file(streams: dict[int, bytes], packs: list[dict[int, bytes]], number: int, identifier: bytes) -> bytes:
    """Each part has an object stream of its own, after the streams of all."""
    body = bytearray(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")
    places: dict[int, tuple[int, int, int]] = {}
    for each, stream in streams.items():
        places[each] = (1, len(body), 0)
        body += b"%d 0 obj\n%s" % (each, stream)
    for number, texts in enumerate(packs, start=number):  # noqa: B020 - the numbers go on
        places[number] = (1, len(body), 0)
        places |= {each: (2, number, rank) for rank, each in enumerate(texts)}
        body += _packed(number, texts)
    start, last = len(body), number + 1
    places[last] = (1, start, 0)
    rows = (places.get(each, (0, 0, 0)) for each in range(last + 1))
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    told = (last, last + 1, CATALOG, INFO, identifier, identifier, len(table))
    body += (
        b"%d 0 obj\n<</Type /XRef/W [1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [(%s) (%s)]/Filter /FlateDecode"
        b"/Length %d>>\nstream\n" % told
    )
    body += table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(body)


def _packed(number: int, texts: dict[int, bytes]) -> bytes:
    places = accumulate((len(text) + 1 for text in texts.values()), initial=0)
    head = b" ".join(b"%d %d" % each for each in zip(texts, places, strict=False)) + b"\n"
    data = zlib.compress(head + b"\n".join(texts.values()))
    told = (number, len(texts), len(head), len(data))
    begin = b"%d 0 obj\n<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>\nstream\n" % told
    return begin + data + b"\nendstream\nendobj\n"
