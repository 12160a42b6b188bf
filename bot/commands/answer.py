"""How the assistant answers: in the thread of the command where many read, plainly elsewhere."""

from typing import Any

from bot.commands.model import Call
from bot.effects import Send
from bot.text import Text, Words, content
from policy.regulation import DIRECT


def answer(call: Call, text: Text | Words, *, mark: str = "", **how: Any) -> Send:
    """The answer where the command was typed."""
    return Send(call.room.room_id, content(text, call.language, **_where(call), **how), mark=mark)


def in_private(call: Call, text: Text | Words, *, mark: str = "", **how: Any) -> Send:
    """The answer for the person alone: what concerns others is not for the whole room."""
    if call.place.kind == DIRECT:
        return answer(call, text, mark=mark, **how)
    return Send(call.user, content(text, call.language, **how), mark=mark)


def _where(call: Call) -> dict[str, Any]:
    if call.place.kind == DIRECT and not call.thread:
        return {"reply_to": call.event_id}
    return {"thread": call.thread or call.event_id, "reply_to": call.event_id}
