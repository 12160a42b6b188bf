"""Predicates on the messages of one person: the same text, many mentions, many rooms at once."""

from collections.abc import Mapping, Sequence

from bot.moderation.protections.model import Predicate, Seen, within
from policy.safety import Protection


def same_text(settings: Protection, seen: Sequence[Seen]) -> Sequence[Seen]:
    """The newest text `count` times, in at least `rooms` rooms; 0 is a text too short to tell."""
    lately = within(settings, seen)
    if not lately or not lately[-1].same:
        return ()
    return _enough(settings, [it for it in lately if it.same == lately[-1].same])


def mentions(settings: Protection, seen: Sequence[Seen]) -> Sequence[Seen]:
    """At least `count` people mentioned, in one message or in several."""
    calling = [it for it in within(settings, seen) if it.mentions]
    many = sum(it.mentions for it in calling) >= settings.count
    return calling if many and seen[-1].mentions else ()


def across(settings: Protection, seen: Sequence[Seen]) -> Sequence[Seen]:
    """At least `count` messages in at least `rooms` rooms."""
    return _enough(settings, within(settings, seen))


def _enough(settings: Protection, seen: Sequence[Seen]) -> Sequence[Seen]:
    rooms = {it.room_id for it in seen}
    return seen if len(seen) >= settings.count and len(rooms) >= settings.rooms else ()


PREDICATES: Mapping[str, Predicate] = {
    "same_text": same_text,
    "mentions": mentions,
    "across": across,
}
