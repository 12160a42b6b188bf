"""Photographs leave without the place where they were taken, and without all that EXIF tells."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import BinaryIO

from policy.media import gif, jpeg, png, webp
from policy.media.foreign import check_no_pdf_inside, check_no_zip_behind
from policy.media.reading import at
from policy.media.types import PHOTO, TYPES, FileType

_CLEAN: Mapping[str, Callable[[BinaryIO], bytes]] = {
    "jpeg": jpeg.clean,
    "png": png.clean,
    "gif": gif.clean,
    "webp": webp.clean,
}
assert _CLEAN.keys() == {it.id for it in TYPES.values() if it.group == PHOTO}  # noqa: S101


def photo_type(head: bytes) -> FileType | None:
    """Which sort of photograph begins with `head` (at least 12 bytes), if any."""
    if head.startswith(b"\xff\xd8\xff"):
        return TYPES["jpeg"]
    if head.startswith(png.SIGNATURE):
        return TYPES["png"]
    if head.startswith((b"GIF87a", b"GIF89a")):
        return TYPES["gif"]
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return TYPES["webp"]
    return None


def clean_photo(file: BinaryIO) -> bytes | None:
    """The photograph without metadata, its pixels bit for bit; None if it is no photograph.

    Raises:
        Refused: it is damaged, or at the same time a file of another type.
    """
    kind = photo_type(at(file, 0, 12))
    if kind is None:
        return None
    check_no_pdf_inside(file)
    cleaned = _CLEAN[kind.id](file)
    check_no_zip_behind(BytesIO(cleaned))
    return cleaned
