"""Which conferences there are in which room: read from the room's state, then followed by sync.

Only what the assistant itself wrote counts. After a start a room is read when somebody first asks.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from bot.matrix.batch import Batch, Event, content_of
from policy import events
from policy.conference_event import Conference

State = Callable[[str], Awaitable[Sequence[Event]]]


class Board:
    """`me` is the assistant; `state` reads the whole state of a room, and may raise."""

    def __init__(self, me: str, state: State) -> None:
        self._me = me
        self._state = state
        self._rooms: dict[str, dict[str, Conference]] = {}
        self._reading: dict[str, list[Event]] = {}

    def follow(self, batch: Batch) -> Mapping[str, str]:
        """Take over what changed; the names of the conferences in it, with their rooms."""
        found: dict[str, str] = {}
        for room_id in batch.left:
            self._rooms.pop(room_id, None)
        for update in batch.rooms:
            changes = [it for it in (*update.state, *update.timeline) if self._counts(it)]
            found.update({str(it["state_key"]): update.room_id for it in changes})
            if update.room_id in self._reading:
                self._reading[update.room_id].extend(changes)
            if update.room_id in self._rooms:
                self._take(self._rooms[update.room_id], changes)
        return found

    async def of(self, room_id: str) -> Sequence[Conference]:
        """The conferences of a room. Errors as in `state`."""
        if room_id not in self._rooms:
            # What changes while the state is on its way is newer than it.
            newer = self._reading.setdefault(room_id, [])
            try:
                state = await self._state(room_id)
            finally:
                self._reading.pop(room_id, None)
            known: dict[str, Conference] = {}
            self._take(known, (it for it in state if self._counts(it)))
            self._take(known, newer)
            self._rooms[room_id] = known
        return tuple(self._rooms[room_id].values())

    def _counts(self, event: Event) -> bool:
        return (
            event.get("type") == events.CONFERENCE
            and event.get("sender") == self._me
            and isinstance(event.get("state_key"), str)
        )

    @staticmethod
    def _take(known: dict[str, Conference], changes: Iterable[Event]) -> None:
        for event in changes:
            name = str(event["state_key"])
            conference = Conference.read(name, content_of(event))
            if conference is None:
                known.pop(name, None)
            else:
                known[name] = conference
