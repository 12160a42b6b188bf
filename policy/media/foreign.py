"""Signs of files that are never passed on, and of a second file hidden behind the first."""

import re
import struct
from typing import BinaryIO

from policy.media.reading import at, size_of, windows
from policy.media.types import Refused, two_in_one

# A reader of PDF accepts the header within the first 1,024 bytes, a reader of ZIP looks for the
# end record within the last 64 KiB and 22 bytes.
_PDF_HEAD = 1024
_ZIP_TAIL = 22 + 0xFFFF
_ZIP_END = b"PK\x05\x06"

_SIGNS = (
    (b"\x7fELF", "media-program"),
    (b"\xfe\xed\xfa\xce", "media-program"),  # Mach-O
    (b"\xfe\xed\xfa\xcf", "media-program"),
    (b"\xce\xfa\xed\xfe", "media-program"),
    (b"\xcf\xfa\xed\xfe", "media-program"),
    (b"\xca\xfe\xba\xbe", "media-program"),  # Mach-O for several processors, Java class
    (b"dex\n", "media-program"),
    (b"\x00asm", "media-program"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "media-program"),  # a shortcut of Windows
    (b"MSCF", "media-program"),
    (b"#!AMR", "media-unknown"),  # sound, whatever its first two letters say
    (b"#!", "media-script"),
    (b"\xef\xbb\xbf#!", "media-script"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "media-old-office"),
    (b"7z\xbc\xaf\x27\x1c", "media-archive-kind"),
    (b"Rar!\x1a\x07", "media-archive-kind"),
    (b"\x1f\x8b\x08", "media-archive-kind"),
    (b"BZh", "media-archive-kind"),
    (b"\xfd7zXZ\x00", "media-archive-kind"),
    (b"\x28\xb5\x2f\xfd", "media-archive-kind"),
)

_HIDDEN = re.compile(
    rb"PK\x03\x04[\x0a-\x3f]\x00|PK\x05\x06\x00\x00\x00\x00|%PDF-[12]\.|Rar!\x1a\x07"
    rb"|7z\xbc\xaf\x27\x1c|\x7fELF[\x01\x02][\x01\x02]\x01"
    rb"|<script|<html[\s>]|<svg[\s>]|<!doctype|<iframe|<\?php",
    re.IGNORECASE,
)


def check_head(head: bytes) -> None:
    """Refuse what the first bytes show to be a program, a script or a type we cannot look into.

    Raises:
        Refused: with the reason for that sort of file.
    """
    for sign, key in _SIGNS:
        if head.startswith(sign):
            raise Refused(key)
    if is_windows_program(head):
        raise Refused("media-program")


def is_windows_program(head: bytes) -> bool:
    """Does a program of Windows begin here? Two letters alone are too weak a sign."""
    if not head.startswith(b"MZ") or len(head) < 64:
        return False
    (place,) = struct.unpack_from("<I", head, 60)
    return bool(head[place : place + 4] == b"PE\x00\x00") or b"\x00" in head[2:64]


def pdf_header(file: BinaryIO) -> int:
    """Where the header of a PDF stands that a reader would accept, or -1."""
    return at(file, 0, _PDF_HEAD).find(b"%PDF-")


def check_no_pdf_inside(file: BinaryIO) -> None:
    """Refuse a file of another type that a PDF reader would open.

    Raises:
        Refused: it has the header of a PDF.
    """
    if pdf_header(file) >= 0:
        raise two_in_one()


def check_no_zip_behind(file: BinaryIO) -> None:
    """Refuse a file of another type that an unpacker (or Java) would take for a ZIP.

    Raises:
        Refused: it ends as a ZIP does.
    """
    size = size_of(file)
    tail = at(file, max(0, size - _ZIP_TAIL), _ZIP_TAIL)
    place = tail.rfind(_ZIP_END)
    while place >= 0:
        record = tail[place : place + 22]
        if len(record) == 22:
            disk, first, here, entries, length, start, _ = struct.unpack("<4x4HIIH", record)
            behind = size - len(tail) + place
            if disk == first == 0 and here == entries and length + start <= behind:
                raise two_in_one()
        place = tail.rfind(_ZIP_END, 0, place)


def check_trailer(file: BinaryIO, start: int) -> None:
    """Refuse what follows a picture when it is a file of its own.

    Telephones put small pictures and films behind a photograph; those are cut off silently.

    Raises:
        Refused: an archive, a program, a page or a PDF begins there.
    """
    head = at(file, start, 4096)
    if is_windows_program(head) or any(
        head.startswith(sign) for sign, key in _SIGNS if key != "media-script"
    ):
        raise two_in_one()
    for window in windows(file, start, 128):
        if _HIDDEN.search(window):
            raise two_in_one()


def check_nothing_behind(file: BinaryIO, start: int) -> None:
    """Refuse anything but padding after the end of the file's own structure.

    Raises:
        Refused: something else follows.
    """
    for window in windows(file, start, 1):
        if window.strip(b"\x00\r\n\t "):
            raise two_in_one()
