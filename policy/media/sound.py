"""Sound and film in other containers than MP4: Ogg, WebM, WAV, MP3, AAC."""

import struct
from collections.abc import Callable
from typing import BinaryIO

from policy.media.foreign import check_nothing_behind
from policy.media.reading import at, exactly, most_parts, size_of
from policy.media.types import TYPES, FileType, broken, two_in_one

_PAGE, _PIECE, _MOST_CHUNKS = 64, 32, 1000
_OGG_FILM = (b"\x80theora", b"\x01video\x00\x00")
_OGG_SOUND = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
_OGG_OTHER = (b"fishead\x00",)  # Skeleton: tells where the others are


def ogg_type(file: BinaryIO) -> FileType:
    """Film or sound, by the streams of the file (RFC 3533); its pages are all there is.

    Raises:
        Refused: damaged, or something follows the last page.
    """
    size = size_of(file)
    place = film = sound = 0
    for _ in range(most_parts(size, _PAGE)):
        if place == size:
            break
        head = at(file, place, 27)
        if head[:5] != b"OggS\x00" or len(head) < 27:
            raise two_in_one() if place else broken()
        body = place + 27 + head[26]
        length = sum(exactly(file, head[26]))
        if head[5] & 2:  # begins a stream
            start = at(file, body, 16)
            film += start.startswith(_OGG_FILM)
            sound += start.startswith(_OGG_SOUND)
            if not start.startswith((*_OGG_FILM, *_OGG_SOUND, *_OGG_OTHER)):
                raise broken()
        place = body + length
        if place > size:
            raise broken()
    else:
        raise broken()
    if film:
        return TYPES["ogv"]
    if sound:
        return TYPES["ogg"]
    raise broken()


def wav_type(file: BinaryIO) -> FileType:
    """A WAV whose parts are all there is.

    Raises:
        Refused: damaged, or something follows.
    """
    whole = size_of(file)
    (size,) = struct.unpack("<4xI", at(file, 0, 8))
    end = 8 + size
    place = 12
    seen: set[bytes] = set()
    for _ in range(_MOST_CHUNKS):
        if place + 8 > end:
            break
        file.seek(place)
        kind, length = struct.unpack("<4sI", exactly(file, 8))
        if place + 8 + length > end:
            raise broken()
        seen.add(kind)
        place += 8 + length + (length & 1)
    else:
        raise broken()
    if end > whole or not {b"fmt ", b"data"} <= seen:
        raise broken()
    check_nothing_behind(file, end)
    return TYPES["wav"]


_SEGMENT, _TRACKS, _ENTRY, _TRACK_KIND = 0x18538067, 0x1654AE6B, 0xAE, 0x83
_EBML, _DOC_TYPE, _CLUSTER, _ATTACHMENTS = 0x1A45DFA3, 0x4282, 0x1F43B675, 0x1941A469
_UNKNOWN = -1
_MOST_TRACKS, _MOST_FIELDS = 64, 500
_FILM_TRACK, _SOUND_TRACK = 1, 2


def webm_type(file: BinaryIO) -> FileType:
    """Film or sound, by the tracks of a WebM; its elements are all there is.

    Raises:
        Refused: another kind of Matroska, damaged, or something follows.
    """
    whole = size_of(file)
    kind, start, end = _element(file, 0, whole)
    if kind != _EBML or end == _UNKNOWN or end > 4096:
        raise broken()
    if _find(file, start, end, _DOC_TYPE) != [b"webm"]:
        raise broken()
    kind, start, last = _element(file, end, whole)
    if kind != _SEGMENT:
        raise broken()
    if last not in (_UNKNOWN, whole):
        raise two_in_one()
    tracks: set[int] = set()
    place = start
    for _ in range(most_parts(whole, _PIECE)):
        if place == whole:
            break
        kind, start, end = _element(file, place, whole)
        if kind == _ATTACHMENTS:
            raise two_in_one()
        if kind == _TRACKS:
            if tracks:
                raise broken()
            tracks = _track_kinds(file, start, end)
        if end == _UNKNOWN and kind != _CLUSTER:
            raise broken()
        # A live recording does not know how long a cluster will be: pass over what is in it.
        place = start if end == _UNKNOWN else end
    else:
        raise broken()
    if not tracks or not tracks <= {_FILM_TRACK, _SOUND_TRACK}:
        raise broken()
    return TYPES["webm" if _FILM_TRACK in tracks else "weba"]


def _track_kinds(file: BinaryIO, start: int, end: int) -> set[int]:
    kinds: set[int] = set()
    place = start
    for _ in range(_MOST_TRACKS):
        if place >= end:
            return kinds
        kind, first, place = _element(file, place, end)
        if place == _UNKNOWN:
            raise broken()
        if kind == _ENTRY:
            kinds |= {int.from_bytes(it, "big") for it in _find(file, first, place, _TRACK_KIND)}
    raise broken()


def _find(file: BinaryIO, start: int, end: int, wanted: int) -> list[bytes]:
    """The short values of the elements `wanted` between `start` and `end`."""
    found: list[bytes] = []
    place = start
    for _ in range(_MOST_FIELDS):
        if place >= end:
            return found
        kind, first, place = _element(file, place, end)
        if place == _UNKNOWN:
            raise broken()
        if kind == wanted:
            found.append(at(file, first, min(place - first, 16)).rstrip(b"\x00"))
    raise broken()


def _element(file: BinaryIO, place: int, limit: int) -> tuple[int, int, int]:
    """(id, start of the content, end of the content or _UNKNOWN) of the element at `place`."""
    head = at(file, place, 12)
    width = 9 - head[0].bit_length() if head else 9
    if width > 4:
        raise broken()
    kind = int.from_bytes(head[:width], "big")
    rest = head[width:]
    size_width = 9 - rest[0].bit_length() if rest else 9
    if size_width > 8 or len(rest) < size_width:
        raise broken()
    ones = (1 << (7 * size_width)) - 1
    size = int.from_bytes(rest[:size_width], "big") & ones
    start = place + width + size_width
    if size == ones:
        return kind, start, _UNKNOWN
    if start + size > limit:
        raise broken()
    return kind, start, start + size


_BIT_RATES = {  # kbit/s of layer III: MPEG 1, then MPEG 2 and 2.5
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLE_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_ENOUGH_FRAMES = 3
_MOST_PADDING = 64 * 1024


def frames_type(file: BinaryIO) -> FileType | None:
    """MP3 or AAC without a container: several frames after each other, since one is a weak sign."""
    place = 0
    head = at(file, 0, 10)
    tagged = head.startswith(b"ID3") and len(head) == 10
    if tagged:
        size = 0
        for byte in head[6:]:
            if byte & 0x80:
                return None
            size = size << 7 | byte
        place = 10 + size + (10 if head[5] & 0x10 else 0)
        padding = at(file, place, _MOST_PADDING)
        place += len(padding) - len(padding.lstrip(b"\x00"))
    for length, kind in ((_mp3_frame, "mp3"), (_aac_frame, "aac")):
        if _are_frames(file, place, length):
            return TYPES[kind]
    if tagged:
        raise broken()
    return None


def _are_frames(file: BinaryIO, place: int, length_of: Callable[[bytes], int]) -> bool:
    size = size_of(file)
    for number in range(_ENOUGH_FRAMES):
        if number and place == size:
            return True
        length = length_of(at(file, place, 8))
        if not length or place + length > size:
            return False
        place += length
    return True


def _mp3_frame(head: bytes) -> int:
    """Length of the frame of layer III with this header, 0 if it is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version = head[1] >> 3 & 3
    rate, sampling = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sampling == 3:
        return 0
    bits = _BIT_RATES[1 if version == 3 else 2][rate] * 1000
    samples = 144 if version == 3 else 72
    return samples * bits // _SAMPLE_RATES[version][sampling] + (head[2] >> 1 & 1)


def _aac_frame(head: bytes) -> int:
    """Length of the ADTS frame with this header, 0 if it is none."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 > 12:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length >= 7 else 0
