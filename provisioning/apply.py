"""Carries out a plan: phases in order, rooms in parallel, every step an "ensure".

After kill -9 anywhere the next plan is the rest of the work: ownership is written atomically with
a room, everything else can be repeated.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from policy import events
from provisioning.actions import Action, Verb
from provisioning.desired.state import Desired
from provisioning.diff import parent_content, static_state
from provisioning.layouts.load import REGISTRY_KIND, Layouts
from provisioning.matrix.client import MatrixError
from provisioning.matrix.leaving import erase, sign_out, take_back
from provisioning.matrix.members import Memberships
from provisioning.matrix.server import Homeserver
from provisioning.observe import Observed
from provisioning.school import School


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one action; `error` is None when it was done."""

    action: Action
    error: MatrixError | None = None


Progress = Callable[[Action, int], None]  # the action, and how many of its steps were done


def weight(action: Action) -> int:
    """Steps of an action, for the progress bar: a membership action has one a user."""
    return len(action.details["users"]) if "users" in action.details else 1


class Apply:
    """One run over one plan. Use once: it remembers the rooms and pictures made on the way."""

    def __init__(
        self,
        server: Homeserver,
        wanted: Desired,
        found: Observed,
        layouts: Layouts,
        school: School,
        progress: Progress = lambda *_: None,
    ) -> None:
        self._server = server
        self._wanted = wanted
        self._found = found
        self._layouts = layouts
        self._school = school
        self._progress = progress
        self._members = Memberships(server)
        self._room_ids = {key: room.room_id for key, room in found.rooms.items()}
        self._born: set[str] = set()
        self._attempt = 0
        self._unerased: set[str] = set()
        self._mxc = {kind: mxc for kind, (_, mxc) in found.registry.avatars.items()}
        self._handlers: dict[Verb, Callable[[Action], Awaitable[None]]] = {
            Verb.ROOM_DISCARD: self._discard,
            Verb.ROOM_CREATE: self._create,
            Verb.ACCOUNT_LOCK: self._lock,
            Verb.ACCOUNT_ERASE: self._erase,
            Verb.ACCOUNT_UNLOCK: self._unlock,
            Verb.ACCOUNT_CREATE: self._account,
            Verb.ACCOUNT_RENAME: self._account,
            Verb.REGISTRY_SET: self._registry_set,
            Verb.ROOM_SET: self._room_set,
            Verb.POWER_SET: self._power_set,
            Verb.SPACE_LINK: self._link,
            Verb.SPACE_UNLINK: self._unlink,
            Verb.MEMBER_LEAVE: self._leave,
            Verb.MEMBER_JOIN: self._join,
        }

    async def run(self, actions: Sequence[Action]) -> list[Result]:
        """Carry out `actions` (in the order of `diff`); one result an action, none left out.

        A refused action does not stop the others; those that need what it should have made fail
        with a message of their own. Without the registry nothing goes on.

        Raises:
            MatrixError: the limits of the programs' accounts cannot be lifted, or the rooms just
                made cannot be listed; a later run does the rest.
        """
        if actions:
            await self._server.lift_rate_limits(self._school.provisioner_id)
            assistant = self._wanted.assistant
            if assistant and assistant.user in self._found.accounts:
                await self._server.lift_rate_limits(assistant.user)
        results: list[Result] = []
        for verb, phase in groupby(actions, key=lambda action: action.verb):
            for step in self._steps(verb, list(phase)):
                done = await self._step(verb, step)
                results += done
                if any(map(_leaves_no_registry, done)):
                    return [*results, *_given_up(actions, results)]
        return results

    def _steps(self, verb: Verb, phase: list[Action]) -> list[list[Action]]:
        """What of a phase can be done at once."""
        return self._waves(phase) if verb is Verb.ROOM_CREATE else [phase]

    async def _step(self, verb: Verb, todo: list[Action]) -> list[Result]:
        if verb is Verb.AVATAR_UPLOAD:
            return await self._upload_all(todo)
        if verb is Verb.ROOM_CREATE:
            return await self._create_all(todo)
        return await self._parallel(todo)

    async def _parallel(self, actions: Iterable[Action]) -> list[Result]:
        """Targets in parallel, the actions of one target one after the other."""
        by_target: dict[str, list[Action]] = defaultdict(list)
        for action in actions:
            by_target[action.target].append(action)

        async def one_target(todo: list[Action]) -> list[Result]:
            return [await self._one(action) for action in todo]

        done = await asyncio.gather(*map(one_target, by_target.values()))
        return [result for results in done for result in results]

    async def _one(self, action: Action) -> Result:
        try:
            await self._handlers[action.verb](action)
        except MatrixError as error:
            if action.verb is Verb.ACCOUNT_ERASE:
                self._unerased.add(action.target)
            return Result(action, error)
        if "users" not in action.details:
            self._progress(action, 1)
        return Result(action)

    async def _create_all(self, wave: list[Action]) -> list[Result]:
        """Create rooms, and those again that Synapse only remembers.

        Its transaction cache answers for half an hour, also for a room that was deleted since. All
        are looked up in the list of rooms, those that it lacks one by one: it may be behind.

        Raises:
            MatrixError: the rooms cannot be read; nothing may be built on rooms that may be dead.
        """
        results = await self._parallel(wave)
        listed = {str(it["room_id"]) for it in await self._server.rooms()}
        unlisted = [
            it
            for it in wave
            if it.target in self._room_ids and self._room_ids[it.target] not in listed
        ]
        living = await asyncio.gather(
            *(self._server.has_room(self._room_ids[it.target]) for it in unlisted)
        )
        dead = [it for it, lives in zip(unlisted, living, strict=True) if not lives]
        if not dead:
            return results
        self._attempt += 1
        kept = [result for result in results if result.action not in dead]
        return [*kept, *await self._parallel(dead)]

    def _waves(self, creations: list[Action]) -> list[list[Action]]:
        """The registry alone first, then spaces before what hangs in them."""
        waves: list[list[Action]] = []
        made_in: dict[str, int] = {}
        for action in creations:
            parent = action.details["parent"]
            number = made_in.get(parent, 0) + 1 if action.target != REGISTRY_KIND else 0
            made_in[action.target] = number
            while len(waves) <= number:
                waves.append([])
            waves[number].append(action)
        return [wave for wave in waves if wave]

    # Rooms

    def _room_id(self, key: str) -> str:
        room_id = self._room_ids.get(key)
        if room_id is None:
            raise MatrixError(0, "PARTA_NO_ROOM", key, key)
        return room_id

    async def _discard(self, action: Action) -> None:
        await self._server.purge_room(action.details["room_id"])

    async def _create(self, action: Action) -> None:
        details = action.details
        room = self._wanted.rooms[action.target]
        state = dict(static_state(room, self._school))
        if details["avatar"] and room.kind in self._mxc:
            state["m.room.avatar", ""] = {"url": self._mxc[room.kind]}
        parent = self._room_ids.get(details["parent"] or "")
        if parent:
            state["m.space.parent", parent] = parent_content(self._school)
        body: dict[str, Any] = {
            "preset": "private_chat",
            "visibility": "private",
            "room_version": events.ROOM_VERSION,
            "creation_content": {
                "m.federate": False,
                events.OWNERSHIP: {"school": self._school.id, "key": room.key},
                **({"type": "m.space"} if room.space else {}),
            },
            "power_level_content_override": details["power_levels"],
            "initial_state": [
                {"type": kind, "state_key": state_key, "content": content}
                for (kind, state_key), content in state.items()
            ],
        }
        # The same transaction for the same room: a creation that is still under way, or whose
        # answer was lost, is not repeated by Synapse but waited for.
        name = f"{self._school.id} {room.key} {len(self._found.spare)} {self._attempt}"
        transaction = "parta-" + hashlib.sha256(name.encode()).hexdigest()[:24]
        self._room_ids[room.key] = await self._server.create_room(transaction, body)
        self._born.add(room.key)

    async def _room_set(self, action: Action) -> None:
        details = action.details
        content = details["content"]
        if details["type"] == "m.room.avatar":
            if details["kind"] not in self._mxc:
                raise MatrixError(0, "PARTA_NO_AVATAR", details["kind"], action.target)
            content = {"url": self._mxc[details["kind"]]}
        await self._server.put_state(
            self._room_id(action.target), details["type"], details["state_key"], content
        )

    async def _power_set(self, action: Action) -> None:
        await self._server.put_state(
            self._room_id(action.target), "m.room.power_levels", "", action.details["content"]
        )

    async def _link(self, action: Action) -> None:
        space = self._room_id(action.target)
        child_key = action.details["child"]
        child = self._room_id(child_key)
        await self._server.put_state(space, "m.space.child", child, action.details["child_content"])
        if child_key not in self._born:
            await self._server.put_state(
                child, "m.space.parent", space, action.details["parent_content"]
            )

    async def _unlink(self, action: Action) -> None:
        space, child = self._room_id(action.target), self._room_id(action.details["child"])
        await self._server.put_state(child, "m.space.parent", space, {})
        # The space's side last: it is what the next plan looks at.
        await self._server.put_state(space, "m.space.child", child, {})

    # People

    async def _account(self, action: Action) -> None:
        await self._server.put_account(action.target, {"displayname": action.details["name"]})
        if action.target == self._school.assistant_id:
            # It answers everybody. After a crash in between the rest of the plan lifts them.
            await self._server.lift_rate_limits(action.target)

    async def _lock(self, action: Action) -> None:
        await self._server.put_account(action.target, {"locked": True})
        await sign_out(self._server, action.target)

    async def _unlock(self, action: Action) -> None:
        # Sessions that a crash left behind the lock must not come alive again.
        await sign_out(self._server, action.target)
        await self._server.put_account(action.target, {"locked": False})

    async def _erase(self, action: Action) -> None:
        if action.details["messages"]:
            await take_back(self._server, action.target, self._room_ids.values())
        await erase(self._server, action.target)

    async def _join(self, action: Action) -> None:
        await self._members.join(
            self._room_id(action.target),
            action.details["users"],
            lambda steps: self._progress(action, steps),
        )

    async def _leave(self, action: Action) -> None:
        await self._members.leave(
            self._room_id(action.target),
            action.details["users"],
            lambda steps: self._progress(action, steps),
        )

    # Registry and pictures

    async def _registry_set(self, action: Action) -> None:
        details = action.details
        content = details["content"]
        if details["type"] == events.AVATARS:
            content = {
                "kinds": {
                    kind: {"sha256": sha, "mxc": self._mxc[kind]}
                    for kind, sha in content["kinds"].items()
                    if kind in self._mxc
                }
            }
        if details["type"] == events.LEAVERS and self._unerased:
            content = self._with_unerased(details["state_key"], content)
        await self._server.put_state(
            self._room_id(REGISTRY_KIND), details["type"], details["state_key"], content
        )

    def _with_unerased(self, state_key: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Leavers whose account could not be erased stand there on, or nobody would try again."""
        now = self._found.registry_state.get((events.LEAVERS, state_key), {}).get("people", {})
        kept = {it: entry for it, entry in now.items() if entry["user"] in self._unerased}
        return {"people": {**kept, **content["people"]}}

    async def _upload_all(self, actions: list[Action]) -> list[Result]:
        """Upload what is missing; the registry gets the addresses in the phase REGISTRY_SET.

        A crash between the two leaves an upload that the next run finds by its name.
        """
        results: list[Result] = []
        try:
            present = await self._server.uploads_of(self._school.provisioner_id)
        except MatrixError as error:
            return [Result(action, error) for action in actions]
        for action in actions:
            path = self._layouts.avatar(action.target)
            name = f"parta-{action.target}-{action.details['sha256'][:16]}.png"
            try:
                if name in present:
                    mxc = f"mxc://{self._school.server_name}/{present[name]}"
                elif path is not None:
                    mxc = await self._server.upload(name, path.read_bytes(), "image/png")
                self._mxc[action.target] = mxc
            except MatrixError as error:
                # The old picture's address must not be written down under the new one's sum.
                self._mxc.pop(action.target, None)
                results.append(Result(action, error))
                continue
            self._progress(action, 1)
            results.append(Result(action))
        return results


def _leaves_no_registry(result: Result) -> bool:
    """Did the registry room, or an event in it, fail?

    An account that the registry does not know would pass for a stranger's in the next run, and
    rooms without any registry for a school that lost it.
    """
    action = result.action
    is_registry = action.verb is Verb.REGISTRY_SET or (
        action.verb is Verb.ROOM_CREATE and action.target == REGISTRY_KIND
    )
    return is_registry and result.error is not None


def _given_up(actions: Sequence[Action], results: Sequence[Result]) -> list[Result]:
    """A result for each action that has none yet."""
    done = {id(result.action) for result in results}
    why = MatrixError(0, "PARTA_NO_REGISTRY", "", "registry")
    return [Result(action, why) for action in actions if id(action) not in done]
