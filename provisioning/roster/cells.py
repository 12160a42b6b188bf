"""Values in cells: dates, phones, document numbers, identifiers, lists."""

import re
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b

from provisioning.roster.words import tidy

_DATE = re.compile(r"(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})(?:\s*г\.?)?(?:[ T]00:00(?::00)?)?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
_WHOLE_NUMBER = re.compile(r"(\d+)\.0+")
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
_PHONES = re.compile(r"(?:\+?7|8)?[\s\-(]*\d{3}[\s\-)]*\d{3}[\s\-]*\d{2}[\s\-]*\d{2}")
_BETWEEN_PHONES = re.compile(r"[,;/\n|]| и | или ")
_IDENTIFIER = re.compile(r"[^\W_][\w.\-/@:]{0,254}")
_SHORTEST_PHONE, _LONGEST_PHONE = 5, 15
_EARLIEST_BIRTH = 1900


def read_date(text: str) -> date | None:
    """«01.02.2015», «1/2/2015» or «2015-02-01»; None for anything else."""
    plain = tidy(text)
    if found := _DATE.fullmatch(plain):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO_DATE.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_birth_date(day: date, today: date) -> bool:
    """Whether somebody living can have been born then."""
    return day.year >= _EARLIEST_BIRTH and day <= today


def whole_number(text: str) -> str:
    """The text; «101.0» as a spreadsheet may write a whole number becomes «101»."""
    found = _WHOLE_NUMBER.fullmatch(text)
    return found[1] if found else text


def read_phones(text: str) -> frozenset[str] | None:
    """The digits of each phone in a cell, Russian numbers beginning with 7; None if one is none."""
    phones: set[str] = set()
    for piece in _phone_pieces(tidy(text.replace("\n", ";"))):
        digits = "".join(sign for sign in piece if sign.isdecimal())
        if len(digits) == 11 and digits[0] == "8":
            digits = "7" + digits[1:]
        elif len(digits) == 10:
            digits = "7" + digits
        if digits and not digits.strip("0"):
            continue
        if not _SHORTEST_PHONE <= len(digits) <= _LONGEST_PHONE:
            return None
        phones.add(digits)
    return frozenset(phones)


def _phone_pieces(text: str) -> Iterator[str]:
    for piece in _BETWEEN_PHONES.split(text):
        plain = whole_number(piece.strip())
        if _EXPONENT.fullmatch(plain):
            plain = str(int(float(plain.replace(",", "."))))
        if sum(sign.isdecimal() for sign in plain) > _LONGEST_PHONE:
            yield from (found[0] for found in _PHONES.finditer(plain))
        elif plain:
            yield plain


def read_snils(text: str) -> str | None:
    """The eleven digits of a СНИЛС; None if they are not eleven."""
    digits = "".join(sign for sign in whole_number(tidy(text)) if sign.isdecimal())
    return digits if len(digits) == 11 else None


def read_identifier(text: str) -> str | None:
    """An identifier a school gave; None if it holds signs that an identifier cannot have."""
    plain = whole_number(tidy(text))
    return plain if _IDENTIFIER.fullmatch(plain) else None


def listed(text: str) -> list[str]:
    """The parts of a list in one cell: «1А, 1Б» or «1А; 1Б»."""
    return [part for part in (tidy(piece) for piece in re.split(r"[,;\n]", text)) if part]


class Identifiers:
    """Makes identifiers that never show a phone or a document number.

    They are keyed hashes: with a `secret` of the school nobody can find the phone out by trying
    all numbers. Without one the identifiers still work but are no protection against that.
    """

    def __init__(self, secret: bytes = b"") -> None:
        self._secret = blake2b(secret).digest() if secret else b""

    def hashed(self, *parts: str) -> str:
        """A short stable identifier of whoever these parts describe: "p-4f1c…"."""
        text = "\x1f".join(parts).encode("utf-8", "replace")
        return "p-" + blake2b(text, digest_size=8, key=self._secret).hexdigest()

    def given(self, identifier: str) -> str:
        """An identifier from the school's own column; hashed if it is a phone or a СНИЛС."""
        digits = re.sub(r"[\s\-().+_]", "", identifier)
        personal = digits.isdecimal() and len(digits) in (10, 11)
        return self.hashed("id", digits) if personal else identifier
