"""The school as the registry room tells it, and the rooms that the assistant is in."""

import dataclasses
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.matrix.batch import Event, content_of
from bot.store.store import RoomRow
from policy import events
from policy.codes import Login
from policy.decision import Place
from policy.registry import TYPES, Reader, Written
from policy.regulation import DIRECT
from policy.roster import StateKey
from policy.school import School
from templates import LANGUAGES

logger = logging.getLogger(__name__)

# Throw-away people of `parta conformance` are strangers here: nobody greets or reports them.
_FOLLOWED = TYPES - {events.PROBES}

_MANAGED = frozenset({"m.room.create", "m.room.name", "m.room.encryption",
                      events.LOCATOR, events.LOCK})  # fmt: skip


class Rooms:
    """The assistant's rooms, by id, by locator key and by person."""

    def __init__(self, known: Iterable[RoomRow] = ()) -> None:
        self._by_id: dict[str, RoomRow] = {}
        self._by_key: dict[str, RoomRow] = {}
        self._by_person: dict[str, RoomRow] = {}
        for row in known:
            self.put(row)

    def __iter__(self) -> Iterator[RoomRow]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def put(self, row: RoomRow) -> None:
        """Know a room, or know it better."""
        self.drop(row.room_id)
        self._by_id[row.room_id] = row
        if row.key:
            self._by_key[row.key] = row
        if row.person:
            self._by_person[row.person] = row

    def drop(self, room_id: str) -> None:
        """Forget a room."""
        row = self._by_id.pop(room_id, None)
        if row is None:
            return
        if self._by_key.get(row.key) is row:
            del self._by_key[row.key]
        if self._by_person.get(row.person) is row:
            del self._by_person[row.person]

    def get(self, room_id: str) -> RoomRow | None:
        """The room of that id."""
        return self._by_id.get(room_id)

    def by_key(self, key: str) -> RoomRow | None:
        """The managed room of that locator key."""
        return self._by_key.get(key)

    def with_person(self, user: str) -> RoomRow | None:
        """The room between that person and the assistant alone."""
        return self._by_person.get(user)

    def of_kind(self, kind: str) -> list[RoomRow]:
        """Managed rooms of a kind, in the order of their keys."""
        return sorted((it for it in self if it.kind == kind), key=lambda it: it.key)


def place_of(row: RoomRow | None) -> Place:
    """Where a decision is about: a managed room, or one between persons."""
    if row is None or not row.key:
        return Place(DIRECT)
    return Place(row.kind, row.key, row.group, row.locked)


class Watch:
    """Follows the registry's state. Damage is logged, and what was read last stays in force."""

    def __init__(self, server_name: str, provisioner: str, *, probes: bool = False) -> None:
        self._followed = TYPES if probes else _FOLLOWED
        self._reader = Reader(server_name, provisioner, LANGUAGES, _report)
        self._state: dict[StateKey, Mapping[str, Any]] = {}

    def fill(self, state: Iterable[Event], now_ms: int) -> None:
        """Begin with the whole state of the registry room."""
        self._state = {}
        self.follow(state, now_ms)

    def follow(self, changes: Iterable[Event], now_ms: int) -> None:
        """Take over state events."""
        written: dict[StateKey, Written] = {}
        for event in changes:
            kind, key = event.get("type"), event.get("state_key")
            if isinstance(kind, str) and isinstance(key, str):
                content = content_of(event)
                self._state[kind, key] = content
                if kind in self._followed:
                    written[kind, key] = Written(str(event.get("sender")), content)
        if written:
            self._reader.read(written, now_ms)

    def content(self, kind: str, key: str = "") -> Mapping[str, Any]:
        """One state event's content, empty where there is none."""
        return self._state.get((kind, key), {})

    def all(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """State key → content of every event of a type."""
        return {key: content for (it, key), content in self._state.items() if it == kind}

    def login(self, user: str) -> Login | None:
        """The login letter that somebody has."""
        return self._reader.login(user)

    @property
    def school(self) -> School | None:
        """The school, None while the registry tells of none."""
        return self._reader.school

    def has_accepted(self, user: str) -> bool:
        """Has `user` accepted the regulation in force (T7)?"""
        return self._reader.has_accepted(user)


def _report(what: str) -> None:
    logger.warning("the registry is damaged: %s", what)


def room_from(row: RoomRow, state: Iterable[Event], provisioner: str) -> RoomRow:
    """What `row` becomes by these state events.

    A room is managed when the provisioning user created it with the ownership mark; the locator
    in a room that somebody else made is only somebody's words.
    """
    for event in state:
        kind, content = event.get("type"), content_of(event)
        if kind not in _MANAGED or event.get("state_key") != "":
            continue
        if kind == "m.room.create":
            mark = content.get(events.OWNERSHIP)
            ours = event.get("sender") == provisioner and isinstance(mark, Mapping)
            key = mark.get("key") if ours and isinstance(mark, Mapping) else ""
            row = dataclasses.replace(row, key=key if isinstance(key, str) else "")
        elif kind == events.LOCATOR and event.get("sender") == provisioner:
            room_kind, group = content.get("kind"), content.get("group")
            row = dataclasses.replace(
                row,
                kind=room_kind if isinstance(room_kind, str) else "",
                group=group if isinstance(group, str) else None,
            )
        elif kind == "m.room.name":
            name = content.get("name")
            row = dataclasses.replace(row, name=name if isinstance(name, str) else "")
        elif kind == "m.room.encryption":
            row = dataclasses.replace(row, encrypted=True)
        elif kind == events.LOCK:
            row = dataclasses.replace(row, locked=content.get("locked") is True)
    return row
