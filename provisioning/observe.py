"""What is on the server now: accounts, managed rooms, the registry. Reads only, 2 + M requests.

One more where Synapse's list of rooms is behind: it follows in the background, with the statistics,
and a school whose rooms are not listed yet must not pass for a school without rooms.

A failed read raises. It never becomes an empty set, since an empty set reads as «everybody left»
(defect 10 of research: authentik-matrix-sync).
"""

import asyncio
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from policy import events
from policy.roster import Json, StateKey
from provisioning.layouts.load import REGISTRY_KIND
from provisioning.matrix.client import MatrixError
from provisioning.matrix.server import Homeserver
from provisioning.registry import Registry, RegistryError, read_registry
from provisioning.school import School


@dataclass(frozen=True, slots=True)
class ObservedAccount:
    """An account on the server, ours or not."""

    user: str
    name: str | None
    locked: bool
    deactivated: bool
    admin: bool = False


@dataclass(frozen=True)
class ObservedRoom:
    """A room that Parta created, with its whole state."""

    room_id: str
    key: str
    state: Mapping[StateKey, Json]

    @cached_property
    def members(self) -> dict[str, str]:
        """User id → membership, everybody who ever had one."""
        return {
            user: str(content.get("membership", ""))
            for (kind, user), content in self.state.items()
            if kind == "m.room.member"
        }

    def content(self, event_type: str, state_key: str = "") -> Json:
        """A state event's content, empty where there is none."""
        return self.state.get((event_type, state_key), {})


@dataclass(frozen=True)
class Observed:
    """The server as it was read."""

    accounts: Mapping[str, ObservedAccount] = field(default_factory=dict)
    rooms: Mapping[str, ObservedRoom] = field(default_factory=dict)  # by locator key
    spare: tuple[ObservedRoom, ...] = ()  # made twice or half made; nobody ever used them
    registry: Registry = field(default_factory=Registry)

    @property
    def foreign_users(self) -> frozenset[str]:
        """User ids that exist and that the registry does not know: never touched, never adopted."""
        ours = {*self.registry.users.values(), *(it.user for it in self.registry.leavers.values())}
        return frozenset(self.accounts.keys() - ours)

    @property
    def registry_state(self) -> Mapping[StateKey, Json]:
        """The registry room's state, empty before the first apply."""
        room = self.rooms.get(REGISTRY_KIND)
        return room.state if room else {}


async def observe(server: Homeserver, school: School) -> Observed:
    """Read the server.

    Raises:
        MatrixError: a request failed. RegistryError: the registry room is damaged.
    """
    users, rooms = await asyncio.gather(server.users(), server.rooms())
    created = [str(it["room_id"]) for it in rooms if it.get("creator") == school.provisioner_id]
    ours = await _read(server, created, school)
    listed = {str(it["room_id"]) for it in rooms}
    if _is_behind(ours, listed):
        known = await server.rooms_of(school.provisioner_id)
        ours += await _read(server, sorted(known - listed), school)
    chosen, spare = choose(ours, school)
    registry = chosen.get(REGISTRY_KIND)
    return Observed(
        accounts={
            str(it["name"]): ObservedAccount(
                user=str(it["name"]),
                name=it.get("displayname"),
                locked=bool(it.get("locked")),
                deactivated=bool(it.get("deactivated")),
                admin=bool(it.get("admin")),
            )
            for it in users
        },
        rooms=chosen,
        spare=spare,
        registry=read_registry(registry.state) if registry else Registry(),
    )


async def _read(server: Homeserver, room_ids: Sequence[str], school: School) -> list[ObservedRoom]:
    """Those of the rooms that are this school's, with their state."""
    states = await asyncio.gather(*map(server.room_state, room_ids))
    rooms = [_managed(it, state, school) for it, state in zip(room_ids, states, strict=True)]
    return [room for room in rooms if room is not None]


def _is_behind(rooms: Sequence[ObservedRoom], listed: Set[str]) -> bool:
    """Does the list lack the registry, or a room that hangs in a space of ours?"""
    linked = {
        state_key
        for room in rooms
        for (kind, state_key), content in room.state.items()
        if kind == "m.space.child" and content
    }
    return REGISTRY_KIND not in {room.key for room in rooms} or not linked <= listed


def _managed(
    room_id: str, events_: Sequence[Mapping[str, Any]], school: School
) -> ObservedRoom | None:
    """The room, if it is this school's: the provisioning user's, with the school's mark.

    Raises:
        RegistryError: it belongs to another school id under the same provisioning user: somebody
            changed `id` in school.yaml, and going on would make the whole school a second time.
    """
    creators = {it.get("sender") for it in events_ if it["type"] == "m.room.create"}
    if creators != {school.provisioner_id}:
        return None
    state = {(str(it["type"]), str(it["state_key"])): it["content"] for it in events_}
    mark = state.get(("m.room.create", ""), {}).get(events.OWNERSHIP)
    if not isinstance(mark, Mapping) or mark.get(events.PROBE) is True:
        return None
    if mark.get("school") != school.id:
        raise RegistryError(f"school id {mark.get('school')!r} ≠ {school.id!r}: {room_id}")
    return ObservedRoom(room_id, str(mark.get("key")), state)


def choose(
    rooms: Sequence[ObservedRoom], school: School
) -> tuple[dict[str, ObservedRoom], tuple[ObservedRoom, ...]]:
    """One room a key: of several, the one that people are in. The others must be unused.

    A room that lost some of its state is mended by the plan like any other difference.

    Raises:
        MatrixError: two rooms of one key are in use, or the provisioning user is out of one.
        RegistryError: there are rooms but no registry. It is made first, so it was there; without
            it everybody would be a stranger.
    """
    provisioner = school.provisioner_id
    programs = {provisioner, *school.program_ids}
    chosen: dict[str, ObservedRoom] = {}
    spare: list[ObservedRoom] = []

    def rank(room: ObservedRoom) -> tuple[bool, int, str]:
        joined = [user for user, how in room.members.items() if how == "join"]
        return provisioner not in joined, -len(joined), room.room_id

    for room in sorted(rooms, key=rank):
        inside = room.members.get(provisioner) == "join"
        used = not room.members.keys() <= programs
        if inside and room.key not in chosen:
            chosen[room.key] = room
        elif used and not inside:
            raise MatrixError(0, "PARTA_ROOM_LOST", f"{room.key}: {room.room_id}", "observe")
        elif used:
            raise MatrixError(0, "PARTA_ROOM_TWICE", f"{room.key}: {room.room_id}", "observe")
        else:
            spare.append(room)
    if chosen and REGISTRY_KIND not in chosen:
        raise RegistryError("no registry room")
    return chosen, tuple(spare)
