"""Sets the stage for the probes and clears it: people in the registry, accounts, rooms.

Everything is named so that a later run finds and removes what a killed one left: accounts
`probe.*`, rooms with the mark `probe` or made by such accounts, and fixed state keys in the
registry. No real person, room or message is touched.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policy import events
from policy.power_levels import thresholds, user_levels
from policy.regulation import DIRECT
from provisioning.conformance import cast as people
from provisioning.conformance.cast import Cast, group_of
from provisioning.diff import DOORS
from provisioning.layouts.kinds import Kind
from provisioning.layouts.load import REGISTRY_KIND, Layouts
from provisioning.matrix.client import MatrixClient, MatrixError, path
from provisioning.matrix.members import Memberships
from provisioning.matrix.server import Homeserver
from provisioning.observe import Observed
from provisioning.school import School

_ADMIN = ("_synapse", "admin")
_OFF: Mapping[str, Any] = {"off": True}
_ALL_DAY: Mapping[str, Any] = {"from": 0, "to": 0}
PUPILS = "pupils"
ALONE = "alone"  # pupils without an adult
LOCKED = "locked"
QUIET = "quiet"  # quiet hours all day


@dataclass(frozen=True, slots=True)
class Set:
    """A throw-away room; `group` as in its locator."""

    name: str
    kind: str
    key: str
    group: str | None
    room_id: str


@dataclass
class Stage:
    """One run's people and rooms. `async with`: cleared on the way out, whatever happened."""

    server: Homeserver
    school: School
    layouts: Layouts
    found: Observed
    homeserver: str
    minutes: int
    cast: Cast = field(init=False)
    rooms: dict[str, Set] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    intruders: list[str] = field(default_factory=list)  # accounts that should not have come to be
    in_direct: tuple[str, ...] = ()  # who of the cast is in the room between persons
    host: str = "director"  # who made it

    def __post_init__(self) -> None:
        self.cast = Cast(self.school.server_name, self.layouts.regulation)
        self.registry = self.found.rooms[REGISTRY_KIND].room_id
        self._members = Memberships(self.server)

    async def __aenter__(self) -> "Stage":
        try:
            await self._set()
        except BaseException:
            await self.clear()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.clear()

    # Coming

    async def _set(self) -> None:
        until = int(time.time() * 1000) + self.minutes * 60_000
        await self.server.lift_rate_limits(self.school.provisioner_id)
        # First of all: who is nobody's may not even be taken out of the rooms that were left.
        await self.write(events.PROBES, "", self.cast.content(until))
        await self._accept()
        await self._take_back_words()
        await self._remove_rooms()
        await asyncio.gather(*map(self._account, self.cast.users))
        await asyncio.gather(*(self._room(*it) for it in self._wanted()))
        await self._direct()

    async def renew(self) -> None:
        """Put right whatever a run changed on a server that let it: names, members, words.

        For several runs on one stage. The room between persons stays as it is.
        """
        await self._accept()
        await self.confirm(people.REVOKED, {})
        await asyncio.gather(*map(self._account, self.cast.users))
        for name, room in self.rooms.items():
            if name != DIRECT:
                joined = self._belonging(name, self.layouts.kinds[room.kind], room.group)
                await self._members.join(room.room_id, joined, lambda _: None)

    async def write(self, event_type: str, key: str, content: Mapping[str, Any]) -> None:
        """A state event of the registry room."""
        await self.server.put_state(self.registry, event_type, key, content)

    async def _accept(self) -> None:
        rules = self.layouts.regulation.version
        await self.write(
            events.ACCEPTANCE,
            "probe",
            {"users": self.cast.accepting(), "rules": rules, "at": int(time.time() * 1000)},
        )
        user = self.cast.users[people.NEWCOMER]
        await self.write(
            events.ACCEPTANCE,
            user.removeprefix("@"),
            {"users": [user], "rules": "", "at": int(time.time() * 1000)},
        )

    async def _take_back_words(self) -> None:
        """What a killed run said about people and rooms."""
        await self.confirm(people.REVOKED, {})
        await self.silence({})
        for _, _, name in self._wanted():
            word = _ALL_DAY if name == QUIET else _OFF
            await self._quiet(self._key(name), word)

    async def confirm(self, who: str, content: Mapping[str, Any]) -> None:
        """A director's word on somebody's role."""
        await self.write(events.CONFIRMATION, self.cast.users[who].removeprefix("@"), content)

    async def silence(self, content: Mapping[str, Any]) -> None:
        """A word on who does not write; empty content takes it back."""
        user = self.cast.users[people.SILENCED]
        await self.write(events.MUTE, user.removeprefix("@"), content)

    async def _quiet(self, key: str, content: Mapping[str, Any]) -> None:
        known = self.found.registry_state.get((events.QUIET_HOURS, key))
        if known != content:
            await self.write(events.QUIET_HOURS, key, content)

    def _wanted(self) -> list[tuple[str, bool, str]]:
        """(kind, locked, name): one room of each kind, and those that some probes need besides."""
        extras = [(PUPILS, False, ALONE), (PUPILS, True, LOCKED), (PUPILS, False, QUIET)]
        return [
            *((kind, False, kind) for kind in self.layouts.kinds),
            *(it for it in extras if PUPILS in self.layouts.kinds),
        ]

    @staticmethod
    def _key(name: str) -> str:
        return f"probe:{name}"

    async def _account(self, who: str) -> None:
        user = self.cast.users[who]
        self.passwords[who] = secrets.token_urlsafe(24)
        body: dict[str, Any] = {"locked": False}
        now = await self._now(user)
        # What is right already is not set again: Synapse rewrites all rooms at every new name.
        if now.get("displayname") != self.cast.names[who]:
            body["displayname"] = self.cast.names[who]
        if now.get("avatar_url"):
            body["avatar_url"] = ""
        if who in (people.OUTSIDER, "teacher", "childless"):  # those who give it in a probe
            body["password"] = self.passwords[who]
        if now.get("deactivated"):
            # A server that lets people end their accounts did so in the last run.
            body |= {"password": self.passwords[who], "deactivated": False}
        for last in (*[False] * 10, True):
            try:
                await self.server.put_account(user, body)
                break
            except MatrixError as error:
                # Synapse stumbles over a name while it still writes the one before into rooms.
                if last or error.status != 500:
                    raise
                await asyncio.sleep(1)
        await self.server.lift_rate_limits(user)
        answer = await self.server.client.post(
            path(*_ADMIN, "v1", "users", user, "login"),
            {"valid_until_ms": int(time.time() * 1000) + self.minutes * 60_000},
        )
        self.tokens[who] = str(answer["access_token"])

    async def _now(self, user: str) -> Mapping[str, Any]:
        """The account as it is, empty before the first run."""
        try:
            answer = await self.server.client.get(path(*_ADMIN, "v2", "users", user))
        except MatrixError as error:
            if error.status == 404:
                return {}
            raise
        return dict(answer)

    async def _room(self, kind_id: str, locked: bool, name: str) -> None:
        kind = self.layouts.kinds[kind_id]
        group = group_of(kind)
        key = self._key(name)
        roles = {
            self.cast.users[who]: found
            for who in self.cast.users
            if (found := self.cast.roles_in(who, kind, group))
        }
        locator = {
            "school": self.school.id,
            "key": key,
            "kind": kind_id,
            "layout": events.LAYOUT_VERSION,
            **({"group": group} if group else {}),
        }
        state = {
            "m.room.name": {"name": f"Проверка · {name}"},
            **DOORS,
            "m.room.history_visibility": {"history_visibility": kind.history},
            events.LOCATOR: locator,
            **({events.LOCK: {"locked": True}} if locked else {}),
        }
        body = {
            "preset": "private_chat",
            "visibility": "private",
            "room_version": events.ROOM_VERSION,
            "creation_content": {
                "m.federate": False,
                events.OWNERSHIP: {"school": self.school.id, "key": key, events.PROBE: True},
                **({"type": "m.space"} if kind.space else {}),
            },
            "power_level_content_override": thresholds(self.layouts.regulation, kind_id).content(
                user_levels(self.layouts.regulation, kind_id, roles)
            ),
            "initial_state": [
                {"type": it, "state_key": "", "content": content} for it, content in state.items()
            ],
        }
        room_id = await self.server.create_room(f"probe-{secrets.token_hex(8)}", body)
        self.rooms[name] = Set(name, kind_id, key, group, room_id)
        await self._members.join(room_id, self._belonging(name, kind, group), lambda _: None)

    def _belonging(self, name: str, kind: Kind, group: str | None) -> list[str]:
        if name == ALONE:
            return [self.cast.users["pupil"]]
        return sorted(user for who, user in self.cast.users.items()
                      if self.cast.roles_in(who, kind, group))  # fmt: skip

    async def _direct(self) -> None:
        """A room between persons with everybody who may be in one; made by a person.

        Where the homeserver does not let that person, there is none, and probes say so.
        """
        others = [who for who in people.FOR_ROLE if who not in (self.host, "pending")]
        async with self.as_one(self.host) as host:
            with contextlib.suppress(MatrixError):
                answer = await host.post(
                    path("_matrix", "client", "v3", "createRoom"),
                    {
                        "preset": "private_chat",
                        "name": "Проверка",
                        "invite": [self.cast.users[who] for who in others],
                    },
                )
                room_id = str(answer["room_id"])
                for who in others:
                    async with self.as_one(who) as one:
                        await one.post(path("_matrix", "client", "v3", "join", room_id), {})
                self.rooms[DIRECT] = Set(DIRECT, DIRECT, "", None, room_id)
                self.in_direct = (self.host, *others)

    def as_one(self, who: str) -> MatrixClient:
        """A session of one of the cast, for what is no probe."""
        return MatrixClient(self.homeserver, self.tokens[who], attempts=2)

    async def somebody_says(self, name: str) -> str:
        """A message of the provisioning user (between persons: of the host); returns its id."""
        content = {"msgtype": "m.text", "body": "Проверка положения", "m.mentions": {}}
        room_id = self.rooms[name].room_id
        if name != DIRECT:
            return await self.program_says(room_id, content)
        async with self.as_one(self.host) as host:
            return str((await host.put(_sending(room_id), content))["event_id"])

    async def program_says(self, room_id: str, content: Mapping[str, Any]) -> str:
        """A message of the provisioning user, one of the school's programs; returns its id."""
        answer = await self.server.client.put(_sending(room_id), content)
        return str(answer["event_id"])

    def rooms_of_stage(self) -> set[str]:
        """Room ids of all managed throw-away rooms."""
        return {room.room_id for name, room in self.rooms.items() if name != DIRECT}

    async def registry_state(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The registry room's state as it is now."""
        found = await self.server.room_state(self.registry)
        return {(str(it["type"]), str(it["state_key"])): it["content"] for it in found}

    # Going

    async def clear(self) -> None:
        """Remove rooms, close accounts, empty the registry's events; each step in spite of others.

        Raises:
            MatrixError: something stayed; the next run removes it.
        """
        failures: list[BaseException] = []

        async def attempt(step: Any) -> None:
            try:
                await step
            except MatrixError as error:
                failures.append(error)

        await attempt(self._remove_rooms())
        await asyncio.gather(*(attempt(self._close(who)) for who in self.cast.users))
        for user in self.intruders:
            await attempt(self.server.put_account(user, {"locked": True}))
        await attempt(self.confirm(people.REVOKED, {}))
        await attempt(self.silence({}))
        await attempt(self.write(events.PROBES, "", {"people": {}, "groups": {}, "until": 0}))
        if failures:
            raise failures[0]

    async def _remove_rooms(self) -> None:
        """Every room that a run made: marked, or made by one of the cast."""
        mine = set(self.cast.users.values())
        todo = []
        for room in await self.server.rooms():
            creator, room_id = room.get("creator"), str(room["room_id"])
            if creator in mine or (
                creator == self.school.provisioner_id and await self._is_probe(room_id)
            ):
                todo.append(room_id)
        await asyncio.gather(*map(self._purge, todo))
        self.rooms.clear()

    async def _is_probe(self, room_id: str) -> bool:
        if room_id in {it.room_id for it in self.found.rooms.values()}:
            return False
        if room_id in {it.room_id for it in self.rooms.values()}:
            return True
        for event in await self.server.room_state(room_id):
            if event["type"] == "m.room.create":
                mark = event["content"].get(events.OWNERSHIP)
                return isinstance(mark, Mapping) and mark.get(events.PROBE) is True
        return False

    async def _purge(self, room_id: str) -> None:
        # The first version of this endpoint answers when the room is gone.
        await self.server.client.request(
            "DELETE",
            path(*_ADMIN, "v1", "rooms", room_id),
            body={"purge": True, "block": False, "force_purge": True},
        )

    async def _close(self, who: str) -> None:
        """End the sessions and lock the account; it waits for the next run."""
        token = self.tokens.pop(who, None)
        if token is not None:
            async with MatrixClient(self.homeserver, token, attempts=2) as own:
                with contextlib.suppress(MatrixError):  # something may have ended the session
                    await own.post(path("_matrix", "client", "v3", "logout", "all"), {})
        await self.server.put_account(self.cast.users[who], {"locked": True})


def _sending(room_id: str) -> str:
    return path(
        "_matrix", "client", "v3", "rooms", room_id, "send", "m.room.message", secrets.token_hex(8)
    )
