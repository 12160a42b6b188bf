"""MP4, M4A and QuickTime (ISO 14496-12): what is inside, and how the place is taken out of it.

Telephones write where a film was made into `udta`, `meta` and `uuid` boxes, and cameras into
tracks of their own. Players need none of it. Boxes that are not needed become `free` in place and
their content zero, so that every offset stays valid and the film is never written anew.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from policy.media.reading import CHUNK, at, exactly, most_parts, size_of
from policy.media.types import TYPES, FileType, Refused, broken

_STILL = frozenset(b"heic heix heim heis hevc hevx mif1 msf1 avif avis".split())
_QUICKTIME = b"qt  "
_TOP = frozenset(b"ftyp moov mdat moof mfra sidx ssix styp pdin prft".split())
_NEEDED = {
    b"moov": frozenset(b"mvhd trak mvex iods".split()),
    b"trak": frozenset(b"tkhd tref trgr edts mdia tapt clip".split()),
    b"mdia": frozenset(b"mdhd hdlr elng minf".split()),
    b"minf": frozenset(b"vmhd smhd hmhd nmhd sthd gmhd hdlr dinf stbl".split()),
    b"moof": frozenset(b"mfhd traf".split()),
}
_VIDEO, _SOUND = b"vide", b"soun"
_BOX = 64
_MOST_SAMPLES = 2_000_000
_MOST_TRACKS = 32
_MOST_CONTENTS = 64


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the file: its four letters, where it starts, where its content starts and ends."""

    kind: bytes
    start: int
    body: int
    end: int


def film_type(file: BinaryIO) -> FileType:
    """Film or sound, by the tracks and not by the name of the brand alone.

    Raises:
        Refused: it is a still picture of a telephone (HEIC), protected, or damaged.
    """
    boxes = list(_boxes(file, 0, size_of(file)))
    if boxes[0].kind != b"ftyp" or not 4 <= boxes[0].end - boxes[0].body <= 4096:
        raise broken()
    brand = at(file, boxes[0].body, 4)
    kinds = {it.kind for it in boxes}
    if brand in _STILL or (b"meta" in kinds and b"moov" not in kinds):
        raise Refused("media-heic")
    handlers = {track.handler for track in _tracks(file, boxes)}
    if _VIDEO in handlers:
        return TYPES["mov" if brand == _QUICKTIME else "mp4"]
    if _SOUND in handlers:
        return TYPES["m4a"]
    raise broken()


def neutralise(file: BinaryIO) -> None:
    """Take place, names and foreign tracks out of the writable `file`; its length stays.

    Raises:
        Refused: it is damaged, or a track cannot be taken out.
    """
    whole = size_of(file)
    boxes = list(_boxes(file, 0, whole))
    foreign = [it for it in _tracks(file, boxes) if it.handler not in (_VIDEO, _SOUND)]
    if foreign and any(it.kind == b"moof" for it in boxes):
        # Its samples are told in every fragment; no telephone writes such a file.
        raise Refused("media-place-stays")
    spans = [span for track in foreign for span in _samples(file, track, whole)]
    unneeded = [it.box for it in foreign]
    for box in boxes:
        if box.kind not in _TOP:
            unneeded.append(box)
        else:
            unneeded += _unneeded(file, box)
    mdats = [(it.body, it.end) for it in boxes if it.kind == b"mdat"]
    if spans and len(mdats) > _MOST_CONTENTS:
        raise broken()
    for start, length in spans:
        if not any(first <= start and start + length <= last for first, last in mdats):
            raise broken()
        _zero(file, start, start + length)
    for box in unneeded:
        file.seek(box.start + 4)
        file.write(b"free")
        _zero(file, box.body, box.end)


@dataclass(frozen=True, slots=True)
class _Track:
    box: Box
    handler: bytes
    tables: Box | None


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between `start` and `end`, which they fill exactly (QuickTime pads with zeros)."""
    for _ in range(most_parts(end - start, _BOX)):
        if start >= end:
            return
        head = at(file, start, min(16, end - start))
        if not head[:8].strip(b"\x00"):
            _check_zeros(file, start, end)
            return
        if len(head) < 8:
            raise broken()
        size, kind = struct.unpack_from(">I4s", head)
        body = start + 8
        if size == 1 and len(head) == 16:
            (size,) = struct.unpack_from(">Q", head, 8)
            body = start + 16
        elif size == 0:
            size = end - start
        if start + size < body or start + size > end:
            raise broken()
        yield Box(kind, start, body, start + size)
        start += size
    raise broken()


def _check_zeros(file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    while start < end:
        piece = file.read(min(CHUNK, end - start))
        if not piece or piece.strip(b"\x00"):
            raise broken()
        start += len(piece)


def _children(file: BinaryIO, box: Box) -> list[Box]:
    return list(_boxes(file, box.body, box.end))


def _child(file: BinaryIO, box: Box | None, kind: bytes) -> Box | None:
    if box is None:
        return None
    return next((it for it in _children(file, box) if it.kind == kind), None)


def _tracks(file: BinaryIO, boxes: list[Box]) -> list[_Track]:
    movies = [it for it in boxes if it.kind == b"moov"]
    if len(movies) != 1:
        raise broken()
    found: list[_Track] = []
    for box in _children(file, movies[0]):
        if box.kind == b"cmov":  # compressed: nobody writes it, and we cannot look inside
            raise broken()
        if box.kind != b"trak":
            continue
        if len(found) == _MOST_TRACKS:
            raise broken()
        media = _child(file, box, b"mdia")
        handler = _child(file, media, b"hdlr")
        if handler is None or handler.end - handler.body < 12:
            raise broken()
        kind = at(file, handler.body + 8, 4)
        found.append(_Track(box, kind, _child(file, _child(file, media, b"minf"), b"stbl")))
    return found


def _unneeded(file: BinaryIO, box: Box) -> list[Box]:
    """Boxes within `box` that no player needs."""
    needed = _NEEDED.get(box.kind)
    if needed is None:
        return []
    found = []
    for child in _children(file, box):
        if child.kind in needed:
            found += _unneeded(file, child)
        else:
            found.append(child)
    return found


def _samples(file: BinaryIO, track: _Track, whole: int) -> Iterator[tuple[int, int]]:
    """Where the samples of a track lie: (offset, length) of every one."""
    if track.tables is None:
        return
    tables = {it.kind: it for it in _children(file, track.tables)}
    chunks = _offsets(file, tables)
    sizes = _sizes(file, tables)
    runs = _table(file, tables.get(b"stsc"), ">III")
    run = number = total = 0
    for index, offset in enumerate(chunks, 1):
        while run + 1 < len(runs) and runs[run + 1][0] <= index:
            run += 1
        count = runs[run][1] if runs else 0
        if number + count > len(sizes):
            raise broken()
        length = sum(sizes[number : number + count])
        number += count
        total += length
        if total > whole:
            raise broken()
        yield offset, length


def _offsets(file: BinaryIO, tables: dict[bytes, Box]) -> list[int]:
    if b"co64" in tables:
        return [it[0] for it in _table(file, tables[b"co64"], ">Q")]
    return [it[0] for it in _table(file, tables.get(b"stco"), ">I")]


def _sizes(file: BinaryIO, tables: dict[bytes, Box]) -> list[int]:
    box = tables.get(b"stsz")
    if box is None:
        if b"stz2" in tables:
            raise Refused("media-place-stays")
        return []
    same, count = struct.unpack(">II", _part(file, box, 4, 8))
    if count > _MOST_SAMPLES:
        raise broken()
    if same:
        return [same] * count
    return list(struct.unpack(f">{count}I", _part(file, box, 12, 4 * count)))


def _table(file: BinaryIO, box: Box | None, form: str) -> list[tuple[int, ...]]:
    if box is None:
        return []
    (count,) = struct.unpack(">I", _part(file, box, 4, 4))
    if count > _MOST_SAMPLES:
        raise broken()
    return list(struct.iter_unpack(form, _part(file, box, 8, count * struct.calcsize(form))))


def _part(file: BinaryIO, box: Box, skip: int, count: int) -> bytes:
    if box.body + skip + count > box.end:
        raise broken()
    file.seek(box.body + skip)
    return exactly(file, count)


def _zero(file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    while start < end:
        length = min(CHUNK, end - start)
        file.write(bytes(length))
        start += length
