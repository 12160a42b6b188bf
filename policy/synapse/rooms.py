"""Which room is what: the managed rooms by their mark, and a room as a `Place` for decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synapse.module_api import ModuleApi

from policy import events
from policy.decision import Place
from policy.regulation import DIRECT
from policy.roster import text
from policy.synapse.caches import at_hand

_LOCATOR = (events.LOCATOR, "")
_LOCK = (events.LOCK, "")


@dataclass(slots=True)
class _Known:
    """What was read of a room, with the objects of Synapse's caches that it was read from."""

    state: Mapping[tuple[str, str], str]
    users: Any
    place: Place


class Rooms:
    """Reads rooms; a room that did not change costs two looks into Synapse's caches."""

    def __init__(self, api: ModuleApi, provisioner: str) -> None:
        self._store: Any = api._hs.get_datastores().main
        self._provisioner = provisioner
        self._managed: set[str] = set()
        self._known: dict[str, _Known] = {}
        self._by_key: dict[str, str] = {}

    async def by_key(self, key: str) -> str | None:
        """The room id of the managed room with that locator key, None if there is none yet.

        Of two (a crash may leave a spare one) the one in which more people are.
        """
        known = self._by_key.get(key)
        if known is not None:
            return known
        created = await self._store.db_pool.simple_select_onecol(
            "rooms", {"creator": self._provisioner}, "room_id", desc="parta_rooms"
        )
        found: dict[str, tuple[int, str]] = {}
        for room_id in created:
            mark = await self._mark(room_id)
            if mark is None:
                continue
            users = len(await self._store.get_users_in_room(room_id))
            found[mark] = max(found.get(mark, (0, "")), (users, room_id))
        self._by_key = {mark: room_id for mark, (users, room_id) in found.items() if users}
        return self._by_key.get(key)

    async def _mark(self, room_id: str) -> str | None:
        """The key in the create event of a room of ours; nobody else can write it."""
        try:
            create = await self._store.get_create_event_for_room(room_id)
        except Exception:  # noqa: BLE001 (a room half made or purged is none of ours)
            return None
        mark = create.content.get(events.OWNERSHIP)
        if create.sender != self._provisioner or not isinstance(mark, Mapping):
            return None
        return text(mark.get("key"))

    async def place(self, room_id: str) -> Place:
        """The room as decisions see it. A room of nobody knows whom is one between persons."""
        known = self._known.get(room_id)
        if (
            known is not None
            and known.state is at_hand(self._store.get_partial_current_state_ids, room_id)
            and known.users is at_hand(self._store.get_users_in_room, room_id)
        ):
            return known.place
        managed = room_id in self._managed
        if not managed and await self._mark(room_id) is not None:
            # Only what was read stays: a look that failed says nothing of the next one.
            managed = True
            self._managed.add(room_id)
        state = await self._store.get_partial_current_state_ids(room_id)
        users = await self._store.get_users_in_room(room_id)
        place = await self._read(room_id, state, users, managed=managed)
        self._known[room_id] = _Known(state, users, place)
        return place

    async def _read(
        self, room_id: str, state: Mapping[tuple[str, str], str], users: Any, *, managed: bool
    ) -> Place:
        users_now = frozenset(users)
        if not managed:
            invited = await self._store.get_invited_users_in_room(room_id) if state else ()
            return Place(DIRECT, joined=users_now, invited=frozenset(invited))
        wanted = [state[key] for key in (_LOCATOR, _LOCK) if key in state]
        found = await self._store.get_events(wanted) if wanted else {}
        locator = self._content(found, state, _LOCATOR)
        lock = self._content(found, state, _LOCK)
        kind, key, group = (locator.get(name) for name in ("kind", "key", "group"))
        return Place(
            # Half made, it is of no kind: no role belongs there.
            kind=kind if isinstance(kind, str) else "",
            key=key if isinstance(key, str) else "",
            group=group if isinstance(group, str) else None,
            locked=lock.get("locked") is True,
            joined=users_now,
        )

    @staticmethod
    def _content(
        found: Mapping[str, Any], state: Mapping[tuple[str, str], str], key: tuple[str, str]
    ) -> Mapping[str, Any]:
        event = found.get(state.get(key, ""))
        return event.content if event is not None else {}
