"""Follows the registry room: the school as it stands now, in every process, without a restart.

Asked before each decision. While nothing changed that costs one look into Synapse's own cache of
the room's state (which replication keeps right in all workers); a change is read piece by piece.
A piece that cannot be read leaves the last good one in force and is reported.
"""

import gc
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from synapse.module_api import ModuleApi
from synapse.util.async_helpers import Linearizer

from policy import events
from policy import membership as kinds_of_room
from policy import safety as settings
from policy.catalogue import Catalogue
from policy.catalogue import unpack as unpack_catalogue
from policy.people import People
from policy.regulation import Regulation
from policy.regulation import unpack as unpack_regulation
from policy.roster import Probes, confirmation, entries, group, probes, text, texts
from policy.school import About, QuietWord, School
from policy.synapse.caches import cached
from policy.words import WordList
from policy.words import unpack as unpack_words
from templates import LANGUAGES

logger = logging.getLogger(__name__)

Key = tuple[str, str]  # (event type, state key)


def _about(content: Mapping[str, Any]) -> About:
    about = About.from_dict(content)
    if about.language not in LANGUAGES:
        raise ValueError(f"a language that nobody translated for: {about.language}")
    return about


# How to read an event of each type by itself; what must be seen together is joined in `_build`.
_READERS: Mapping[str, Callable[[str, Mapping[str, Any]], Any]] = {
    events.SCHOOL: lambda _, it: _about(it),
    events.REGULATION: lambda _, it: unpack_regulation(it),
    events.KINDS: lambda _, it: kinds_of_room.from_dict(it),
    events.SAFETY: lambda _, it: settings.from_dict(it),
    events.CATALOGUE: lambda _, it: it,
    events.WORDS: lambda _, it: it,
    events.ROSTER: lambda _, it: tuple(entries(it)),
    events.GROUP: group,
    events.LEAVERS: lambda _, it: frozenset(text(one["user"]) for one in it["people"].values()),
    events.CONFIRMATION: lambda _, it: confirmation(it),
    events.QUIET_HOURS: lambda _, it: QuietWord.from_dict(it),
    events.PROBES: lambda _, it: probes(it),
    events.ACCEPTANCE: lambda _, it: (texts(it["users"]), text(it["rules"])),
}
_UNREADABLE = (
    KeyError, TypeError, ValueError, AttributeError, RecursionError, ArithmeticError, LookupError,
)  # fmt: skip


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
        self._server_name: str = hs.hostname
        self._clock = hs.get_clock()
        self._find_room = find_room
        self._report = report
        self._lock = Linearizer(name="parta_registry", clock=hs.get_clock())
        self._room_id: str | None = None
        self._seen: Mapping[Key, str] | None = None  # the very object of Synapse's cache
        self._event_ids: dict[Key, str] = {}
        self._pieces: dict[Key, Any] = {}
        self._school: School | None = None
        self._settled: School | None = None
        self._words: tuple[tuple[str, ...], WordList] = ((), WordList())
        self._catalogue: tuple[tuple[str, ...], Catalogue] = ((), Catalogue())
        self._acceptances: dict[Key, tuple[tuple[str, ...], str]] = {}
        self._accepted: dict[str, set[str]] = defaultdict(set)  # user id → versions
        self._expires = 0  # when the first of the throw-away people end; 0: there are none
        self.provisioner = provisioner

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
        state = await cached(self._store.get_partial_current_state_ids, self._room_id)
        if state is not self._seen:
            async with self._lock.queue(()):
                await self._read(state)
        elif self._expires and self._expires < self._clock.time_msec():
            self._build()
        return self._school

    @property
    def last(self) -> School | None:
        """The school as it was read last."""
        return self._school

    def has_accepted(self, user: str) -> bool:
        """Has `user` accepted the regulation in force (T7)?"""
        school = self._school
        return school is not None and school.regulation.version in self._accepted.get(user, ())

    def settle(self) -> None:
        """Take a new school out of what Python's garbage collector walks through.

        Hundreds of thousands of objects that live until the next change of the lists cost every
        full collection a tenth of a second. Synapse freezes what it has at its start likewise. An
        older school goes by its reference count: there are no cycles in it.
        """
        if self._school is not self._settled:
            self._settled = self._school
            gc.collect()
            gc.freeze()

    async def _read(self, state: Mapping[Key, str]) -> None:
        changed = {
            key: event_id
            for key, event_id in state.items()
            if key[0] in _READERS and self._event_ids.get(key) != event_id
        }
        found = await self._store.get_events(changed.values()) if changed else {}
        rebuild = False
        for key, event_id in changed.items():
            event = found.get(event_id)
            if event is None or (event.sender != self.provisioner and not self._is_service(event)):
                # Not to be had just now, or not by whom we trust: what was read last stays.
                self._report(f"{key[0]} {key[1]}: {event_id}")
                self._event_ids[key] = event_id
                continue
            self._event_ids[key] = event_id
            rebuild |= self._take(key, event.content)
        if rebuild:
            self._build()
        self._seen = state

    def _is_service(self, event: Any) -> bool:
        """Programs write a director's word and acceptances, and nothing else of the registry."""
        return (
            event.type in (events.CONFIRMATION, events.QUIET_HOURS, events.ACCEPTANCE)
            and self._school is not None
            and event.sender in self._school.about.services
        )

    def _take(self, key: Key, content: Mapping[str, Any]) -> bool:
        """Read one event; True if the school has to be built anew."""
        try:
            piece = _READERS[key[0]](key[1], content)
        except Exception as error:  # noqa: BLE001 (whatever is in there, the last good one stays)
            logger.warning("Registry event %s %r is unreadable: %r", key[0], key[1], error)
            self._report(f"{key[0]} {key[1]}")
            return False
        if key[0] == events.ACCEPTANCE:
            self._accept(key, piece)
            return False
        self._pieces[key] = piece
        return True

    def _accept(self, key: Key, piece: tuple[tuple[str, ...], str]) -> None:
        """One event more is the rule and costs little; a changed one has everybody counted anew."""
        changed = key in self._acceptances
        self._acceptances[key] = piece
        if changed:
            self._accepted.clear()
        for users, version in self._acceptances.values() if changed else (piece,):
            for user in users:
                self._accepted[user].add(version)

    def _of(self, event_type: str) -> Iterable[tuple[str, Any]]:
        return ((key[1], it) for key, it in self._pieces.items() if key[0] == event_type)

    def _build(self) -> None:
        one = {key[0]: it for key, it in self._pieces.items() if key[1] == ""}
        needed = (events.SCHOOL, events.REGULATION, events.KINDS, events.SAFETY)
        if not all(kind in one for kind in needed):
            return  # provisioning is still writing it
        try:
            self._school = self._built(one)
        except Exception as error:  # noqa: BLE001 (the last good school stays in force)
            logger.warning("The registry does not fit together: %r", error)
            self._report(type(error).__name__)

    def _built(self, one: Mapping[str, Any]) -> School:
        regulation: Regulation = one[events.REGULATION]
        now = self._clock.time_msec()
        trying: list[Probes] = [it for _, it in self._of(events.PROBES) if it.until > now]
        self._expires = min((it.until for it in trying), default=0)
        people = People.of(
            (
                *(entry for it in trying for entry in it.people),
                *(entry for _, them in self._of(events.ROSTER) for entry in them),
            ),
            {
                **{it.key: it for probe in trying for it in probe.groups},
                **{key: it for key, it in self._of(events.GROUP) if it is not None},
            },
            {f"@{key}": it for key, it in self._of(events.CONFIRMATION) if it is not None},
            regulation,
        )
        return School(
            about=one[events.SCHOOL],
            server_name=self._server_name,
            regulation=regulation,
            kinds=one[events.KINDS],
            people=people,
            safety=one[events.SAFETY],
            quiet={key: it for key, it in self._of(events.QUIET_HOURS) if it is not None},
            leavers=frozenset().union(*(it for _, it in self._of(events.LEAVERS))),
            hurried=frozenset().union(*(it.hurried for it in trying)),
            words=self._unpacked_words(),
            catalogue=self._unpacked_catalogue(),
        )

    def _parts(self, event_type: str) -> tuple[tuple[str, ...], list[Mapping[str, Any]]]:
        parts = sorted(self._of(event_type))
        ids = tuple(self._event_ids[event_type, key] for key, _ in parts)
        return ids, [content for _, content in parts]

    def _unpacked_words(self) -> WordList:
        ids, parts = self._parts(events.WORDS)
        if ids != self._words[0]:
            try:
                self._words = (ids, unpack_words(parts))
            except _UNREADABLE as error:
                # Its parts are written one after the other; until the last is there they misfit.
                logger.warning("The word list does not fit together: %r", error)
        return self._words[1]

    def _unpacked_catalogue(self) -> Catalogue:
        ids, parts = self._parts(events.CATALOGUE)
        if ids != self._catalogue[0]:
            try:
                self._catalogue = (ids, unpack_catalogue(parts))
            except _UNREADABLE as error:
                logger.warning("The catalogue does not fit together: %r", error)
        return self._catalogue[1]
