"""What follows from a finding: always a card, and before it what the settings say; or only a word.

In a trial nothing is done; the moderation room reads what would have been.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.desk import Desk
from bot.effects import Effect, Once, Redact, Remember
from bot.matrix.batch import text_of
from bot.moderation import locks, mutes
from bot.moderation.actions import recorded
from bot.moderation.case import FOUND, Case, have_posted
from bot.moderation.kinds import CARD_MUTE_MS, FINDING, REMOVAL
from bot.moderation.naming import is_family
from bot.moderation.protections.model import Finding
from templates import message, say


async def act(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: what a protection found in messages."""
    finding = Finding.from_dict(dict(payload))
    newest = finding.events[-1][1] if finding.events else ""
    return await follow_up(desk, finding, f"{finding.protection}:{newest}")


async def follow_up(desk: Desk, finding: Finding, cause: str) -> Sequence[Effect]:
    """The consequences; `cause` names them, so that they happen once."""
    what = say(
        message(f"protection-{finding.protection.replace('_', '-')}", count=finding.count),
        desk.language,
    )
    remembered: list[Effect] = [
        Once(f"{FINDING}:{cause}"),
        Remember(
            f"{FINDING}:{cause}", FINDING, desk.now, desk.room_key(finding.room_id), finding.user,
            {"protection": finding.protection, "trial": finding.trial, "count": finding.count},
        ),
    ]  # fmt: skip
    if finding.trial:
        would = ", ".join(
            say(message(f"protection-would-{it}"), desk.language) for it in finding.then
        )
        return [
            *remembered,
            *recorded(
                desk, "trial", desk.me, of=finding.user, room_id=finding.room_id,
                why=f"{what} {would}", case=finding.protection,
            ),
        ]  # fmt: skip
    done, effects = await _done(desk, finding, what, cause)
    case = Case(
        f"{FOUND}:{cause}",
        FOUND,
        finding.user,
        finding.room_id,
        event_id=finding.events[-1][1] if finding.events else "",
        text="\n".join(await _texts(desk, finding)),
        setting="protections",
        reason=what,
        done=done,
    )
    return [*remembered, *effects, have_posted(desk, case)]


async def _done(
    desk: Desk, finding: Finding, why: str, cause: str
) -> tuple[tuple[str, ...], list[Effect]]:
    """Names of CHOICES that were carried out, and their effects."""
    done: list[str] = []
    effects: list[Effect] = []
    person, row = desk.school.person(finding.user), desk.rooms.get(finding.room_id)
    if "remove" in finding.then and finding.events:
        done.append("remove")
        effects += [Redact(room, event) for room, event in finding.events]
        effects += recorded(
            desk, "remove", desk.me, of=finding.user, room_id=finding.room_id, why=why,
            quotes=await _texts(desk, finding),
        )  # fmt: skip
        effects.append(
            Remember(
                f"{REMOVAL}:{cause}", REMOVAL, desk.now, desk.room_key(finding.room_id),
                finding.user, {"by": desk.me, "room_id": finding.room_id, "count": finding.count},
            )
        )  # fmt: skip
    if "mute" in finding.then and person is not None and is_family(person):
        done.append("mute")
        effects += await mutes.mute(
            desk, person, desk.me, CARD_MUTE_MS, why, cause, room_id=finding.room_id
        )
    if "lock" in finding.then and row is not None and row.key:
        lock = await locks.lock_of(desk, row.room_id)
        if not lock:
            done.append("lock")
            effects += locks.locked(desk, row, desk.me, cause)
    return tuple(done), effects


async def _texts(desk: Desk, finding: Finding) -> list[str]:
    """What the messages say, each text once."""
    texts: dict[str, None] = {}
    for room_id, event_id in finding.events:
        event = await desk.look.event(room_id, event_id)
        if event is not None and text_of(event):
            texts[text_of(event)] = None
    return list(texts)
