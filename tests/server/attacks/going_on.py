"""What goes on in the school when attackers come: conversations, messages to edit and remove."""

from tests.server.attacks.attempt import room_made_by
from tests.server.guarded import GuardedSchool, eventually

POLL = {
    "m.poll": {
        "question": {"m.text": "Идём в музей?"},
        "kind": "m.disclosed",
        "max_selections": 1,
        "answers": [{"m.id": "1", "m.text": "Да"}, {"m.id": "2", "m.text": "Нет"}],
    },
    "m.text": "Идём в музей?",
}


async def let_go_on(guarded: GuardedSchool) -> None:
    """`$talk` is teacher, pupil and mother; `$private` teacher and father; some `$…_message`."""
    names = guarded.names
    names["talk"] = await room_made_by(guarded, "teacher", "pupil", joining=("mother", "pupil"))
    names["private"] = await room_made_by(guarded, "teacher", "father", joining=("father",))
    names["staff_talk"] = await room_made_by(
        guarded, "teacher", "other_teacher", joining=("other_teacher",)
    )
    for who, room in (
        ("teacher", "pupils_room"),
        ("pupil", "pupils_room"),
        ("classmate", "pupils_room"),
        ("teacher", "class_board"),
        ("father", "parents_room"),
        ("teacher", "parents_room"),
        ("other_pupil", "other_pupils_room"),
        ("director", "staff_room"),
        ("mother", "talk"),
        ("pupil", "talk"),
    ):
        names[f"{who}_in_{room}"] = await guarded.say(who, room, f"Пишет {who}")
    for name, kind, body in (
        ("task", "org.parta.task", {"title": "Задача 1", "body": "Решите пример"}),
        ("poll", "m.poll.start", POLL),
    ):
        answer = await guarded.ask("teacher", "PUT", f"/rooms/$pupils_room/send/{kind}/$txn", body)
        assert answer.status == 200, answer
        names[name] = answer.body["event_id"]
    nonce = await guarded.ask("", "GET", "/_synapse/admin/v1/register")
    names["nonce"] = nonce.body["nonce"]
    names["somebody"] = "@somebody:elsewhere.example"
    await guarded.ask("pupil", "PUT", "/rooms/$pupils_room/send/m.poll.start/$txn", POLL)
    names["incident"] = (await eventually(guarded.incidents))[0]["event_id"]
    state = await guarded.ask("teacher", "GET", "/rooms/$pupils_room/state")
    for event in state.body:
        if event["type"] in ("m.room.create", "m.room.name", "m.room.power_levels"):
            names[event["type"].rpartition(".")[2] + "_event"] = event["event_id"]
    names["teacher_join"] = next(
        it["event_id"] for it in state.body if it["state_key"] == names["teacher"]
    )
