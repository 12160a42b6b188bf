"""Everything the assistant can do, in one place: commands, readers, jobs, answers to questions."""

from collections.abc import Mapping, Sequence

from bot.commands import digest, teaching
from bot.commands.adult import CRY
from bot.commands.announce import taps
from bot.commands.confirm import CONFIRM, REVOKE, SETTLE, decided, settle
from bot.commands.greet import GREET, acceptances_in, greet
from bot.commands.help import help_for
from bot.commands.model import Command
from bot.commands.prompts import Answerer, reactions_in
from bot.commands.reset import RESET
from bot.commands.rules import RULES
from bot.commands.status import STATUS
from bot.commands.who import WHO
from bot.commands.work import commands_in
from bot.lessons import table as lessons
from bot.moderation import table as moderation
from bot.moderation.adults import ADULTS, EVERYWHERE
from bot.moderation.case import POST
from bot.moderation.incidents import WEIGH_ROOM
from bot.moderation.lists import CHANGED
from bot.moderation.protections.watch import Watchman
from bot.teaching.announcements import ACKNOWLEDGED, FACT
from bot.work.jobs import Doer
from bot.work.journal import Unwritten
from bot.work.readers import Reader
from bot.work.rebuild import Sources

_COMMANDS: Sequence[Command] = (
    *teaching.COMMANDS,
    *lessons.COMMANDS,
    *moderation.COMMANDS,
    RULES,
    WHO,
    CONFIRM,
    REVOKE,
    STATUS,
    digest.DIGEST,
    RESET,
)
COMMANDS: Sequence[Command] = (*_COMMANDS, help_for(_COMMANDS))
READERS: Sequence[Reader] = (
    commands_in,
    reactions_in,
    acceptances_in,
    *teaching.READERS,
    *lessons.READERS,
    *moderation.READERS,
    *digest.READERS,
)
ANSWERERS: Mapping[str, Answerer] = {
    CONFIRM.name: decided,
    **teaching.ANSWERERS,
    **lessons.ANSWERERS,
    **moderation.ANSWERERS,
}
DOERS: Mapping[str, Doer] = {
    SETTLE: settle,
    GREET: greet,
    **teaching.DOERS,
    **lessons.DOERS,
    **moderation.DOERS,
    **digest.DOERS,
}
# Looks that come again by themselves, and what is read from the rooms again: not written down.
UNWRITTEN = Unwritten(
    jobs=frozenset({ADULTS, EVERYWHERE, WEIGH_ROOM, CHANGED}), facts=frozenset({ACKNOWLEDGED})
)
# How an empty database is filled from Matrix. Protections count what happens now: they read on.
SOURCES = Sources(
    readers=[it for it in READERS if not isinstance(it, Watchman)],
    unwritten=UNWRITTEN,
    tapped=frozenset({FACT}),
    taps=taps,
    # What people needed while nobody could read: both happen once whatever comes.
    again={
        POST: lambda payload: f"card:{payload['id']}",
        CRY: lambda payload: f"call:{payload['event_id']}",
    },
)
# Names of jobs that are done again and again → milliseconds between them.
RECURRING: Mapping[str, int] = {
    **moderation.RECURRING,
    **digest.RECURRING,
    **lessons.RECURRING,
}
