"""The assistant answers people of the school, by their rights, politely and once."""

from tests.server.assistant import Helper
from tests.server.guarded import eventually

MODERATION = "moderation"


async def test_help_lists_what_the_person_may_use_here(helper: Helper) -> None:
    await helper.typed("teacher", "pupils_room", "!помощь")
    text = (await helper.private("teacher", containing="!правила"))["content"]["body"]
    assert "!подтвердить" not in text
    await helper.typed("director", "moderation", "!помощь")
    text = (await helper.private("director", containing="!правила"))["content"]["body"]
    assert "!подтвердить" in text


async def test_rules_name_the_clause_of_each_right(helper: Helper) -> None:
    text = await helper.ask("teacher", "pupils_room", "!правила")
    assert "создавать опросы (п. " in text


async def test_a_mistyped_command_is_answered_with_the_one_meant(helper: Helper) -> None:
    assert "!правила" in await helper.ask("teacher", "pupils_room", "!правла")


async def test_english_words_are_answered_in_english(helper: Helper) -> None:
    assert "You may here" in await helper.ask("teacher", "pupils_room", "!rules")


async def test_a_teacher_who_confirms_a_role_is_told_the_clause(helper: Helper) -> None:
    text = await helper.ask("teacher", "pupils_room", "!подтвердить Новиков Женя приказ № 9")
    assert "(п. " in text


async def test_a_director_confirms_and_revokes_a_teacher(helper: Helper) -> None:
    school = helper.school
    asked = await helper.typed("director", MODERATION, "!подтвердить Новиков Женя приказ № 9")
    prompt = await helper.answer_to("director", MODERATION, asked)
    assert "приказ № 9" in prompt["content"]["body"]
    refused = await school.ask("pending", "GET", "/rooms/$pupils_room/state")
    assert refused.status == 403
    await helper.react("director", MODERATION, prompt["event_id"], "✅")
    done = await helper.now_reads("director", MODERATION, prompt["event_id"])
    assert "подтверждена" in done

    async def comes_in() -> bool:
        answer = await school.ask("pending", "GET", "/rooms/$pupils_room/state")
        return answer.status == 200

    await eventually(comes_in, within=60, what="the teacher is in the room")
    asked = await helper.typed("director", MODERATION, "!отозвать Новиков Женя приказ № 10")
    prompt = await helper.answer_to("director", MODERATION, asked)
    await helper.react("director", MODERATION, prompt["event_id"], "✅")
    await helper.now_reads("director", MODERATION, prompt["event_id"])

    async def is_out() -> bool:
        answer = await school.ask("pending", "GET", "/rooms/$pupils_room/joined_members")
        return answer.status == 403

    await eventually(is_out, within=60, what="the teacher is out of the room")


async def test_nobody_answers_for_the_director(helper: Helper) -> None:
    asked = await helper.typed("director", MODERATION, "!подтвердить Новиков Женя приказ № 11")
    prompt = await helper.answer_to("director", MODERATION, asked)
    await helper.react("administrator", MODERATION, prompt["event_id"], "✅")
    await helper.react("director", MODERATION, prompt["event_id"], "❌")
    assert "ничего не делаю" in await helper.now_reads("director", MODERATION, prompt["event_id"])


async def test_missing_words_are_asked_for(helper: Helper) -> None:
    asked = await helper.typed("director", MODERATION, "!подтвердить")
    question = await helper.answer_to("director", MODERATION, asked)
    assert "Чью роль" in question["content"]["body"]
    reply = await helper.typed(
        "director",
        MODERATION,
        "Новиков Женя",
        **{
            "m.relates_to": {
                "rel_type": "m.thread", "event_id": asked, "is_falling_back": False,
                "m.in_reply_to": {"event_id": question["event_id"]},
            }
        },
    )  # fmt: skip
    question = await helper.answer_to("director", MODERATION, reply)
    assert "Каким приказом" in question["content"]["body"]


async def test_who_never_logged_in_is_told_in_private(helper: Helper) -> None:
    await helper.typed("teacher", "pupils_room", "!кто")
    text = (await helper.private("teacher", containing="Ученики"))["content"]["body"]
    assert "Ни разу не входили" in text or "уже входили" in text


async def test_status_is_for_those_who_answer_for_the_server(helper: Helper) -> None:
    await helper.typed("administrator", MODERATION, "!состояние")
    text = (await helper.private("administrator", containing="Состояние"))["content"]["body"]
    assert "Не удалось выполнить: 0" in text
    assert "(" in await helper.ask("teacher", "pupils_room", "!состояние")
