"""Small pieces of sentences that several parts of a digest say: where something is."""

from bot.digest.facts import Room
from bot.digest.sight import Sight
from policy.regulation import DIRECT
from templates import Message, message

# Kinds of room that a digest tells apart by name. Others are called by their class, or the school.
_OF_A_CLASS = frozenset({"pupils", "parents", "materials", "class_announcements"})
_OF_THE_SCHOOL = frozenset(
    {
        "announcements", "documents", "staff_room", "council", "meetings", "parents_committee",
        "director", "moderation",
    }
)  # fmt: skip


def where(sight: Sight, room: Room | None, about: str | None = None) -> Message:
    """What to call `room`; a room between persons by the class it is `about`, never by persons."""
    if room is None or room.kind == DIRECT:
        if about is None:
            return message("digest-where-direct")
        return message("digest-where-direct-class", title=sight.title(about))
    if room.kind in _OF_THE_SCHOOL:
        return message(f"digest-where-{room.kind.replace('_', '-')}")
    if room.group is None:
        return message("digest-where-school")
    title = sight.title(room.group)
    if room.kind in _OF_A_CLASS:
        return message(f"digest-where-{room.kind.replace('_', '-')}", title=title)
    return message("digest-where-group", title=title)
