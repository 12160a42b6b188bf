"""!список: policy lists as other moderation programs keep them — to see, to follow, to add to.

The school's own list is the moderation room: its rules are state events there, which any program in
that room can follow.
"""

from collections.abc import Mapping, Sequence

from bot.commands.answer import answer
from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.desk import Desk
from bot.effects import Effect, Schedule, SetState
from bot.matrix.wire import MatrixError
from bot.moderation.actions import recorded
from bot.moderation.kinds import MODERATION
from bot.moderation.lists import CHANGED, followed, programs, rules_of
from bot.moderation.naming import room_name
from bot.moderation.reach import DECIDE
from bot.moderation.rules import Rule, published
from bot.store.store import RoomRow
from bot.text import Bullets, Line, Part, Text, Words
from policy import events
from templates import message

_FOLLOW, _LEAVE, _BAN, _LIFT = "follow", "leave", "ban", "lift"
_WHAT: Mapping[str, str] = {
    "следить": _FOLLOW, "follow": _FOLLOW, "забыть": _LEAVE, "unfollow": _LEAVE,
    "запретить": _BAN, "ban": _BAN, "снять": _LIFT, "lift": _LIFT,
}  # fmt: skip
_MOST = 20
_LONGEST = 255


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """Show the lists, or change one thing."""
    room = desk.rooms.by_key(MODERATION)
    if room is None or call.place.key != MODERATION:
        raise Told(message("list-where"))
    word = call.args.get("what")
    what = _WHAT.get(str(word).casefold()) if word else ""
    entity = str(call.args.get("entity", ""))
    if what is None or (what and (not entity or len(entity) > _LONGEST)):
        raise Told(message("list-how"))
    match what:
        case "follow" | "leave":
            return await _followed(desk, call, room, entity, follow=what == _FOLLOW)
        case "ban":
            return _ban(desk, call, room, entity)
        case "lift":
            return await _lift(desk, call, room, entity)
    return [answer(call, await _shown(desk, call))]


async def _shown(desk: Desk, call: Call) -> Text:
    parts: list[Part | Words] = [Line(message("list-title"), bold=True)]
    for list_id in await followed(desk):
        rules = await rules_of(desk, list_id)
        name = room_name(desk, list_id, call.language)
        row = desk.rooms.get(list_id)
        parts.append(
            message("list-one", name=name if row and row.key else list_id, count=len(rules))
        )
        parts.append(Bullets([_line(it) for it in rules[:_MOST]]))
    return Text.of(*parts)


def _line(rule: Rule) -> str:
    return f"{rule.entity or rule.sha256}: {rule.reason}" if rule.reason else rule.entity or (
        rule.sha256
    )  # fmt: skip


async def _followed(
    desk: Desk, call: Call, room: RoomRow, entity: str, *, follow: bool
) -> Sequence[Effect]:
    lists = await followed(desk)
    named = [it for it in lists if it not in (room.room_id, entity)]
    if follow:
        try:
            await desk.look.whole_state(entity)
        except MatrixError as error:
            if error.passes:
                raise
            raise Told(message("list-not-in-room")) from error
        named.append(entity)
    elif entity not in lists or entity == room.room_id:
        raise Told(message("list-not-followed"))
    return [
        SetState(room.room_id, events.POLICY_LISTS, "", {"followed": named}),
        Schedule(f"{CHANGED}:{entity}:now", desk.now + 2_000, CHANGED, {"room_id": entity}),
        answer(call, message("list-follows" if follow else "list-left", room=entity)),
        *recorded(desk, "list", call.user, why=f"{_FOLLOW if follow else _LEAVE} {entity}"),
    ]


def _ban(desk: Desk, call: Call, room: RoomRow, entity: str) -> Sequence[Effect]:
    reason = str(call.args.get("reason", ""))[:_LONGEST]
    kind, key, content = published(entity, reason)
    rule = Rule("user" if entity.startswith("@") else "server", entity)
    if any(rule.means(it) for it in (*programs(desk), *desk.school.people.by_user)):
        raise Told(message("list-own-people"))
    return [
        SetState(room.room_id, kind, key, content),
        answer(call, message("list-banned", entity=entity)),
        *recorded(desk, "list", call.user, of="", why=f"{_BAN} {entity} {reason}", undo=_LIFT),
    ]


async def _lift(desk: Desk, call: Call, room: RoomRow, entity: str) -> Sequence[Effect]:
    kind, key, _ = published(entity, "")
    if not await desk.look.state(room.room_id, kind, key):
        raise Told(message("list-no-such-rule"))
    return [
        SetState(room.room_id, kind, key, {}),
        answer(call, message("list-lifted", entity=entity)),
        *recorded(desk, "list", call.user, why=f"{_LIFT} {entity}"),
    ]


LIST = Command(
    "policy-list",
    {"ru": ("список", "списки"), "en": ("policy-list",)},
    run,
    feature=DECIDE,
    right=Right.HERE,
    params=(
        Param("what", Sort.WORD, optional=True),
        Param("entity", Sort.WORD, optional=True),
        Param("reason", Sort.TEXT, optional=True),
    ),
    kinds=frozenset({MODERATION}),
)
