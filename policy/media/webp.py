"""WebP (RFC 9649) without its metadata: chunks are copied, pixels never touched."""

import struct
from io import BytesIO
from typing import BinaryIO

from policy.media import orientation
from policy.media.foreign import check_nothing_behind
from policy.media.reading import CHUNK, exactly
from policy.media.types import broken

_PIXELS = (b"VP8 ", b"VP8L")
_EXTENDED = b"VP8X"
_FRAME = b"ANMF"
_FRAME_HEAD = 16
_ICC, _ALPHA, _EXIF, _ANIMATED = 0x20, 0x10, 0x08, 0x02
_LARGEST_EXIF = 64 * 1024
_MOST_CHUNKS = 10_000


def clean(file: BinaryIO) -> bytes:
    """The same picture or animation, with colours and orientation, without all other metadata.

    Raises:
        Refused: it is damaged, or something follows it.
    """
    file.seek(0)
    riff, size, kind = struct.unpack("<4sI4s", exactly(file, 12))
    if (riff, kind) != (b"RIFF", b"WEBP") or size < 12:
        raise broken()
    end = 8 + size + (size & 1)
    out = BytesIO()
    out.write(bytes(12))
    seen = _copy(file, out, 8 + size)
    if not seen & {*_PIXELS, _FRAME}:
        raise broken()
    check_nothing_behind(file, end)
    if _EXTENDED in seen:
        _set_flags(out, seen)
    length = out.tell()
    out.seek(0)
    out.write(struct.pack("<4sI4s", b"RIFF", length - 8, b"WEBP"))
    return out.getvalue()


def _copy(file: BinaryIO, out: BytesIO, end: int) -> set[bytes]:
    """Copy the chunks up to `end` that a picture needs; which there were."""
    seen: set[bytes] = set()
    left = _MOST_CHUNKS
    while end - file.tell() >= 8:
        left -= 1
        if left < 0:
            raise broken()
        kind, length = struct.unpack("<4sI", exactly(file, 8))
        if length > end - file.tell():
            raise broken()
        first = not seen
        following = file.tell() + length + (length & 1)
        if kind == _EXTENDED:
            if not first or length < 10:
                raise broken()
            _put(out, kind, exactly(file, 10))
        elif kind in (b"ICCP", b"ANIM", b"ALPH") or (kind in _PIXELS and not seen & {*_PIXELS}):
            _copy_chunk(file, out, kind, length)
        elif kind == b"EXIF" and _EXTENDED in seen and kind not in seen:
            kind = _turn(file, out, length)
        elif kind == _FRAME:
            left -= _copy_frame(file, out, length)
        elif first:
            raise broken()
        seen.add(kind)
        file.seek(following)
        if first and kind in _PIXELS:
            break  # the simple form is one chunk
    return seen


def _copy_frame(file: BinaryIO, out: BytesIO, length: int) -> int:
    """Copy one picture of an animation; how many chunks it had."""
    if length < _FRAME_HEAD:
        raise broken()
    end = file.tell() + length
    start = out.tell()
    out.write(struct.pack("<4sI", _FRAME, 0) + exactly(file, _FRAME_HEAD))
    pixels = chunks = 0
    while end - file.tell() >= 8:
        chunks += 1
        kind, size = struct.unpack("<4sI", exactly(file, 8))
        following = file.tell() + size + (size & 1)
        if size > end - file.tell() or chunks > _MOST_CHUNKS:
            raise broken()
        if kind == b"ALPH" or kind in _PIXELS:
            pixels += kind in _PIXELS
            _copy_chunk(file, out, kind, size)
        file.seek(following)
    if pixels != 1:
        raise broken()
    stop = out.tell()
    out.seek(start + 4)
    out.write(struct.pack("<I", stop - start - 8))
    out.seek(stop)
    return chunks


def _copy_chunk(file: BinaryIO, out: BytesIO, kind: bytes, length: int) -> None:
    out.write(struct.pack("<4sI", kind, length))
    left = length
    while left:
        piece = file.read(min(left, CHUNK))
        if not piece:
            raise broken()
        out.write(piece)
        left -= len(piece)
    out.write(b"\x00" * (length & 1))


def _turn(file: BinaryIO, out: BytesIO, length: int) -> bytes:
    """Write which side is up, if EXIF says so; the kind of chunk that was written, if any."""
    found = exactly(file, min(length, _LARGEST_EXIF)).removeprefix(orientation.EXIF)
    turned = orientation.read(found)
    if turned is None:
        return b""
    _put(out, b"EXIF", orientation.write(turned))
    return b"EXIF"


def _put(out: BytesIO, kind: bytes, body: bytes) -> None:
    out.write(struct.pack("<4sI", kind, len(body)) + body)


def _set_flags(out: BytesIO, seen: set[bytes]) -> None:
    """Name in the header what is really there; alpha stays, since pixels may hold it."""
    end = out.tell()
    out.seek(20)
    flags = out.read(1)[0] & _ALPHA
    flags |= _EXIF if b"EXIF" in seen else 0
    flags |= _ICC if b"ICCP" in seen else 0
    flags |= _ANIMATED if _FRAME in seen else 0
    out.seek(20)
    out.write(bytes((flags,)))
    out.seek(end)
