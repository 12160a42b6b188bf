"""Lessons and meetings: this area's part of `bot.commands.table`."""

from collections.abc import Mapping, Sequence

from bot.commands import lesson
from bot.commands.model import Command
from bot.commands.prompts import Answerer
from bot.lessons import consultation, doors, ending, longer, opening, presence, say, watch
from bot.work.jobs import Doer
from bot.work.readers import Reader

COMMANDS: Sequence[Command] = lesson.COMMANDS
READERS: Sequence[Reader] = (watch.leavers_in,)
ANSWERERS: Mapping[str, Answerer] = {say.LINK: doors.asked, watch.BEGIN: doors.begun}
DOERS: Mapping[str, Doer] = {
    opening.OPEN: opening.start,
    opening.START: opening.open_planned,
    ending.END: ending.end,
    ending.ATTENDANCE: ending.attendance,
    longer.LONGER: longer.longer,
    consultation.VIDEO: consultation.open_hour,
    presence.SEEN: presence.seen,
    watch.CHECK: watch.check,
    watch.WATCH: watch.watch,
}
RECURRING: Mapping[str, int] = {watch.WATCH: watch.EVERY_MS}
