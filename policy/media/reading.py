"""Reading of files in bounded steps: no function here holds more than one chunk."""

import zlib
from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO

from policy.media.types import broken

CHUNK = 64 * 1024


def size_of(file: BinaryIO) -> int:
    """The file's size in bytes; its position is the end afterwards."""
    return file.seek(0, SEEK_END)


def most_parts(size: int, each: int) -> int:
    """How many parts a file of `size` bytes may have whose parts have `each` bytes or more.

    An honest file stays far below; a file of nothing but empty parts would cost minutes.
    """
    return 1000 + size // each


def exactly(file: BinaryIO, count: int) -> bytes:
    """The next `count` bytes; for counts that a format's header bounds.

    Raises:
        Refused: the file ends before.
    """
    found = file.read(count)
    if len(found) != count:
        raise broken()
    return found


def at(file: BinaryIO, offset: int, count: int) -> bytes:
    """At most `count` bytes from `offset`; fewer at the end of the file."""
    file.seek(offset)
    return file.read(count)


def windows(file: BinaryIO, start: int, overlap: int) -> Iterator[bytes]:
    """The file from `start` on in pieces, each beginning with the last `overlap` bytes before it.

    A pattern no longer than `overlap` is therefore whole in one of them.
    """
    file.seek(start)
    before = b""
    while chunk := file.read(CHUNK):
        window = before + chunk
        yield window
        before = window[-overlap:] if overlap else b""


def inflated(
    file: BinaryIO, start: int, *, compressed: int | None, most: int, wbits: int
) -> Iterator[bytes]:
    """The pieces of a compressed stream that begins at `start`, at most `most` bytes in total.

    `compressed` is how many bytes the stream has (None: it ends itself). `wbits` as for zlib.

    Raises:
        zlib.error: it is no such stream, or damaged.
    """
    opener = zlib.decompressobj(wbits)
    file.seek(start)
    left = compressed
    given = 0
    waiting = b""
    while not opener.eof and given < most:
        if not waiting:
            waiting = file.read(CHUNK if left is None else min(CHUNK, left))
            if not waiting:
                return
            if left is not None:
                left -= len(waiting)
        piece = opener.decompress(waiting, min(CHUNK, most - given))
        waiting = opener.unconsumed_tail
        if piece:
            given += len(piece)
            yield piece
