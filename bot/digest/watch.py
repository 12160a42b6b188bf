"""Readers: who came and left, who waits for an order, which questions of parents wait. Pure.

Lists are compared with what stood there before, which the homeserver tells with each state event.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.digest.kinds import MOVE, PENDING_SINCE, QUESTION, STAFF, STAFF_WORD
from bot.effects import Kept, Remember
from bot.matrix.batch import Event, content_of, text_of
from bot.store.store import Job, RoomRow
from bot.teaching.events import at, fact_id
from bot.work.inbox import is_edit, is_state, kind_of
from bot.work.readers import View
from policy import events
from policy.people import PARENT, PUPIL
from policy.regulation import PENDING, effective_roles
from policy.roster import Entry, confirmation, entries

_REGISTRY = "registry"
_ASKED_IN = "parents"


def lists_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: a list changed. The first one of all is a beginning, in which nobody came."""
    if row.key != _REGISTRY or kind_of(event) != events.ROSTER or not is_state(event):
        return
    before = _before(event)
    if event.get("sender") != view.provisioner or "people" not in before:
        return
    was = {it.user: it for it in entries(before)}
    now = {it.user: it for it in entries(content_of(event))}
    for user in sorted(was.keys() | now.keys()):
        old, new = _groups(was.get(user)), _groups(now.get(user))
        for group in sorted(old ^ new):
            yield Remember(
                fact_id(str(event["event_id"]), user, group), MOVE, at(event), row.key, user,
                {"group": group, "came": group in new},
            )  # fmt: skip
        if _waits(view, now.get(user)) and not _waits(view, was.get(user)):
            yield _pending(user, event, row)


def revoked_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: the director took a role back; from then on it waits for an order again."""
    if row.key != _REGISTRY or kind_of(event) != events.CONFIRMATION or not is_state(event):
        return
    if view.is_program(str(event.get("sender"))) and confirmation(content_of(event)) is False:
        yield _pending(f"@{event['state_key']}", event, row)


def questions_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: what parents ask in their room, and when somebody of the staff wrote there.

    Of a question is remembered that it was asked, and no word of it.
    """
    if row.kind != _ASKED_IN or kind_of(event) != "m.room.message" or is_state(event):
        return
    sender = str(event.get("sender", ""))
    roles = view.school.members(row.kind, row.group).get(sender, frozenset())
    if roles - {PUPIL, PARENT, PENDING}:
        yield Remember(fact_id(STAFF_WORD, row.key), STAFF_WORD, at(event), row.key)
    elif PARENT in roles and not is_edit(event) and text_of(event).rstrip(" )!").endswith("?"):
        yield Remember(str(event["event_id"]), QUESTION, at(event), row.key, sender)


def _pending(user: str, event: Event, row: RoomRow) -> Remember:
    return Remember(fact_id(PENDING_SINCE, user), PENDING_SINCE, at(event), row.key, user)


def _before(event: Event) -> Mapping[str, Any]:
    unsigned = event.get("unsigned")
    found = unsigned.get("prev_content") if isinstance(unsigned, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _groups(entry: Entry | None) -> frozenset[str]:
    """Where somebody belongs; parents belong to the school by their children and do not move."""
    if entry is None:
        return frozenset()
    staff = {STAFF} if entry.roles - {PUPIL, PARENT} else set()
    return frozenset({*entry.groups, *staff})


def _waits(view: View, entry: Entry | None) -> bool:
    """By the lists alone; the director's word comes with an event of its own."""
    if entry is None:
        return False
    known = entry.roles & view.school.regulation.roles.keys()
    return PENDING in effective_roles(view.school.regulation, known, bool(entry.order))


def net(moves: Iterable[tuple[str, str, bool, int]]) -> Iterator[tuple[str, bool, int]]:
    """(group, came, milliseconds) of (user, group, came, milliseconds), without what cancels out.

    Whoever is written down with another class's list leaves one list and enters another, within
    one run; clubs and the staff do not change by that.
    """
    open_: dict[tuple[str, str], tuple[bool, int]] = {}
    for user, group, came, when in sorted(moves, key=lambda it: it[3]):
        before = open_.pop((user, group), None)
        if before is not None and before[0] != came and when - before[1] <= _ONE_RUN_MS:
            continue
        if before is not None:
            yield group, *before
        open_[user, group] = (came, when)
    for (_, group), kept in open_.items():
        yield group, *kept


_ONE_RUN_MS = 3_600_000
