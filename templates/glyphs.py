"""What Typst's own fonts cannot show is left out before it is printed.

PDF/UA forbids a sign without a glyph, and Typst refuses the whole document for one: a title with a
party popper in it must not cost the director the digest.
"""

import re
import unicodedata
from functools import lru_cache

import typst

_PROBE = b"#set document(title: [x])\n#sys.inputs.sign"
_MISSING = "□"
_SPACE_INSIDE = re.compile(r"(?<=[«“(]) | (?=[»”)])")
# Distinct unusual signs that one document asks about; thousands would keep the processor busy.
MOST_ASKED = 500
# Letters, digits and punctuation of Russian and English: asked never.
_USUAL = frozenset(
    [chr(it) for it in range(0x20, 0x7F)]
    + [chr(it) for it in range(0x410, 0x450)]
    + list("Ёё«»“”„’—–…№·•→\u00a0")
)


class Glyphs:
    """For one document: what of a text can be shown."""

    def __init__(self, fonts: typst.Fonts) -> None:
        self._fonts = fonts
        self._asked: dict[str, bool] = {}

    def shown(self, text: str) -> str:
        """`text` with a box for every letter that no font has, and without other such signs."""
        if _USUAL.issuperset(text):
            return text
        kept = "".join(map(self._one, text))
        # A pictogram leaves its spaces behind.
        if kept == text:
            return text
        return _SPACE_INSIDE.sub("", re.sub(" +", " ", kept)).strip()

    def _one(self, sign: str) -> str:
        if sign in _USUAL or self._known(sign):
            return sign
        return _MISSING if unicodedata.category(sign).startswith("L") else ""

    def _known(self, sign: str) -> bool:
        if sign not in self._asked:
            full = len(self._asked) >= MOST_ASKED
            self._asked[sign] = not full and _has_glyph(sign, self._fonts)
        return self._asked[sign]


@lru_cache(maxsize=4096)
def _has_glyph(sign: str, fonts: typst.Fonts) -> bool:
    try:
        typst.compile(
            _PROBE,
            format="pdf",
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"sign": sign},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True
