"""May this person send a file of this type and size? And the file as it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from policy.media.mp4 import neutralise
from policy.media.names import is_runnable
from policy.media.photo import clean_photo, photo_type
from policy.media.reading import at, size_of
from policy.media.sniff import sniff
from policy.media.types import ENCRYPTED, SETTING, FileType, Refused
from policy.refusal import Refusal
from policy.safety import Uploads

MEGABYTE = 1024 * 1024
_TOO_LARGE = "M_TOO_LARGE"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be stored: its type, its bytes (perhaps others than came), their number."""

    type: FileType
    content: BinaryIO
    size: int


def largest(limits: Uploads | Iterable[Uploads]) -> int:
    """The size in bytes of the largest file that any of the limits allows."""
    return max((it.megabytes * MEGABYTE for it in _several(limits) if it.groups), default=0)


def decide_size(limits: Uploads | Iterable[Uploads], size: int) -> Refusal | None:
    """Refuse what is too large for any type, before it is sent."""
    most = largest(limits)
    if not most:
        return Refusal("media-nothing", setting=SETTING)
    return _too_large(size, most) if size > most else None


def decide_upload(limits: Uploads | Iterable[Uploads], size: int, kind: FileType) -> Refusal | None:
    """May somebody with these limits (one a role; any of them suffices) send this file?"""
    everything = tuple(_several(limits))
    fitting = [it for it in everything if kind.group in it.groups and it.megabytes]
    if fitting:
        most = largest(fitting)
        return _too_large(size, most) if size > most else None
    if not largest(everything):
        return Refusal("media-nothing", setting=SETTING)
    if kind.group == ENCRYPTED:
        return Refusal("media-unknown", setting=SETTING)
    return Refusal("media-group", {"group": kind.group}, setting=SETTING)


def prepare(file: BinaryIO, name: str | None, limits: Iterable[Uploads]) -> Prepared:
    """Look at the writable `file`, decide, and take out what tells where it was made.

    Costs time in proportion to the file; call it outside of the reactor.

    Raises:
        Refused: with the reason.
    """
    everything = tuple(limits)
    size = size_of(file)
    _insist(decide_size(everything, size))
    if is_runnable(name or ""):
        raise Refused("media-name")
    photo = photo_type(at(file, 0, 12))
    if photo is not None:
        _insist(decide_upload(everything, size, photo))
        cleaned = clean_photo(file) or b""
        return Prepared(photo, BytesIO(cleaned), len(cleaned))
    kind = sniff(file, allowed=frozenset().union(*(it.groups for it in everything)))
    _insist(decide_upload(everything, size, kind))
    if kind.id in ("mp4", "mov", "m4a"):
        neutralise(file)
    file.seek(0)
    return Prepared(kind, file, size)


def _insist(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _several(limits: Uploads | Iterable[Uploads]) -> Iterable[Uploads]:
    return (limits,) if isinstance(limits, Uploads) else limits


def _too_large(size: int, most: int) -> Refusal:
    args = {"size": -(-size // MEGABYTE), "most": most // MEGABYTE}
    return Refusal("media-size", args, setting=SETTING, code=_TOO_LARGE)
