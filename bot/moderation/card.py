"""Posts a case as a card: into the moderation room, or past it where it is about a moderator."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.commands.prompts import prompt
from bot.desk import Desk
from bot.effects import Effect, Once, Remember
from bot.moderation.cardtext import text_of_card
from bot.moderation.case import UNDO, Case, offered
from bot.moderation.kinds import CASE, MODERATION
from bot.moderation.reach import directors, moderators

DECIDE = "decide"


def where_to(desk: Desk, case: Case) -> list[str]:
    """Rooms, or user ids for private rooms.

    Whom a case is about must not read it: a case about a moderator goes to each of the others
    alone, one about the only moderator to the heads of the school.
    """
    others = [it.user for it in moderators(desk.school)]
    if case.user in others:
        rest = [it for it in others if it != case.user]
        return rest or [it for it in directors(desk.school) if it != case.user]
    room = desk.rooms.by_key(MODERATION)
    return [room.room_id] if room is not None else []


async def post(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: one card a case, however often it is asked for."""
    case = Case.from_dict(payload)
    if case is None:
        return ()
    places = where_to(desk, case)
    if not places:
        return ()
    choices = offered(desk, case)
    text = await text_of_card(desk, case, choices)
    effects: list[Effect] = [
        Once(f"card:{case.id}"),
        Remember(
            f"{CASE}:{case.id}", CASE, desk.now, desk.room_key(case.room_id), case.user,
            {"kind": case.kind},
        ),
    ]  # fmt: skip
    for number, place in enumerate(places):
        effects += prompt(
            place, text, desk.language, do=DECIDE, payload=case.to_dict(), choices=choices,
            later=(UNDO,), each=True, mark=f"card{number}",
            more={"msgtype": "m.text"},  # somebody is to decide: clients are silent about notices
        )  # fmt: skip
    return effects
