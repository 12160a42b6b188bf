"""From the registry room's state to the `School` by which everything is decided.

`Reader` follows a room that changes: it reads event by event, keeps the last good one where one is
damaged, and reports that. `read_school` reads a whole state at once and refuses what is damaged.
"""

import functools
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from policy import codes, events, mute
from policy import membership as kinds_of_room
from policy import safety as settings
from policy.catalogue import Catalogue
from policy.catalogue import unpack as unpack_catalogue
from policy.codes import Login
from policy.people import People
from policy.regulation import Regulation
from policy.regulation import unpack as unpack_regulation
from policy.roster import (
    Json,
    Probes,
    State,
    StateKey,
    confirmation,
    entries,
    group,
    probes,
    text,
    texts,
)
from policy.school import About, QuietWord, School
from policy.words import WordList
from policy.words import unpack as unpack_words

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

# How to read an event of each type by itself; what must be seen together is joined in `_joined`.
_READERS: Mapping[str, Callable[[str, Json], Any]] = {
    events.SCHOOL: lambda _, it: About.from_dict(it),
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
    events.MUTE: lambda _, it: mute.read(it),
    events.PROBES: lambda _, it: probes(it),
    events.ACCEPTANCE: lambda _, it: (texts(it["users"]), text(it["rules"])),
    events.LOGIN: codes.read,
}
# The types of event that a `Reader` wants to hear of.
TYPES = frozenset(_READERS)
_NEEDED = (events.SCHOOL, events.REGULATION, events.KINDS, events.SAFETY)


class Written(NamedTuple):
    """A state event of the registry room: by whom, and what."""

    sender: str
    content: Json


@dataclass(slots=True)
class _Packed(Generic[_T]):
    """What several events hold together, unpacked anew when one of them changed."""

    unpack: Callable[[Sequence[Json]], _T]
    value: _T
    parts: Sequence[Json] = ()

    def of(self, parts: Sequence[Json]) -> _T:
        """What is in `parts`; the last good one while they do not fit together."""
        if parts and parts != self.parts:
            try:
                self.value, self.parts = self.unpack(parts), parts
            except Exception as error:  # noqa: BLE001 (whatever is in there, the last good one stays)
                # Its parts are written one after the other; until the last is there they misfit.
                logger.warning("Parts of the registry do not fit together: %r", error)
        return self.value


class Reader:
    """Follows the registry room's state; `provisioner` is the user who created the room.

    `languages` are those that sentences are there for; `report` is told what was damaged, or
    written by somebody who is not believed: "type key", where needed with a reason.
    """

    def __init__(
        self,
        server_name: str,
        provisioner: str,
        languages: Collection[str],
        report: Callable[[str], None],
    ) -> None:
        self._server_name = server_name
        self._provisioner = provisioner
        self._languages = languages
        self._report = report
        self._pieces: dict[StateKey, Any] = {}
        self._school: School | None = None
        self._words = _Packed(unpack_words, WordList())
        self._catalogue = _Packed(unpack_catalogue, Catalogue())
        self._acceptances: dict[StateKey, tuple[tuple[str, ...], str]] = {}
        self._accepted: dict[str, set[str]] = defaultdict(set)  # user id → versions
        self._letters: dict[StateKey, Mapping[str, Login]] = {}
        self._logins: dict[str, dict[StateKey, Login]] = defaultdict(dict)
        self._expires = 0  # when the first of the throw-away people end; 0: there are none

    @property
    def school(self) -> School | None:
        """The school as it was read last; None before there was all that is needed."""
        return self._school

    def has_accepted(self, user: str) -> bool:
        """Has `user` accepted the regulation in force (T7)?"""
        school = self._school
        return school is not None and school.regulation.version in self._accepted.get(user, ())

    def login(self, user: str) -> Login | None:
        """The letter that somebody has; None: none was ever issued."""
        known = self._logins.get(user)
        return functools.reduce(codes.newer, known.values(), None) if known else None

    def logins(self) -> Mapping[str, Login]:
        """User id → letter, of everybody who has one."""
        found = ((user, self.login(user)) for user in self._logins)
        return {user: login for user, login in found if login is not None}

    def read(self, changed: Mapping[StateKey, Written], now: int) -> None:
        """Take what changed, at first everything; `now` in milliseconds since 1970.

        Never raises because of what is in an event.
        """
        rebuild = False
        # What the school says of itself comes first: it names the programs.
        for key in sorted(changed, key=lambda it: it[0] != events.SCHOOL):
            if key[0] in TYPES:
                rebuild |= self._take(key, changed[key])
        if rebuild:
            self._build(now)

    def expire(self, now: int) -> None:
        """Forget throw-away people whose time is over."""
        if self._expires and self._expires < now:
            self._build(now)

    def _take(self, key: StateKey, written: Written) -> bool:
        """Read one event; True if the school has to be built anew."""
        name = f"{key[0]} {key[1]}"
        if not self._is_believed(key[0], written.sender):
            self._report(f"{name}: {written.sender}")
            return False
        try:
            piece = _READERS[key[0]](key[1], written.content)
            if key[0] == events.SCHOOL and piece.language not in self._languages:
                raise ValueError(f"a language that nobody translated for: {piece.language}")
        except Exception as error:  # noqa: BLE001 (whatever is in there, the last good one stays)
            logger.warning("Registry event %s %r is unreadable: %r", key[0], key[1], error)
            self._report(name)
            return False
        if key[0] == events.ACCEPTANCE:
            self._accept(key, piece)
            return False
        if key[0] == events.LOGIN:
            self._take_letters(key, piece)
            return False
        self._pieces[key] = piece
        return True

    def _is_believed(self, event_type: str, sender: str) -> bool:
        if sender == self._provisioner:
            return True
        about: About | None = self._pieces.get((events.SCHOOL, ""))
        return event_type in events.BY_PROGRAMS and about is not None and sender in about.services

    def _accept(self, key: StateKey, piece: tuple[tuple[str, ...], str]) -> None:
        """One event more is the rule and costs little; a changed one has everybody counted anew."""
        changed = key in self._acceptances
        self._acceptances[key] = piece
        if changed:
            self._accepted.clear()
        for users, version in self._acceptances.values() if changed else (piece,):
            for user in users:
                self._accepted[user].add(version)

    def _take_letters(self, key: StateKey, piece: Mapping[str, Login]) -> None:
        for user in self._letters.get(key, ()):
            self._logins[user].pop(key, None)
        self._letters[key] = piece
        for user, login in piece.items():
            self._logins[user][key] = login

    def _build(self, now: int) -> None:
        if not all((kind, "") in self._pieces for kind in _NEEDED):
            return  # provisioning is still writing it
        try:
            words = self._words.of(_parts(self._pieces, events.WORDS))
            catalogue = self._catalogue.of(_parts(self._pieces, events.CATALOGUE))
            trying = _trying(self._pieces, now)
            self._expires = min((it.until for it in trying), default=0)
            self._school = _joined(self._pieces, self._server_name, trying, words, catalogue)
        except Exception as error:  # noqa: BLE001 (the last good school stays in force)
            logger.warning("The registry does not fit together: %r", error)
            self._report(type(error).__name__)


def read_school(state: State, server_name: str, now: int = 0) -> School:
    """The school of a whole registry; who wrote it is not asked. `now`: milliseconds since 1970.

    Raises:
        KeyError, TypeError, ValueError, AttributeError, zlib.error: something is missing, or is
            not as Parta writes it.
    """
    pieces = {key: _READERS[key[0]](key[1], it) for key, it in state.items() if key[0] in TYPES}
    words, catalogue = _parts(pieces, events.WORDS), _parts(pieces, events.CATALOGUE)
    return _joined(
        pieces,
        server_name,
        _trying(pieces, now),
        unpack_words(words) if words else WordList(),
        unpack_catalogue(catalogue) if catalogue else Catalogue(),
    )


def _of(pieces: Mapping[StateKey, Any], event_type: str) -> Iterator[tuple[str, Any]]:
    return ((key, it) for (kind, key), it in pieces.items() if kind == event_type)


def _parts(pieces: Mapping[StateKey, Any], event_type: str) -> Sequence[Json]:
    return [content for _, content in sorted(_of(pieces, event_type))]


def _trying(pieces: Mapping[StateKey, Any], now: int) -> list[Probes]:
    return [it for _, it in _of(pieces, events.PROBES) if it.until > now]


def _joined(
    pieces: Mapping[StateKey, Any],
    server_name: str,
    trying: Iterable[Probes],
    words: WordList,
    catalogue: Catalogue,
) -> School:
    regulation: Regulation = pieces[events.REGULATION, ""]
    people = People.of(
        (
            *(entry for it in trying for entry in it.people),
            *(entry for _, them in _of(pieces, events.ROSTER) for entry in them),
        ),
        {
            **{it.key: it for probe in trying for it in probe.groups},
            **{key: it for key, it in _of(pieces, events.GROUP) if it is not None},
        },
        {f"@{key}": it for key, it in _of(pieces, events.CONFIRMATION) if it is not None},
        regulation,
    )
    return School(
        about=pieces[events.SCHOOL, ""],
        server_name=server_name,
        regulation=regulation,
        kinds=pieces[events.KINDS, ""],
        people=people,
        safety=pieces[events.SAFETY, ""],
        quiet={key: it for key, it in _of(pieces, events.QUIET_HOURS) if it is not None},
        muted={f"@{key}": it for key, it in _of(pieces, events.MUTE)},
        leavers=frozenset().union(*(it for _, it in _of(pieces, events.LEAVERS))),
        hurried=frozenset().union(*(it.hurried for it in trying)),
        words=words,
        catalogue=catalogue,
    )
