"""What teachers and families ask for every day: this area's part of `bot.commands.table`."""

from collections.abc import Mapping, Sequence

from bot.commands import announce, announcements, booking, consultation, poll, task
from bot.commands.journal import DIARY, JOURNAL
from bot.commands.material import MATERIAL_COMMAND, MATERIALS
from bot.commands.model import Command
from bot.commands.prompts import Answerer
from bot.teaching.announcements import ACKNOWLEDGE, announcements_in
from bot.teaching.consultations import BOOK, consultations_in
from bot.teaching.materials import materials_in
from bot.teaching.tasks import REMIND, tasks_in
from bot.work.jobs import Doer
from bot.work.readers import Reader

COMMANDS: Sequence[Command] = (
    announcements.ANNOUNCE,
    announcements.ANNOUNCEMENTS,
    task.TASK_COMMAND,
    MATERIAL_COMMAND,
    MATERIALS,
    poll.POLL,
    JOURNAL,
    DIARY,
    consultation.CONSULTATION_COMMAND,
    consultation.BOOK_COMMAND,
)
READERS: Sequence[Reader] = (
    announcements_in,
    poll.polls_in,
    tasks_in,
    materials_in,
    consultations_in,
)
ANSWERERS: Mapping[str, Answerer] = {
    announce.SEND: announce.decided,
    ACKNOWLEDGE: announce.acknowledge,
    announcements.UNPLAN: announcements.unplan,
    BOOK: consultation.tapped,
    booking.GIVE_BACK: consultation.given_back,
}
DOERS: Mapping[str, Doer] = {
    announce.SEND: announce.due,
    REMIND: task.remind,
    consultation.WORK: booking.work,
    booking.REMIND: booking.remind,
}
