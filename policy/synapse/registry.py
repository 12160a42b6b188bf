"""Follows the registry room: the school as it stands now, in every process, without a restart.

Asked before each decision. While nothing changed that costs one look into Synapse's own cache of
the room's state (which replication keeps right in all workers); of a change only the events that
are new are fetched, and `policy.registry.Reader` makes a school of them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from synapse.module_api import ModuleApi
from synapse.util.async_helpers import Linearizer

from policy.codes import Login
from policy.registry import TYPES, Reader, Written
from policy.roster import StateKey
from policy.school import School
from policy.synapse.caches import at_hand
from templates import LANGUAGES


class Registry:
    """The school for this process; `provisioner` is the user that created the registry room."""

    def __init__(
        self,
        api: ModuleApi,
        provisioner: str,
        find_room: Callable[[], Any],
        report: Callable[[str], None],
    ) -> None:
        hs = api._hs
        self._store: Any = hs.get_datastores().main
        self._clock = hs.get_clock()
        self._find_room = find_room
        self._report = report
        self._lock = Linearizer(name="parta_registry", clock=hs.get_clock())
        self._reader = Reader(hs.hostname, provisioner, LANGUAGES, report)
        self._room_id: str | None = None
        self._seen: Mapping[StateKey, str] | None = None  # the very object of Synapse's cache
        self._event_ids: dict[StateKey, str] = {}

    @property
    def room_id(self) -> str | None:
        """The registry room, None before provisioning made it."""
        return self._room_id

    async def school(self) -> School | None:
        """The school now; None while there is no registry that could be read once."""
        if self._room_id is None:
            self._room_id = await self._find_room()
            if self._room_id is None:
                return None
        state = at_hand(self._store.get_partial_current_state_ids, self._room_id)
        if state is None or state is not self._seen:
            async with self._lock.queue(()):
                # Looked up inside, so that who waited does not read an older state after a newer.
                await self._read(await self._store.get_partial_current_state_ids(self._room_id))
        else:
            self._reader.expire(self._clock.time_msec())
        return self._reader.school

    @property
    def last(self) -> School | None:
        """The school as it was read last."""
        return self._reader.school

    def has_accepted(self, user: str) -> bool:
        """Has `user` accepted the regulation in force (T7)?"""
        return self._reader.has_accepted(user)

    def login(self, user: str) -> Login | None:
        """The letter that somebody has, as this process knows it."""
        return self._reader.login(user)

    def logins(self) -> Mapping[str, Login]:
        """User id → letter, as this process knows them."""
        return self._reader.logins()

    async def _read(self, state: Mapping[StateKey, str]) -> None:
        changed = {
            key: event_id
            for key, event_id in state.items()
            if key[0] in TYPES and self._event_ids.get(key) != event_id
        }
        found = await self._store.get_events(changed.values()) if changed else {}
        written = {}
        for key, event_id in changed.items():
            event = found.get(event_id)
            if event is None:
                # Not to be had just now: what was read last stays.
                self._report(f"{key[0]} {key[1]}: {event_id}")
            else:
                written[key] = Written(event.sender, event.content)
        self._event_ids.update(changed)
        self._reader.read(written, self._clock.time_msec())
        self._seen = state
