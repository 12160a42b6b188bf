"""desired × observed → actions. Pure; the order of the answer is the order of the phases."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policy import events
from policy.power_levels import NOBODY
from policy.roster import GONE, Json, StateKey
from provisioning import archive
from provisioning.actions import Action, Verb
from provisioning.desired.state import Desired, DesiredRoom
from provisioning.layouts.load import REGISTRY_KIND
from provisioning.observe import Observed, ObservedRoom
from provisioning.school import School

_PEOPLE_TYPES = frozenset({events.ROSTER, events.LEAVERS})
_ORDER = {verb: number for number, verb in enumerate(Verb)}
# Memberships that already are what the roster wants. A ban is somebody's decision and stands.
_SETTLED = frozenset({"join", "ban"})
_PRESENT = frozenset({"join", "invite", "knock"})


# How people come into a managed room: only by the provisioning user's hand.
DOORS: Mapping[str, dict[str, Any]] = {
    "m.room.join_rules": {"join_rule": "restricted", "allow": []},
    "m.room.guest_access": {"guest_access": "forbidden"},
}


def diff(wanted: Desired, found: Observed, school: School) -> list[Action]:
    """Everything that has to happen so that the server becomes `wanted`.

    A second call on the result of the first returns nothing.
    """
    plan = _Plan(wanted, found, school)
    actions = [
        *plan.spare_rooms(),
        *plan.avatars(),
        *plan.registry(),
        *plan.accounts(),
        *plan.rooms(),
    ]
    # sorted() is stable: inside a phase rooms keep the order of the layouts, parents first.
    return sorted(actions, key=lambda action: _ORDER[action.verb])


class _Plan:
    def __init__(self, wanted: Desired, found: Observed, school: School) -> None:
        self.wanted = wanted
        self.found = found
        self.school = school
        self._untouched = found.foreign_users | {school.provisioner_id}
        self._programs = school.program_ids
        self._assistant = {wanted.assistant.user: NOBODY} if wanted.assistant else {}
        self._deactivated = {user for user, it in found.accounts.items() if it.deactivated}

    def spare_rooms(self) -> Iterator[Action]:
        for room in self.found.spare:
            yield Action(Verb.ROOM_DISCARD, room.key, {"room_id": room.room_id})

    def avatars(self) -> Iterator[Action]:
        """Upload each picture once; the registry remembers its address."""
        known = self.found.registry.avatars
        shas = {room.kind: room.avatar_sha256 for room in self.wanted.rooms.values()}
        drawn = {kind: sha for kind, sha in sorted(shas.items()) if sha is not None}
        new = {kind for kind, sha in drawn.items() if known.get(kind, ("", ""))[0] != sha}
        for kind in sorted(new):
            yield Action(Verb.AVATAR_UPLOAD, kind, {"sha256": drawn[kind]})
        if new:
            # Addresses are known after the upload only: `apply` completes the content.
            yield self._registry_set(events.AVATARS, "", {"kinds": drawn})

    def registry(self) -> Iterator[Action]:
        """First what adds people to an event, then what takes them out of one.

        Whoever changes class stands in two events for a moment, and never in none: a person that
        a crash left out of the registry would get a second account.
        """
        now = self.found.registry_state
        emptied: dict[StateKey, Json] = {key: GONE[key[0]] for key in now if key[0] in GONE}
        wanted = {**emptied, **self.wanted.registry}
        todo = {
            key: content
            for key, content in sorted(wanted.items())
            if not _same_entry(now.get(key), content)
        }
        moving = {
            key: _moving(key, now.get(key, {}), content, wanted) for key, content in todo.items()
        }
        for key, content in todo.items():
            if not moving[key]:
                yield self._registry_set(*key, content)
            elif content.get("people", {}).keys() - now[key]["people"].keys():
                # Some come while others move away: hold both until the others have arrived.
                yield self._registry_set(*key, {"people": {**moving[key], **content["people"]}})
        for key, content in todo.items():
            if moving[key]:
                yield self._registry_set(*key, content)

    @staticmethod
    def _registry_set(kind: str, state_key: str, content: Json) -> Action:
        return Action(
            Verb.REGISTRY_SET,
            REGISTRY_KIND,
            {"type": kind, "state_key": state_key, "content": content},
        )

    def accounts(self) -> Iterator[Action]:
        for user, account in sorted(self.wanted.everybody.items()):
            now = self.found.accounts.get(user)
            named = {"name": account.name}
            if now is None:
                # A leaver whose account never came into being needs none.
                if not account.locked:
                    yield Action(Verb.ACCOUNT_CREATE, user, named)
                continue
            if now.deactivated:
                # Nobody can bring it back; the plan warns of it.
                continue
            if account.locked and not now.locked:
                yield Action(Verb.ACCOUNT_LOCK, user, named)
            if not account.locked and now.locked:
                yield Action(Verb.ACCOUNT_UNLOCK, user, named)
            if not account.locked and now.name != account.name:
                yield Action(Verb.ACCOUNT_RENAME, user, {**named, "was": now.name or ""})
        for user, account in sorted(self.wanted.erased.items()):
            now = self.found.accounts.get(user)
            if now is not None and not now.deactivated:
                details = {"name": account.name, "messages": self.school.leavers_erase_messages}
                yield Action(Verb.ACCOUNT_ERASE, user, details)

    def rooms(self) -> Iterator[Action]:
        for room in _parents_first(self.wanted.rooms):
            now = self.found.rooms.get(room.key)
            if now is None:
                yield self._create(room)
            else:
                yield from self._settings(room, now)
                yield from self._power(room, now)
            yield from self._link(room, now)
            yield from self._members(room, now)
        for key, now in sorted(self.found.rooms.items()):
            if key not in self.wanted.rooms:
                yield from self._close(now)

    def _create(self, room: DesiredRoom) -> Action:
        return Action(
            Verb.ROOM_CREATE,
            room.key,
            {
                "kind": room.kind,
                "space": room.space,
                "name": room.name,
                "topic": room.topic,
                "parent": room.parent,
                "history": room.history,
                "avatar": room.avatar_sha256 is not None,
                "power_levels": self._own_levels(room),
            },
            room.group,
        )

    def _settings(self, room: DesiredRoom, now: ObservedRoom) -> Iterator[Action]:
        wanted = static_state(room, self.school)
        mxc = self.found.registry.avatars.get(room.kind, ("", ""))
        if room.avatar_sha256 is not None and (mxc[0] or not now.content("m.room.avatar")):
            # Unknown until uploaded: an empty address is filled in when the action runs. A room
            # with a picture that the registry knows nothing of is from an apply that died: the
            # same picture is found again, and whether it is the right one is seen next time.
            known = mxc[1] if mxc[0] == room.avatar_sha256 else ""
            wanted["m.room.avatar", ""] = {"url": known}
        if archive.is_archive(now):
            wanted[events.ARCHIVE, ""] = archive.opened(now)
        for (kind, state_key), content in wanted.items():
            if now.content(kind, state_key) != content:
                yield Action(
                    Verb.ROOM_SET,
                    room.key,
                    {
                        "type": kind,
                        "state_key": state_key,
                        "content": content,
                        "was": dict(now.content(kind, state_key)),
                        "kind": room.kind,
                    },
                    room.group,
                )

    def _power(self, room: DesiredRoom, now: ObservedRoom) -> Iterator[Action]:
        current = now.content("m.room.power_levels")
        # A room that was an archive gets back what Parta does not manage.
        merged = self._merged_levels(room, archive.levels_before(now))
        if merged != current:
            yield Action(
                Verb.POWER_SET,
                room.key,
                {"content": merged, "was": dict(current)},
                room.group,
            )

    def _merged_levels(self, room: DesiredRoom, current: Json) -> dict[str, Any]:
        """The room's power levels with our part replaced and everything else kept (defect 12).

        But the assistant's level is nobody else's: whoever was the assistant before loses it.
        """
        own = self._own_levels(room)
        users = {
            user: level
            for user, level in dict(current.get("users", {})).items()
            if user in self._untouched and (user in self._programs or level < NOBODY)
        }
        users.update(own["users"])
        return {
            **current,
            **own,
            "users": users,
            "events": {**current.get("events", {}), **own["events"]},
            "notifications": {**current.get("notifications", {}), **own["notifications"]},
        }

    def _own_levels(self, room: DesiredRoom) -> dict[str, Any]:
        return room.thresholds.content({**room.levels, **self._assistant})

    def _link(self, room: DesiredRoom, now: ObservedRoom | None) -> Iterator[Action]:
        """Both directions: the space names its child, and the child its space."""
        for parent_key, parent in self.found.rooms.items():
            linked = now is not None and parent.content("m.space.child", now.room_id)
            if linked and parent_key != room.parent and parent_key in self.wanted.rooms:
                yield Action(Verb.SPACE_UNLINK, parent_key, {"child": room.key}, room.group)
        if room.parent is None:
            return
        above = self.found.rooms.get(room.parent)
        if (
            now is None
            or above is None
            or above.content("m.space.child", now.room_id) != child_content(room, self.school)
            or now.content("m.space.parent", above.room_id) != parent_content(self.school)
        ):
            yield Action(
                Verb.SPACE_LINK,
                room.parent,
                {
                    "child": room.key,
                    "child_content": child_content(room, self.school),
                    "parent_content": parent_content(self.school),
                },
                room.group,
            )

    def _members(self, room: DesiredRoom, now: ObservedRoom | None) -> Iterator[Action]:
        memberships = now.members if now else {}
        missing = sorted(
            user
            for user in (*room.roles, *self._assistant)
            if memberships.get(user) not in _SETTLED and user not in self._deactivated
        )
        if missing:
            yield Action(
                Verb.MEMBER_JOIN, room.key, {"users": missing, **self._names(missing)}, room.group
            )
        yield from self._leave(memberships, room.roles, room.key, room.group)

    def _leave(
        self, memberships: Mapping[str, str], wanted: Iterable[str], key: str, group: str | None
    ) -> Iterator[Action]:
        keep = {*wanted, *self._programs, self.school.provisioner_id}
        extra = sorted(
            user for user, how in memberships.items() if how in _PRESENT and user not in keep
        )
        if extra:
            yield Action(Verb.MEMBER_LEAVE, key, {"users": extra, **self._names(extra)}, group)

    def _names(self, users: Iterable[str]) -> dict[str, Any]:
        names = {}
        for user in users:
            account = self.wanted.everybody.get(user)
            now = self.found.accounts.get(user)
            names[user] = account.name if account else (now.name if now else None) or user
        return {"names": names}

    def _close(self, now: ObservedRoom) -> Iterator[Action]:
        """A room whose class or club is no more becomes an archive, never deleted.

        Who was in it and is still of the school goes on reading; nobody writes.
        """
        active = (user for user, it in self.wanted.accounts.items() if not it.locked)
        yield from self._leave(now.members, active, now.key, None)
        for (kind, state_key), content in {
            **{(kind, ""): content for kind, content in DOORS.items()},
            **archive.state(now, self.school),
        }.items():
            if now.content(kind, state_key) != content:
                yield Action(
                    Verb.ROOM_SET,
                    now.key,
                    {
                        "type": kind,
                        "state_key": state_key,
                        "content": content,
                        "was": dict(now.content(kind, state_key)),
                        "kind": "",
                    },
                )
        current = now.content("m.room.power_levels")
        if (closed := archive.closed_levels(current)) != current:
            yield Action(Verb.POWER_SET, now.key, {"content": closed, "was": dict(current)})
        for parent_key, parent in self.found.rooms.items():
            if parent.content("m.space.child", now.room_id) and parent_key in self.wanted.rooms:
                yield Action(Verb.SPACE_UNLINK, parent_key, {"child": now.key})


def _same_entry(now: Json | None, wanted: Json) -> bool:
    """Equal, or the same regulation packed by another version of zlib."""
    return now == wanted or (
        now is not None
        and "sha256" in wanted
        and (now.get("sha256"), now.get("of")) == (wanted["sha256"], wanted.get("of"))
    )


def _moving(
    key: StateKey, now: Json, wanted: Json, everything: Mapping[StateKey, Json]
) -> dict[str, Any]:
    """The people whom the event `key` has now and another event shall have, with their entries."""
    gone = now.get("people", {}).keys() - wanted.get("people", {}).keys()
    if key[0] not in _PEOPLE_TYPES or not gone:
        return {}
    elsewhere = {
        person
        for other, content in everything.items()
        if other[0] in _PEOPLE_TYPES and other != key
        for person in content.get("people", {})
    }
    return {person: now["people"][person] for person in sorted(gone & elsewhere)}


def static_state(room: DesiredRoom, school: School) -> dict[StateKey, dict[str, Any]]:
    """State that a room has from its creation on, whoever is in it.

    `restricted` with an empty allow-list: nobody comes in by himself, and the provisioning user
    lets people in with one join event each instead of an invitation and a join.
    """
    return {
        ("m.room.name", ""): {"name": room.name},
        ("m.room.topic", ""): {
            "topic": room.topic,
            "m.topic": {"m.text": [{"body": room.topic}]},
        },
        ("m.room.join_rules", ""): DOORS["m.room.join_rules"],
        ("m.room.history_visibility", ""): {"history_visibility": room.history},
        ("m.room.guest_access", ""): DOORS["m.room.guest_access"],
        (events.LOCATOR, ""): {
            "school": school.id,
            "key": room.key,
            "kind": room.kind,
            "layout": events.LAYOUT_VERSION,
            **({"group": room.group} if room.group else {}),
        },
    }


def child_content(room: DesiredRoom, school: School) -> dict[str, Any]:
    """`m.space.child`: spaces stand behind rooms, in the order of their names."""
    # An order holds up to 50 printable ASCII characters; keys are just that.
    order = ("2" if room.space else "1") + "." + room.key.replace(":", "-")
    return {"via": [school.server_name], "order": order[:50]}


def parent_content(school: School) -> dict[str, Any]:
    """`m.space.parent`."""
    return {"via": [school.server_name], "canonical": True}


def _parents_first(rooms: Mapping[str, DesiredRoom]) -> list[DesiredRoom]:
    def depth(room: DesiredRoom) -> int:
        steps = 0
        while room.parent is not None:
            room = rooms[room.parent]
            steps += 1
        return steps

    # The registry comes before everything: who is who must be known before anybody is let in.
    return sorted(rooms.values(), key=lambda room: (room.key != REGISTRY_KIND, depth(room)))
