"""The one thing of a photograph's EXIF that is kept: which side is up."""

import struct

EXIF = b"Exif\x00\x00"
_ORIENTATION = 0x0112
_SHORT = 3
_MOST_ENTRIES = 1000


def read(tiff: bytes) -> int | None:
    """The orientation, 2 to 8, from EXIF's TIFF part; None for upright, absent or damaged."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    try:
        if order is None:
            return None
        (place,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, place)
        for number in range(min(count, _MOST_ENTRIES)):
            tag, kind, values, value = struct.unpack_from(
                order + "HHIH", tiff, place + 2 + 12 * number
            )
            if tag == _ORIENTATION:
                fits = kind == _SHORT and values == 1 and 2 <= value <= 8
                return int(value) if fits else None
    except struct.error:
        return None
    return None


def write(orientation: int) -> bytes:
    """The smallest TIFF part that says `orientation` and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
