"""!помощь: what this person may ask of the assistant here, or how one command is used."""

from collections.abc import Sequence

from bot.commands.answer import answer, in_private
from bot.commands.model import Call, Command, Param, Sort, Told
from bot.commands.rights import may
from bot.commands.typed import SIGN, Words
from bot.desk import Desk
from bot.effects import Effect
from bot.text import Bullets, Line, Text, clean
from policy.school import School
from templates import message, say


def help_for(commands: Sequence[Command]) -> Command:
    """The command that explains `commands` and itself."""

    async def run(desk: Desk, call: Call) -> Sequence[Effect]:
        asked = call.args.get("command")
        everything = (*commands, itself)
        if asked is None:
            return [in_private(call, overview(desk.school, call, everything))]
        found = Words(everything).find(str(asked).lstrip(SIGN).casefold().replace("ё", "е"))
        if found is None:
            raise Told(message("command-unknown", word=clean(str(asked), 40)))
        return [answer(call, usage(found[0]))]

    itself = Command(
        "help",
        {"ru": ("помощь", "справка", "команды"), "en": ("help", "commands")},
        run,
        params=(Param("command", Sort.WORD, optional=True),),
    )
    return itself


def overview(school: School, call: Call, commands: Sequence[Command]) -> Text:
    """The list for one person in one room; what may not be done is not in it."""
    usable = [
        it
        for it in commands
        if (not it.kinds or call.place.kind in it.kinds)
        and may(school, call.person, call.place, it)
    ]
    lines = [
        message(
            "command-help-line",
            word=f"{SIGN}{it.word(call.language)}",
            line=say(message(f"command-{it.name}"), call.language),
        )
        for it in usable
    ]
    return Text.of(
        Line(message("command-help-title"), bold=True),
        Bullets(lines),
        message("command-help-more", word=f"{SIGN}{commands[-1].word(call.language)}"),
    )


def usage(command: Command) -> Text:
    """How one command is used: what it does, an example, its other names."""
    names = ", ".join(f"{SIGN}{word}" for words in command.words.values() for word in words)
    return Text.of(
        Line(message(f"command-{command.name}"), bold=True),
        message(f"command-{command.name}-usage"),
        message("command-help-names", names=names),
    )
