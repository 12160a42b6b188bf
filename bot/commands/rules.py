"""!правила: the regulation in force, and what this person may do in this room by which clause."""

from collections.abc import Sequence
from datetime import date

from bot.commands.answer import answer
from bot.commands.model import Call, Command
from bot.desk import Desk
from bot.effects import Effect
from bot.text import Bullets, Line, Part, Text, Words
from policy.rights import verdict
from templates import Message, message
from templates.dates import Day

_MOST = 60


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """Two lists: what one may here, and what the regulation says in so many words one may not.

    What belongs to other rooms or to other people is in neither: it would be most of the table.
    """
    regulation, language = desk.school.regulation, call.language
    roles = desk.school.roles_in(call.person, call.place.kind, call.place.group)
    order = {row.id: number for number, row in enumerate(regulation.rows)}
    allowed: list[tuple[int, Message]] = []
    refused: list[tuple[int, Message]] = []
    for feature in regulation.features.values():
        found = verdict(desk.school, call.person, call.place, feature.id)
        if found.row is None:
            continue
        line = message(
            "command-rules-line" if found.row.clause else "command-rules-line-setting",
            feature=feature.title[language],
            clause=found.row.clause,
        )
        if found.allowed:
            allowed.append((order[found.row.id], line))
        elif regulation.is_refused(roles, feature.id, call.place.kind):
            refused.append((order[found.row.id], line))
    parts: list[Part | Words] = [Line(regulation.title[language], bold=True), *_adopted(desk)]
    for key, lines in (("command-rules-may", allowed), ("command-rules-may-not", refused)):
        if lines:
            lines.sort(key=lambda it: it[0])
            parts += [Line(message(key), bold=True), Bullets([it for _, it in lines[:_MOST]])]
    return [answer(call, Text.of(*parts))]


def _adopted(desk: Desk) -> list[Message]:
    """By which order it is in force, where the regulation says so."""
    adopted = desk.school.regulation.adopted
    try:
        on = date.fromisoformat(adopted.get("order_date", ""))
    except ValueError:
        return []
    return [message("command-rules-adopted", order=adopted.get("order", ""), date=Day(on, "long"))]


RULES = Command("rules", {"ru": ("правила", "положение"), "en": ("rules",)}, run)
