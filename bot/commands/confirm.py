"""!подтвердить and !отозвать: a director's word on the role «teacher», naming the order (R4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.prompts import YES, Answer, prompt, settled
from bot.commands.rights import require
from bot.desk import Desk
from bot.effects import Effect, Remember, Schedule, SetMembership, SetState
from bot.text import notice
from policy import events
from policy.people import Person
from policy.refusal import Refused
from templates import message

_CONFIRM, _REVOKE = "confirm", "revoke"
SETTLE = "settle_person"
# The homeserver follows the registry with the next decision; the assistant's own sync a bit later.
_SETTLE_MS = 3_000


async def _confirm(desk: Desk, call: Call) -> Sequence[Effect]:
    return _ask(desk, call, confirmed=True)


async def _revoke(desk: Desk, call: Call) -> Sequence[Effect]:
    return _ask(desk, call, confirmed=False)


def _ask(desk: Desk, call: Call, *, confirmed: bool) -> Sequence[Effect]:
    person = desk.school.person(call.args["person"])
    if person is None or not needing(desk, person):
        raise Told(message("command-confirm-no-teacher"))
    if person.user == call.user:
        raise Told(message("command-confirm-oneself"))
    order = str(call.args["order"]).strip()[:200]
    name = CONFIRM.name if confirmed else REVOKE.name
    text = message(f"command-{name}-ask", name=person.entry.full_name, order=order)
    payload = {"user": person.user, "order": order, "confirmed": confirmed}
    where: dict[str, Any] = {"reply_to": call.event_id}
    if call.place.key:
        where["thread"] = call.thread or call.event_id
    return prompt(
        call.room.room_id, text, call.language, do=CONFIRM.name, payload=payload, by=call.user,
        **where,
    )  # fmt: skip


def needing(desk: Desk, person: Person) -> list[str]:
    """The roles of the lists that count only by order."""
    roles = desk.school.regulation.roles
    return [it for it in sorted(person.entry.roles) if roles[it].needs_confirmation]


async def decided(desk: Desk, given: Answer) -> Sequence[Effect]:
    """The director's tap."""
    try:
        require(desk.school, given.person, given.place, CONFIRM)
    except Refused:
        return ()
    registry = desk.rooms.by_key("registry")
    person = desk.school.person(str(given.payload["user"]))
    if registry is None or person is None:
        return ()
    if given.choice != YES:
        return [settled(given, message("command-cancelled"))]
    confirmed, order = given.payload["confirmed"] is True, str(given.payload["order"])
    content = {
        "order": order, "confirmed": confirmed, "by": given.person.user, "at": desk.now,
    }  # fmt: skip
    name = CONFIRM.name if confirmed else REVOKE.name
    return [
        # Matrix keeps state keys that begin with "@" for that very user.
        SetState(registry.room_id, events.CONFIRMATION, person.user.removeprefix("@"), content),
        settled(
            given, message(f"command-{name}-done", name=person.entry.full_name, order=order)
        ),
        Remember(
            f"{given.prompt_id}:{name}", name, desk.now, subject=person.user,
            data={"order": order, "by": given.person.user},
        ),
        notice(
            person.user,
            message("role-is-confirmed" if confirmed else "role-is-revoked", order=order),
            desk.language,
        ),
        Schedule(
            f"{SETTLE}:{person.user}", desk.now + _SETTLE_MS, SETTLE, {"user": person.user}
        ),
    ]  # fmt: skip


async def settle(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Bring a person into the rooms where they belong now; out of the others Synapse takes them."""
    user = str(payload["user"])
    person = desk.school.person(user)
    if person is None:
        return ()
    missing: list[Effect] = []
    for room in desk.rooms:
        if not room.key or user not in desk.school.members(room.kind, room.group):
            continue
        if user not in await desk.look.joined(room.room_id):
            missing.append(SetMembership(room.room_id, person.user, "join"))
    return missing


_PARAMS = (
    Param("person", Sort.PERSON, ask="command-confirm-who"),
    Param("order", Sort.TEXT, ask="command-confirm-order"),
)
CONFIRM = Command(
    _CONFIRM,
    {"ru": ("подтвердить",), "en": ("confirm",)},
    _confirm,
    feature="role.confirm",
    right=Right.SERVER,
    params=_PARAMS,
)
REVOKE = Command(
    _REVOKE,
    {"ru": ("отозвать",), "en": ("revoke",)},
    _revoke,
    feature="role.confirm",
    right=Right.SERVER,
    params=_PARAMS,
)
