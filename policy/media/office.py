"""What a ZIP is: a document of an office program, or an archive; and what may be inside."""

import re
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import BinaryIO

from policy.media.budget import Budget
from policy.media.container import Member, members, unpack
from policy.media.foreign import check_head, is_windows_program, pdf_header
from policy.media.names import is_runnable
from policy.media.types import ARCHIVE, TYPES, FileType, Refused, broken, two_in_one

_CONTENT_TYPES = b"[Content_Types].xml"
_OPEN_XML = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
    b"presentationml.slideshow.main+xml": "ppsx",
}
_OPEN_XML_MACROS = re.compile(rb"macroEnabled|vbaProject|macrosheet|activeX", re.IGNORECASE)
_MACRO_MEMBER = re.compile(
    rb"vbaProject|vbaData|macrosheets/|activeX/.*\.bin|^Basic/|^Scripts/", re.IGNORECASE
)
_MIMETYPE = b"mimetype"
_PROGRAM_MEMBERS = (b"META-INF/MANIFEST.MF", b"AndroidManifest.xml", b"classes.dex")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name of the stream, in UTF-16, in which an office document carries any other file.
_PACKAGE = "\x01Ole10Native".encode("utf-16-le")
_HEAD = 4096
_LARGEST_LIST = 1024 * 1024
_LARGEST_MEMBER = 16 * 1024 * 1024

Sniff = Callable[[BinaryIO], FileType]


def zip_type(
    file: BinaryIO, sniff: Sniff, allowed: frozenset[str] | None, budget: Budget
) -> FileType:
    """The type of a ZIP whose members were looked at.

    `sniff` tells the type of a member; `allowed` are the groups that the members of an archive may
    be of, None inside another file, where an archive may not be.

    Raises:
        Refused: macros, programs, anything that may not be sent by itself, or not readable.
    """
    found = members(file)
    if not found:
        raise Refused("media-empty")
    by_name = {it.name: it for it in found}
    if len(by_name) != len(found):
        raise two_in_one()
    kind = _office_type(file, by_name)
    if kind is None and any(name in by_name for name in _PROGRAM_MEMBERS):
        raise Refused("media-program")
    header = pdf_header(file)
    if header >= 0 and header not in {it.start for it in found}:
        raise two_in_one()
    if kind is not None:
        _check_document(file, found, sniff, budget)
        return kind
    if allowed is None:
        raise Refused("media-archive-inside")
    _check_archive(file, found, sniff, allowed, budget)
    return TYPES["zip"]


def _office_type(file: BinaryIO, by_name: dict[bytes, Member]) -> FileType | None:
    listed = by_name.get(_CONTENT_TYPES)
    if listed is not None:
        text = unpack(file, listed, _LARGEST_LIST)
        # An entity could spell a type so that only an office program reads it.
        if b"&" in text or b"<!" in text:
            raise broken()
        if _OPEN_XML_MACROS.search(text):
            raise Refused("media-macros")
        kinds = {kind for main, kind in _OPEN_XML.items() if main in text}
        if len(kinds) == 1:
            return TYPES[kinds.pop()]
        raise Refused("media-unknown")
    named = by_name.get(_MIMETYPE)
    if named is not None and named.start == 30 + len(_MIMETYPE):
        mime = unpack(file, named, 100).strip()
        for kind in (TYPES["odt"], TYPES["ods"], TYPES["odp"]):
            if mime == kind.mime.encode():
                _check_not_encrypted(file, by_name)
                return kind
        raise Refused("media-unknown")
    return None


def _check_not_encrypted(file: BinaryIO, by_name: dict[bytes, Member]) -> None:
    manifest = by_name.get(b"META-INF/manifest.xml")
    text = b"" if manifest is None else unpack(file, manifest, _LARGEST_LIST)
    if not text.startswith((b"<", b"\xef\xbb\xbf<")) or b"\x00" in text:
        raise broken()
    if b"encryption-data" in text:
        raise Refused("media-encrypted")


def _check_document(file: BinaryIO, found: Sequence[Member], sniff: Sniff, budget: Budget) -> None:
    """Refuse macros and packed files; pictures, formulas and diagrams are what documents hold."""
    if len({it.name.lower() for it in found}) != len(found):
        raise two_in_one()  # office programs do not tell large letters from small ones
    for member in found:
        if _MACRO_MEMBER.search(member.name):
            raise Refused("media-macros")
        head = _head(file, member, budget)
        if head.startswith(_OLE):
            if _PACKAGE in _whole(file, member, budget):
                raise Refused("media-embedded")
        elif head.startswith(b"PK\x03\x04"):
            _member_type(file, member, sniff, budget)
        elif head.startswith(b"\x7fELF") or (is_windows_program(head) and b"PE\x00\x00" in head):
            raise Refused("media-embedded")


def _check_archive(
    file: BinaryIO,
    found: Iterable[Member],
    sniff: Sniff,
    allowed: frozenset[str],
    budget: Budget,
) -> None:
    """Refuse an archive with anything in it that its sender may not send unpacked."""
    for member in found:
        if member.is_folder:
            continue
        if is_runnable(member.name.decode("utf-8", "replace")):
            raise Refused("media-archive-inside")
        check_head(_head(file, member, budget))
        if _member_type(file, member, sniff, budget).group not in allowed - {ARCHIVE}:
            raise Refused("media-archive-inside")


def _member_type(file: BinaryIO, member: Member, sniff: Sniff, budget: Budget) -> FileType:
    whole = BytesIO(_whole(file, member, budget))
    budget.deeper()
    kind = sniff(whole)
    budget.depth -= 1
    return kind


def _head(file: BinaryIO, member: Member, budget: Budget) -> bytes:
    budget.take(min(member.size, _HEAD))
    return unpack(file, member, _HEAD)


def _whole(file: BinaryIO, member: Member, budget: Budget) -> bytes:
    if member.size > _LARGEST_MEMBER:
        raise Refused("media-archive-large")
    budget.take(member.size)
    return unpack(file, member, member.size)
