"""The letters as PDF, from templates/typst/letters.typ."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno

from templates import Message, message, say
from templates.glyphs import Glyphs
from templates.pages import day
from templates.typeset import fonts, pdf

FORMATS = ("a4", "a5", "cards")
# Ways to log in → their steps.
_WAYS = {
    "web": ("letter-web-1", "letter-web-2", "letter-web-3"),
    "telephone": ("letter-telephone-1", "letter-telephone-2", "letter-telephone-3"),
    "computer": ("letter-computer-1", "letter-computer-2", "letter-computer-3"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One person's. `code` is empty for whom none is printed: who has logged in already."""

    name: str
    about: Message | None  # class or children
    user: str
    code: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """The sheet on top of a pile: whose it is, and who signs for what."""

    title: Message
    teachers: Sequence[str]  # names
    letters: Sequence[Letter]


@dataclass(frozen=True, slots=True)
class About:
    """What stands in every letter."""

    school: str
    service: str
    start: str  # address of the activation page
    server_name: str
    regulation: Mapping[str, str]  # language → title


def letters_pdf(covers: Sequence[Cover], about: About, form: str, language: str) -> bytes:
    """Every pile with its cover sheet; `form` is one of `FORMATS`.

    Raises:
        typst.TypstError: a defect of the template.
    """
    glyphs = Glyphs(fonts())

    def t(key: str, **args: str | int) -> str:
        return glyphs.shown(say(message(key, **args), language))

    def letter(it: Letter) -> dict[str, Any]:
        return {
            "name": glyphs.shown(it.name),
            "about": glyphs.shown(say(it.about, language)) if it.about else "",
            "user": it.user.removeprefix("@").partition(":")[0],
            "code": it.code,
            "qr": code_svg(f"{about.start}#{it.code}") if it.code else "",
            "until": t("letter-until", day=day(it.until.isoformat())) if it.until else "",
        }

    data = {
        "form": form,
        "language": language,
        "school": glyphs.shown(about.school),
        "title": t("letter-title", service=about.service),
        "hello": t("letter-hello"),
        "address": about.start,
        "server": about.server_name,
        "labels": {
            name: t(f"letter-label-{name}") for name in ("user", "code", "address", "qr", "server")
        },
        "ways": [
            {
                "picture": f"{way}.svg",
                "title": t(f"letter-way-{way}"),
                "steps": [t(step, server=about.server_name) for step in steps],
            }
            for way, steps in _WAYS.items()
        ],
        "rules_title": t("letter-rules-title"),
        "rules": t("letter-rules", regulation=about.regulation[language]),
        "help_title": t("letter-help-title"),
        "help": t("letter-help"),
        "cover": {
            "intro": t("letter-cover-intro"),
            "teacher": t("letter-cover-teacher"),
            "columns": [t(f"letter-cover-{it}") for it in ("number", "name", "day", "signature")],
            "used": t("letter-cover-used"),
            "end": t("letter-cover-end"),
        },
        "piles": [
            {
                "title": glyphs.shown(say(cover.title, language)),
                "teachers": [glyphs.shown(it) for it in cover.teachers],
                "letters": [letter(it) for it in cover.letters],
            }
            for cover in covers
        ],
    }
    return pdf("letters.typ", json.dumps(data, ensure_ascii=False))


def code_svg(text: str) -> str:
    """A QR code as SVG; what is around it keeps the quiet zone."""
    # The mask is given: trying all eight takes most of the time, and any of them can be read.
    made = segno.make(text, micro=False, error="m", boost_error=False, mask=3)
    return str(made.svg_inline(border=0, omitsize=True))
