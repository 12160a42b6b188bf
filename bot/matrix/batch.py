"""One answer of the sync, as far as the assistant is concerned with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoomUpdate:
    """News of a room. `state` is what stood before `timeline`, `timeline` in order."""

    room_id: str
    state: tuple[Event, ...] = ()
    timeline: tuple[Event, ...] = ()
    # Where older events begin that the server left out, empty where none are missing.
    gap_from: str = ""
    members: int | None = None  # joined members, where the server told


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything of one answer; `token` is where the next one goes on."""

    token: str
    rooms: tuple[RoomUpdate, ...] = ()
    invites: tuple[tuple[str, str], ...] = ()  # room id, who invites
    left: tuple[str, ...] = ()


def text_of(event: Event) -> str:
    """The body of a message, empty where it has none."""
    body = content_of(event).get("body")
    return body if isinstance(body, str) else ""


def content_of(event: Event) -> Mapping[str, Any]:
    """The content of an event, whatever a client made of it."""
    content = event.get("content")
    return content if isinstance(content, Mapping) else {}


def relation_of(event: Event) -> Mapping[str, Any]:
    """`m.relates_to`, empty where there is none."""
    relation = content_of(event).get("m.relates_to")
    return relation if isinstance(relation, Mapping) else {}


def thread_of(event: Event) -> str:
    """The root of the thread that an event is in, empty where it is in none."""
    relation = relation_of(event)
    root = relation.get("event_id")
    return root if relation.get("rel_type") == "m.thread" and isinstance(root, str) else ""
