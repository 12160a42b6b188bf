"""ZIP (APPNOTE), read strictly: what every unpacker agrees upon, and nothing between the members.

Python's own reader forgives what attackers use: data before and between members, two names for
one member, a length that lies. Here such a file is refused.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from policy.media.reading import at, exactly, inflated, size_of
from policy.media.types import Refused, broken, two_in_one

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 1024
_MOST_MEMBERS = 5000
_LARGEST_LIST = 4 * 1024 * 1024
_LARGEST_UNPACKED = 512 * 1024 * 1024
# Encrypted, strongly encrypted, list of members hidden.
_SECRET_FLAGS = 0x0001 | 0x0040 | 0x2000
_DESCRIBED_BEHIND = 0x0008
_AES = 99
STORED, DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a ZIP: its name as written, how it is packed, where its packed bytes lie."""

    name: bytes
    method: int
    start: int
    packed: int
    size: int

    @property
    def is_folder(self) -> bool:
        """Only a name, without content."""
        return self.name.endswith(b"/") and self.size == 0


def members(file: BinaryIO) -> list[Member]:
    """Every member, in the order of the file, which they fill without a gap.

    Raises:
        Refused: encrypted, too much, damaged, or with something before, between or behind.
    """
    size = size_of(file)
    count, length, start = _end_record(file, size)
    if count > _MOST_MEMBERS or length > _LARGEST_LIST:
        raise Refused("media-archive-large")
    file.seek(start)
    listed = _listed(exactly(file, length), count)
    found = []
    place = 0
    for flags, packed_as, offset in sorted(listed, key=lambda it: it[2]):
        if flags & _SECRET_FLAGS or packed_as.method == _AES:
            raise Refused("media-encrypted")
        if packed_as.method not in (STORED, DEFLATED):
            raise Refused("media-archive-kind")
        if offset != place:
            raise two_in_one()
        member = _located(file, packed_as, offset)
        found.append(member)
        place = member.start + member.packed
        if flags & _DESCRIBED_BEHIND:
            place = _behind_description(file, place, start)
    if place != start:
        raise two_in_one()
    if sum(it.size for it in found) > _LARGEST_UNPACKED:
        raise Refused("media-archive-large")
    return found


def unpack(file: BinaryIO, member: Member, most: int) -> bytes:
    """The first `most` bytes of a member.

    Raises:
        Refused: damaged, or longer than the list of members says.
    """
    wanted = min(most, member.size + 1)
    if member.method == STORED:
        if member.packed != member.size:
            raise broken()
        return at(file, member.start, min(most, member.size))
    try:
        found = b"".join(
            inflated(file, member.start, compressed=member.packed, most=wanted, wbits=-15)
        )
    except zlib.error as error:
        raise broken() from error
    if len(found) != min(most, member.size):
        raise broken()
    return found


def _end_record(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """(number of members, length of their list, where it starts); the record ends the file."""
    tail = at(file, max(0, size - _END_SIZE - _LONGEST_COMMENT), _END_SIZE + _LONGEST_COMMENT)
    place = tail.rfind(_END)
    if place < 0 or place + _END_SIZE > len(tail):
        raise broken()
    disk, first, here, count, length, start, comment = struct.unpack_from("<4xHHHHIIH", tail, place)
    if disk or first or here != count or start == 0xFFFFFFFF:
        raise broken()
    end = size - len(tail) + place
    if start + length != end or end + _END_SIZE + comment != size:
        raise two_in_one()
    return count, length, start


def _listed(block: bytes, count: int) -> list[tuple[int, Member, int]]:
    """(flags, member without its place, offset of its local header) of each."""
    found = []
    place = 0
    try:
        for _ in range(count):
            flags, method, packed, size, name, extra, comment, offset = struct.unpack_from(
                "<8xHH8xIIHHH8xI", block, place
            )
            if block[place : place + 4] != _CENTRAL or 0xFFFFFFFF in (packed, size, offset):
                raise broken()
            start = place + 46
            found.append(
                (flags, Member(block[start : start + name], method, 0, packed, size), offset)
            )
            place = start + name + extra + comment
    except struct.error as error:
        raise broken() from error
    if place != len(block):
        raise two_in_one()
    return found


def _located(file: BinaryIO, member: Member, offset: int) -> Member:
    file.seek(offset)
    sign, method, name, extra = struct.unpack("<4s4xH16xHH", exactly(file, 30))
    if sign != _LOCAL or method != member.method or exactly(file, name) != member.name:
        raise two_in_one()
    if b"\x00" in member.name or b".." in member.name.replace(b"\\", b"/").split(b"/"):
        raise broken()
    start = offset + 30 + name + extra
    return Member(member.name, member.method, start, member.packed, member.size)


def _behind_description(file: BinaryIO, place: int, end: int) -> int:
    """Where the next member starts after the lengths that a writer did not know beforehand."""
    for length in (16, 12, 24, 20):
        following = place + length
        if following == end or (following < end and at(file, following, 4) == _LOCAL):
            return following
    # Some writers set the flag and leave the description out.
    return place
