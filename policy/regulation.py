"""The regulation as data: roles, features, and the rows that say who may do which where.

The YAML that a director edits is read by `provisioning.layouts`; the homeserver and the bot get
the compiled form (`to_dict` / `from_dict`) from the registry room. A decision is one dictionary
look-up, so that it costs microseconds inside the homeserver.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# A regulation is some 60 KB of JSON; whoever packs more than this did not mean a regulation.
_LARGEST = 4 * 1024 * 1024

# Places that are not a managed room: the server as a whole, and rooms between persons.
SERVER = "server"
DIRECT = "direct"
# A member of staff whose role no order confirms yet (clause 2.7): a role of its own.
PENDING = "pending"

Texts = Mapping[str, str]  # language ("ru", "en") → sentence


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the regulation and its power level in rooms (0 to 99)."""

    id: str
    title: Texts
    level: int
    needs_confirmation: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a person does, named for people, with what it is in Matrix.

    `events` are the event types whose required power level follows from this feature; `levels`
    the top-level keys of `m.room.power_levels` ("invite", "kick", …; `notifications.room`).
    """

    id: str
    title: Texts
    events: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """Each of `roles` × each of `features` × each of `kinds` (of room, SERVER or DIRECT)."""

    roles: frozenset[str]
    features: frozenset[str]
    kinds: frozenset[str]

    def cells(self) -> Iterator[tuple[str, str, str]]:
        """Every (role, feature, kind) the grant speaks of."""
        for role in sorted(self.roles):
            for feature in sorted(self.features):
                for kind in sorted(self.kinds):
                    yield role, feature, kind


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the regulation: its id ("T2"), clause ("1.1"), words, and what it grants.

    `clause` is empty for a row that is the school's setting and not the regulation's word.
    """

    id: str
    clause: str
    text: Texts
    allow: tuple[Grant, ...] = ()
    refuse: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """May or may not, and the row behind it; `row` is None where nothing speaks of it (deny)."""

    allowed: bool
    row: Row | None


@dataclass(frozen=True)
class Regulation:
    """The whole regulation; build it with all rows, then ask `decide`."""

    title: Texts
    roles: Mapping[str, Role]
    features: Mapping[str, Feature]
    rows: tuple[Row, ...]
    # By which protocol and order it is in force (H1, H2); a new order asks everybody again (T7).
    adopted: Texts = field(default_factory=dict)
    _allow: dict[tuple[str, str, str], Row] = field(init=False, repr=False, compare=False)
    _refuse: dict[tuple[str, str, str], Row] = field(init=False, repr=False, compare=False)
    _grants: dict[tuple[str, str], Row] = field(init=False, repr=False, compare=False)
    _by_id: dict[str, Row] = field(init=False, repr=False, compare=False)
    _by_event: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        allow: dict[tuple[str, str, str], Row] = {}
        refuse: dict[tuple[str, str, str], Row] = {}
        grants: dict[tuple[str, str], Row] = {}
        for row in self.rows:
            for role, feature, kind in _cells(row.allow):
                allow.setdefault((role, feature, kind), row)
                grants.setdefault((feature, kind), row)
                grants.setdefault((feature, ""), row)
            for cell in _cells(row.refuse):
                refuse.setdefault(cell, row)
        object.__setattr__(self, "_allow", allow)
        object.__setattr__(self, "_refuse", refuse)
        object.__setattr__(self, "_grants", grants)
        object.__setattr__(self, "_by_id", {row.id: row for row in self.rows})
        by_event: dict[str, tuple[str, ...]] = {}
        for named in self.features.values():
            for event in named.events:
                by_event[event] = (*by_event.get(event, ()), named.id)
        object.__setattr__(self, "_by_event", by_event)

    @property
    def version(self) -> str:
        """The regulation in force, by its order: what people accept before they write (T7)."""
        return " ".join(filter(None, (self.adopted.get("order"), self.adopted.get("order_date"))))

    def row(self, row_id: str) -> Row | None:
        """The row with that id; None for a setting."""
        return self._by_id.get(row_id)

    def features_of(self, event_type: str) -> tuple[str, ...]:
        """The features that are this event type in Matrix; empty for a type nobody named."""
        return self._by_event.get(event_type, ())

    def is_granted(self, feature: str, kind: str) -> bool:
        """Does any role have `feature` in a place of `kind`?"""
        return (feature, kind) in self._grants

    def decide(self, roles: Iterable[str], feature: str, kind: str) -> Verdict:
        """May somebody who is `roles` in a place of `kind` do `feature`? No word means no.

        Somebody with several roles may what any of them may: a teacher who is also a parent
        keeps the teacher's rights where both are members.
        """
        refused: Row | None = None
        for role in roles:
            row = self._allow.get((role, feature, kind))
            if row is not None:
                return Verdict(True, row)
            refused = refused or self._refuse.get((role, feature, kind))
        # Without an explicit refusal, name the row that gives the feature to others.
        elsewhere = self._grants.get((feature, kind)) or self._grants.get((feature, ""))
        return Verdict(False, refused or elsewhere)

    def is_refused(self, roles: Iterable[str], feature: str, kind: str) -> bool:
        """Does a row say in so many words that one of these roles may not?"""
        return any((role, feature, kind) in self._refuse for role in roles)

    def roles_that_may(self, feature: str, kind: str) -> frozenset[str]:
        """Every role that may do `feature` in a place of `kind`."""
        return frozenset(role for role in self.roles if (role, feature, kind) in self._allow)

    def contradictions(self) -> Iterator[tuple[tuple[str, str, str], Row, Row]]:
        """(role, feature, kind) that one row allows and another refuses: a defect of the file."""
        for cell, row in self._allow.items():
            if cell in self._refuse:
                yield cell, row, self._refuse[cell]


def effective_roles(
    regulation: Regulation, roles: Iterable[str], confirmed: bool
) -> frozenset[str]:
    """The roles that count: those needing an order become PENDING until it is named (R4)."""
    return frozenset(
        PENDING if regulation.roles[role].needs_confirmation and not confirmed else role
        for role in roles
    )


def to_dict(regulation: Regulation) -> dict[str, Any]:
    """The compiled form, JSON without floats, for the registry room."""
    return {
        "title": dict(regulation.title),
        "adopted": dict(regulation.adopted),
        "roles": {
            role.id: {
                "title": dict(role.title),
                "level": role.level,
                "needs_confirmation": role.needs_confirmation,
            }
            for role in regulation.roles.values()
        },
        "features": {
            feature.id: {
                "title": dict(feature.title),
                "events": list(feature.events),
                "levels": list(feature.levels),
            }
            for feature in regulation.features.values()
        },
        "rows": [
            {
                "id": row.id,
                "clause": row.clause,
                "text": dict(row.text),
                "allow": [_grant_to_dict(grant) for grant in row.allow],
                "refuse": [_grant_to_dict(grant) for grant in row.refuse],
            }
            for row in regulation.rows
        ],
    }


def from_dict(data: Mapping[str, Any]) -> Regulation:
    """Read the compiled form back.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is not what `to_dict` wrote.
    """
    return Regulation(
        title=dict(data["title"]),
        adopted={str(key): str(value) for key, value in data.get("adopted", {}).items()},
        roles={
            key: Role(key, dict(it["title"]), int(it["level"]), bool(it["needs_confirmation"]))
            for key, it in data["roles"].items()
        },
        features={
            key: Feature(key, dict(it["title"]), tuple(it["events"]), tuple(it["levels"]))
            for key, it in data["features"].items()
        },
        rows=tuple(
            Row(
                str(it["id"]),
                str(it["clause"]),
                dict(it["text"]),
                tuple(map(_grant_from_dict, it["allow"])),
                tuple(map(_grant_from_dict, it["refuse"])),
            )
            for it in data["rows"]
        ),
    )


def pack(regulation: Regulation) -> dict[str, str]:
    """The content of the registry's regulation event: one event, so that it changes as a whole.

    Compressed, because an event holds 64 KiB; `sha256` is that of the JSON and tells whether two
    packings (by other versions of zlib) are the same regulation.
    """
    text = json.dumps(
        to_dict(regulation), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    return {
        "sha256": hashlib.sha256(text).hexdigest(),
        "zlib": base64.b64encode(zlib.compress(text, 9)).decode(),
    }


def unpack(content: Mapping[str, Any]) -> Regulation:
    """Read what `pack` wrote.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, zlib.error: it is damaged.
    """
    opener = zlib.decompressobj()
    text = opener.decompress(base64.b64decode(content["zlib"], validate=True), _LARGEST)
    if hashlib.sha256(text).hexdigest() != content["sha256"]:
        raise ValueError("the regulation's checksum does not fit")
    try:
        return from_dict(json.loads(text))
    except RecursionError as error:
        raise ValueError("the regulation is nested too deeply") from error


def _cells(grants: Iterable[Grant]) -> Iterator[tuple[str, str, str]]:
    for grant in grants:
        yield from grant.cells()


def _grant_to_dict(grant: Grant) -> dict[str, Any]:
    return {
        "roles": sorted(grant.roles),
        "features": sorted(grant.features),
        "kinds": sorted(grant.kinds),
    }


def _grant_from_dict(data: Mapping[str, Any]) -> Grant:
    return Grant(
        frozenset(map(str, data["roles"])),
        frozenset(map(str, data["features"])),
        frozenset(map(str, data["kinds"])),
    )
