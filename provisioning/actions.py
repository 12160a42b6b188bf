"""Actions as data: what `plan` prints, `--out` saves, a person approves and `apply` carries out.

Dotted verbs name the thing and what happens to it. No action ever holds a password, a token or a
code (defect 4 of research: matrix-corporal logs initial passwords).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Verb(StrEnum):
    """All verbs, in the order in which their phases run."""

    ROOM_DISCARD = "room.discard"  # a room made twice or half made, that nobody ever used
    ACCOUNT_LOCK = "account.lock"  # before anything else that takes time: leavers are out first
    ACCOUNT_ERASE = "account.erase"  # before the registry forgets whose account it was
    AVATAR_UPLOAD = "avatar.upload"
    ROOM_CREATE = "room.create"
    REGISTRY_SET = "registry.set"
    ACCOUNT_CREATE = "account.create"
    ACCOUNT_UNLOCK = "account.unlock"
    ACCOUNT_RENAME = "account.rename"
    ROOM_SET = "room.set"
    POWER_SET = "power.set"
    SPACE_LINK = "space.link"
    SPACE_UNLINK = "space.unlink"
    MEMBER_LEAVE = "member.leave"
    MEMBER_JOIN = "member.join"


@dataclass(frozen=True)
class Action:
    """One step. `target` is a locator key or a user id; `details` is JSON that the verb explains.

    `names` are display names for people who read the plan (user id → name).
    """

    verb: Verb
    target: str
    details: Mapping[str, Any]
    group: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON form, for `--json` and saved plans."""
        found: dict[str, Any] = {"verb": self.verb.value, "target": self.target, **self.details}
        if self.group:
            found["group"] = self.group
        return found

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> "Action":
        """Read what `to_dict` wrote.

        Raises:
            KeyError, ValueError, TypeError, AttributeError: it is something else.
        """
        details = {key: it for key, it in data.items() if key not in ("verb", "target", "group")}
        return Action(Verb(data["verb"]), str(data["target"]), details, data.get("group"))

    def atoms(self) -> Iterator[str]:
        """The smallest steps, as comparable text: a membership action is one atom a user.

        The rest of an approved plan (after a crash) consists of atoms of that plan.
        """
        if self.verb in (Verb.MEMBER_JOIN, Verb.MEMBER_LEAVE):
            for user in self.details["users"]:
                yield f"{self.verb.value} {self.target} {user}"
        else:
            yield json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False)


def atoms(actions: Iterable[Action]) -> frozenset[str]:
    """All atoms of a plan."""
    return frozenset(atom for action in actions for atom in action.atoms())
