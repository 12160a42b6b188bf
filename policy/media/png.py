"""PNG (W3C) without text, time and place: chunks are copied, pixels never touched."""

import struct
import zlib
from io import BytesIO
from typing import BinaryIO

from policy.media import orientation
from policy.media.foreign import check_nothing_behind
from policy.media.reading import CHUNK, exactly, most_parts, size_of
from policy.media.types import broken

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset(b"IHDR PLTE tRNS gAMA cHRM sRGB iCCP sBIT pHYs acTL fcTL fdAT IDAT IEND".split())
_CHUNK = 256  # honest chunks of pixels have 4 KiB and more
_LARGEST_EXIF = 64 * 1024


def clean(file: BinaryIO) -> bytes:
    """The same picture with colours and orientation, without all other metadata.

    Raises:
        Refused: it is damaged, or something follows it.
    """
    most = most_parts(size_of(file), _CHUNK)
    file.seek(0)
    if exactly(file, 8) != SIGNATURE:
        raise broken()
    out = BytesIO()
    out.write(SIGNATURE)
    seen: set[bytes] = set()
    for number in range(most):
        length, kind = struct.unpack(">I4s", exactly(file, 8))
        if (number == 0) != (kind == b"IHDR") or (kind == b"IHDR" and length != 13):
            raise broken()
        if kind in _KEPT:
            _copy(file, out, kind, length)
        elif kind == b"eXIf" and length <= _LARGEST_EXIF:
            turned = orientation.read(exactly(file, length + 4)[:-4])
            if turned is not None and kind not in seen:
                _put(out, b"eXIf", orientation.write(turned))
        elif kind[0] & 0x20:  # whoever does not know it may leave it out
            file.seek(length + 4, 1)
        else:
            raise broken()
        seen.add(kind)
        if kind == b"IEND":
            break
    if not {b"IDAT", b"IEND"} <= seen:
        raise broken()
    check_nothing_behind(file, file.tell())
    return out.getvalue()


def _copy(file: BinaryIO, out: BytesIO, kind: bytes, length: int) -> None:
    if kind == b"IEND" and length:
        raise broken()
    out.write(struct.pack(">I4s", length, kind))
    checksum = zlib.crc32(kind)
    while length:
        piece = file.read(min(length, CHUNK))
        if not piece:
            raise broken()
        checksum = zlib.crc32(piece, checksum)
        out.write(piece)
        length -= len(piece)
    end = exactly(file, 4)
    if end != struct.pack(">I", checksum):
        raise broken()
    out.write(end)


def _put(out: BytesIO, kind: bytes, body: bytes) -> None:
    out.write(struct.pack(">I4s", len(body), kind) + body)
    out.write(struct.pack(">I", zlib.crc32(kind + body)))
