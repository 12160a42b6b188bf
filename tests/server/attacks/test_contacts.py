"""Personal conversations: who begins one, with whom, and who must be there."""

from tests.server.attacks.attempt import Attempt, allowed, post, refused, room_made_by, table
from tests.server.guarded import GuardedSchool


def talk(what: str, who: str, *whom: str, rule: str = "") -> Attempt:
    """A conversation as a client begins it."""
    body = {
        "preset": "trusted_private_chat",
        "is_direct": True,
        "invite": [f"${it}" for it in whom],
    }
    return post(what, who, "/createRoom", body, rule)


def invite(what: str, who: str, room: str, whom: str, rule: str) -> Attempt:
    """An invitation into a room that is there."""
    return post(what, who, f"/rooms/${room}/invite", {"user_id": f"${whom}"}, rule)


# fmt: off
NOT_TO_BEGIN = [
    talk("pupil to pupil", "pupil", "classmate", rule="policy-may-not C3"),
    talk("pupil to a pupil of another class", "pupil", "other_pupil", rule="policy-may-not C3"),
    talk("pupil to a sibling", "pupil", "sibling", rule="policy-may-not C3"),
    talk("pupil to the own mother", "pupil", "mother", rule="policy-may-not C3"),
    talk("pupil to another's father", "pupil", "father", rule="policy-may-not C3"),
    talk("pupil to the teacher", "pupil", "teacher", rule="policy-may-not C3"),
    talk("pupil to the teacher, bringing the mother", "pupil", "teacher", "mother",
         rule="policy-may-not C2"),
    talk("pupil to the director", "pupil", "director", rule="policy-may-not C3"),
    talk("pupil to the club's teacher", "classmate", "club_teacher", rule="policy-may-not C3"),
    talk("pupil to a pending teacher", "pupil", "pending", rule="policy-may-not C3"),
    talk("pupil to an outsider", "pupil", "outsider", rule="contacts-outsider W5"),
    talk("pupil to nobody", "pupil", rule="policy-may-not C2"),
    talk("parent to a pupil", "mother", "classmate", rule="policy-may-not C3"),
    talk("parent to the own child", "mother", "pupil", rule="policy-may-not C3"),
    talk("parent to a teacher of another class", "father", "other_teacher",
         rule="contacts-not-yours C3"),
    talk("parent to a club's teacher who does not teach the child", "mother", "club_teacher",
         rule="contacts-not-yours C3"),
    talk("parent to a parent of another class", "father", "other_mother",
         rule="contacts-other-class"),
    talk("parent to a pending teacher", "mother", "pending", rule="policy-may-not C3"),
    talk("parent to an outsider", "mother", "outsider", rule="contacts-outsider W5"),
    talk("parent to a leaver", "mother", "leaver", rule="contacts-outsider W5"),
    talk("parent to the director", "mother", "director", rule="policy-may-not C3"),
    talk("teacher to a pupil of another class", "teacher", "other_pupil",
         rule="contacts-not-yours C3"),
    talk("teacher to a parent of another class", "teacher", "other_mother",
         rule="contacts-not-yours C3"),
    talk("teacher of another class to a pupil", "other_teacher", "pupil",
         rule="contacts-not-yours C3"),
    talk("teacher to a pupil without guardians", "teacher", "orphan",
         rule="contacts-no-guardian C3"),
    talk("club's teacher to a pupil who is not of the club", "club_teacher", "pupil",
         rule="contacts-not-yours C3"),
    talk("pending teacher to a pupil of the class", "pending", "pupil", rule="policy-may-not R4"),
    talk("pending teacher to another teacher", "pending", "teacher", rule="policy-may-not R4"),
    talk("secretary to a pupil", "secretary", "pupil", rule="policy-may-not C3"),
    talk("secretary to a parent", "secretary", "mother", rule="policy-may-not C3"),
    talk("administrator to a pupil", "administrator", "pupil", rule="policy-may-not C3"),
    talk("outsider to the director", "outsider", "director", rule="policy-stranger W5"),
]

NOT_TO_BRING_IN = [
    invite("an outsider into a conversation", "teacher", "private", "outsider",
           "contacts-outsider R1"),
    invite("a leaver into a conversation", "teacher", "private", "leaver", "contacts-outsider R1"),
    invite("a second pupil without the guardian", "teacher", "talk", "classmate",
           "contacts-guardian-first C3"),
    invite("a pupil of another class", "teacher", "talk", "other_pupil", "contacts-not-yours C3"),
    invite("a pupil into a conversation with another's father", "teacher", "private", "pupil",
           "contacts-guardian-first C3"),
    invite("a pupil without guardians", "teacher", "private", "orphan",
           "contacts-guardian-first C3"),
    invite("a mother brings in a friend", "mother", "talk", "father", "policy-may-not W8"),
    invite("a mother brings in the director", "mother", "talk", "director", "policy-may-not W8"),
    invite("a pupil brings in a classmate", "pupil", "talk", "classmate", "policy-may-not W8"),
    invite("a pupil brings in the own father's friend", "pupil", "talk", "father",
           "policy-may-not W8"),
    invite("a father brings in his child", "father", "private", "classmate", "policy-may-not W8"),
    invite("a parent of another class", "teacher", "private", "other_mother",
           "contacts-not-yours C3"),
    invite("somebody who is not in it", "other_teacher", "private", "director", "403 M_FORBIDDEN"),
    invite("a pupil into the class's room", "pupil", "pupils_room", "other_pupil",
           "policy-may-not C4"),
    invite("a parent into the pupils' room", "teacher", "pupils_room", "mother",
           "policy-may-not X7"),
    invite("an outsider into the class's room", "director", "pupils_room", "outsider",
           "policy-may-not X7"),
    invite("a parent into the staff room", "teacher", "staff_room", "mother", "policy-may-not X7"),
    invite("a teacher into the moderation room", "administrator", "moderation", "teacher",
           "policy-may-not X7"),
    invite("a parent into the registry", "director", "registry", "mother", "policy-may-not"),
    post("by e-mail", "teacher", "/rooms/$private/invite", {"id_server": "x.example",
         "id_access_token": "x", "medium": "email", "address": "a@b.example"}, "403 M_FORBIDDEN"),
    post("by telephone into the class", "teacher", "/rooms/$pupils_room/invite",
         {"id_server": "x.example", "id_access_token": "x", "medium": "msisdn",
         "address": "79161234567"}, "403 M_FORBIDDEN"),
    post("somebody of another server", "teacher", "/rooms/$private/invite",
         {"user_id": "@mallory:elsewhere.example"}, "contacts-outsider R1"),
    post("a list", "teacher", "/rooms/$private/invite", {"user_id": ["$mother"]},
         "400 M_INVALID_PARAM"),
    post("nobody", "teacher", "/rooms/$private/invite", {}, "400 M_MISSING_PARAM"),
    post("with a reason that is a message", "pupil", "/rooms/$talk/invite",
         {"user_id": "$classmate", "reason": "приходи за школу"}, "policy-may-not W8"),
]

MAY_BEGIN = [
    talk("parent to the child's teacher", "mother", "teacher"),
    talk("parent to the other child's teacher", "mother", "other_teacher"),
    talk("parent to a club's teacher of the child", "father", "club_teacher"),
    talk("parent to a parent of the class", "mother", "father"),
    talk("teacher to a teacher", "teacher", "club_teacher"),
    talk("teacher to the director", "teacher", "director"),
    talk("teacher to a pupil", "teacher", "pupil"),
    talk("club's teacher to a pupil of the club", "club_teacher", "other_pupil"),
    talk("director to a pupil", "director", "other_pupil"),
    talk("administrator to a parent", "administrator", "mother"),
]
# fmt: on


@table(NOT_TO_BEGIN)
async def test_no_conversation_with(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(NOT_TO_BRING_IN)
async def test_nobody_brings_in(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(MAY_BEGIN)
async def test_who_may_begin_can(school: GuardedSchool, attempt: Attempt) -> None:
    await allowed(school, attempt)


async def test_guardians_come_in_visibly_with_a_pupil(school: GuardedSchool) -> None:
    school.names["fresh"] = await room_made_by(school, "teacher", "classmate")
    members = await school.ask("teacher", "GET", "/rooms/$fresh/members")
    invited = {it["state_key"] for it in members.body["chunk"]}
    assert invited == {school.names[it] for it in ("teacher", "classmate", "father")}


async def test_without_a_guardian_nobody_writes_in_a_pupils_conversation(
    school: GuardedSchool,
) -> None:
    school.names["fresh"] = await room_made_by(
        school, "teacher", "classmate", joining=("father", "classmate")
    )
    await school.say("classmate", "fresh", "Здравствуйте")
    left = await school.ask("father", "POST", "/rooms/$fresh/leave")
    assert left.status == 200
    for who in ("teacher", "classmate"):
        await refused(school, _text(who))
    back = await school.ask("teacher", "POST", "/rooms/$fresh/invite", {"user_id": "$father"})
    assert back.status == 200
    await school.say("teacher", "fresh", "Отец снова здесь")


async def test_a_guardian_is_not_sent_away(school: GuardedSchool) -> None:
    for action in ("kick", "ban"):
        await refused(
            school,
            post(
                "", "teacher", f"/rooms/$talk/{action}", {"user_id": "$mother"}, "policy-may-not X7"
            ),
        )


def _text(who: str) -> Attempt:
    return Attempt(
        "",
        who,
        "PUT",
        "/rooms/$fresh/send/m.room.message/$txn",
        {"msgtype": "m.text", "body": "Одни"},
        "contacts-guardian-gone C3",
    )
