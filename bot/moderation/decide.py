"""A moderator taps a reaction on a card. The right is asked for at that moment."""

from collections.abc import Sequence
from typing import Any

from bot.commands.prompts import Answer, settled
from bot.desk import Desk
from bot.effects import Effect, Once, Redact, Remember, Send
from bot.moderation import locks, mutes, warnings
from bot.moderation.actions import recorded
from bot.moderation.cardtext import choices_after, text_of_card
from bot.moderation.case import (
    CHOICES,
    DISMISS,
    ESCALATE,
    LOCK,
    MUTE,
    RELEASE,
    REMOVE,
    UNDO,
    WARN,
    Case,
    offered,
)
from bot.moderation.kinds import CARD_MUTE_MS, DECISION
from bot.moderation.reach import directors, may_decide
from bot.moderation.release import release, take_back
from bot.text import content
from templates import message

_MOST_ROUNDS = 50


async def decided(desk: Desk, given: Answer) -> Sequence[Effect]:
    """What follows; nothing for who may not decide, or not about themselves."""
    case = Case.from_dict(given.payload)
    by = given.person.user
    if case is None or not may_decide(desk.school, given.person) or by == case.user:
        return ()
    known = await desk.memory.fact(f"{DECISION}:{case.id}")
    history: list[dict[str, Any]] = list(known.data.get("history", [])) if known else []
    is_open = known is None or known.data.get("open") is True
    last = str(history[-1].get("choice")) if history else ""
    choice = given.choice
    if is_open == (choice == UNDO) or len(history) >= _MOST_ROUNDS:
        return ()  # decided before, or nothing to take back
    if choice == UNDO and not choices_after(last):
        return ()
    if choice != UNDO and choice not in offered(desk, case):
        return ()
    cause = f"{case.id}:{len(history)}"
    if choice == UNDO:
        done = await _undo(desk, case, by, last, history)
    else:
        done = await _do(desk, case, by, choice, cause)
    history = [*history, {"choice": choice, "by": by, "at": desk.now}]
    is_open = choice in (ESCALATE, UNDO)
    next_choices = offered(desk, case) if is_open else choices_after(choice)
    return [
        # Of two who tap at the same time one decides.
        Once(f"case:{cause}"),
        *done,
        settled(given, await text_of_card(desk, case, next_choices, history)),
        Remember(
            f"{DECISION}:{case.id}", DECISION, desk.now, desk.room_key(case.room_id), case.user,
            {"kind": case.kind, "open": is_open, "round": len(history), "history": history},
        ),
        *_outcome(desk, case, choice),
    ]  # fmt: skip


async def _do(desk: Desk, case: Case, by: str, choice: str, cause: str) -> Sequence[Effect]:
    """What a choice of those offered does."""
    person, row = desk.school.person(case.user), desk.rooms.get(case.room_id)
    found: Sequence[Effect] = ()
    if choice == RELEASE:
        found = release(desk, case, by)
    elif choice == REMOVE:
        found = [Redact(case.room_id, case.event_id), *_record(desk, "remove", case, by)]
    elif choice == WARN and person is not None:
        found = await warnings.warn(
            desk, person, by, "", cause, text=case.text, room_id=case.room_id, case=case.id
        )
    elif choice == MUTE and person is not None:
        found = await mutes.mute(
            desk, person, by, CARD_MUTE_MS, "", cause, room_id=case.room_id, case=case.id
        )
    elif choice == LOCK and row is not None:
        found = locks.locked(desk, row, by, cause, case=case.id)
    elif choice == ESCALATE:
        found = await _escalate(desk, case, by)
    elif choice == DISMISS:
        found = _record(desk, "dismiss", case, by)
    return found


def _record(desk: Desk, what: str, case: Case, by: str) -> list[Effect]:
    return recorded(
        desk, what, by, of=case.user, room_id=case.room_id, case=case.id,
        quotes=[case.text] if what == "remove" and case.text else (),
    )  # fmt: skip


async def _escalate(desk: Desk, case: Case, by: str) -> Sequence[Effect]:
    """The heads of the school read the whole card alone; it stays open."""
    text = await text_of_card(desk, case, ())
    to = [it for it in directors(desk.school) if it != case.user]
    return [
        *(Send(it, content(message("card-escalated"), desk.language, mention=[it])) for it in to),
        *(Send(it, content(text, desk.language)) for it in to),
        *recorded(desk, "escalate", by, of=case.user, room_id=case.room_id, case=case.id),
    ]


async def _undo(
    desk: Desk, case: Case, by: str, last: str, history: Sequence[dict[str, Any]]
) -> Sequence[Effect]:
    row = desk.rooms.get(case.room_id)
    cause = f"{case.id}:{len(history) - 1}"
    reopened = recorded(
        desk, "reopen", by, of=case.user, room_id=case.room_id, case=case.id,
        why=CHOICES.get(last, ""),
    )  # fmt: skip
    if last == MUTE:
        return [*await mutes.unmute(desk, case.user, by, case=case.id), *reopened]
    if last == WARN:
        return [*await warnings.withdraw(desk, case.user, by, cause, case.id), *reopened]
    if last == LOCK and row is not None:
        return [*locks.opened(desk, row, by, f"{cause}:undo", case=case.id), *reopened]
    if last == RELEASE:
        return [*await take_back(desk, case, by), *reopened]
    return reopened


def _outcome(desk: Desk, case: Case, choice: str) -> list[Effect]:
    """Who reported is told what became of it, and not what was done to whom."""
    if not case.reporter or choice in (ESCALATE, UNDO):
        return []
    said = message("report-outcome-nothing" if choice == DISMISS else "report-outcome-measures")
    return [Send(case.reporter, content(said, desk.language))]
