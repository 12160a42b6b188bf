"""A digest as text: plain, and as formatted text for rooms and for e-mail."""

from collections.abc import Mapping
from html import escape
from typing import Any

from bot.digest.model import Digest, Parent, Section
from templates import Message, message, say
from templates.dates import Time
from templates.lists import Listed

# What a room can show at a glance; the paper has its own measure.
MOST_LINES = 10
MOST_DECISIONS = 15
_HTML = "org.matrix.custom.html"


def heading(digest: Digest) -> Message:
    """The heading of what waits."""
    if isinstance(digest.audience, Parent):
        return message("digest-decisions-own")
    return message("digest-decisions")


def made(digest: Digest) -> Message:
    """When it was made, and what a digest counts."""
    return message("digest-made", time=Time(digest.period.made, "long"))


def age(digest: Digest, at: int) -> Message | None:
    """How long the decision number `at` has been waiting; None: not known."""
    since = digest.decisions[at].since
    if since is None:
        return None
    return message("digest-days", count=max(0, (digest.period.today - since).days))


def plain(digest: Digest, language: str) -> str:
    """The digest as plain text."""
    it = digest.cut(MOST_LINES, MOST_DECISIONS)

    def t(what: Message) -> str:
        return say(what, language)

    lines = [it.school, t(it.title), "", t(heading(it)).upper()]
    for number, decision in enumerate(it.decisions):
        lines.append(f"{number + 1}. {' · '.join(_decision(it, number, language))}")
        lines.append(f"   → {t(decision.todo)}")
    if not it.decisions:
        lines.append(t(it.calm))
    if it.more_decisions:
        lines.append(t(message("digest-more", count=it.more_decisions)))
    for section in it.sections:
        lines += ["", t(section.title).upper()]
        lines += (f"• {line}" for line in section_lines(section, language))
    lines += ["", t(made(it))]
    return "\n".join(lines)


def formatted(digest: Digest, language: str, styles: Mapping[str, str] | None = None) -> str:
    """The digest as HTML: only tags of the Matrix specification, and no attribute in a room.

    `styles` are inline styles by tag, for e-mail.
    """
    it = digest.cut(MOST_LINES, MOST_DECISIONS)

    def tag(name: str, inside: str) -> str:
        style = (styles or {}).get(name)
        opening = f'{name} style="{escape(style)}"' if style else name
        return f"<{opening}>{inside}</{name}>"

    def t(what: Message) -> str:
        return escape(say(what, language))

    parts = [tag("h3", t(it.title)), tag("p", escape(it.school)), tag("h4", t(heading(it)))]
    if it.decisions:
        items = []
        for number, decision in enumerate(it.decisions):
            what, *rest = _decision(it, number, language)
            beside = "".join(f" · {escape(one)}" for one in rest)
            todo = tag("em", t(decision.todo))
            items.append(tag("li", f"{tag('strong', escape(what))}{beside}<br>{todo}"))
        parts.append(tag("ol", "".join(items)))
        if it.more_decisions:
            parts.append(tag("p", t(message("digest-more", count=it.more_decisions))))
    else:
        parts.append(tag("p", t(it.calm)))
    for section in it.sections:
        parts.append(tag("h4", t(section.title)))
        items = [tag("li", escape(one)) for one in section_lines(section, language)]
        parts.append(tag("ul", "".join(items)))
    parts.append(tag("p", tag("em", t(made(it)))))
    return "".join(parts)


def matrix(digest: Digest, language: str) -> dict[str, Any]:
    """The content of an `m.room.message`; nobody is mentioned, whatever a title says."""
    return {
        "msgtype": "m.text",
        "body": plain(digest, language),
        "format": _HTML,
        "formatted_body": formatted(digest, language),
        "m.mentions": {},
    }


def picture_alt(digest: Digest, language: str) -> str:
    """What the picture shows, for those who do not see it."""
    it = digest.picture

    tiles = [message("digest-picture-tile", label=one.label, figure=one.figure) for one in it.tiles]
    bars = [message("digest-picture-bar", label=one.label, figure=one.figure) for one in it.bars]
    said = f"{say(digest.title, language)} — {Listed(tuple(tiles)).said(language)}."
    if bars:
        said += f" {say(it.bars_title, language)}: {Listed(tuple(bars)).said(language)}."
    return said


def _decision(digest: Digest, at: int, language: str) -> list[str]:
    decision = digest.decisions[at]
    parts = [say(decision.what, language)]
    waited = age(digest, at)
    if waited is not None:
        parts.append(say(waited, language))
    if decision.urgent:
        parts.append(say(message("digest-urgent"), language))
    return parts


def section_lines(section: Section, language: str) -> list[str]:
    """What a section says, with how much was left out."""
    lines = [say(it, language) for it in section.lines]
    if section.more:
        lines.append(say(message("digest-more", count=section.more), language))
    return lines
