"""Edits, threads, reactions and removals: what one does to a message that is already there."""

from typing import Any

from tests.server.attacks.attempt import Attempt, allowed, put, refused, send, table, text
from tests.server.guarded import GuardedSchool

ROOM = "pupils_room"
OWN = "$pupil_in_pupils_room"
TEACHERS = "$teacher_in_pupils_room"


def edit(of: str, *, body: Any = "Правка", **fresh: Any) -> dict[str, Any]:
    """Keys of a message that replaces another."""
    return {
        "m.new_content": {"msgtype": "m.text", "body": body, **fresh},
        "m.relates_to": {"rel_type": "m.replace", "event_id": of},
    }


def thread(root: str) -> dict[str, Any]:
    """Keys of a message in a thread."""
    return {"m.relates_to": {"rel_type": "m.thread", "event_id": root, "is_falling_back": True}}


def react(key: Any, to: str = TEACHERS) -> dict[str, Any]:
    """A reaction's content."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": to, "key": key}}


def redact(what: str, who: str, room: str, event: str, rule: str) -> Attempt:
    """A removal."""
    return put(what, who, f"/rooms/${room}/redact/{event}/$txn", {}, rule)


# fmt: off
EDITS = [
    text("a pupil edits the teacher's message", "pupil", ROOM, "policy-edit-other X4",
         **edit(TEACHERS)),
    text("a teacher edits a pupil's message", "teacher", ROOM, "policy-edit-other X4",
         **edit(OWN)),
    text("a director edits a teacher's message", "director", ROOM, "policy-edit-other X4",
         **edit(TEACHERS)),
    text("a parent edits the teacher's note", "mother", "class_board", "policy-edit-other X4",
         **edit("$teacher_in_class_board")),
    text("an edit of nothing", "pupil", ROOM, "400 M_UNKNOWN", **edit("$nothing_at_all")),
    text("an edit of a message in another room", "pupil", ROOM, "400 M_UNKNOWN",
         **edit("$mother_in_talk")),
    text("an edit of the room's name", "teacher", ROOM, "policy-edit-what", **edit("$name_event")),
    text("an edit of somebody's membership", "teacher", ROOM, "policy-edit-what",
         **edit("$teacher_join")),
    text("an edit of a poll into a text", "teacher", ROOM, "policy-edit-what", **edit("$poll")),
    text("an edit that adds a link", "pupil", ROOM, "links-not-verified N2", **edit(OWN,
         body="https://casino.example/win")),
    text("an edit that adds a link in the format only", "pupil", ROOM, "links-not-verified N2",
         **edit(OWN, format="org.matrix.custom.html",
         formatted_body='<a href="https://casino.example/">x</a>')),
    text("an edit into a place on the map", "pupil", ROOM, "policy-may-not X10", **{**edit(OWN),
         "m.new_content": {"msgtype": "m.location", "body": "x", "geo_uri": "geo:1,1"}}),
    text("an edit into a file", "pupil", ROOM, "policy-no-such-file", **{**edit(OWN),
         "m.new_content": {"msgtype": "m.file", "body": "x.exe",
         "url": "mxc://elsewhere.example/x"}}),
    text("an edit into an unknown message", "pupil", ROOM, "policy-unknown-event", **{**edit(OWN),
         "m.new_content": {"msgtype": "ru.example.x", "body": "x"}}),
    text("an edit that notifies everybody", "pupil", ROOM, "policy-may-not X8", **edit(OWN,
         **{"m.mentions": {"room": True}})),
    text("an edit of an edit", "pupil", ROOM, "policy-edit-what", **edit(OWN,
         **{"m.relates_to": {"rel_type": "m.replace", "event_id": TEACHERS}})),
    text("an edit without new content", "pupil", ROOM, "policy-edit-what",
         **{"m.relates_to": {"rel_type": "m.replace", "event_id": OWN}}),
    text("an edit whose new content is a text", "pupil", ROOM, "policy-edit-what", **{**edit(OWN),
         "m.new_content": "Привет"}),
    text("an edit with a forged mark", "pupil", ROOM, "policy-forged", **edit(OWN,
         **{"org.parta.incident": {}})),
    send("an edit by another type of event", "pupil", ROOM, "m.reaction", edit(OWN),
         "policy-edit-what"),
    send("an edit of a text into a poll", "teacher", ROOM, "m.poll.start", edit(TEACHERS),
         "policy-edit-what"),
]

THREADS = [
    text("a pupil opens a thread", "pupil", ROOM, "policy-may-not C6", **thread(OWN)),
    text("a pupil opens a thread at a classmate's message", "pupil", ROOM, "policy-may-not C6",
         **thread("$classmate_in_pupils_room")),
    text("a pupil opens a thread at nothing", "pupil", ROOM, "400 M_UNKNOWN",
         **thread("$nothing_at_all")),
    text("a thread at a message of another room", "pupil", ROOM, "400 M_UNKNOWN",
         **thread("$mother_in_talk")),
    text("a link in a task's thread", "pupil", ROOM, "links-not-verified N2",
         body="https://casino.example/", **thread("$task")),
    send("a pupil starts a poll in a task's thread", "pupil", ROOM, "m.poll.start",
         thread("$task"), "policy-may-not W12"),
    send("a pupil shows a place in a task's thread", "pupil", ROOM, "m.room.message",
         {"msgtype": "m.location", "body": "x", "geo_uri": "geo:1,1", **thread("$task")},
         "policy-may-not X10"),
    text("a club's teacher answers in the class's task", "club_teacher", ROOM, "403 M_FORBIDDEN",
         **thread("$task")),
    text("a parent answers in a thread of the class board", "mother", "class_board",
         "policy-may-not C4", **thread("$teacher_in_class_board")),
    text("a reply on the class board", "mother", "class_board", "policy-may-not C4",
         **{"m.relates_to": {"m.in_reply_to": {"event_id": "$teacher_in_class_board"}}}),
    text("a relation that is a list", "pupil", "class_board", "policy-may-not C4",
         **{"m.relates_to": ["m.thread"]}),
    text("a relation to a number", "pupil", "class_board", "policy-may-not C4",
         **{"m.relates_to": {"rel_type": "m.thread", "event_id": 7}}),
]

REACTIONS = [
    send("a parent reacts in the pupils' room", "mother", ROOM, "m.reaction", react("👍"),
         "403 M_FORBIDDEN"),
    send("a pending teacher reacts in the class", "pending", ROOM, "m.reaction", react("👍"),
         "403 M_FORBIDDEN"),
    send("a link as a reaction", "pupil", ROOM, "m.reaction", react("https://casino.example/win"),
         "links-not-verified N2"),
    send("a picture as a reaction", "pupil", ROOM, "m.reaction",
         react("mxc://elsewhere.example/cat"), "policy-no-such-file"),
    send("a text as a reaction", "pupil", "class_board", "m.reaction", react("Приходи за школу",
         "$teacher_in_class_board"), "policy-may-not C4"),
    send("a reaction beside which there is a text", "pupil", "class_board", "m.reaction",
         {**react("👍", "$teacher_in_class_board"), "body": "Да"}, "policy-may-not C4"),
    send("a reaction without a relation", "pupil", "class_board", "m.reaction",
         {"body": "А я всё равно пишу"}, "policy-may-not C4"),
    send("a reaction whose key is an object", "pupil", ROOM, "m.reaction",
         react({"text": "Привет"}), "400 M_UNKNOWN"),
    send("a reaction with a short code", "pupil", "class_board", "m.reaction", {**react("👍",
         "$teacher_in_class_board"), "shortcode": "приходи за школу"}, "policy-may-not C4"),
]

REMOVALS = [
    redact("a pupil removes the own message", "pupil", ROOM, OWN, "policy-may-not X5"),
    redact("a pupil removes a classmate's message", "pupil", ROOM, "$classmate_in_pupils_room",
           "policy-may-not X1"),
    redact("a pupil removes the teacher's message", "pupil", ROOM, TEACHERS, "policy-may-not X1"),
    redact("a pupil removes the own message in a conversation", "pupil", "talk", "$pupil_in_talk",
           "policy-may-not X5"),
    redact("a parent removes another's message", "mother", "parents_room",
           "$father_in_parents_room", "policy-may-not X1"),
    redact("a teacher removes another's message in a conversation", "teacher", "talk",
           "$mother_in_talk", "policy-may-not X1"),
    redact("a teacher removes a message of another class", "teacher", "other_pupils_room",
           "$other_pupil_in_other_pupils_room", "403 M_FORBIDDEN"),
    redact("a secretary removes a message of the staff", "secretary", "staff_room",
           "$director_in_staff_room", "policy-may-not X1"),
    redact("a teacher removes the room's name", "teacher", ROOM, "$name_event",
           "policy-redact-state X7"),
    redact("a director removes the room's creation", "director", ROOM, "$create_event",
           "policy-redact-state X7"),
    redact("a teacher removes the power levels", "teacher", ROOM, "$power_levels_event",
           "policy-redact-state X7"),
    redact("a teacher removes a membership", "teacher", ROOM, "$teacher_join",
           "policy-redact-state X7"),
    redact("a teacher removes what is not there", "teacher", ROOM, "$nothing_at_all",
           "policy-redact-state X7"),
    redact("a teacher removes a message of another room", "teacher", ROOM, "$mother_in_talk",
           "policy-redact-state X7"),
    redact("an administrator wipes a record of the moderation room", "administrator",
           "moderation", "$incident", "policy-may-not X1"),
    send("a removal sent as an event", "pupil", ROOM, "m.room.redaction", {"redacts": OWN},
         "policy-may-not X5"),
    send("a removal of another's message as an event", "pupil", ROOM, "m.room.redaction",
         {"redacts": TEACHERS}, "policy-may-not X1"),
    send("a removal of a list", "pupil", ROOM, "m.room.redaction", {"redacts": [TEACHERS]},
         "policy-redact-state X7"),
    redact("an outsider removes a message", "outsider", ROOM, TEACHERS, "403 M_FORBIDDEN"),
    put("a removal with a text for a reason", "pupil", f"/rooms/${ROOM}/redact/{OWN}/$txn",
        {"reason": "https://casino.example/"}, "policy-may-not X5"),
    put("a removal with all relations", "teacher", "/rooms/$talk/redact/$mother_in_talk/$txn",
        {"org.matrix.msc3912.with_relations": ["*"]}, "policy-may-not X1"),
]

MAY = [
    text("a pupil edits the own message", "pupil", ROOM, "", **edit(OWN)),
    text("a pupil answers in a task's thread", "pupil", ROOM, "", **thread("$task")),
    text("a pupil answers in the teacher's thread", "pupil", ROOM, "", **thread(TEACHERS)),
    text("a teacher opens a thread", "teacher", ROOM, "", **thread(OWN)),
    text("a pupil replies", "pupil", ROOM, "",
         **{"m.relates_to": {"m.in_reply_to": {"event_id": TEACHERS}}}),
    send("a pupil reacts", "pupil", ROOM, "m.reaction", react("👍", "$classmate_in_pupils_room"),
         ""),
    send("a parent reacts on the class board", "mother", "class_board", "m.reaction", react("👍",
         "$teacher_in_class_board"), ""),
]
# fmt: on


@table(EDITS)
async def test_no_edit_beyond_the_own_message(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(THREADS)
async def test_no_thread_beyond_the_role(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(REACTIONS)
async def test_no_reaction_carries_more(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(REMOVALS)
async def test_nobody_removes_what_they_may_not(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(MAY)
async def test_who_may_relate_can(school: GuardedSchool, attempt: Attempt) -> None:
    await allowed(school, attempt)


async def test_who_may_remove_can(school: GuardedSchool) -> None:
    for who, room, author in (
        ("teacher", "pupils_room", "classmate"),
        ("teacher", "pupils_room", "teacher"),
        ("mother", "parents_room", "mother"),
        ("director", "staff_room", "teacher"),
    ):
        school.names["unwanted"] = await school.say(author, room, "Лишнее")
        await allowed(school, redact("", who, room, "$unwanted", ""))
