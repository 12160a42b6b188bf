"""A teacher whose role is revoked loses it at once, and in all rooms within a minute (R4)."""

from policy import events
from tests.server.guarded import LEAVERS, ROOMS, GuardedSchool, eventually, roster

STAYS = {"school_space", "announcements"}


async def confirm(school: GuardedSchool, who: str, order: str, *, yes: bool) -> None:
    """The director's word, as the assistant writes it."""
    key = school.names[who].removeprefix("@")
    await school.write_registry(events.CONFIRMATION, key, {"order": order, "confirmed": yes})


async def rooms_of(school: GuardedSchool, who: str) -> set[str]:
    """The names of the school's rooms in which somebody is."""
    answer = await school.ask(who, "GET", "/joined_rooms")
    return {name for name in ROOMS if school.names[name] in answer.body["joined_rooms"]}


async def test_revoked_teacher_is_refused_at_once_and_out_of_all_rooms_soon(
    watched: GuardedSchool,
) -> None:
    async def rule(room: str) -> str:
        body = {"msgtype": "m.text", "body": "Я ещё здесь"}
        where = f"/rooms/${room}/send/m.room.message/$txn"
        return (await watched.ask("other_teacher", "PUT", where, body)).rule

    async def creation(**config: object) -> str:
        return (await watched.ask("other_teacher", "POST", "/createRoom", config)).rule

    async def out() -> bool:
        return await rooms_of(watched, "other_teacher") == STAYS

    before = await rooms_of(watched, "other_teacher")
    assert before > STAYS
    assert await rule("other_pupils_room") == "200"
    await confirm(watched, "other_teacher", "№ 81", yes=False)
    try:
        # Pending: no role in the room any more, so no row of it speaks; or out of it already.
        assert await rule("other_pupils_room") in {"policy-may-not T2", "403 M_FORBIDDEN"}
        assert await rule("staff_room") in {"policy-may-not T2", "403 M_FORBIDDEN"}
        assert await creation() == "policy-may-not R4"
        assert await creation(invite=["$other_mother"]) == "policy-may-not R4"
        await eventually(out, within=30, what="out of all rooms")
        # The others are still there and may still write with an adult among them, or are told why.
        assert "other_pupils_room" in await rooms_of(watched, "other_pupil")
        joined = await watched.ask("other_teacher", "POST", "/join/$other_pupils_room")
        assert joined.rule == "policy-not-on-the-list X7"

        await confirm(watched, "other_teacher", "№ 82", yes=True)
        assert await rule("other_pupils_room") == "403 M_FORBIDDEN"  # not in the room yet
        assert await creation(invite=["$other_mother"]) == "200"
    finally:
        await confirm(watched, "other_teacher", "№ 82", yes=True)
        await watched.campus.settle(roster(*LEAVERS))
    assert await rooms_of(watched, "other_teacher") == before
    assert await rule("other_pupils_room") == "200"


async def test_conversations_of_a_revoked_teacher_fall_silent(watched: GuardedSchool) -> None:
    body = {"preset": "trusted_private_chat", "is_direct": True, "invite": ["$other_pupil"]}
    made = await watched.ask("other_teacher", "POST", "/createRoom", body)
    assert made.status == 200
    watched.names["fresh"] = made.body["room_id"]
    for who in ("other_mother", "other_pupil"):
        assert (await watched.ask(who, "POST", "/join/$fresh")).status == 200
    await watched.say("other_teacher", "fresh", "Добрый день")
    await confirm(watched, "other_teacher", "№ 83", yes=False)
    try:
        text = {"msgtype": "m.text", "body": "Никому не говори"}
        where = "/rooms/$fresh/send/m.room.message/$txn"
        answer = await watched.ask("other_teacher", "PUT", where, text)
        assert answer.rule == "policy-may-not R4"
        # Without an adult in charge a pupil does not write there either.
        answer = await watched.ask("other_pupil", "PUT", where, text)
        assert answer.rule == "policy-no-adult A2"
        call = {"call_id": "c", "party_id": "p", "version": "1", "lifetime": 1, "offer": {}}
        answer = await watched.ask(
            "other_teacher", "PUT", "/rooms/$fresh/send/m.call.invite/$txn", call
        )
        assert answer.rule == "policy-may-not R4"
    finally:
        await confirm(watched, "other_teacher", "№ 84", yes=True)
        await watched.campus.settle(roster(*LEAVERS))
    await watched.say("other_teacher", "fresh", "Снова здесь")


async def test_nobody_confirms_oneself(watched: GuardedSchool) -> None:
    for who in ("pending", "teacher", "director"):
        where = f"/rooms/$registry/state/{events.CONFIRMATION}/x"
        answer = await watched.ask(who, "PUT", where, {"order": "№ 1", "confirmed": True})
        assert answer.status == 403
    text = {"msgtype": "m.text", "body": "Я учитель"}
    answer = await watched.ask(
        "pending", "PUT", "/rooms/$announcements/send/m.room.message/$txn", text
    )
    assert answer.rule == "policy-may-not R4"
