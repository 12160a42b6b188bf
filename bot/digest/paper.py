"""A digest as a picture (PNG) and as paper (PDF), both from templates/typst/digest.typ.

Typst runs in this process and holds the processor for some tenths of a second: call these from a
thread (`asyncio.to_thread`). What people typed goes in as JSON and is never read as markup.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import typst

from bot.digest.model import Digest
from bot.digest.text import age, heading, made, picture_alt, section_lines
from templates import Message, message, say
from templates.dates import Day
from templates.glyphs import Glyphs
from templates.typeset import FOLDER as _FOLDER
from templates.typeset import fonts as _fonts

_TEMPLATE = "digest.typ"
# Tried one after the other until the digest is one page: (lines a section, decisions), with the
# type as large as it may be while everything stands there.
_SIZES = (12.0, 11.2, 10.4, 9.8)
_SMALLEST = 9.2
_MEASURES = (
    *(
        (12, 14),
        (10, 12),
        (8, 10),
        (7, 9),
        (6, 9),
        (6, 8),
        (5, 8),
        (5, 7),
        (4, 7),
        (4, 6),
        (3, 6),
        (3, 5),
    ),
    *((2, 5), (2, 4), (1, 4), (1, 3)),
)
_PICTURE_DECISIONS = 3
_PICTURE_BARS = 24
_PAPER_BARS = 48
# Pixels an inch at which 540 points are 1080 pixels: the width of a cheap phone, twice.
_PPI = 144
WIDTH = 1080

LIGHT: Mapping[str, str] = {
    "ground": "#ffffff",
    "card": "#f1f4f9",
    "track": "#d3dce9",
    "text": "#16191f",
    "muted": "#4c5566",
    "accent": "#174a84",
    "alert": "#98190f",
    "alert-ground": "#fdeeec",
}
DARK: Mapping[str, str] = {
    "ground": "#12161d",
    "card": "#1c222c",
    "track": "#33415a",
    "text": "#eef1f6",
    "muted": "#b3bccb",
    "accent": "#8fbdf7",
    "alert": "#ffb4a9",
    "alert-ground": "#3a1613",
}


def picture(digest: Digest, language: str, *, dark: bool = False) -> bytes:
    """The overview as PNG, `WIDTH` pixels wide; `text.picture_alt` says the same in words.

    Raises:
        typst.TypstError: a defect of the template.
    """
    measured = digest.cut(_PICTURE_DECISIONS)
    data = _data(measured, language, "picture", DARK if dark else LIGHT, _PICTURE_BARS, 17)
    return _bytes(_compiler(data).compile(format="png", ppi=_PPI))


def pdf(digest: Digest, language: str) -> bytes:
    """The digest as PDF, A4, tagged (PDF/UA-1); on one page, longer lists cut with «and N more».

    Raises:
        typst.TypstError: a defect of the template.
    """
    made = b""
    tries = [(size, _MEASURES[0]) for size in _SIZES]
    tries += ((_SMALLEST, measure) for measure in _MEASURES)
    for size, measure in tries:
        data = _data(digest.cut(*measure), language, "page", LIGHT, _PAPER_BARS, size)
        compiler = _compiler(data)
        pages = json.loads(compiler.query("<pages>", field="value", one=True))
        if pages == 1 or measure == _MEASURES[-1]:
            made = _bytes(compiler.compile(format="pdf", pdf_standards=["ua-1"]))
            break
    return made


def _compiler(data: str) -> typst.Compiler:
    # One for each call: a compiler keeps its input, and calls come from several threads.
    return typst.Compiler(
        _FOLDER / _TEMPLATE,
        root=_FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )


def _bytes(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("one file expected")
    return made


def _data(
    digest: Digest,
    language: str,
    form: str,
    palette: Mapping[str, str],
    bars: int,
    size: float,
) -> str:
    it = digest.picture

    glyphs = Glyphs(_fonts())

    def fit(text: str) -> str:
        return _kept_together(glyphs.shown(text))

    def t(what: Message) -> str:
        return fit(say(what, language))

    def more(count: int) -> str:
        return t(message("digest-more", count=count)) if count else ""

    shown = it.bars[:bars]
    labels = [t(bar.label) for bar in shown]
    figures = [t(bar.figure) for bar in shown]
    ages = [age(digest, at) for at in range(len(digest.decisions))]
    sections = [
        {
            "title": t(section.title),
            "lines": [fit(it) for it in section_lines(section, language)],
        }
        for section in digest.sections
    ]
    return json.dumps(
        {
            "form": form,
            "size": size,
            "language": language,
            "palette": dict(palette),
            "title": t(digest.title),
            "school": fit(digest.school),
            "alt": fit(picture_alt(digest, language)),
            "made": t(made(digest)),
            "footer": t(message("digest-page-footer", school=digest.school)),
            "heading": t(heading(digest)),
            "calm": t(digest.calm),
            "decisions": [
                {
                    "what": t(decision.what),
                    "todo": t(decision.todo),
                    "age": t(waited) if waited else "",
                    "urgent": t(message("digest-urgent")) if decision.urgent else "",
                }
                for decision, waited in zip(digest.decisions, ages, strict=True)
            ],
            "decisions_more": more(digest.more_decisions),
            "tiles": [
                {"figure": t(tile.figure), "label": t(tile.label), "alert": tile.alert}
                for tile in it.tiles
            ],
            "bars_title": t(it.bars_title),
            "bars_more": more(it.more_bars + len(it.bars) - len(shown)),
            "bars": [
                {"label": label, "figure": figure, "share": bar.part / bar.of}
                for bar, label, figure in zip(shown, labels, figures, strict=True)
            ],
            # In ems, as wide as the longest needs.
            "label_width": _ems(labels, 15),
            "figure_width": _ems(figures, 8),
            "days_title": t(message("digest-days-title")),
            "sorts": [t(sort) for sort in it.sorts],
            "days": [
                {"name": Day(day.on, "weekday").said(language), "counts": day.counts}
                for day in it.days
            ],
            "columns": _columns(sections),
        },
        ensure_ascii=False,
    )


def _kept_together(text: str) -> str:
    """A number stays on one line with the word after it, and with a short word before it."""
    return re.sub(r"(?<=\d) (?=\S)|(?<=\b\w\w) (?=\d)", "\u00a0", text)


def _ems(texts: list[str], most: int) -> float:
    return min(most, max((0.56 * len(text) for text in texts), default=1) + 0.4)


def _columns(sections: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Two columns of nearly the same height, in the order of reading."""
    heights = [2 + sum(1 + len(line) // 58 for line in it["lines"]) for it in sections]
    whole = sum(heights)
    best = min(
        range(len(sections) + 1),
        key=lambda at: (max(sum(heights[:at]), whole - sum(heights[:at])), -at),
    )
    return [sections[:best], sections[best:]]
