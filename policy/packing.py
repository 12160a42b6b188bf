"""Long data in several event contents: an event holds 64 KiB, a list of words is longer.

Each piece carries the checksum of the whole, so pieces of two versions, which a reader sees while
the registry room changes, are never put together.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

# Signs of base64 in one event: far enough from 64 KiB for keys and signatures.
PIECE = 45_000


def pack_pieces(data: Any) -> list[dict[str, Any]]:
    """JSON data as the contents of one or more events, in their order."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    checksum = hashlib.sha256(text).hexdigest()
    packed = base64.b64encode(zlib.compress(text, 9)).decode()
    pieces = [packed[start : start + PIECE] for start in range(0, len(packed), PIECE)]
    return [
        {"sha256": checksum, "part": number, "of": len(pieces), "zlib": piece}
        for number, piece in enumerate(pieces, 1)
    ]


def unpack_pieces(contents: Sequence[Mapping[str, Any]], largest: int) -> Any:
    """Read what `pack_pieces` wrote; `largest` bounds what may come out, in bytes.

    The order of the pieces does not matter. Empty contents, and pieces left over from another
    version, are ignored as long as the version of the first piece (`part` 1) is complete.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, zlib.error: damaged or incomplete.
    """
    given = [content for content in contents if content]
    first = [content for content in given if content["part"] == 1]
    if len(first) != 1:
        raise ValueError("not one first piece")
    checksum, count = first[0]["sha256"], first[0]["of"]
    pieces = {
        content["part"]: content["zlib"]
        for content in given
        if content["sha256"] == checksum and content["of"] == count
    }
    if type(count) is not int or not 1 <= count <= len(given):
        raise ValueError("a piece is missing")
    if sorted(pieces) != list(range(1, count + 1)):
        raise ValueError("a piece is missing")
    packed = "".join(pieces[number] for number in range(1, count + 1))
    opener = zlib.decompressobj()
    text = opener.decompress(base64.b64decode(packed, validate=True), largest)
    if not opener.eof:
        raise ValueError("cut off, or larger than it may be")
    if hashlib.sha256(text).hexdigest() != checksum:
        raise ValueError("the checksum does not fit")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
