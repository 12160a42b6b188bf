"""Keeping order in a real school. Who may not is tried for every command in tests/unit/bot."""

from typing import Any

from policy import endpoints
from tests.server.assistant import Helper
from tests.server.guarded import eventually

PUPILS, OTHER, PARENTS = "pupils_room", "other_pupils_room", "parents_room"
MODERATION = "moderation"


def reply_to(event_id: str) -> dict[str, Any]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": event_id}}}


async def record(helper: Helper, what: str, who: str = "administrator") -> dict[str, Any]:
    """The newest event of the audit trail about `what`."""

    async def found() -> dict[str, Any] | None:
        for event in await helper.school.read(who, MODERATION):
            action = event.get("content", {}).get("org.parta.action", {})
            if event["sender"] == helper.user and action.get("what") == what:
                return event
        return None

    return dict(await eventually(found, within=60, what=f"a record of {what}"))


async def card(helper: Helper, *, containing: str) -> dict[str, Any]:
    """The newest card in the moderation room that holds `containing`."""

    async def found() -> dict[str, Any] | None:
        for event in await helper.school.read("administrator", MODERATION):
            content = event.get("content", {})
            if "org.parta.prompt" in content and containing in str(content.get("body")):
                return event
        return None

    return dict(await eventually(found, within=60, what=f"a card with {containing!r}"))


async def is_locked(helper: Helper, room: str) -> bool:
    where = f"/rooms/${room}/state/org.parta.lock"
    answer = await helper.school.ask("director", "GET", where)
    return answer.status == 200 and answer.body.get("locked") is True


async def test_a_teacher_closes_and_opens_the_room_and_a_pupil_does_not(helper: Helper) -> None:
    school = helper.school
    assert "нельзя" in (await helper.ask("pupil", PUPILS, "!закрыть")).lower()
    await helper.typed("teacher", PUPILS, "!закрыть 30 мин контрольная")
    await eventually(lambda: is_locked(helper, PUPILS), within=60, what="the room is closed")
    refused = await school.ask(
        "pupil", "PUT", f"/rooms/${PUPILS}/send/m.room.message/$txn",
        {"msgtype": "m.text", "body": "а почему?"},
    )  # fmt: skip
    assert refused.status == 403
    await helper.typed("teacher", PUPILS, "!открыть")

    async def is_open() -> bool:
        return not await is_locked(helper, PUPILS)

    await eventually(is_open, within=60, what="the room is open")


async def test_a_warning_is_read_by_the_person_alone(helper: Helper) -> None:
    said = await helper.typed("classmate", PUPILS, "невежливые слова")
    command = await helper.typed("teacher", PUPILS, "!предупредить грубость", **reply_to(said))
    warned = await helper.private("classmate", containing="предупреждение")
    assert "невежливые слова" in warned["content"]["body"]
    assert "предупреждение" in (await record(helper, "warn"))["content"]["body"]

    async def command_is_gone() -> bool:
        events = await helper.school.read("pupil", PUPILS)
        return not any(it["event_id"] == command and it["content"] for it in events)

    await eventually(command_is_gone, within=60, what="the command is taken out of the room")
    assert "(" in await helper.ask("other_teacher", "other_pupils_room", "!предупредить Котова")


async def test_a_message_is_removed_and_kept_in_the_moderation_room(helper: Helper) -> None:
    said = await helper.typed("classmate", PUPILS, "это надо удалить")
    await helper.typed("teacher", PUPILS, "!удалить", **reply_to(said))

    async def is_gone() -> bool:
        events = await helper.school.read("pupil", PUPILS)
        return not any(it["event_id"] == said and it["content"] for it in events)

    await eventually(is_gone, within=60, what="the message is removed")
    assert "это надо удалить" in (await record(helper, "remove"))["content"]["body"]


async def test_a_held_message_is_released_by_who_may_decide(helper: Helper) -> None:
    school = helper.school
    text = "я не хочу жить, помогите"
    held = await school.ask(
        "pupil", "PUT", f"/rooms/${PUPILS}/send/m.room.message/$txn",
        {"msgtype": "m.text", "body": text},
    )  # fmt: skip
    assert held.status == 403
    found = await card(helper, containing=text)
    await helper.react("administrator", MODERATION, found["event_id"], "✅")
    assert "Пропущено" in await helper.now_reads("director", MODERATION, found["event_id"])

    async def is_posted() -> bool:
        return any(
            it["sender"] == helper.user and text in str(it["content"].get("body"))
            for it in await school.read("classmate", PUPILS)
        )

    await eventually(is_posted, within=60, what="the text is in the room")


async def test_a_report_is_a_card_and_the_reporter_hears_of_the_outcome(helper: Helper) -> None:
    said = await helper.typed("classmate", PUPILS, "обидные слова")
    await helper.typed("pupil", PUPILS, "!жалоба мне обидно", **reply_to(said))
    found = await card(helper, containing="мне обидно")
    assert "обидные слова" in found["content"]["body"]
    await helper.private("pupil", containing="принята")
    await helper.react("director", MODERATION, found["event_id"], "❌")
    await helper.private("pupil", containing="рассмотрели")


async def test_a_child_calls_an_adult_and_learns_who_comes(helper: Helper) -> None:
    await helper.typed("pupil", PUPILS, "позови взрослого")
    await card(helper, containing="Зовёт взрослого")
    await helper.private("pupil", containing="112")
    private = await helper.private("teacher", containing="Зовёт взрослого")
    await helper.react("teacher", "teacher_and_assistant", private["event_id"], "✋")
    taken = await helper.private("pupil", containing="Тебе поможет")
    assert "Соколова" in taken["content"]["body"]


async def test_a_club_without_its_leader_is_closed_until_the_leader_is_back(
    helper: Helper,
) -> None:
    school = helper.school
    left = await school.ask("club_teacher", "POST", "/rooms/$club_room/leave", {})
    assert left.status == 200
    await eventually(lambda: is_locked(helper, "club_room"), within=60, what="the club is closed")
    async with school.campus.client() as client:
        body = {
            "room_id": school.names["club_room"], "users": [school.names["club_teacher"]],
        }  # fmt: skip
        await client.post(endpoints.JOIN, body)

    async def is_open() -> bool:
        return not await is_locked(helper, "club_room")

    await eventually(is_open, within=60, what="the club is open")


async def test_the_record_is_for_the_administration(helper: Helper) -> None:
    await helper.typed("administrator", MODERATION, "!история Котова Саша")
    await helper.private("administrator", containing="История")
    assert "нельзя" in (await helper.ask("teacher", PUPILS, "!история Котова Саша")).lower()


async def test_somebody_is_excluded_and_brought_back(helper: Helper) -> None:
    school = helper.school

    async def membership() -> str:
        who = school.names["classmate"]
        answer = await school.ask("director", "GET", f"/rooms/${PUPILS}/state/m.room.member/{who}")
        return str(answer.body.get("membership"))

    async def is_out() -> bool:
        return await membership() == "ban"

    async def is_back() -> bool:
        return await membership() == "join"

    assert "нельзя" in (await helper.ask("teacher", PUPILS, "!исключить Котова Саша")).lower()
    await helper.typed("director", PUPILS, "!исключить Котова Саша драка")
    await eventually(is_out, within=60, what="the pupil is out")
    await helper.private("classmate", containing="исключили")
    await helper.typed("administrator", MODERATION, "!вернуть Котова Саша 1А")
    await eventually(is_back, within=60, what="the pupil is back")


async def test_a_report_of_element_itself_is_the_same_card(helper: Helper) -> None:
    school = helper.school
    said = await helper.typed("classmate", PUPILS, "ещё обиднее")
    answer = await school.ask(
        "pupil", "POST", f"/rooms/${PUPILS}/report/{said}", {"reason": "обзывается из Element"}
    )
    assert answer.status == 200
    found = await card(helper, containing="обзывается из Element")
    assert "ещё обиднее" in found["content"]["body"]


async def test_a_report_while_the_assistant_is_dead_is_one_card_afterwards(helper: Helper) -> None:
    school = helper.school
    said = await helper.typed("classmate", PUPILS, "совсем обидно")
    helper.kill()
    try:
        answer = await school.ask(
            "pupil", "POST", f"/rooms/${PUPILS}/report/{said}", {"reason": "пока никто не слышал"}
        )
        assert answer.status == 200
    finally:
        helper.start()
    await helper.ready()
    await card(helper, containing="пока никто не слышал")
    helper.kill()
    helper.start()
    await helper.ready()
    # A report after it is read after it: by then the first would have come again.
    later = await school.ask(
        "mother", "POST", f"/rooms/${PARENTS}/report/{await helper.typed('mother', PARENTS, 'ой')}",
        {"reason": "позже"},
    )  # fmt: skip
    assert later.status == 200
    await card(helper, containing="позже")
    events = await school.read("administrator", MODERATION)
    cards = [it for it in events if "пока никто не слышал" in str(it["content"].get("body"))]
    assert len(cards) == 1


async def test_who_is_silenced_writes_to_the_assistant_only(helper: Helper) -> None:
    school = helper.school

    async def status() -> int:
        answer = await school.ask(
            "other_pupil", "PUT", f"/rooms/${OTHER}/send/m.room.message/$txn",
            {"msgtype": "m.text", "body": "можно?"},
        )  # fmt: skip
        return int(answer.status)

    async def is_silenced() -> bool:
        return await status() == 403

    async def may_write() -> bool:
        return await status() == 200

    assert "нельзя" in (await helper.ask("teacher", PUPILS, "!тишина Рыбина Саша 1 ч")).lower()
    assert await may_write()
    await helper.typed("other_teacher", OTHER, "!тишина Рыбина Саша 1 ч шумит")
    await eventually(is_silenced, within=60, what="the pupil is silenced")
    await helper.private("other_pupil", containing="шумит")
    await helper.typed("other_pupil", "other_pupil_and_assistant", "!жалоба это не я")
    await card(helper, containing="это не я")
    await helper.typed("other_teacher", OTHER, "!говори Рыбина Саша")
    await eventually(may_write, within=60, what="the pupil may write again")
