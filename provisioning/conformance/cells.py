"""Probes derived from the regulation itself: every right that is an event in Matrix, tried.

A cell is (role, feature, kind of room). What has to happen is what the regulation's data say for
the roles in which that one of the cast is in the room; nothing is written down a second time.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policy import events
from policy.power_levels import TALK
from policy.regulation import DIRECT
from policy.regulation import Verdict as Decision
from provisioning.conformance import wire
from provisioning.conformance.cast import FOR_ROLE
from provisioning.conformance.model import Call
from provisioning.conformance.probes.order import conference, host_of
from provisioning.conformance.trials import OUTSIDE, Attempt, Prover, Stop

_EDIT = "message.edit_own"
_REMOVE_OWN = "message.remove_own"
_REMOVE = "message.remove"
_EVERYBODY = "everyone.notify"
_THREAD = "thread.open"
_REACTION = "reaction.send"
_WIDGET = "widget.place"
_MEMBERS = {"member.invite": "invite", "member.remove": "kick"}
_LOCATION = "location.send"
# Told by content or by membership and not by an event type.
WITHOUT_EVENTS = frozenset({TALK, _EDIT, _REMOVE_OWN, _REMOVE, _EVERYBODY, _THREAD, _WIDGET})
_WIDGETS = frozenset({"im.vector.modular.widgets", "m.widget"})
# State events, with state keys of their own where clients give them one.
_OF_USER = frozenset(
    {
        "m.beacon_info", "org.matrix.msc3672.beacon_info", "org.matrix.msc3401.call.member",
        "m.call.member", "m.rtc.member", "org.matrix.msc4143.rtc.member",
    }
)  # fmt: skip
_STATE = frozenset(
    {
        "m.room.pinned_events", "io.element.widgets.layout", "org.matrix.msc3401.call", "m.call",
        "m.room.third_party_invite", "m.room.encryption", "m.room.name", "m.room.topic",
        "m.room.avatar", "m.room.canonical_alias", "m.room.history_visibility",
        "m.room.join_rules", "m.room.guest_access", "m.room.power_levels", "m.room.server_acl",
        "m.room.tombstone", "m.space.child", "m.space.parent", events.LOCK,
    }
) | _OF_USER | _WIDGETS  # fmt: skip
# What somebody would write who wants to open or change a room.
_CONTENTS: Mapping[str, Mapping[str, Any]] = {
    events.LOCK: {"locked": False},
    "m.room.name": {"name": "Проверка"},
    "m.room.topic": {"topic": "Проверка"},
    "m.room.avatar": {"url": "mxc://elsewhere.example/picture"},
    "m.room.history_visibility": {"history_visibility": "world_readable"},
    "m.room.join_rules": {"join_rule": "public"},
    "m.room.guest_access": {"guest_access": "can_join"},
    "m.room.power_levels": {"users_default": 100},
    "m.room.server_acl": {"allow": ["*"], "deny": []},
    "m.room.encryption": {"algorithm": "m.megolm.v1.aes-sha2"},
    "m.space.child": {"via": ["elsewhere.example"]},
    "m.space.parent": {"via": ["elsewhere.example"]},
}
_ELSEWHERE = "https://elsewhere.example/"
_MOST_OF_A_SORT = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """May `role` do `feature` in a room of `kind`? `by` is the event type to try it with."""

    role: str
    feature: str
    kind: str
    by: str
    decision: Decision

    @property
    def row(self) -> str:
        """The row that says so; empty where none does."""
        return self.decision.row.id if self.decision.row else ""


def cells(prover: Prover, *, thorough: bool) -> list[Cell]:
    """What to try: all of it, or of each row some that may and some that may not."""
    everything = [cell for cell in _all(prover, thorough=thorough) if cell.row]
    if thorough:
        return everything
    sorts: dict[tuple[str, str, bool], list[Cell]] = defaultdict(list)
    for cell in everything:
        sorts[cell.row, cell.feature, cell.decision.allowed].append(cell)
    chosen = []
    for sort in sorts.values():
        # Any, but the same ones at every run; members first, since only they might succeed.
        sort.sort(key=lambda it: (not _is_member(prover, it), zlib.crc32(repr(it).encode())))
        kinds: set[str] = set()
        for cell in sort:
            if cell.kind not in kinds and len(kinds) < _MOST_OF_A_SORT:
                kinds.add(cell.kind)
                chosen.append(cell)
    return chosen


def _is_member(prover: Prover, cell: Cell) -> bool:
    if cell.kind == DIRECT:
        return True
    kind, room = prover.stage.layouts.kinds[cell.kind], prover.stage.rooms[cell.kind]
    return bool(prover.cast.roles_in(cell.role, kind, room.group))


def _all(prover: Prover, *, thorough: bool) -> Iterator[Cell]:
    for kind in (*prover.stage.layouts.kinds, DIRECT):
        if kind not in prover.stage.rooms:
            continue
        for feature in prover.regulation.features.values():
            if feature.id not in WITHOUT_EVENTS and feature.id not in _MEMBERS:
                types: Sequence[str] = feature.events
            else:
                types = (feature.id,)
            for number, role in enumerate(FOR_ROLE):
                if kind == DIRECT and role not in prover.stage.in_direct:
                    continue
                if not types or not _can_be_tried(prover, role, feature.id, kind):
                    continue
                turn = zlib.crc32(f"{kind} {feature.id}".encode()) + number
                for event in types if thorough else (types[turn % len(types)],):
                    decision = prover.decide(role, feature.id, kind)
                    yield Cell(role, feature.id, kind, event, decision)


def _can_be_tried(prover: Prover, role: str, feature: str, kind: str) -> bool:
    """Some rights need another one first: who may not write has nothing to edit."""
    may = {it: prover.decide(role, it, kind).allowed for it in (TALK, _REACTION, _REMOVE)}
    if feature in (_EDIT, _EVERYBODY):
        return may[TALK]
    if feature == _REMOVE_OWN:
        # Who may remove everything may remove this as well, by another row.
        return (may[TALK] or may[_REACTION]) and not may[_REMOVE]
    if feature == _THREAD:
        return may[TALK] and prover.regulation.is_granted(_THREAD, kind)
    if feature in _MEMBERS:
        return kind != DIRECT
    if feature == _REMOVE:
        return kind != DIRECT or role != prover.stage.host
    return True


class CellProbe:
    """Tries cells; knows what each feature is in Matrix."""

    def __init__(self, it: Attempt) -> None:
        self._it = it
        self._prover = it.prover

    async def run(self, cell: Cell) -> None:
        """Try one cell; a step of the trial tells what happened."""
        try:
            call = await self._call(cell)
            if cell.decision.allowed:
                await self._it.may(cell.role, call)
            else:
                outside = () if _is_member(self._prover, cell) else OUTSIDE
                await self._it.may_not(cell.role, call, row=cell.row, errcodes=outside)
        except Stop:
            return

    async def _call(self, cell: Cell) -> Call:
        room = self._prover.stage.rooms[cell.kind].room_id
        if cell.feature in _MEMBERS:
            target = self._it.users["childless"]
            return wire.membership(room, _MEMBERS[cell.feature], target)
        if cell.feature in (_EDIT, _THREAD):
            return await self._about_own(cell, room)
        if cell.feature in (_REMOVE, _REMOVE_OWN):
            return await self._removal(cell, room)
        if cell.feature in (TALK, _EVERYBODY):
            mentions = {"room": True} if cell.feature == _EVERYBODY else {}
            return self._prover.say(room, {**self._prover.text(), "m.mentions": mentions})
        return await self._event(cell, room)

    async def _removal(self, cell: Cell, room: str) -> Call:
        if cell.feature == _REMOVE_OWN:
            target = await self._own(cell, room)
        else:
            target = await self._prover.stage.somebody_says(cell.kind)
        return wire.redaction(room, target, self._prover.txn())

    async def _own(self, cell: Cell, room: str) -> str:
        """Something of one's own to begin with."""
        if self._prover.decide(cell.role, TALK, cell.kind).allowed:
            answer = await self._it.may(cell.role, self._prover.say(room))
        else:
            base = await self._prover.stage.somebody_says(cell.kind)
            content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": base, "key": "👍"}}
            call = self._prover.event(room, "m.reaction", content)
            answer = await self._it.may(cell.role, call)
        return answer.text("event_id")

    async def _about_own(self, cell: Cell, room: str) -> Call:
        own = await self._own(cell, room)
        if cell.feature == _THREAD:
            thread: dict[str, Any] = {"m.relates_to": {"rel_type": "m.thread", "event_id": own}}
            return self._prover.say(room, self._prover.text(**thread))
        fresh = self._prover.text("Исправлено")
        more = {
            "m.new_content": fresh,
            "m.relates_to": {"rel_type": "m.replace", "event_id": own},
        }
        return self._prover.say(room, self._prover.text("* Исправлено", **more))

    async def _event(self, cell: Cell, room: str) -> Call:
        content = dict(_CONTENTS.get(cell.by, {"body": "Проверка"}))
        if cell.feature == _WIDGET:
            foreign = {"type": "m.custom", "name": "Проверка", "url": _ELSEWHERE}
            return wire.state(room, min(_WIDGETS), foreign, self._prover.txn())
        if cell.by in _WIDGETS:
            content = dict(conference(self._it, host_of(self._it)))
        elif cell.by == "m.room.pinned_events":
            content = {"pinned": []}
        elif cell.by == "m.reaction":
            base = await self._prover.stage.somebody_says(cell.kind)
            content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": base, "key": "👍"}}
        elif "poll" in cell.by and not cell.by.endswith("start"):
            base = await self._prover.stage.somebody_says(cell.kind)
            content = {"m.relates_to": {"rel_type": "m.reference", "event_id": base}}
        if cell.by in _STATE:
            key = self._it.users[cell.role] if cell.by in _OF_USER else ""
            if cell.by in _WIDGETS or cell.by.startswith("m.space"):
                key = f"probe-{cell.role}"
            return wire.state(room, cell.by, content, key)
        return self._prover.event(room, cell.by, content)
