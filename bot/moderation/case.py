"""What the moderators decide about: one sort of value for whatever became a card.

A case stands in its card's own event (`bot.commands.prompts`), so that it outlives the database.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.desk import Desk
from bot.effects import Effect, Schedule
from bot.moderation.naming import is_family
from bot.moderation.untrusted import exact, words
from bot.school import place_of
from policy.school import School

POST = "card"

# Kinds of case.
HELD = "held"  # the homeserver held a message back
REPORTED = "reported"  # somebody reported a message or a person
REPEATED = "repeated"  # one person was refused again and again
WARNINGS = "warnings"  # the third warning within thirty days
FOUND = "found"  # a protection found something
LISTED = "listed"  # a rule of a policy list means somebody of the school
KINDS = frozenset({HELD, REPORTED, REPEATED, WARNINGS, FOUND, LISTED})

# Choices: the reaction that stands for each.
RELEASE, REMOVE, WARN, MUTE, LOCK, ESCALATE, DISMISS, UNDO = (
    "✅",
    "🗑",
    "⚠",
    "🔇",
    "🔒",
    "⬆",
    "❌",
    "↩",
)
CHOICES: Mapping[str, str] = {
    RELEASE: "release",
    REMOVE: "remove",
    WARN: "warn",
    MUTE: "mute",
    LOCK: "lock",
    ESCALATE: "escalate",
    DISMISS: "dismiss",
    UNDO: "undo",
}
_LONGEST_TEXT = 4_000
_LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Case:
    """`id` is derived from what it was known from, so that nothing becomes two cards.

    `user` is whom it is about, empty for nobody in particular. `text` is what was held or reported;
    `rule`, `row` and `setting` as in the incident; `reporter` is never shown to `user`; `done` are
    names of CHOICES that a protection carried out already.
    """

    id: str
    kind: str
    user: str = ""
    room_id: str = ""
    event_id: str = ""
    event_type: str = ""
    text: str = ""
    rule: str = ""
    row: str = ""
    setting: str = ""
    reporter: str = ""
    reason: str = ""
    done: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For the card's event and for jobs."""
        return {**asdict(self), "done": list(self.done)}

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> "Case | None":
        """Read it back; None for anything else."""
        case_id, kind = exact(data, "id"), words(data, "kind")
        if not case_id or kind not in KINDS:
            return None
        done = data.get("done")
        return Case(
            case_id,
            kind,
            user=exact(data, "user"),
            room_id=exact(data, "room_id"),
            event_id=exact(data, "event_id"),
            event_type=exact(data, "event_type"),
            text=words(data, "text", _LONGEST_TEXT),
            rule=words(data, "rule"),
            row=words(data, "row"),
            setting=words(data, "setting"),
            reporter=exact(data, "reporter"),
            reason=words(data, "reason", _LONGEST_REASON),
            done=tuple(map(str, done)) if isinstance(done, list) else (),
        )

    def shortened(self) -> "Case":
        """With texts that surely fit into an event."""
        return replace(self, text=self.text[:_LONGEST_TEXT], reason=self.reason[:_LONGEST_REASON])


def offered(desk: Desk, case: Case) -> tuple[str, ...]:
    """The choices that make sense for a case."""
    person = desk.school.person(case.user)
    row = desk.rooms.get(case.room_id)
    family = person is not None and is_family(person)
    found: list[str] = []
    if case.kind == HELD and _can_be_released(desk.school, desk, case):
        found.append(RELEASE)
    if case.event_id and row is not None and "remove" not in case.done:
        found.append(REMOVE)
    if family and case.kind != WARNINGS:
        found.append(WARN)
    if family and "mute" not in case.done:
        found.append(MUTE)
    if case.kind == FOUND and row is not None and row.key and "lock" not in case.done:
        found.append(LOCK)
    return (*found, ESCALATE, DISMISS)


def _can_be_released(school: School, desk: Desk, case: Case) -> bool:
    """A message of words, whole, in a managed room that the author still belongs to."""
    row = desk.rooms.get(case.room_id)
    person = school.person(case.user)
    return (
        case.event_type == "m.room.message"
        and 0 < len(case.text) < _LONGEST_TEXT
        and row is not None
        and bool(row.key)
        and person is not None
        and bool(school.roles_in(person, place_of(row).kind, row.group))
    )


def have_posted(desk: Desk, case: Case) -> Effect:
    """Have the card of a case posted; asked for again it is still one card."""
    return Schedule(f"{POST}:{case.id}", desk.now, POST, case.shortened().to_dict())
