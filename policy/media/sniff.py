"""The type of a file by its bytes; neither its name nor what its sender declared is asked."""

from typing import BinaryIO

from policy.media.budget import Budget
from policy.media.foreign import check_head, check_no_pdf_inside, check_no_zip_behind, pdf_header
from policy.media.mp4 import film_type
from policy.media.office import zip_type
from policy.media.pdf import pdf_type
from policy.media.photo import clean_photo, photo_type
from policy.media.reading import at
from policy.media.sound import frames_type, ogg_type, wav_type, webm_type
from policy.media.text import rtf_type, text_type
from policy.media.types import ENCRYPTED, GROUPS, TYPES, FileType, Refused

_HEAD = 4096


def sniff(file: BinaryIO, *, allowed: frozenset[str] = GROUPS - {ENCRYPTED}) -> FileType:
    """The type of `file` (seekable, read in pieces), after a look at its whole structure.

    `allowed`: groups that its sender may send, for what an archive may hold. What nobody knows is
    of the type "encrypted": it may be a ciphertext, and the settings say who may send those.

    Raises:
        Refused: a type that is never passed on, damaged, or two types in one.
    """
    return _sniff(file, allowed, Budget())


def _sniff(file: BinaryIO, allowed: frozenset[str] | None, budget: Budget) -> FileType:
    head = at(file, 0, _HEAD)
    if not head:
        raise Refused("media-empty")
    check_head(head)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return zip_type(file, lambda inner: _sniff(inner, None, budget), allowed, budget)
    if head.startswith(b"%PDF-"):
        return pdf_type(file, budget)
    photo = photo_type(head)
    if photo is not None:
        clean_photo(file)
        return photo
    kind = _sound_or_film(file, head)
    if kind is None:
        kind = rtf_type(file) if head.startswith(b"{\\rtf1") else text_type(file)
    if (kind is None or kind.mime.startswith("text/")) and pdf_header(file) > 0:
        raise Refused("media-pdf-header")
    check_no_pdf_inside(file)
    check_no_zip_behind(file)
    return kind or TYPES["encrypted"]


def _sound_or_film(file: BinaryIO, head: bytes) -> FileType | None:
    if head[4:8] == b"ftyp":
        return film_type(file)
    if head.startswith(b"OggS"):
        return ogg_type(file)
    if head.startswith(b"\x1aE\xdf\xa3"):
        return webm_type(file)
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return wav_type(file)
    return frames_type(file)
