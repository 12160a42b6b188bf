"""What keeping order adds to the assistant (`bot.commands.table`)."""

from collections.abc import Mapping, Sequence

from bot.commands.adult import ADULT, CRY, cried, cries_in
from bot.commands.exclude import EXCLUDE, RETURN
from bot.commands.lock import LOCK, UNLOCK
from bot.commands.model import Command
from bot.commands.mute import MUTE, UNMUTE
from bot.commands.policylist import LIST
from bot.commands.prompts import Answerer
from bot.commands.record import RECORD
from bot.commands.remove import REMOVE, confirmed
from bot.commands.report import REPORT
from bot.commands.warn import WARN
from bot.moderation import adults, calls, card, incidents, lists, locks, mutes, reports
from bot.moderation.case import POST
from bot.moderation.decide import decided
from bot.moderation.protections.consequences import act
from bot.moderation.protections.watch import ACT, Watchman
from bot.work.jobs import Doer
from bot.work.readers import Reader

COMMANDS: Sequence[Command] = (
    LOCK, UNLOCK, WARN, MUTE, UNMUTE, REMOVE, EXCLUDE, RETURN, RECORD, REPORT, ADULT, LIST,
)  # fmt: skip
READERS: Sequence[Reader] = (
    incidents.incidents_in,
    adults.comings_and_goings,
    cries_in,
    lists.outsiders_in,
    lists.rules_changed_in,
    Watchman(),
)
ANSWERERS: Mapping[str, Answerer] = {
    card.DECIDE: decided,
    calls.TAKEN: calls.taken,
    REMOVE.name: confirmed,
}
DOERS: Mapping[str, Doer] = {
    POST: card.post,
    ACT: act,
    CRY: cried,
    adults.ADULTS: adults.look,
    adults.EVERYWHERE: adults.everywhere,
    calls.WAITED: calls.waited,
    incidents.WEIGH_PERSON: incidents.weigh_person,
    incidents.WEIGH_ROOM: incidents.weigh_a_room,
    lists.APPEARED: lists.appeared,
    lists.CHANGED: lists.changed,
    locks.UNLOCK: locks.time_is_over,
    mutes.MUTE_OVER: mutes.mute_is_over,
    reports.POLL: reports.poll,
}
RECURRING: Mapping[str, int] = {
    reports.POLL: reports.EVERY_MS,
    adults.EVERYWHERE: adults.EVERY_MS,
}
