"""Calls, conferences and messages past all rooms: only by those who may, and nowhere else."""

from typing import Any

from tests.server.attacks.attempt import (
    Attempt,
    allowed,
    delete,
    get,
    post,
    put,
    refused,
    send,
    state,
    table,
)
from tests.server.guarded import GuardedSchool

INVITE = {
    "call_id": "c1",
    "party_id": "p1",
    "version": "1",
    "lifetime": 60_000,
    "offer": {"type": "offer", "sdp": "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"},
}
MEMBER = {
    "application": "m.call",
    "call_id": "",
    "device_id": "DEVICE",
    "focus_active": {"type": "livekit", "focus_selection": "oldest_membership"},
    "foci_preferred": [],
}


def call(what: str, who: str, room: str, kind: str, rule: str, body: Any = None) -> Attempt:
    """A legacy call's event."""
    return send(what, who, room, kind, INVITE if body is None else body, rule)


def whisper(what: str, who: str, kind: str, whom: str, rule: str, body: Any = None) -> Attempt:
    """A message from device to device."""
    messages = {f"${whom}": {"*": body or {"body": "приходи за школу"}}}
    return put(what, who, f"/sendToDevice/{kind}/$txn", {"messages": messages}, rule)


# fmt: off
CALLS = [
    call("a pupil calls in the class", "pupil", "pupils_room", "m.call.invite",
         "policy-may-not W9"),
    call("a pupil calls the teacher", "pupil", "talk", "m.call.invite", "policy-may-not W9"),
    call("a parent calls the teacher", "father", "private", "m.call.invite", "policy-may-not W9"),
    call("a teacher calls in the class", "teacher", "pupils_room", "m.call.invite",
         "policy-may-not W9"),
    call("a teacher rings all parents", "teacher", "parents_room", "m.call.invite",
         "policy-may-not W9"),
    call("a director rings the staff", "director", "staff_room", "m.call.invite",
         "policy-may-not W9"),
    *(call(f"a pupil sends {kind}", "pupil", "talk", kind, "policy-may-not W9")
      for kind in ("m.call.answer", "m.call.candidates", "m.call.hangup", "m.call.reject",
                   "m.call.select_answer", "m.call.negotiate", "m.call.replaces",
                   "m.call.asserted_identity", "org.matrix.call.asserted_identity",
                   "m.call.sdp_stream_metadata_changed",
                   "org.matrix.call.sdp_stream_metadata_changed")),
    *(call(f"a parent sends {kind} to the parents", "mother", "parents_room", kind,
           "policy-may-not W9")
      for kind in ("m.call.answer", "m.call.candidates", "m.call.hangup")),
    *(call(f"a pupil rings by {kind}", "pupil", "pupils_room", kind, "policy-may-not W10",
           {"lifetime": 30_000, "notification_type": "ring", "m.mentions": {"room": False}})
      for kind in ("m.call.notify", "org.matrix.msc4075.call.notify", "m.rtc.notification",
                   "org.matrix.msc4075.rtc.notification")),
    call("a parent rings by a notification", "mother", "talk", "m.rtc.notification",
         "policy-may-not W10"),
    call("a call that declines", "pupil", "pupils_room", "org.matrix.msc4310.rtc.decline",
         "policy-unknown-event"),
    call("a call of no known type", "teacher", "private", "m.call.whisper",
         "policy-unknown-event"),
    *(state(f"a pupil joins a call by {kind}", "pupil", "pupils_room", kind, MEMBER,
            "policy-may-not W10", key=key)
      for kind, key in (("m.call.member", "$pupil"),
                        ("org.matrix.msc3401.call.member", "$pupil"),
                        ("m.rtc.member", "$pupil"),
                        ("org.matrix.msc4143.rtc.member", "$pupil"),
                        ("org.matrix.msc3401.call", "c1"), ("m.call", "c1"))),
    state("a parent joins a call", "mother", "talk", "org.matrix.msc3401.call.member", MEMBER,
          "policy-may-not W10", key="$mother"),
    state("a pending teacher starts a call", "pending", "announcements",
          "org.matrix.msc3401.call.member", MEMBER, "policy-may-not R4", key="$pending"),
    state("a club's teacher starts a call in the school", "club_teacher", "announcements",
          "org.matrix.msc3401.call.member", MEMBER, "policy-may-not D5", key="$club_teacher"),
    state("an outsider starts a call", "outsider", "pupils_room",
          "org.matrix.msc3401.call.member", MEMBER, "policy-stranger W5", key="$outsider"),
    get("a turn server for a leaver", "leaver", "/voip/turnServer", "401 M_USER_LOCKED"),
]

WHISPERS = [
    whisper("a text to a classmate", "pupil", "m.room.message", "classmate",
            "policy-to-device X6"),
    whisper("an unknown message to a classmate", "pupil", "ru.example.chat", "classmate",
            "policy-to-device X6"),
    whisper("a call to a classmate", "pupil", "m.call.invite", "classmate", "policy-to-device X6"),
    whisper("a call to the teacher", "pupil", "m.call.invite", "teacher", "policy-to-device X6"),
    whisper("a teacher's call past the room", "teacher", "m.call.invite", "pupil",
            "policy-to-device X6"),
    whisper("keys of a conference", "pupil", "io.element.call.encryption_keys", "classmate",
            "policy-to-device X6"),
    whisper("an encrypted message to a classmate", "pupil", "m.room.encrypted", "classmate",
            "policy-to-device X6", {"algorithm": "m.olm.v1.curve25519-aes-sha2",
            "ciphertext": {}}),
    whisper("a room key to a classmate", "pupil", "m.room_key", "classmate",
            "policy-to-device X6"),
    whisper("a verification of a classmate", "pupil", "m.key.verification.request", "classmate",
            "policy-to-device X6"),
    whisper("a text to the director", "mother", "m.room.message", "director",
            "policy-to-device X6"),
    whisper("a teacher's text to a pupil", "teacher", "m.room.message", "pupil",
            "policy-to-device X6"),
    whisper("a director's text to all", "director", "m.room.message", "pupil",
            "policy-to-device X6"),
    whisper("an outsider's text", "outsider", "m.room.message", "pupil", "policy-stranger W5"),
    whisper("a freed leaver's text", "gone_teacher", "m.dummy", "pupil", "policy-stranger W5"),
    whisper("a text to oneself", "pupil", "m.room.message", "pupil", "policy-to-device X6"),
    whisper("a text to another server", "pupil", "m.room.message", "somebody",
            "policy-to-device X6"),
    put("a mix of oneself and others", "pupil", "/sendToDevice/m.room.encrypted/$txn",
        {"messages": {"$pupil": {"*": {}}, "$classmate": {"*": {}}}}, "policy-to-device X6"),
    put("messages that are a list", "pupil", "/sendToDevice/m.dummy/$txn", {"messages": []},
        "policy-to-device X6"),
    put("no messages", "pupil", "/sendToDevice/m.dummy/$txn", {}, "400 M_MISSING_PARAM"),
    put("messages to a list", "pupil", "/sendToDevice/m.dummy/$txn",
        {"messages": {"$classmate": []}}, "policy-to-device X6"),
    put("messages to no user", "pupil", "/sendToDevice/m.dummy/$txn",
        {"messages": {"nobody": {"*": {}}}}, "policy-to-device X6"),
]

LATER = [
    put("a message for later", "pupil",
        "/rooms/$pupils_room/send/m.room.message/$txn?org.matrix.msc4140.delay=1000",
        {"msgtype": "m.text", "body": "потом"}, "403 M_FORBIDDEN"),
    put("a poll for later", "pupil",
        "/rooms/$pupils_room/send/m.poll.start/$txn?org.matrix.msc4140.delay=1000", {},
        "403 M_FORBIDDEN"),
    put("state for later", "teacher",
        "/rooms/$pupils_room/state/m.room.name/?org.matrix.msc4140.delay=1000", {"name": "x"},
        "policy-may-not X7"),
    put("a delay that is no number", "pupil",
        "/rooms/$pupils_room/send/m.room.message/$txn?org.matrix.msc4140.delay=soon",
        {"msgtype": "m.text", "body": "потом"}, "400 M_INVALID_PARAM"),
    put("a delay of the past", "pupil",
        "/rooms/$pupils_room/send/m.room.message/$txn?org.matrix.msc4140.delay=-1",
        {"msgtype": "m.text", "body": "потом"}, "400 M_INVALID_PARAM"),
    put("a stable delay", "pupil", "/rooms/$pupils_room/send/m.poll.start/$txn?delay=1000", {},
        "policy-may-not W12"),
    post("another's delayed event", "pupil",
         "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/x", {"action": "send"},
         "404 M_NOT_FOUND"),
    post("a delayed event with an unknown action", "pupil",
         "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/x", {"action": 7},
         "400 M_INVALID_PARAM"),
    delete("a delayed event deleted", "pupil",
           "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/x", "405 M_UNRECOGNIZED"),
    put("an event that sticks", "pupil",
        "/rooms/$pupils_room/send/m.poll.start/$txn?org.matrix.msc4354.sticky_duration_ms=60000",
        {}, "policy-may-not W12"),
    put("an event of the past", "pupil", "/rooms/$pupils_room/send/m.poll.start/$txn?ts=1", {},
        "policy-may-not W12"),
]

MAY = [
    call("a teacher calls a parent", "teacher", "private", "m.call.invite", ""),
    call("a parent answers", "father", "private", "m.call.answer", "", {"call_id": "c1",
         "party_id": "p2", "version": "1", "answer": {"type": "answer", "sdp": "v=0\r\n"}}),
    call("a parent's line is described", "father", "private", "m.call.candidates", "",
         {"call_id": "c1", "party_id": "p2", "version": "1", "candidates": [{"sdpMid": "audio",
         "sdpMLineIndex": 0,
         "candidate": "candidate:863018703 1 udp 2122260223 10.9.64.156 43670 typ host"}]}),
    call("a parent hangs up", "father", "private", "m.call.hangup", "", {"call_id": "c1",
         "party_id": "p2", "version": "1", "reason": "user_hangup"}),
    state("a teacher starts a call of the class", "teacher", "pupils_room",
          "org.matrix.msc3401.call.member", MEMBER, "", key="$teacher"),
    state("a teacher ends it", "teacher", "pupils_room", "org.matrix.msc3401.call.member", {}, "",
          key="$teacher"),
    whisper("keys to the own devices", "pupil", "m.room_key", "pupil", ""),
]
# fmt: on


@table(CALLS)
async def test_nobody_calls_who_may_not(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(WHISPERS)
async def test_nobody_writes_past_all_rooms(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(LATER)
async def test_nothing_is_put_off_to_slip_through(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(MAY)
async def test_who_may_call_can(school: GuardedSchool, attempt: Attempt) -> None:
    await allowed(school, attempt)
