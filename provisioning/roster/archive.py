"""Opening ZIP data that somebody else made: archives, and the workbooks that are archives inside.

A few kilobytes of ZIP can claim to be gigabytes, so nothing is unpacked beyond a limit, and the
limit counts what really comes out, not what the archive says of itself.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Sequence

from templates import Message, message

LARGEST_FILE = 64 * 1024 * 1024
_MOST_ENTRIES = 2000
# Everything that zipfile is known to raise on damaged input.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError,
    RuntimeError, OSError, ValueError, IndexError, KeyError, OverflowError, MemoryError,
)  # fmt: skip


class ArchiveError(Exception):
    """The archive cannot be opened; `what` says why and what to do."""

    def __init__(self, what: Message) -> None:
        super().__init__(what.key)
        self.what = what


def unpack(data: bytes) -> Sequence[tuple[str, bytes]]:
    """The files of an archive, by name, in its order.

    Raises:
        ArchiveError: damaged, encrypted, too large, too many files, or one name twice.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpack(archive)
    except _DAMAGE as error:
        raise ArchiveError(message("roster-archive-damaged")) from error


def _unpack(archive: zipfile.ZipFile) -> Sequence[tuple[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > _MOST_ENTRIES:
        raise ArchiveError(message("roster-archive-too-many", limit=_MOST_ENTRIES))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ArchiveError(message("roster-archive-encrypted"))
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise ArchiveError(message("roster-archive-damaged"))
    unpacked = []
    left = LARGEST_FILE
    for entry in entries:
        with archive.open(entry) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            raise ArchiveError(message("roster-archive-too-large", limit=LARGEST_FILE >> 20))
        unpacked.append((entry.filename, content))
    return unpacked


def repack(files: Sequence[tuple[str, bytes]]) -> bytes:
    """An archive of `files`: what `unpack` has measured, for a library that opens it again."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()
