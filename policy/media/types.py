"""The types of file that Parta knows, and the exception that says why a file may not pass."""

from collections.abc import Mapping
from dataclasses import dataclass

from policy import refusal
from policy.refusal import Refusal

SETTING = "uploads"

PHOTO = "photo"
AUDIO = "audio"
VIDEO = "video"
DOCUMENT = "document"
ARCHIVE = "archive"
# What a client encrypted before it sent it. Nobody can look inside, so a school names this group
# only for those who may write in encrypted rooms.
ENCRYPTED = "encrypted"


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file: its name here, the media type that is stored, the group that settings name.

    `mime` is what a browser is told, so it is one it may show without running anything.
    """

    id: str
    mime: str
    group: str


def _table() -> dict[str, FileType]:
    office = "application/vnd.openxmlformats-officedocument."
    odf = "application/vnd.oasis.opendocument."
    found = [
        FileType("jpeg", "image/jpeg", PHOTO),
        FileType("png", "image/png", PHOTO),
        FileType("gif", "image/gif", PHOTO),
        FileType("webp", "image/webp", PHOTO),
        FileType("ogg", "audio/ogg", AUDIO),
        FileType("mp3", "audio/mpeg", AUDIO),
        FileType("m4a", "audio/mp4", AUDIO),
        FileType("aac", "audio/aac", AUDIO),
        FileType("wav", "audio/wav", AUDIO),
        FileType("weba", "audio/webm", AUDIO),
        FileType("mp4", "video/mp4", VIDEO),
        FileType("mov", "video/quicktime", VIDEO),
        FileType("webm", "video/webm", VIDEO),
        FileType("ogv", "video/ogg", VIDEO),
        FileType("pdf", "application/pdf", DOCUMENT),
        FileType("docx", office + "wordprocessingml.document", DOCUMENT),
        FileType("xlsx", office + "spreadsheetml.sheet", DOCUMENT),
        FileType("pptx", office + "presentationml.presentation", DOCUMENT),
        FileType("ppsx", office + "presentationml.slideshow", DOCUMENT),
        FileType("odt", odf + "text", DOCUMENT),
        FileType("ods", odf + "spreadsheet", DOCUMENT),
        FileType("odp", odf + "presentation", DOCUMENT),
        FileType("rtf", "application/rtf", DOCUMENT),
        FileType("txt", "text/plain", DOCUMENT),
        # Named, or a browser would read these letters as UTF-8.
        FileType("txt-cp1251", "text/plain; charset=windows-1251", DOCUMENT),
        FileType("zip", "application/zip", ARCHIVE),
        FileType("encrypted", "application/octet-stream", ENCRYPTED),
    ]
    return {it.id: it for it in found}


TYPES: Mapping[str, FileType] = _table()
GROUPS = frozenset(it.group for it in TYPES.values())
_GROUP_OF: Mapping[str, str] = {it.mime: it.group for it in TYPES.values()}


def group_of(mime: str) -> str:
    """The group of a stored media type, empty for one that the gate does not give."""
    return _GROUP_OF.get(mime, "")


class Refused(refusal.Refused):
    """A file may not pass; `refusal` says why, in words that the uploader can act upon."""

    def __init__(self, why: str | Refusal) -> None:
        super().__init__(Refusal(why, setting=SETTING) if isinstance(why, str) else why)


def broken() -> Refused:
    """The file is not what its first bytes promise."""
    return Refused("media-broken")


def two_in_one() -> Refused:
    """The file is also a file of another type."""
    return Refused("media-two-in-one")
