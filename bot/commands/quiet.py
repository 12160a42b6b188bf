"""Commands about a person are not for the room: the answer is private, the command disappears."""

from collections.abc import Sequence

from bot.commands.answer import in_private
from bot.commands.model import Call
from bot.effects import Effect, Redact
from bot.text import Text, Words
from policy.regulation import DIRECT

# Rooms where the staff that keeps order is among itself.
_AMONG_STAFF = frozenset({"moderation", "director", DIRECT})


def quietly(call: Call, text: Text | Words) -> Sequence[Effect]:
    """Answer the person alone, and take the command out of a room where others read it."""
    if call.place.kind in _AMONG_STAFF:
        return [in_private(call, text)]
    return [in_private(call, text), Redact(call.room.room_id, call.event_id)]
