"""Everything the assistant can do, in one place: commands, readers, jobs, answers to questions."""

from collections.abc import Mapping, Sequence

from bot.commands import digest, teaching
from bot.commands.confirm import CONFIRM, REVOKE, SETTLE, decided, settle
from bot.commands.greet import GREET, acceptances_in, greet
from bot.commands.help import help_for
from bot.commands.model import Command
from bot.commands.prompts import Answerer, reactions_in
from bot.commands.rules import RULES
from bot.commands.status import STATUS
from bot.commands.who import WHO
from bot.commands.work import commands_in
from bot.moderation import table as moderation
from bot.work.jobs import Doer
from bot.work.readers import Reader

_COMMANDS: Sequence[Command] = (
    *teaching.COMMANDS,
    *moderation.COMMANDS,
    RULES,
    WHO,
    CONFIRM,
    REVOKE,
    STATUS,
    digest.DIGEST,
)
COMMANDS: Sequence[Command] = (*_COMMANDS, help_for(_COMMANDS))
READERS: Sequence[Reader] = (
    commands_in,
    reactions_in,
    acceptances_in,
    *teaching.READERS,
    *moderation.READERS,
    *digest.READERS,
)
ANSWERERS: Mapping[str, Answerer] = {
    CONFIRM.name: decided,
    **teaching.ANSWERERS,
    **moderation.ANSWERERS,
}
DOERS: Mapping[str, Doer] = {
    SETTLE: settle,
    GREET: greet,
    **teaching.DOERS,
    **moderation.DOERS,
    **digest.DOERS,
}
# Names of jobs that are done again and again → milliseconds between them.
RECURRING: Mapping[str, int] = {**moderation.RECURRING, **digest.RECURRING}
