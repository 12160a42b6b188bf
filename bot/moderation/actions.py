"""The audit trail: every action on somebody's word is an event in the moderation room.

`org.parta.action` in its content: {"what", "by", "of", "room", "at", "why", "undo", "case"}; facts
can be built from it again when the database is lost (docs/assistant/moderation.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.desk import Desk
from bot.effects import Effect, Send
from bot.moderation.kinds import MODERATION
from bot.moderation.naming import described, person_name, room_name
from bot.moderation.untrusted import LONGEST_QUOTE
from bot.text import Part, Quote, Text, clean, content
from policy import events
from templates import message

_LONGEST_WHY = 500
_MOST_QUOTES = 60
# Signs of quotes in one event: it holds 64 KiB, plain and formatted.
_IN_ONE = 6_000
_SENTENCES = {
    "lock": "action-lock",
    "unlock": "action-unlock",
    "warn": "action-warn",
    "withdraw": "action-withdraw",
    "mute": "action-mute",
    "unmute": "action-unmute",
    "remove": "action-remove",
    "exclude": "action-exclude",
    "return": "action-return",
    "release": "action-release",
    "unrelease": "action-unrelease",
    "dismiss": "action-dismiss",
    "reopen": "action-reopen",
    "escalate": "action-escalate",
    "call": "action-call",
    "take": "action-take",
    "ban": "action-ban",
    "trial": "action-trial",
    "list": "action-list",
    "reset": "action-reset",
}


def recorded(
    desk: Desk,
    what: str,
    by: str,
    *,
    of: str = "",
    room_id: str = "",
    why: str = "",
    undo: str = "",
    case: str = "",
    quotes: Iterable[str] = (),
    more: dict[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
) -> list[Effect]:
    """The record of one action; `undo` is the command that takes it back, `quotes` what is kept.

    `words` are what else the sentence needs.

    Empty where there is no moderation room.
    """
    room = desk.rooms.by_key(MODERATION)
    if room is None:
        return []
    language = desk.language
    sentence = message(
        _SENTENCES[what],
        by=person_name(desk.school, by) if by != desk.me else desk.school.about.name,
        of=described(desk.school, of, language),
        room=room_name(desk, room_id, language) if room_id else "—",
        **(words or {}),
    )
    parts: list[Part | Any] = [sentence]
    if why:
        parts.append(message("action-why", why=clean(why, _LONGEST_WHY)))
    action = {
        "what": what, "by": by, "of": of, "room": room_id, "at": desk.now,
        "why": clean(why, _LONGEST_WHY), "undo": undo, "case": case, **(more or {}),
    }  # fmt: skip
    first, *rest = _pieces([clean(it, LONGEST_QUOTE) for it in list(quotes)[:_MOST_QUOTES]])
    parts += map(Quote, first)
    return [
        Send(room.room_id, content(Text.of(*parts), language, more={events.ACTION: action})),
        *(Send(room.room_id, content(Text.of(sentence, *map(Quote, it)), language)) for it in rest),
    ]


def _pieces(quotes: Sequence[str]) -> list[list[str]]:
    """The quotes, as many together as fit into one event; at least one piece."""
    pieces: list[list[str]] = [[]]
    room = _IN_ONE
    for quote in quotes:
        if len(quote) > room:
            pieces.append([])
            room = _IN_ONE
        pieces[-1].append(quote)
        room -= len(quote)
    return pieces
