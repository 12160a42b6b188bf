"""PDF (ISO 32000) that only shows: no script, no program to start, no file attached.

What acts in a PDF is a name: /JavaScript, /Launch, /EmbeddedFile, … It may be written with escapes
(/J#61vaScript) and may hide in compressed object streams, so those are opened, within bounds.
"""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from policy.media.budget import Budget
from policy.media.foreign import check_no_zip_behind, pdf_header
from policy.media.reading import at, inflated, size_of, windows
from policy.media.types import TYPES, FileType, Refused, broken, two_in_one

_ACTING = (
    b"JavaScript",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"FileAttachment",
    b"RichMedia",
    b"Rendition",
    b"GoToE",
    b"ImportData",
    b"XFA",
)
_HEAD = re.compile(rb"%PDF-[12]\.\d")
_END = b"%%EOF"
_TAIL = 1024
_BEFORE_STREAM = 64 * 1024
_OVERLAP = 256
_STEP = 1024 * 1024
_STREAM = re.compile(rb"(?<!d)stream[ \t]*(?:\r\n|\n|\r)")
_FLATE = re.compile(rb"/Filter\s*(?:\[\s*)?/(?:FlateDecode|Fl)\b\s*\]?")
_MOST_STREAMS = 50_000
_LARGEST_STREAM = 8 * 1024 * 1024


def _spelling(name: bytes) -> bytes:
    """A pattern for every way to write `name`: any letter may stand as # and its number."""
    return b"".join(rb"(?:%c|#(?i:%02x))" % (letter, letter) for letter in name)


def _names(*names: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"/(?:" + b"|".join(map(_spelling, names)) + rb")(?![A-Za-z0-9#_.-])")


_ACTS = _names(*_ACTING)
_ENCRYPTED = _names(b"Encrypt")
_OBJECTS = _names(b"ObjStm", b"First")
_FILTER = _names(b"Filter", b"DecodeParms", b"DP", b"F")


def pdf_type(file: BinaryIO, budget: Budget) -> FileType:
    """A PDF that a pupil's telephone may open.

    Raises:
        Refused: it acts, cannot be looked into, is damaged or is another file as well.
    """
    if pdf_header(file) != 0 or not _HEAD.match(at(file, 0, 8)):
        raise Refused("media-pdf-header")
    size = size_of(file)
    tail = at(file, max(0, size - _TAIL), _TAIL)
    end = tail.rfind(_END)
    if end < 0:
        raise broken()
    if tail[end + len(_END) :].strip(b"\x00\r\n\t \x1a"):
        raise two_in_one()
    check_no_zip_behind(file)
    encrypted = False
    for window in windows(file, 0, _OVERLAP):
        if _ACTS.search(window):
            raise Refused("media-pdf-acts")
        encrypted = encrypted or bool(_ENCRYPTED.search(window))
    _check_object_streams(file, encrypted, budget)
    return TYPES["pdf"]


def _check_object_streams(file: BinaryIO, encrypted: bool, budget: Budget) -> None:
    for start, dictionary in _object_streams(file):
        if encrypted:
            raise Refused("media-pdf-closed")
        most = min(budget.left, _LARGEST_STREAM)
        used = _check_object_stream(file, start, dictionary, most)
        if used >= most:
            raise Refused("media-pdf-closed")
        budget.take(used)


def _object_streams(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(start of the data, dictionary before it) of every stream that holds objects.

    Raises:
        Refused: too many streams, or a dictionary larger than any program writes.
    """
    offset = count = 0
    before = b""
    seen = -1
    while chunk := at(file, offset, _STEP):
        window = before + chunk
        for match in _STREAM.finditer(window):
            start = offset - len(before) + match.end()
            if start <= seen:
                continue
            seen = start
            count += 1
            opening = window.rfind(b" obj", max(0, match.start() - _BEFORE_STREAM), match.start())
            if opening < 0 or count > _MOST_STREAMS:
                raise Refused("media-pdf-closed")
            if _OBJECTS.search(window, opening, match.start()):
                yield start, window[opening : match.start()]
        offset += len(chunk)
        before = window[-(_BEFORE_STREAM + 16) :]


def _check_object_stream(file: BinaryIO, start: int, dictionary: bytes, most: int) -> int:
    """Look into one object stream; how many bytes it held.

    Raises:
        Refused: a name that acts, or a way of packing that nobody uses for objects.
    """
    plain = _FLATE.sub(b" ", dictionary, count=1)
    if _FILTER.search(plain):
        raise Refused("media-pdf-closed")
    if plain == dictionary:
        return 0  # not packed, and looked at already
    used = 0
    before = b""
    try:
        for piece in inflated(file, start, compressed=None, most=most, wbits=15):
            window = before + piece
            if _ACTS.search(window):
                raise Refused("media-pdf-acts")
            before = window[-_OVERLAP:]
            used += len(piece)
    except zlib.error as error:
        raise broken() from error
    return used
