"""!правила: the regulation in force, and what this person may do in this room by which clause."""

from collections.abc import Sequence

from bot.commands.answer import answer
from bot.commands.model import Call, Command
from bot.desk import Desk
from bot.effects import Effect
from bot.text import Bullets, Line, Text
from policy.rights import verdict
from templates import Message, message

_MOST = 60


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """Two lists: may, and may not where the regulation says so itself."""
    regulation, language = desk.school.regulation, call.language
    allowed: list[Message] = []
    refused: list[Message] = []
    for feature in regulation.features.values():
        found = verdict(desk.school, call.person, call.place, feature.id)
        if found.row is None:
            continue
        line = message(
            "command-rules-line" if found.row.clause else "command-rules-line-setting",
            feature=feature.title[language],
            clause=found.row.clause,
        )
        (allowed if found.allowed else refused).append(line)
    adopted = regulation.adopted
    parts: list[Line | Bullets | Message] = [
        Line(regulation.title[language], bold=True),
    ]
    if adopted.get("order"):
        parts.append(
            message(
                "command-rules-adopted",
                order=adopted["order"],
                date=adopted.get("order_date", ""),
            )
        )
    parts += [Line(message("command-rules-may"), bold=True), Bullets(allowed[:_MOST])]
    if refused:
        parts += [Line(message("command-rules-may-not"), bold=True), Bullets(refused[:_MOST])]
    return [answer(call, Text.of(*parts))]


RULES = Command("rules", {"ru": ("правила", "положение"), "en": ("rules",)}, run)
