"""Reads every message of pupils and parents and remembers the last ones of each person.

In memory and bounded: after a restart the windows of a few minutes begin anew. A reader may be
given an event twice when the transaction it was read in failed; it then says the same again.
"""

import re
from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping

from bot.effects import Kept
from bot.matrix.batch import Event, content_of, text_of
from bot.moderation.naming import is_family
from bot.moderation.protections.messages import PREDICATES
from bot.moderation.protections.model import MOST_OF_ONE, Ring, Seen, found
from bot.store.store import Job, RoomRow
from bot.work.inbox import is_edit, is_state, kind_of
from bot.work.readers import View
from policy.safety import Protection

ACT = "act_on_finding"
_MOST_PEOPLE = 5_000
_SHORTEST = 12  # letters and digits: «да» in three rooms is no advertisement
_LONGEST = 4_000
_MOST_MENTIONS = 1_000
_TYPES = frozenset({"m.room.message", "m.sticker", "m.poll.start", "org.matrix.msc3381.poll.start"})
_NO_LETTERS = re.compile(r"[\W_]+")


class Watchman:
    """A reader with a memory: give every message to one and the same."""

    def __init__(self) -> None:
        self._rings: OrderedDict[str, Ring] = OrderedDict()
        # (protection, user) → the message that it was told of, and when.
        self._told: OrderedDict[tuple[str, str], Seen] = OrderedDict()

    def __call__(self, view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
        """Reader: what a protection finds becomes a job."""
        settings = view.school.safety.protections
        if not settings or kind_of(event) not in _TYPES or is_state(event) or is_edit(event):
            return
        user = str(event.get("sender"))
        person = view.school.person(user)
        # Staff write to many rooms: that is their work. Private rooms hold answers to us.
        if person is None or not is_family(person) or not row.key or view.is_program(user):
            return
        seen = seen_of(row.room_id, event)
        ring = self._ring(user)
        if all(it.event_id != seen.event_id for it in ring):
            ring.append(seen)
        for name, predicate in PREDICATES.items():
            setting = settings.get(name)
            if setting is None or self._was_told(name, user, seen, setting):
                continue
            too_much = predicate(setting, tuple(ring))
            if too_much:
                self._tell(name, user, seen)
                finding = found(name, setting, user, too_much)
                yield Job(ACT, finding.to_dict(), f"person:{user}")

    def _ring(self, user: str) -> Ring:
        ring = self._rings.get(user)
        if ring is None:
            ring = self._rings[user] = deque(maxlen=MOST_OF_ONE)
            if len(self._rings) > _MOST_PEOPLE:
                self._rings.popitem(last=False)
        else:
            self._rings.move_to_end(user)
        return ring

    def _was_told(self, name: str, user: str, seen: Seen, settings: Protection) -> bool:
        told = self._told.get((name, user))
        return (
            told is not None
            and told.event_id != seen.event_id
            and seen.at - told.at < settings.seconds * 1000
        )

    def _tell(self, name: str, user: str, seen: Seen) -> None:
        self._told[name, user] = seen
        self._told.move_to_end((name, user))
        if len(self._told) > _MOST_PEOPLE:
            self._told.popitem(last=False)


def seen_of(room_id: str, event: Event) -> Seen:
    """A message, reduced to what protections need."""
    at = event.get("origin_server_ts")
    plain = _NO_LETTERS.sub("", text_of(event)[:_LONGEST].casefold())
    return Seen(
        str(event["event_id"]),
        room_id,
        at if isinstance(at, int) and not isinstance(at, bool) else 0,
        hash(plain) or 1 if len(plain) >= _SHORTEST else 0,
        _mentions(event),
    )


def _mentions(event: Event) -> int:
    mentions = content_of(event).get("m.mentions")
    users = mentions.get("user_ids") if isinstance(mentions, Mapping) else None
    if not isinstance(users, list):
        return 0
    return len({it for it in users[:_MOST_MENTIONS] if isinstance(it, str)})
