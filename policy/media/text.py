"""Plain text in UTF-8 or Windows-1251, and RTF that holds nothing but text and pictures."""

import codecs
import re
from typing import BinaryIO

from policy.media.reading import CHUNK, at, windows
from policy.media.types import TYPES, FileType, Refused, broken

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What a browser takes for a page, wherever it stands or at the beginning (WHATWG MIME Sniffing).
_PAGE = re.compile(rb"<(?:script|html|!doctype|svg|iframe|\?php)", re.IGNORECASE)
_PAGE_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!--|\?xml|"
    rb"(?:h1|div|font|table|a|style|title|b|br|p|head|body|img|link|meta)[\s>/])",
    re.IGNORECASE,
)
_SCRIPT_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:#!|@echo|<%)", re.IGNORECASE)
_CYRILLIC = bytes((*range(0xC0, 0x100), 0xA8, 0xB8))
_ASCII = bytes(range(0x80))
# Less would be a picture or a language that Windows-1251 does not write.
_CYRILLIC_SHARE = 0.7
_UNUSED_IN_1251 = b"\x98"


def text_type(file: BinaryIO) -> FileType | None:
    """Which text this is, None if it is no text at all.

    Raises:
        Refused: it is a page, a script, or letters of a third encoding.
    """
    head = at(file, 0, CHUNK)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("media-text-letters")
    if _CONTROL.search(head):
        return None
    if _SCRIPT_START.match(head):
        raise Refused("media-script")
    if _PAGE_START.match(head):
        raise Refused("media-page")
    page = False
    for window in windows(file, 0, 16):
        if _CONTROL.search(window):
            return None
        page = page or bool(_PAGE.search(window))
    if page:
        raise Refused("media-page")
    if _is_utf8(file):
        return TYPES["txt"]
    if _is_cp1251(file):
        return TYPES["txt-cp1251"]
    return None


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for window in windows(file, 0, 0):
            decoder.decode(window)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_cp1251(file: BinaryIO) -> bool:
    high = cyrillic = 0
    for window in windows(file, 0, 0):
        if _UNUSED_IN_1251 in window:
            return False
        upper = window.translate(None, _ASCII)
        high += len(upper)
        cyrillic += len(upper) - len(upper.translate(None, _CYRILLIC))
    return cyrillic >= high * _CYRILLIC_SHARE


# Control words of RTF that carry other files, start something or fetch something.
_RTF_ACTS = re.compile(
    rb"\\(?:obj[a-z]*|template|bin|linkself)(?![a-z])"
    rb"|\b(?:DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|mshta)\b",
    re.IGNORECASE,
)


def rtf_type(file: BinaryIO) -> FileType:
    """An RTF with text and pictures.

    Raises:
        Refused: it carries other files, fetches something, or is no whole RTF.
    """
    last = b""
    for window in windows(file, 0, 64):
        if _CONTROL.search(window.rstrip(b"\x00")):
            raise broken()
        if _RTF_ACTS.search(window):
            raise Refused("media-embedded")
        last = window
    if not last.rstrip(b"\x00\r\n\t ").endswith(b"}"):
        raise broken()
    return TYPES["rtf"]
