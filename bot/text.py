"""Texts as the assistant writes them: built of parts, shown plain and formatted.

What people wrote (names, titles, quoted messages) is text and never markup. `m.mentions` is always
there, so that nobody is called by a name that only stands in a text.
"""

import html
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.effects import Send
from templates import Message, say

# What turns the direction of a whole line around, and other signs that nobody sees.
_INVISIBLE = frozenset(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\ufeff"
)
_LONGEST = 12_000
Words = Message | str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph."""

    words: Words
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `numbers` counts it."""

    items: Sequence[Words]
    numbers: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote."""

    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link with a text of its own; only http and https."""

    words: Words
    address: str


Part = Line | Bullets | Quote | Link


@dataclass(frozen=True)
class Text:
    """Parts one below the other."""

    parts: Sequence[Part] = field(default_factory=tuple)

    @staticmethod
    def of(*parts: Part | Words) -> "Text":
        """A text of these parts; a bare sentence is a paragraph."""
        return Text(tuple(Line(it) if isinstance(it, Message | str) else it for it in parts))


def clean(text: str, most: int = _LONGEST) -> str:
    """What a person wrote, without control characters and turned directions, and not endless."""
    kept = "".join(
        it
        for it in text
        if it == "\n" or (it not in _INVISIBLE and unicodedata.category(it) not in ("Cc", "Cs"))
    )
    return kept if len(kept) <= most else kept[: most - 1] + "…"


def plain(text: Text, language: str) -> str:
    """For clients that show no formatting, and for notifications."""
    return "\n".join(_plain(part, language) for part in text.parts)


def formatted(text: Text, language: str) -> str:
    """As `org.matrix.custom.html` (specification, m.room.message)."""
    return "".join(_html(part, language) for part in text.parts)


def content(
    text: Text | Words,
    language: str,
    *,
    mention: Iterable[str] = (),
    thread: str = "",
    reply_to: str = "",
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The content of a notice; where people are called (`mention`) it is a message, since clients
    are silent about every notice. `thread` is the root of the thread that it belongs to.
    """
    whole = text if isinstance(text, Text) else Text.of(text)
    people = sorted(set(mention))
    found: dict[str, Any] = {
        "msgtype": "m.text" if people else "m.notice",
        "body": plain(whole, language),
        "format": "org.matrix.custom.html",
        "formatted_body": formatted(whole, language),
        "m.mentions": {"user_ids": people} if people else {},
        **(more or {}),
    }
    relation: dict[str, Any] = {}
    if reply_to:
        relation["m.in_reply_to"] = {"event_id": reply_to}
    if thread:
        relation |= {"rel_type": "m.thread", "event_id": thread, "is_falling_back": not reply_to}
        relation.setdefault("m.in_reply_to", {"event_id": thread})
    if relation:
        found["m.relates_to"] = relation
    return found


def notice(room_id: str, text: Text | Words, language: str, *, mark: str = "", **how: Any) -> Send:
    """A notice into a room; see `content` for `how`."""
    return Send(room_id, content(text, language, **how), mark=mark)


def _said(words: Words, language: str) -> str:
    return say(words, language) if isinstance(words, Message) else clean(words)


def _plain(part: Part, language: str) -> str:
    match part:
        case Line():
            return _said(part.words, language)
        case Bullets():
            return "\n".join(
                f"{f'{number}.' if part.numbers else '•'} {_said(it, language)}"
                for number, it in enumerate(part.items, 1)
            )
        case Quote():
            return "\n".join(f"> {line}" for line in clean(part.words).splitlines())
        case Link():
            return f"{_said(part.words, language)}: {part.address}"


def _html(part: Part, language: str) -> str:
    match part:
        case Line():
            inner = _escaped(_said(part.words, language))
            return f"<p><strong>{inner}</strong></p>" if part.bold else f"<p>{inner}</p>"
        case Bullets():
            tag = "ol" if part.numbers else "ul"
            items = "".join(f"<li>{_escaped(_said(it, language))}</li>" for it in part.items)
            return f"<{tag}>{items}</{tag}>"
        case Quote():
            return f"<blockquote>{_escaped(clean(part.words))}</blockquote>"
        case Link():
            words = _escaped(_said(part.words, language))
            if not part.address.startswith(("https://", "http://")):
                return f"<p>{words}</p>"
            return f'<p><a href="{html.escape(part.address)}">{words}</a></p>'


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")
