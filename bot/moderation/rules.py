"""Policy lists as Mjolnir and Draupnir keep them (specification, «moderation policy lists»). Pure.

Rooms full of state events: whom to keep out, by user or server, with wildcards or as a hash
(MSC4205).
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.matrix.batch import Event, content_of
from bot.moderation.untrusted import exact, mapping, words

USER_RULE, SERVER_RULE, ROOM_RULE = (
    "m.policy.rule.user",
    "m.policy.rule.server",
    "m.policy.rule.room",
)
# Names from before the specification; lists still carry them.
_KINDS: Mapping[str, str] = {
    USER_RULE: "user",
    "m.room.rule.user": "user",
    "org.matrix.mjolnir.rule.user": "user",
    SERVER_RULE: "server",
    "m.room.rule.server": "server",
    "org.matrix.mjolnir.rule.server": "server",
    ROOM_RULE: "room",
    "m.room.rule.room": "room",
    "org.matrix.mjolnir.rule.room": "room",
}
TYPES = frozenset(_KINDS)
_BAN = frozenset({"m.ban", "org.matrix.mjolnir.ban"})
_HASHES = "org.matrix.msc4205.hashes"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `entity` is a glob, or empty where only its `sha256` (base64) is told."""

    kind: str  # user, server, room
    entity: str
    reason: str = ""
    sha256: str = ""

    def means(self, user: str) -> bool:
        """Is `user` to be kept out by this rule?"""
        if self.kind == "room":
            return False
        name = user if self.kind == "user" else user.partition(":")[2]
        if self.entity:
            return glob(self.entity, name)
        return bool(self.sha256) and self.sha256.rstrip("=") == _digest(name)


def rules_in(state: Iterable[Event]) -> list[Rule]:
    """Every rule that bans; others (an emptied rule, another recommendation) are none."""
    found = []
    for event in state:
        kind, content = _KINDS.get(str(event.get("type"))), content_of(event)
        if kind is None or "state_key" not in event or content.get("recommendation") not in _BAN:
            continue
        rule = Rule(
            kind,
            exact(content, "entity"),
            words(content, "reason"),
            exact(mapping(content, _HASHES), "sha256"),
        )
        if rule.entity or rule.sha256:
            found.append(rule)
    return found


def published(entity: str, reason: str) -> tuple[str, str, dict[str, Any]]:
    """Type, state key and content of a rule of ours about a user («@…») or a server."""
    kind = USER_RULE if entity.startswith("@") else SERVER_RULE
    return kind, f"rule:{entity}", {"entity": entity, "recommendation": "m.ban", "reason": reason}


def glob(pattern: str, name: str) -> bool:
    """`*` is anything, `?` one sign.

    Takes the product of the lengths at most: patterns are strangers' words.
    """
    at = star = -1
    place = index = 0
    while index < len(name):
        if place < len(pattern) and pattern[place] == "*":
            star, at = place, index
            place += 1
        elif place < len(pattern) and pattern[place] in ("?", name[index]):
            place += 1
            index += 1
        elif star >= 0:
            at += 1
            place, index = star + 1, at
        else:
            return False
    return set(pattern[place:]) <= {"*"}


def _digest(name: str) -> str:
    return base64.b64encode(hashlib.sha256(name.encode()).digest()).decode().rstrip("=")
