"""The throw-away people: one of each role and of each case that a clause speaks of.

They stand in the registry as probes for as long as a run takes (policy.events.PROBES): in force
for the homeserver, unknown to provisioning. Their accounts are kept locked between the runs,
because Synapse cannot delete an account.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policy import membership
from policy.people import People
from policy.regulation import Regulation
from policy.roster import entries
from policy.roster import group as read_group
from provisioning.layouts.kinds import Kind

CLASS = "class:probe"
OTHER_CLASS = "class:probe-other"
CLUB = "club:probe"
COUNCIL = "council:probe"
_GROUPS = {
    CLASS: {"kind": "class", "title": "0П"},
    OTHER_CLASS: {"kind": "class", "title": "0Р"},
    CLUB: {"kind": "club", "title": "Проверка"},
    COUNCIL: {"kind": "council", "title": "Проверка"},
}
ORDER = "probe"
NOBODY = "nobody"
OUTSIDER = "outsider"
NEWCOMER = "newcomer"
REVOKED = "revoked"
LEAVER = "leaver"
SLOW = "lone_pupil"
SILENCED = "silenced"


@dataclass(frozen=True, slots=True)
class Part:
    """What one of them plays."""

    name: str  # given name in the display name, by which a person sees what this account is
    roles: tuple[str, ...]
    groups: Mapping[str, str] = field(default_factory=dict)  # group key → part
    children: tuple[str, ...] = ()
    confirmed: bool = True


_PARTS: Mapping[str, Part] = {
    "director": Part("Директор", ("director",), {COUNCIL: "leader"}),
    "administrator": Part("Администратор", ("administrator",)),
    "secretary": Part("Секретарь", ("secretary",), {COUNCIL: "secretary"}),
    "teacher": Part("Учитель", ("teacher",), {CLASS: "class_teacher", COUNCIL: "member"}),
    "additional_teacher": Part(
        "Педагог", ("additional_teacher",), {CLUB: "leader", COUNCIL: "member"}
    ),
    "pupil": Part("Ученик", ("pupil",), {CLASS: "pupil", CLUB: "pupil"}),
    "classmate": Part("Одноклассник", ("pupil",), {CLASS: "pupil"}),
    "lone_pupil": Part("Новенький", ("pupil",), {CLASS: "pupil"}),
    SILENCED: Part("Молчун", ("pupil",), {CLASS: "pupil", CLUB: "pupil"}),
    "parent": Part("Родитель", ("parent",), {COUNCIL: "member"}, ("pupil",)),
    "other_parent": Part("Мать", ("parent",), {}, ("classmate",)),
    NEWCOMER: Part("Новичок", ("parent",), {}, ("classmate",)),
    "childless": Part("Посторонний", ("parent",)),
    LEAVER: Part("Уходящий", ("parent",)),
    "pending": Part("Неподтверждённый", ("teacher",), {CLASS: "teacher"}, confirmed=False),
    "other_teacher": Part("Коллега", ("teacher",), {OTHER_CLASS: "class_teacher"}),
    REVOKED: Part("Отозванный", ("teacher",), {CLASS: "teacher"}),
}
# Who stands for a role of the regulation in what is derived from it.
FOR_ROLE = (
    "director", "administrator", "secretary", "teacher", "additional_teacher", "pupil", "parent",
    "pending",
)  # fmt: skip
_FAMILY_NAME = "Проверка"


class Cast:
    """The people of one run on one server."""

    def __init__(self, server_name: str, regulation: Regulation) -> None:
        self.users = {key: f"@probe.{key}:{server_name}" for key in (*_PARTS, OUTSIDER)}
        self.names = {key: f"{_FAMILY_NAME} {part.name}" for key, part in _PARTS.items()}
        self.names[OUTSIDER] = f"{_FAMILY_NAME} Чужой"
        self.regulation = regulation
        self.people = People.of(
            entries(self.content(0)),
            {
                key: found
                for key, it in _GROUPS.items()
                if (found := read_group(key, it)) is not None
            },
            {},
            regulation,
        )

    def content(self, until: int) -> dict[str, Any]:
        """The registry's event; in force until `until` (milliseconds)."""
        return {
            "people": {f"probe-{key}": self._entry(key, part) for key, part in _PARTS.items()},
            "groups": {key: dict(it) for key, it in _GROUPS.items()},
            "until": until,
            # One is bound by the limit on speed, and has incidents: who tries both.
            "hurried": [f"probe-{key}" for key in _PARTS if key != SLOW],
        }

    def _entry(self, key: str, part: Part) -> dict[str, Any]:
        return {
            "user": self.users[key],
            "name": [_FAMILY_NAME, part.name, ""],
            "roles": list(part.roles),
            "groups": {group: [played] for group, played in part.groups.items()},
            "children": {f"probe-{child}": "parent" for child in part.children},
            **({"order": ORDER} if part.confirmed else {}),
        }

    def accepting(self) -> list[str]:
        """User ids of those who have accepted the regulation: all but the newcomer."""
        return sorted(user for key, user in self.users.items() if key != NEWCOMER)

    def roles_in(self, key: str, kind: Kind, group: str | None) -> frozenset[str]:
        """The roles in which somebody of the cast is in a managed room."""
        found = membership.members(self.people, kind.compiled(), group)
        return found.get(self.users.get(key, ""), frozenset())

    def roles(self, key: str) -> frozenset[str]:
        """The roles that count for somebody at the school; none for an outsider."""
        person = self.people.by_user.get(self.users.get(key, ""))
        return person.roles if person else frozenset()

    def members(self, kind: Kind, group: str | None) -> Iterable[str]:
        """User ids of those who belong to a managed room."""
        return sorted(membership.members(self.people, kind.compiled(), group))


def group_of(kind: Kind) -> str | None:
    """The throw-away group of a kind of room."""
    scope = kind.scope.partition(":")[0]
    return {"class": CLASS, "club": CLUB, "council": COUNCIL}.get(scope)


def label(key: str, language: str) -> tuple[str, str]:
    """The role that somebody plays, and which one of several; no word where it is the only one."""
    part = _PARTS[key]
    role = part.roles[0]
    if key in FOR_ROLE:
        return key, ""
    return role, part.name.lower() if language == "ru" else key.replace("_", " ")
