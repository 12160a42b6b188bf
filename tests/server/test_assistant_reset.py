"""A class teacher gives a pupil a new login code, and it opens the account."""

from tests.server.assistant import Helper
from tests.server.guarded import eventually
from tests.server.letters import fresh_code, login
from tests.server.test_assistant_moderation import record

PUPILS = "pupils_room"


async def code_for(helper: Helper, who: str) -> str:
    """The newest code that the assistant told somebody alone."""

    async def found() -> str:
        for event in await helper.school.read(who, f"{who}_and_assistant"):
            body = str(event.get("content", {}).get("body", ""))
            if event["sender"] == helper.user and len(body) == 14 and body.count("-") == 2:
                return body
        return ""

    return str(await eventually(found, within=60, what=f"a code for {who}"))


async def test_class_teacher_gives_a_pupil_a_new_code(helper: Helper) -> None:
    school = helper.school
    old = await fresh_code(school, "classmate")
    assert (await login(school, "classmate", old)).status == 200
    await helper.typed("teacher", PUPILS, "!сбросить Котова Саша")
    await helper.private("teacher", containing="Новый код для входа")
    code = await code_for(helper, "teacher")
    assert code != old
    assert (await login(school, "classmate", code)).status == 200
    action = await record(helper, "reset")
    assert action["content"]["org.parta.action"]["of"] == school.names["classmate"]
    assert code not in str(action)
    school.tokens["classmate"] = await school.campus.token_of(school.names["classmate"])


async def test_teacher_of_another_class_does_not(helper: Helper) -> None:
    school = helper.school
    code = await fresh_code(school, "sibling")
    body = await helper.ask("other_teacher", "other_pupils_room", "!сбросить Котова Саша")
    assert body
    await helper.typed("teacher", PUPILS, "!сбросить Зайцева Саша")
    assert (await login(school, "sibling", code)).status == 200
