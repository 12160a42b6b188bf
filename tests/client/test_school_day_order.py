"""The day goes on: keeping order, reports, calls for help. See test_school_day.py."""

import pytest

from tests.client.day import PEOPLE, Day, Heard, rightly

CHILD, PARENT = PEOPLE["pupil"], PEOPLE["parent"]


async def recorded(day: Day, containing: str) -> Heard:
    """The record in the moderation room, as the administrator reads it."""
    return await day.see("administrator", "moderation", containing=containing)


@rightly("lock", "unlock")
async def test_a_room_is_closed_for_a_while_and_opened_again(day: Day) -> None:
    await day.say("teacher", "pupils", "!закрыть 30 мин контрольная")
    told = await day.see("pupil", "pupils", containing="Комната закрыта для сообщений до ")
    assert "Причина: контрольная" in told.body
    assert not told.calls
    assert "закрыл комнату" in await day.cannot_say("pupil", "pupils", "А можно спросить?")
    await recorded(day, "закрыта комната «2А · Ученики»")

    await day.say("teacher", "pupils", "!открыть")
    await day.see("pupil", "pupils", containing="Комната открыта, можно писать")
    assert await day.say("pupil", "pupils", "Спасибо")


@rightly("warn")
async def test_a_warning_is_read_by_the_child_alone(day: Day) -> None:
    rude = await day.say("pupil", "pupils", "Вы все неудачники")
    command = await day.say("teacher", "pupils", "!предупредить грубость", answers=rude)
    await day.private("teacher", "Предупреждение отправлено лично")
    told = await day.private("pupil", "Тебе вынесено предупреждение")
    assert "> Вы все неудачники" in told.body
    assert "Причина: грубость" in told.body
    # The class does not even see that there was one.
    await day.people["pupil"].call("gone", room=day.room("pupils"), id=command)
    assert "предупреждение" not in str(await day.heard_in("pupil", "pupils"))
    await recorded(day, f"предупреждение · {CHILD}")


@rightly("mute", "unmute")
async def test_who_is_silenced_here_can_write_elsewhere_and_later(day: Day) -> None:
    await day.say("teacher", "pupils", "!тишина Ковалёва Дисана 1 ч мешает")
    await day.private("teacher", "не может писать до ")
    told = await day.private("pupil", "Ты не можешь писать до ")
    assert "2А · Ученики" in told.body
    assert "так решила школа" in await day.cannot_say("pupil", "pupils", "А что я сделала?")
    assert await day.say("pupil", "club", "Здравствуйте")

    await day.say("teacher", "pupils", "!говори Ковалёва Дисана")
    await day.private("teacher", "снова может писать")
    await day.private("pupil", "Ты снова можешь писать")
    assert await day.say("pupil", "pupils", "Я больше не буду")


@rightly("remove")
async def test_a_message_is_removed_and_kept_for_those_who_decide(day: Day) -> None:
    bad = await day.say("pupil", "pupils", "Контрольную украли")
    await day.say("teacher", "pupils", "!удалить", answers=bad)
    await day.private("teacher", "Удалено 1 сообщение")
    await day.people["director"].call("gone", room=day.room("pupils"), id=bad)
    assert "> " in (await recorded(day, "Контрольную украли")).body


async def test_several_messages_are_shown_before_they_are_removed(day: Day) -> None:
    spam = [await day.say("pupil", "pupils", f"Спам {number}") for number in (1, 2)]
    asked = await day.ask("teacher", "pupils", "!удалить 2 Ковалёва Дисана")
    assert "Удалить 2 сообщения?" in asked.body
    assert "Спам 1" in asked.body
    await day.react("teacher", asked, "✅")
    await day.reads("teacher", asked, "Удалено 2 сообщения")
    for event_id in spam:
        await day.people["director"].call("gone", room=asked.room, id=event_id)


@rightly("exclude", "return")
async def test_a_parent_is_excluded_and_brought_back(day: Day) -> None:
    member = {"room": day.room("parents"), "user": day.users["parent"]}
    await day.say("administrator", "moderation", "!исключить Жамборова Марина 2А ссора")
    await day.private("administrator", "больше не в комнате «2А · Родители»")
    await day.people["teacher"].call("member", membership="ban", **member)
    told = await day.private("parent", "Вас исключили из комнаты «2А · Родители»")
    assert "Причина: ссора" in told.body

    await day.say("administrator", "moderation", "!вернуть Жамборова Марина 2А")
    await day.private("administrator", "снова в комнате «2А · Родители»")
    await day.private("parent", "Вы снова в комнате «2А · Родители»")
    await day.people["parent"].call("member", membership="join", **member)
    assert await day.say("parent", "parents", "Добрый день")


@rightly("record")
async def test_the_director_sees_what_was_and_by_whom(day: Day) -> None:
    await day.say("director", "moderation", "!история Ковалёва Дисана")
    told = await day.private("director", "История: ")
    for line in ("предупреждение: " + PEOPLE["teacher"], "тишина: ", "удалены сообщения: "):
        assert line in told.body


@rightly("report")
async def test_a_report_is_decided_by_a_tap_and_the_reporter_told(day: Day) -> None:
    bad = await day.say("pupil", "pupils", "Сам ты такой")
    command = await day.say("teacher", "pupils", "!жалоба опять обзывается", answers=bad)
    await day.private("teacher", "Ваша жалоба принята")
    await day.people["pupil"].call("gone", room=day.room("pupils"), id=command)

    card = await day.see("administrator", "moderation", containing="опять обзывается")
    assert "> Сам ты такой" in card.body
    assert f"{CHILD} (2А)" in card.body
    await day.react("administrator", card, "⚠")
    assert PEOPLE["administrator"] in (await day.reads("director", card, "Предупреждение: ")).body
    assert PEOPLE["teacher"] not in (await day.private("pupil", "предупреждение")).body
    await day.private("teacher", "приняты меры")


async def test_a_report_of_element_becomes_the_same_card(day: Day) -> None:
    said = await day.say("teacher", "parents", "Завтра субботник")
    await day.people["parent"].call("arrived", room=day.room("parents"), id=said)
    await day.people["parent"].call("report", room=day.room("parents"), id=said, reason="реклама")
    await day.private("parent", "Ваша жалоба принята")
    card = await day.see("administrator", "moderation", containing="реклама")
    assert "> Завтра субботник" in card.body
    await day.react("director", card, "❌")
    await day.reads("administrator", card, "Оставлено без последствий")
    await day.private("parent", "нарушения не нашли")


@rightly("call-adult")
@pytest.mark.parametrize("words", ["!взрослый", "Позови взрослого!"])
async def test_a_child_calls_and_learns_who_will_help(day: Day, words: str) -> None:
    await day.say("pupil", await day.private_room("pupil"), words)
    heard = await day.private("pupil", "Я позвал взрослых")
    assert "112" in heard.body
    card = await day.private("teacher", f"Зовёт взрослого: {CHILD}")
    assert card.notifies
    assert card.calls
    await day.react("teacher", card, "✋")
    await day.private("pupil", f"Тебе поможет {PEOPLE['teacher']}")
    await day.reads("teacher", card, "Взял(а) на себя: ")


@rightly("policy-list")
async def test_the_lists_against_strangers_are_shown_to_those_who_decide(day: Day) -> None:
    assert "Списки запретов" in (await day.ask("director", "moderation", "!список")).body
