"""Following policy lists: outsiders whom they name are banned where they appear.

People of the school are never banned by a list; a rule that means one becomes a card. Which lists
are followed stands in the moderation room's state, the rules in the lists' rooms: both are read
when they are needed and kept nowhere else. The moderation room is the school's own list.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.desk import Desk
from bot.effects import Effect, Kept, Schedule, SetMembership
from bot.matrix.batch import Event, content_of
from bot.matrix.wire import MatrixError
from bot.moderation.actions import recorded
from bot.moderation.case import LISTED, Case, have_posted
from bot.moderation.kinds import MODERATION
from bot.moderation.naming import person_name
from bot.moderation.rules import TYPES, Rule, rules_in
from bot.store.store import Job, RoomRow
from bot.work.inbox import is_state, kind_of
from bot.work.readers import View
from policy import events

APPEARED = "outsider_appeared"
CHANGED = "policy_list_changed"
_COMES = frozenset({"join", "invite", "knock"})
_SLOT_MS = 20_000
_MOST_NAMED = 5
_MOST_LISTS = 20


def outsiders_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: somebody who is not of the school appears in a room of the school."""
    if kind_of(event) != "m.room.member" or not is_state(event) or not row.key:
        return
    user = str(event.get("state_key"))
    if content_of(event).get("membership") not in _COMES:
        return
    if view.school.person(user) is None and not view.is_program(user):
        yield Job(APPEARED, {"room_id": row.room_id, "user": user}, f"room:{row.room_id}")


def rules_changed_in(_view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: a rule came, perhaps with a thousand others; look once when they have come."""
    if is_state(event) and kind_of(event) in TYPES:
        at = event.get("origin_server_ts")
        slot = (at if isinstance(at, int) else 0) // _SLOT_MS + 1
        yield Schedule(
            f"{CHANGED}:{row.room_id}:{slot}", slot * _SLOT_MS, CHANGED, {"room_id": row.room_id}
        )


async def followed(desk: Desk) -> list[str]:
    """Rooms of the lists that are followed, the school's own first."""
    room = desk.rooms.by_key(MODERATION)
    if room is None:
        return []
    named = (await desk.look.state(room.room_id, events.POLICY_LISTS)).get("followed")
    known = [it for it in named if isinstance(it, str)] if isinstance(named, list) else []
    return list(dict.fromkeys([room.room_id, *known[:_MOST_LISTS]]))


async def rules_of(desk: Desk, room_id: str) -> list[Rule]:
    """The rules of one list; none where the assistant is not in its room any more."""
    try:
        return rules_in(await desk.look.whole_state(room_id))
    except MatrixError as error:
        if error.passes:
            raise
        return []


def is_outsider(desk: Desk, user: str) -> bool:
    """Neither a person of the school nor a program of it."""
    return desk.school.person(user) is None and user not in programs(desk)


def programs(desk: Desk) -> frozenset[str]:
    """The school's programs: the assistant, the provisioning user, services."""
    account = desk.settings.account
    provisioner = {account.provisioner} if account else set()
    return frozenset({desk.me, *provisioner, *desk.school.about.services})


async def appeared(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: does a list name this outsider?"""
    user, room_id = str(payload["user"]), str(payload["room_id"])
    if not is_outsider(desk, user):
        return ()
    for list_id in await followed(desk):
        for rule in await rules_of(desk, list_id):
            if rule.means(user):
                return _banned(desk, room_id, user, rule)
    return ()


async def changed(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: a list that is followed has other rules, or is followed anew."""
    list_id = str(payload["room_id"])
    if list_id not in await followed(desk):
        return ()
    rules = await rules_of(desk, list_id)
    effects: list[Effect] = []
    for rule in rules:
        ours = [it for it in desk.school.people.by_user if rule.means(it)]
        if ours:
            effects.append(have_posted(desk, _listed(desk, list_id, rule, ours)))
    for row in list(desk.rooms):
        if not row.key:
            continue
        for user in await desk.look.joined(row.room_id):
            if is_outsider(desk, user):
                named = [it for it in rules if it.means(user)]
                effects += _banned(desk, row.room_id, user, named[0]) if named else []
    return effects


def _banned(desk: Desk, room_id: str, user: str, rule: Rule) -> list[Effect]:
    return [
        SetMembership(room_id, user, "ban", rule.reason),
        *recorded(
            desk, "ban", desk.me, of=user, room_id=room_id, why=rule.reason or rule.entity
        ),
    ]  # fmt: skip


def _listed(desk: Desk, list_id: str, rule: Rule, ours: Sequence[str]) -> Case:
    """One card a rule, however many people it means."""
    name = f"{list_id}\n{rule.kind}\n{rule.entity}\n{rule.sha256}"
    digest = hashlib.sha256(name.encode(errors="replace")).hexdigest()[:32]
    names = ", ".join(person_name(desk.school, it) for it in sorted(ours)[:_MOST_NAMED])
    more = " …" if len(ours) > _MOST_NAMED else ""
    return Case(
        f"{LISTED}:{digest}",
        LISTED,
        user=ours[0] if len(ours) == 1 else "",
        reason=f"{rule.entity or rule.sha256}: {names}{more}. {rule.reason}",
    )
