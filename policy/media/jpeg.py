"""JPEG (ITU-T T.81) without its metadata: segments are copied, pixels never touched."""

import re
from io import BytesIO
from typing import BinaryIO

from policy.media import orientation
from policy.media.foreign import check_trailer
from policy.media.reading import CHUNK, exactly
from policy.media.types import broken

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive: what browsers show
_TABLES = (0xC4, 0xDB, 0xDC, 0xDD)  # Huffman, quantisation, number of lines, restart interval
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_COMMENT = 0xFE
_JFIF, _ICC, _ADOBE = b"JFIF\x00", b"ICC_PROFILE\x00", b"Adobe"
_MOST_SEGMENTS = 5000
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def clean(file: BinaryIO) -> bytes:
    """The same picture with colour profile and orientation, without all other metadata.

    Raises:
        Refused: it is damaged, or what follows it is a file of its own.
    """
    file.seek(0)
    if exactly(file, 2) != bytes((0xFF, _START)):
        raise broken()
    out = BytesIO()
    marker = _header(file, out)
    segments = 0
    while marker != _END:
        segments += 1
        if segments > _MOST_SEGMENTS:
            raise broken()
        body = _body(file)
        if marker == _SCAN:
            _put(out, marker, body)
            _copy_scan(file, out)
        elif marker in _TABLES:
            _put(out, marker, body)
        elif not _is_metadata(marker):
            raise broken()
        marker = _marker(file)
    out.write(bytes((0xFF, _END)))
    check_trailer(file, file.tell())
    return out.getvalue()


class _Header:
    """What stands before the first scan: collected, then written in the order readers expect."""

    def __init__(self) -> None:
        self._kept: list[tuple[int, bytes]] = []
        self._jfif = b""
        self._turned: int | None = None
        self._frames = 0

    def take(self, marker: int, body: bytes) -> None:
        """Keep or forget one segment."""
        if marker in _FRAMES or marker in _TABLES:
            self._frames += marker in _FRAMES
            self._kept.append((marker, body))
        elif marker == _APP0 and body.startswith(_JFIF) and len(body) >= 14:
            self._jfif = body[:12] + b"\x00\x00"  # without its own small picture
        elif marker == _APP1 and body.startswith(orientation.EXIF):
            self._turned = self._turned or orientation.read(body[len(orientation.EXIF) :])
        elif marker == _APP2 and body.startswith(_ICC):
            self._kept.append((marker, body))
        elif marker == _APP14 and body.startswith(_ADOBE) and len(body) >= 12:
            self._kept.append((marker, body[:12]))
        elif not _is_metadata(marker):
            raise broken()

    def write(self, out: BytesIO) -> None:
        """Write it, a small EXIF with nothing but the orientation included."""
        if self._frames != 1:
            raise broken()
        out.write(bytes((0xFF, _START)))
        if self._jfif:
            _put(out, _APP0, self._jfif)
        if self._turned is not None:
            _put(out, _APP1, orientation.EXIF + orientation.write(self._turned))
        for which, body in self._kept:
            _put(out, which, body)


def _header(file: BinaryIO, out: BytesIO) -> int:
    """Copy what stands before the first scan; the marker of that scan."""
    found = _Header()
    for _ in range(_MOST_SEGMENTS):
        marker = _marker(file)
        if marker == _SCAN:
            found.write(out)
            return marker
        if marker == _END:
            raise broken()
        found.take(marker, _body(file))
    raise broken()


def _is_metadata(marker: int) -> bool:
    return _APP0 <= marker <= _APP15 or marker == _COMMENT


def _marker(file: BinaryIO) -> int:
    if exactly(file, 1) != b"\xff":
        raise broken()
    for _ in range(_MOST_SEGMENTS):
        code = exactly(file, 1)[0]
        if code != 0xFF:  # any number of fill bytes may stand before a marker
            return code
    raise broken()


def _body(file: BinaryIO) -> bytes:
    length = int.from_bytes(exactly(file, 2), "big")
    if length < 2:
        raise broken()
    return exactly(file, length - 2)


def _put(out: BytesIO, marker: int, body: bytes) -> None:
    out.write(bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body)


def _copy_scan(file: BinaryIO, out: BytesIO) -> None:
    """Copy compressed pixels up to the next marker that is not one of their own."""
    before = b""
    while chunk := file.read(CHUNK):
        data = before + chunk
        found = _MARKER_IN_SCAN.search(data)
        if found:
            out.write(data[: found.start()])
            file.seek(found.start() - len(data), 1)
            return
        before = data[-1:] if data.endswith(b"\xff") else b""
        out.write(data[: len(data) - len(before)])
    raise broken()
