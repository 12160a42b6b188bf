"""The conference at the top of its room: a widget while it is open, nothing afterwards. Pure."""

from bot.conference.widget import ID, LAYOUT, STATE, layout, widget_content
from bot.effects import SetState
from bot.lessons.record import Record
from bot.lessons.say import heading
from bot.settings import Settings
from templates import Message, say


def placed(it: Record, me: str, settings: Settings, language: str) -> list[SetState]:
    """Put it there; Element shows it to everybody who is in the room."""
    title = heading(it)
    name = say(title, language) if isinstance(title, Message) else title
    return [
        SetState(it.room_id, STATE, ID, widget_content(settings.web, name, me)),
        SetState(it.room_id, LAYOUT, "", {"widgets": {ID: dict(layout())}}),
    ]


def taken_away(it: Record) -> list[SetState]:
    """Take it away."""
    return [SetState(it.room_id, STATE, ID, {}), SetState(it.room_id, LAYOUT, "", {})]
