"""State events: nobody opens, renames, encrypts or rebuilds a room."""

from typing import Any

from tests.server.attacks.attempt import (
    Attempt,
    allowed,
    delete,
    refused,
    send,
    state,
    table,
)
from tests.server.guarded import CONFERENCES, GuardedSchool

ROOM = "pupils_room"
# fmt: off
JITSI = {
    "type": "jitsi",
    "url": f"https://{CONFERENCES}/lesson",
    "name": "Урок",
    "data": {"domain": CONFERENCES, "conferenceId": "lesson"},
    "creatorUserId": "$teacher",
    "id": "conference",
}
MINE = {"users": {"$pupil": 100, "$teacher": 50}}
OPENED: dict[str, tuple[Any, str]] = {
    "m.room.name": ({"name": "Наш чат без учителей"}, "policy-may-not X7"),
    "m.room.topic": ({"topic": "Пишите все"}, "policy-may-not X7"),
    "m.room.avatar": ({"url": "mxc://elsewhere.example/cat"}, "policy-may-not X7"),
    "m.room.canonical_alias": ({"alias": "#pupils:ruchei.example"}, "policy-may-not X7"),
    "m.room.aliases": ({"aliases": ["#pupils:ruchei.example"]}, "policy-unknown-event"),
    "m.room.history_visibility": ({"history_visibility": "world_readable"}, "policy-may-not X7"),
    "m.room.join_rules": ({"join_rule": "public"}, "policy-may-not X7"),
    "m.room.guest_access": ({"guest_access": "can_join"}, "policy-may-not X7"),
    "m.room.power_levels": (MINE, "policy-may-not X7"),
    "m.room.server_acl": ({"allow": ["*"], "deny": []}, "policy-may-not X7"),
    "m.room.tombstone": (
        {"body": "Переезжаем", "replacement_room": "!elsewhere"},
        "policy-may-not X7",
    ),
    "m.room.encryption": ({"algorithm": "m.megolm.v1.aes-sha2"}, "policy-may-not X6"),
    "m.room.pinned_events": ({"pinned": ["$pupil_in_pupils_room"]}, "policy-may-not X1"),
    "m.room.create": ({"room_version": "12"}, "policy-unknown-event"),
    "m.room.policy": ({"via": "elsewhere.example"}, "policy-unknown-event"),
    "m.room.related_groups": ({"groups": ["+a:b"]}, "policy-unknown-event"),
    "m.room.retention": ({"max_lifetime": 1000}, "policy-unknown-event"),
    "org.parta.room": (
        {"key": "moderation", "kind": "moderation", "layout": 1},
        "policy-unknown-event",
    ),
    "org.parta.lock": ({"locked": False}, "policy-may-not A2"),
    "org.parta.confirmation": ({"confirmed": True}, "policy-unknown-event"),
    "org.parta.mute": ({"rooms": {"": 0}, "by": "x", "why": "x"}, "policy-unknown-event"),
    "org.parta.roster": ({"people": {}}, "policy-unknown-event"),
    "org.matrix.room.preview_urls": ({"disable": False}, "policy-unknown-event"),
    "io.element.functional_members": ({"service_members": ["$teacher"]}, "policy-unknown-event"),
    "im.vector.web.settings": ({"a": 1}, "policy-unknown-event"),
    "ru.example.board": ({"text": "Тайный чат"}, "policy-unknown-event"),
}

BY_A_PUPIL = [
    state(f"a pupil sets {kind}", "pupil", ROOM, kind, content, rule)
    for kind, (content, rule) in OPENED.items()
]
BY_A_TEACHER = [
    state(f"a teacher sets {kind}", "teacher", ROOM, kind, content, rule)
    for kind, (content, rule) in OPENED.items()
    if kind not in ("m.room.pinned_events", "org.parta.lock")  # those are the teacher's right
]
# Nobody is named who describes a room between persons, and so nobody may.
IN_A_CONVERSATION = [
    state(f"{who} sets {kind} in a conversation", who, "talk", kind, content,
          rule.removesuffix(" X7"))
    for who in ("pupil", "mother", "teacher")
    for kind, (content, rule) in OPENED.items()
    if kind != "m.room.pinned_events"
]

KEYS_OF_ONES_OWN = [
    state("state under the own user id", "pupil", ROOM, "ru.example.x", {"t": "Э"},
          "policy-unknown-event", key="$pupil"),
    state("a lock under the own user id", "pupil", ROOM, "org.parta.lock", {"locked": True},
          "policy-unknown-event", key="$pupil"),
    state("a teacher's lock under another key", "teacher", ROOM, "org.parta.lock",
          {"locked": True}, "policy-unknown-event", key="x"),
    send("a lock that is no state", "teacher", ROOM, "org.parta.lock", {"locked": True},
         "policy-unknown-event"),
    state("a lock on the staff room", "teacher", "staff_room", "org.parta.lock", {"locked": True},
          "policy-may-not A2"),
    state("a confirmation under the own user id", "teacher", ROOM, "org.parta.confirmation",
          {"confirmed": True}, "policy-unknown-event", key="$teacher"),
    state("a confirmation in the registry", "pending", "registry", "org.parta.confirmation",
          {"confirmed": True, "order": "№ 1"}, "policy-unknown-event", key="$pending"),
    state("a director's confirmation past the assistant", "director", "registry",
          "org.parta.confirmation", {"confirmed": True}, "policy-unknown-event", key="x"),
    state("a pupil ends the own silence", "pupil", "registry", "org.parta.mute", {},
          "policy-unknown-event", key="x"),
    state("a director silences past the assistant", "director", "registry", "org.parta.mute",
          {"rooms": {"": 9_999_999_999_999}, "by": "x", "why": "x"}, "policy-unknown-event",
          key="x"),
    state("an acceptance of others", "teacher", "registry", "org.parta.acceptance",
          {"users": ["$pupil"], "rules": "x", "at": 0}, "policy-unknown-event", key="x"),
    state("a place that follows the pupil", "pupil", ROOM, "org.matrix.msc3672.beacon_info",
          {"live": True, "timeout": 60_000}, "policy-may-not X10", key="$pupil"),
    state("a place of the stable type", "pupil", ROOM, "m.beacon_info", {"live": True},
          "policy-may-not X10", key="$pupil"),
    state("a teacher's place among the pupils", "teacher", ROOM, "m.beacon_info", {"live": True},
          "policy-may-not X10", key="$teacher"),
    state("a third party's invitation", "teacher", ROOM, "m.room.third_party_invite",
          {"display_name": "д***", "key_validity_url": "https://x.example", "public_key": "AAAA"},
          "policy-may-not", key="token"),
    state("a pupil's third party invitation", "pupil", ROOM, "m.room.third_party_invite", {},
          "policy-may-not", key="token"),
    state("a ban list", "teacher", ROOM, "m.policy.rule.user", {"entity": "$pupil",
          "recommendation": "m.ban", "reason": "x"}, "policy-unknown-event", key="x"),
    state("a child of a space", "pupil", "class_space", "m.space.child", {"via": ["$server"]},
          "policy-may-not X7", key="$talk"),
    state("a teacher's child of a space", "teacher", "class_space", "m.space.child",
          {"via": ["$server"]}, "policy-may-not X7", key="$talk"),
    state("a director's child of the school's space", "director", "school_space", "m.space.child",
          {"via": ["$server"]}, "policy-may-not X7", key="$talk"),
    state("a parent of a room", "teacher", ROOM, "m.space.parent", {"via": ["$server"]},
          "policy-may-not X7", key="$other_pupils_room"),
    state("an image pack", "pupil", ROOM, "im.ponies.room_emotes",
          {"images": {"слово": {"url": "mxc://elsewhere.example/x"}}}, "policy-unknown-event"),
    state("state with a list for content", "pupil", ROOM, "m.room.topic", ["a"], "400 M_BAD_JSON"),
    state("state with a text for content", "pupil", ROOM, "m.room.topic", "a", "400 M_BAD_JSON"),
    state("power levels of wrong types", "teacher", ROOM, "m.room.power_levels",
          {"users": ["$teacher"], "events": 7}, "policy-may-not X7"),
]

WIDGETS = [
    state("a pupil's widget", "pupil", ROOM, "im.vector.modular.widgets", {"type": "m.custom",
          "url": "https://game.example", "name": "Игра"}, "policy-may-not X7", key="w"),
    state("a pupil's conference", "pupil", ROOM, "im.vector.modular.widgets", JITSI,
          "policy-may-not W10", key="w"),
    state("a pupil's conference by the stable type", "pupil", ROOM, "m.widget", JITSI,
          "policy-may-not W10", key="w"),
    state("a parent's conference", "mother", "parents_room", "im.vector.modular.widgets", JITSI,
          "policy-may-not W10", key="w"),
    state("a teacher's foreign widget", "teacher", ROOM, "im.vector.modular.widgets",
          {"type": "m.custom", "url": "https://game.example", "name": "Игра"},
          "policy-may-not X7", key="w"),
    state("a widget of no type", "teacher", ROOM, "im.vector.modular.widgets",
          {"url": "https://game.example"}, "policy-may-not X7", key="w"),
    state("a widget whose type is a list", "teacher", ROOM, "im.vector.modular.widgets", {**JITSI,
          "type": ["jitsi"]}, "policy-may-not X7", key="w"),
    state("a conference elsewhere", "teacher", ROOM, "im.vector.modular.widgets", {**JITSI,
          "url": "https://meet.evil.example/x", "data": {"domain": "meet.evil.example"}},
          "policy-foreign-conference", key="w"),
    state("a conference whose data lead elsewhere", "teacher", ROOM, "im.vector.modular.widgets",
          {**JITSI, "data": {"domain": "meet.evil.example"}}, "policy-foreign-conference",
          key="w"),
    state("a conference with a name before the host", "teacher", ROOM,
          "im.vector.modular.widgets", {**JITSI, "url": f"https://{CONFERENCES}@evil.example/x"},
          "policy-foreign-conference", key="w"),
    state("a conference with a backslash", "teacher", ROOM, "im.vector.modular.widgets", {**JITSI,
          "url": f"https://evil.example\\@{CONFERENCES}/x"}, "policy-foreign-conference", key="w"),
    state("a conference by a script", "teacher", ROOM, "im.vector.modular.widgets", {**JITSI,
          "url": "javascript:alert(1)"}, "policy-foreign-conference", key="w"),
    state("a conference without an address", "teacher", ROOM, "im.vector.modular.widgets",
          {"type": "jitsi"}, "policy-foreign-conference", key="w"),
    state("a conference whose data is a list", "teacher", ROOM, "im.vector.modular.widgets",
          {**JITSI, "url": 7, "data": ["x"]}, "policy-foreign-conference", key="w"),
    state("a conference in another class", "teacher", "other_pupils_room",
          "im.vector.modular.widgets", JITSI, "policy-may-not W10", key="w"),
    state("a layout of widgets", "pupil", ROOM, "io.element.widgets.layout", {"widgets": {}},
          "policy-may-not W10"),
]

OUTSIDE = [
    state("a teacher pins in another class", "teacher", "other_pupils_room",
          "m.room.pinned_events", {"pinned": []}, "policy-may-not X1"),
    state("an outsider sets a name", "outsider", ROOM, "m.room.name", {"name": "x"},
          "policy-stranger W5"),
    state("a leaver sets a name", "leaver", ROOM, "m.room.name", {"name": "x"},
          "401 M_USER_LOCKED"),
    state("a freed leaver sets a name", "gone_teacher", ROOM, "m.room.name", {"name": "x"},
          "policy-stranger W5"),
    state("a pending teacher pins", "pending", "announcements", "m.room.pinned_events",
          {"pinned": []}, "policy-may-not X1"),
    state("a director renames the school's space", "director", "school_space", "m.room.name",
          {"name": "x"}, "policy-may-not X7"),
    delete("a pupil deletes a room's name", "pupil", f"/rooms/${ROOM}/state/m.room.name",
           "405 M_UNRECOGNIZED"),
]

MAY = [
    state("a teacher pins", "teacher", ROOM, "m.room.pinned_events",
          {"pinned": ["$teacher_in_pupils_room"]}, ""),
    state("a teacher starts a conference", "teacher", ROOM, "im.vector.modular.widgets", JITSI,
          "", key="conference"),
    state("a teacher ends a conference", "teacher", ROOM, "im.vector.modular.widgets", {}, "",
          key="conference"),
    state("a director starts a conference of the staff", "director", "staff_room",
          "im.vector.modular.widgets", JITSI, "", key="conference"),
    state("a teacher shows parents where the class is", "teacher", "parents_room",
          "m.beacon_info", {"live": True, "timeout": 60_000}, "", key="$teacher"),
]
# fmt: on


@table([*BY_A_PUPIL, *BY_A_TEACHER, *OUTSIDE])
async def test_nobody_changes_a_school_room(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(IN_A_CONVERSATION)
async def test_nobody_opens_a_conversation(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(KEYS_OF_ONES_OWN)
async def test_no_state_of_ones_own(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(WIDGETS)
async def test_no_widget_but_the_schools_conference(
    school: GuardedSchool, attempt: Attempt
) -> None:
    await refused(school, attempt)


@table(MAY)
async def test_who_may_set_state_can(school: GuardedSchool, attempt: Attempt) -> None:
    await allowed(school, attempt)


async def test_a_teacher_locks_the_room_for_pupils_and_opens_it_again(
    school: GuardedSchool,
) -> None:
    where, message = f"/rooms/${ROOM}/state/org.parta.lock/", {"msgtype": "m.text", "body": "Я"}
    said = f"/rooms/${ROOM}/send/m.room.message/$txn"
    assert (await school.ask("teacher", "PUT", where, {"locked": True})).status == 200
    assert (await school.ask("pupil", "PUT", said, message)).rule == "policy-locked A2"
    assert (await school.ask("teacher", "PUT", where, {"locked": False})).status == 200
    assert (await school.ask("pupil", "PUT", said, message)).status == 200
