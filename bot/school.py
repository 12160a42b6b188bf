"""The school as the registry room tells it, and the rooms that the assistant is in."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.matrix.batch import Event, content_of
from bot.store.store import RoomRow
from policy import events
from policy.decision import Place
from policy.regulation import DIRECT
from policy.school import School

StateKey = tuple[str, str]
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

    def __iter__(self) -> Any:
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
    """Follows the registry's state. The school is built anew when somebody asks after a change."""

    def __init__(self, server_name: str) -> None:
        self._server_name = server_name
        self._state: dict[StateKey, Mapping[str, Any]] = {}
        self._school: School | None = None
        self._changed = False

    def fill(self, state: Iterable[Event]) -> None:
        """Begin with the whole state of the registry room."""
        self._state = {}
        self.follow(state)

    def follow(self, changes: Iterable[Event]) -> None:
        """Take over state events."""
        for event in changes:
            key = event.get("state_key")
            if isinstance(key, str):
                self._state[str(event.get("type")), key] = content_of(event)
                self._changed = True

    def content(self, kind: str, key: str = "") -> Mapping[str, Any]:
        """One state event's content, empty where there is none."""
        return self._state.get((kind, key), {})

    def all(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """State key → content of every event of a type."""
        return {key: content for (it, key), content in self._state.items() if it == kind}

    @property
    def school(self) -> School | None:
        """The school, None while the registry tells of none."""
        if self._changed:
            self._school = self._built() or self._school
            self._changed = False
        return self._school

    def _built(self) -> School | None:
        raise NotImplementedError


def room_from(
    row: RoomRow, state: Iterable[Event], provisioner: str, school_id: str | None
) -> RoomRow:
    """What `row` becomes by these state events.

    A room is managed when the provisioning user created it with the ownership mark; the locator
    in a room that somebody else made is only somebody's words.
    """
    import dataclasses

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
