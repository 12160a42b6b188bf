"""Everything the assistant can do, in one place: commands, readers, jobs, answers to questions."""

from collections.abc import Mapping, Sequence

from bot.commands.help import help_for
from bot.commands.model import Command
from bot.commands.prompts import Answerer, reactions_in
from bot.commands.rules import RULES
from bot.commands.work import commands_in
from bot.work.jobs import Doer
from bot.work.readers import Reader

_COMMANDS: Sequence[Command] = (RULES,)
COMMANDS: Sequence[Command] = (*_COMMANDS, help_for(_COMMANDS))
READERS: Sequence[Reader] = (commands_in, reactions_in)
ANSWERERS: Mapping[str, Answerer] = {}
DOERS: Mapping[str, Doer] = {}
