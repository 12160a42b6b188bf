"""Commands to the assistant, each by somebody who may and by somebody who may not.

It is asked what would come of them: who is refused reads the row, and nothing is done to anybody.
"""

from provisioning.conformance.probes import probe
from provisioning.conformance.trials import Attempt, NotNow
from templates import message

_PUPIL = "Проверка Ученик"


@probe("X12", title="probe-order-commands")
async def order_is_kept_by_those_who_may(it: Attempt) -> None:
    for who in ("teacher", "pupil"):
        await it.command(who, "pupils", f"!предупредить {_PUPIL} грубость", "person.warn", "pupils")
        await it.command(who, "pupils", f"!тишина {_PUPIL} 5 мин", "person.mute", "pupils")
    await it.command("parent", "parents", f"!тишина {_PUPIL} 5 мин", "person.mute", "parents")
    for who in ("director", "teacher", "pupil"):
        await it.command(who, "pupils", f"!исключить {_PUPIL}", "person.exclude")
    for who in ("administrator", "secretary", "teacher"):
        await it.command(who, "staff_room", f"!история {_PUPIL}", "person.record")


@probe("X13", title="probe-sight-commands")
async def sight_has_who_is_responsible(it: Attempt) -> None:
    for who in ("teacher", "pupil"):
        await it.command(who, "pupils", "!кто", "people.list", "pupils")
    await it.command("parent", "parents", "!кто", "people.list", "parents")
    for who in ("administrator", "teacher", "pupil"):
        await it.command(who, "announcements", "!состояние", "service.status")
    for who in ("teacher", "parent", "pupil"):
        await it.command(who, "class_announcements", "!дайджест выкл", "digest.own")


@probe("A2", title="probe-lock-command")
async def a_teacher_locks_with_one_command(it: Attempt) -> None:
    for who in ("teacher", "pupil"):
        await it.command(who, "pupils", "!закрыть контрольная", "room.lock", "pupils")


@probe("W12", title="probe-poll-command")
async def a_poll_is_asked_for_by_those_who_may(it: Attempt) -> None:
    for who in ("teacher", "pupil"):
        await it.command(who, "pupils", "!опрос Едем в музей? | Да | Нет", "poll.start", "pupils")


@probe("W13", title="probe-journal-command")
async def the_journal_is_one_command_away(it: Attempt) -> None:
    if not it.prover.stage.school.journal:
        raise NotNow(message("conformance-setting-off", setting="journal"))
    for who in ("teacher", "pupil"):
        await it.command(who, "pupils", "!журнал", "journal.open")


@probe("W14", title="probe-diary-command")
async def the_diary_is_one_command_away(it: Attempt) -> None:
    if not it.prover.stage.school.diary:
        raise NotNow(message("conformance-setting-off", setting="diary"))
    for who in ("pupil", "parent", "director"):
        await it.command(who, "class_announcements", "!дневник", "diary.open")


@probe("D6", title="probe-announce-command")
async def an_announcement_takes_the_right_to_it(it: Attempt) -> None:
    board = "class_announcements"
    for who in ("teacher", "pupil"):
        await it.command(who, board, "!объявить 0П: Проверка", "announcement.send", board)
        await it.command(who, board, "!объявления", "announcement.send", board)


@probe("M1", "N4", title="probe-materials-command")
async def materials_are_found_by_a_command(it: Attempt) -> None:
    for who in ("teacher", "pupil", "parent"):
        await it.command(who, "materials", "!материалы", "material.find", "materials")


@probe("M3", title="probe-consultation-command")
async def hours_are_offered_by_teachers(it: Attempt) -> None:
    typed = "!консультация завтра 15:00 2 по 15 мин"
    for who, room in (("teacher", "parents"), ("parent", "parents")):
        await it.command(who, room, typed, "consultation.offer", room)


@probe("R4", title="probe-confirm-command")
async def a_role_is_confirmed_by_who_may_naming_the_order(it: Attempt) -> None:
    typed = "!подтвердить Проверка Неподтверждённый приказ № 1"
    for who in ("director", "secretary", "teacher"):
        await it.command(who, "staff_room", typed, "role.confirm")
