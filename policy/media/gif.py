"""GIF (89a) without comments and texts of applications: blocks are copied, pixels never touched."""

from io import BytesIO
from typing import BinaryIO

from policy.media.foreign import check_nothing_behind
from policy.media.reading import exactly, most_parts, size_of
from policy.media.types import broken

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
# How often an animation repeats: the only text of an application that a picture needs.
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_BLOCK = 32  # honest blocks have 255 bytes, only the last of a picture is shorter


def clean(file: BinaryIO) -> bytes:
    """The same picture or animation without comments.

    Raises:
        Refused: it is damaged, or something follows it.
    """
    most = most_parts(size_of(file), _BLOCK)
    file.seek(0)
    out = BytesIO()
    screen = exactly(file, 13)
    if screen[:6] not in (b"GIF87a", b"GIF89a"):
        raise broken()
    out.write(screen + _colours(file, screen[10]))
    blocks = _Blocks(file, most)
    images = 0
    for _ in range(most):
        kind = exactly(file, 1)[0]
        if kind == _TRAILER:
            break
        if kind == _IMAGE:
            images += 1
            place = exactly(file, 9)
            out.write(bytes((kind,)) + place + _colours(file, place[8]) + exactly(file, 1))
            blocks.copy(out)
        elif kind == _EXTENSION:
            _extension(exactly(file, 1)[0], blocks, out)
        else:
            raise broken()
    else:
        raise broken()
    if not images:
        raise broken()
    out.write(bytes((_TRAILER,)))
    check_nothing_behind(file, file.tell())
    return out.getvalue()


class _Blocks:
    """Sub-blocks of at most 255 bytes, ended by an empty one; their number is bounded."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._left = most

    def next(self) -> bytes:
        """The next one, empty at the end of a sequence."""
        self._left -= 1
        if self._left < 0:
            raise broken()
        return exactly(self._file, exactly(self._file, 1)[0])

    def copy(self, out: BytesIO | None) -> None:
        """Copy a sequence with its end, or pass over it."""
        while True:
            block = self.next()
            if out is not None:
                out.write(bytes((len(block),)) + block)
            if not block:
                return


def _extension(label: int, blocks: _Blocks, out: BytesIO) -> None:
    if label == _CONTROL:
        out.write(bytes((_EXTENSION, label)))
        blocks.copy(out)
        return
    if label == _APPLICATION:
        name = blocks.next()
        if not name:
            return
        if name in _LOOPS:
            first = blocks.next()
            if not first:
                return
            if len(first) == 3 and first[0] == 1:
                out.write(bytes((_EXTENSION, label, len(name))) + name + b"\x03" + first + b"\x00")
    blocks.copy(None)


def _colours(file: BinaryIO, flags: int) -> bytes:
    return exactly(file, 3 << ((flags & 7) + 1)) if flags & 0x80 else b""
