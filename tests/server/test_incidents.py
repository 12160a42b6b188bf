"""What is refused, held or overridden is written into the moderation room, and nothing more."""

from collections.abc import Mapping
from typing import Any

import pytest

from policy import events
from provisioning.layouts.load import Layouts
from tests.server.guarded import CLASS, GuardedSchool, eventually

POLL = {"m.text": "Секрет 1: идём?", "m.poll": {}}
_MOST_A_PERSON = 20
_FLUSHED = 90  # repeated refusals are told once a minute


async def incident(school: GuardedSchool, within: float = 20, **wanted: Any) -> dict[str, Any]:
    """The message whose incident has those facts, as soon as it is there."""

    async def found() -> dict[str, Any] | None:
        for message in await school.incidents():
            facts = message["content"][events.INCIDENT]
            if all(facts.get(name) == value for name, value in wanted.items()):
                return message
        return None

    return dict(await eventually(found, within=within, what=str(wanted)))


async def send(
    school: GuardedSchool, who: str, room: str, kind: str, body: Mapping[str, Any]
) -> Any:
    """Send an event; returns the answer."""
    return await school.ask(who, "PUT", f"/rooms/${room}/send/{kind}/$txn", body)


def text(body: str) -> dict[str, str]:
    """A text message."""
    return {"msgtype": "m.text", "body": body}


async def test_refusal_is_written_with_rule_clause_person_and_room_but_without_the_text(
    watched: GuardedSchool,
) -> None:
    answer = await send(watched, "mother", "parents_room", "m.poll.start", POLL)
    assert answer.rule == "policy-may-not W12"
    user = watched.names["mother"]
    message = await incident(watched, user=user, rule="policy-may-not", row="W12")
    facts = message["content"][events.INCIDENT]
    assert facts == {
        "kind": "refused",
        "rule": "policy-may-not",
        "row": "W12",
        "clause": "2.5",
        "setting": "",
        "user": user,
        "room_id": watched.names["parents_room"],
        "key": f"{CLASS}:parents",
        "event_type": "m.poll.start",
        "count": 1,
    }
    body = message["content"]["body"]
    assert "Зайцева Женя Петрович" in body
    assert "2.5" in body
    assert message["sender"] == watched.campus.school.provisioner_id
    assert message["content"]["m.mentions"] == {}
    assert all("Секрет 1" not in str(it) for it in await watched.read("director", "moderation"))


async def test_repeated_refusals_are_counted_and_told_together(watched: GuardedSchool) -> None:
    for number in range(4):
        answer = await send(
            watched, "other_mother", "announcements", "m.room.message", text(f"Секрет 2 {number}")
        )
        assert answer.rule == "policy-may-not D6"
    user = watched.names["other_mother"]
    await incident(watched, user=user, row="D6", count=1)
    await incident(watched, within=_FLUSHED, user=user, row="D6", count=3)
    told = await watched.incidents()
    assert sum(it["content"][events.INCIDENT]["user"] == user for it in told) == 2
    assert "Секрет 2" not in str(told)


async def test_held_text_is_for_the_moderators_only(
    watched: GuardedSchool, layouts: Layouts
) -> None:
    word = next(form for form, it in layouts.words.forms.items() if it.action == "hold")
    answer = await send(
        watched, "classmate", "pupils_room", "m.room.message", text(f"Секрет 3 {word}")
    )
    assert answer.rule == "words-held"
    message = await incident(watched, user=watched.names["classmate"], kind="held")
    assert message["content"][events.INCIDENT]["text"] == f"Секрет 3 {word}"
    for who, room in (("teacher", "pupils_room"), ("director", "pupils_room")):
        assert "Секрет 3" not in str(await watched.read(who, room))
    for who in ("teacher", "classmate", "mother"):
        refused = await watched.ask(who, "GET", "/rooms/$moderation/messages?dir=b")
        assert refused.status == 403


@pytest.mark.parametrize("action", ["warn", "refuse"])
async def test_listed_words_leave_a_note_or_a_refusal_without_the_text(
    watched: GuardedSchool, layouts: Layouts, action: str
) -> None:
    word = next((form for form, it in layouts.words.forms.items() if it.action == action), None)
    if word is None:
        assert action == "warn", "the shipped list refuses something"
        return
    answer = await send(
        watched, "orphan", "pupils_room", "m.room.message", text(f"Секрет 4 {word}")
    )
    assert (answer.status, answer.rule) in ((200, "200"), (403, "words-refused"))
    rule = "note-word" if action == "warn" else "words-refused"
    message = await incident(watched, user=watched.names["orphan"], rule=rule)
    assert "Секрет 4" not in str(message)


async def test_link_with_a_reason_is_noted_with_the_reason(watched: GuardedSchool) -> None:
    body = "https://museum.example/hall\nпричина: виртуальный зал к уроку"
    answer = await send(watched, "teacher", "pupils_room", "m.room.message", text(body))
    assert answer.status == 200
    message = await incident(watched, user=watched.names["teacher"], rule="note-link")
    facts = message["content"][events.INCIDENT]
    assert facts["kind"] == "noted"
    assert facts["args"]["reason"] == "виртуальный зал к уроку"
    assert "museum.example" in facts["args"]["link"]


async def test_quiet_hours_refuse_and_who_may_override_is_noted(watched: GuardedSchool) -> None:
    key = f"{CLASS}:pupils"
    await watched.write_registry(events.QUIET_HOURS, key, {"from": 0, "to": 0})
    try:
        for who, status in (("pupil", 403), ("teacher", 403), ("director", 200)):
            answer = await send(watched, who, "pupils_room", "m.room.message", text("Срочно"))
            assert answer.status == status, answer
        await incident(watched, user=watched.names["director"], rule="note-quiet-hours")
        await incident(watched, user=watched.names["pupil"], setting="quiet_hours")
    finally:
        await watched.write_registry(events.QUIET_HOURS, key, {})
    assert await watched.say("pupil", "pupils_room", "Доброе утро")


async def test_flood_is_refused_and_written_down(watched: GuardedSchool) -> None:
    for number in range(3):
        await watched.say("secretary", "staff_room", f"Напоминание {number}")
    answer = await send(watched, "secretary", "staff_room", "m.room.message", text("Ещё"))
    assert answer.rule == "policy-flood"
    await incident(watched, user=watched.names["secretary"], setting="flood")


async def test_nobody_hides_what_others_do_behind_own_refusals(watched: GuardedSchool) -> None:
    for number in range(3 * _MOST_A_PERSON):
        answer = await watched.ask("sibling", "POST", f"/join/!nowhere{number}:$server")
        assert answer.rule == "policy-not-invited W5", answer
    answer = await send(watched, "father", "class_board", "m.room.message", text("Секрет 6"))
    assert answer.rule == "policy-may-not C4"
    await incident(watched, user=watched.names["father"], row="C4")
    told = [it["content"][events.INCIDENT]["user"] for it in await watched.incidents()]
    assert told.count(watched.names["sibling"]) <= _MOST_A_PERSON


@pytest.mark.parametrize(
    ("who", "room"),
    [
        ("director", "moderation"),
        ("administrator", "moderation"),
        ("teacher", "pupils_room"),
        ("pupil", "pupils_room"),
    ],
)
async def test_nobody_forges_an_incident(watched: GuardedSchool, who: str, room: str) -> None:
    forged = {**text("Отказано"), events.INCIDENT: {"kind": "refused", "user": "$teacher"}}
    answer = await send(watched, who, room, "m.room.message", forged)
    assert answer.rule == "policy-forged"
    assert all(
        it["sender"] == watched.campus.school.provisioner_id for it in await watched.incidents()
    )
