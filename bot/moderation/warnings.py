"""A warning: said to the person alone; the third within thirty days becomes a card."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.effects import Effect, Remember, Send
from bot.moderation.actions import recorded
from bot.moderation.case import WARNINGS, Case, have_posted
from bot.moderation.kinds import ADD_UP_MS, WARNING, WARNINGS_TO_CARD, WITHDRAWN
from bot.moderation.naming import room_name, to_whom
from bot.text import Quote, Text, clean, content
from policy.people import Person
from templates import message

_LONGEST = 500


async def warn(
    desk: Desk,
    of: Person,
    by: str,
    reason: str,
    cause: str,
    *,
    room_id: str = "",
    text: str = "",
    case: str = "",
) -> list[Effect]:
    """Warn `of` on the word of `by`; `text` is what for. `cause` names it: it counts once."""
    language = desk.language
    before = await desk.memory.facts((WARNING,), since=desk.now - ADD_UP_MS, subject=of.user)
    count = 1 + sum(it.id != f"{WARNING}:{cause}" for it in before)
    parts = [
        to_whom("warn-private", of, room=room_name(desk, room_id, language)),
        *([Quote(clean(text, _LONGEST))] if text else ()),
        *([message("action-why", why=clean(reason, _LONGEST))] if reason else ()),
        to_whom("warn-private-what-now", of),
    ]
    effects: list[Effect] = [
        Send(of.user, content(Text.of(*parts), language)),
        Remember(
            f"{WARNING}:{cause}", WARNING, desk.now, desk.room_key(room_id), of.user,
            {"by": by, "reason": clean(reason, _LONGEST)},
        ),
        *recorded(
            desk, "warn", by, of=of.user, room_id=room_id, why=reason, case=case,
            quotes=[text] if text and not case else (),
        ),
    ]  # fmt: skip
    if count >= WARNINGS_TO_CARD:
        third = Case(f"{WARNINGS}:{cause}", WARNINGS, of.user, room_id, reason=str(count))
        effects.append(have_posted(desk, third))
    return effects


async def withdraw(desk: Desk, of: str, by: str, cause: str, case: str) -> Sequence[Effect]:
    """Take a warning back; it counts no longer."""
    known = await desk.memory.fact(f"{WARNING}:{cause}")
    if known is None:
        return ()
    return [
        Remember(known.id, WITHDRAWN, known.at, known.room_key, of, known.data),
        Send(of, content(message("warn-withdrawn"), desk.language)),
        *recorded(desk, "withdraw", by, of=of, case=case),
    ]
