"""Into, out of and about rooms: joins, knocks, removals, nicknames, upgrades."""

from policy import endpoints
from tests.server.attacks.attempt import Attempt, allowed, post, put, refused, room_made_by, table
from tests.server.guarded import ROOMS, GuardedSchool

# Whose rooms are whose: everything else is not theirs.
# fmt: off
THEIRS = {
    "pupil": {"school_space", "announcements", "class_space", "class_board", "pupils_room",
              "materials_room"},
    "mother": {"school_space", "announcements", "documents", "class_space", "class_board",
               "parents_room", "materials_room", "other_parents_room"},
    "teacher": {"school_space", "announcements", "documents", "class_space", "class_board",
                "pupils_room", "parents_room", "materials_room", "staff_space", "staff_room"},
    "other_teacher": {"school_space", "announcements", "documents", "other_pupils_room",
                      "other_parents_room", "staff_space", "staff_room"},
    "club_teacher": {"school_space", "announcements", "documents", "clubs_space", "club_room",
                     "staff_space", "staff_room"},
    "pending": {"school_space", "announcements"},
    "outsider": set(),
    "gone_teacher": set(),
}
STRANGERS = {"outsider", "gone_teacher"}
JOINS = [
    post(f"{who} joins {room}", who, f"/join/${room}", {},
         "policy-stranger W5" if who in STRANGERS else "policy-not-on-the-list X7")
    for who, theirs in THEIRS.items()
    for room in ROOMS
    if room not in theirs
]
OTHER_WAYS_IN = [
    post("a pupil joins by the room's own path", "pupil", "/rooms/$staff_room/join", {},
         "policy-not-on-the-list X7"),
    put("a pupil puts the own membership", "pupil",
        "/rooms/$staff_room/state/m.room.member/$pupil", {"membership": "join"},
        "policy-not-on-the-list X7"),
    put("a pupil puts another's membership", "pupil",
        "/rooms/$pupils_room/state/m.room.member/$other_pupil", {"membership": "join"},
        "policy-not-on-the-list X7"),
    put("a teacher invites by putting state", "teacher",
        "/rooms/$pupils_room/state/m.room.member/$outsider", {"membership": "invite"},
        "policy-may-not X7"),
    put("a mother invites by putting state", "mother", "/rooms/$talk/state/m.room.member/$father",
        {"membership": "invite"}, "policy-may-not W8"),
    put("a membership that nobody knows", "pupil",
        "/rooms/$pupils_room/state/m.room.member/$pupil", {"membership": "owner"},
        "400 M_UNKNOWN"),
    put("a membership that is a list", "pupil", "/rooms/$pupils_room/state/m.room.member/$pupil",
        {"membership": ["join"]}, "400 M_UNKNOWN"),
    put("a membership without membership", "pupil",
        "/rooms/$pupils_room/state/m.room.member/$pupil", {}, "400 M_UNKNOWN"),
    put("a membership of no user", "pupil", "/rooms/$pupils_room/state/m.room.member/nobody",
        {"membership": "join"}, "400 M_INVALID_PARAM"),
    put("a join that names who authorised it", "pupil",
        "/rooms/$staff_room/state/m.room.member/$pupil", {"membership": "join",
        "join_authorised_via_users_server": "$director"}, "policy-unknown-event"),
    post("a join with a forged signature of a third party", "pupil", "/join/$staff_room",
         {"third_party_signed": {"sender": "$director", "mxid": "$pupil", "token": "t",
         "signatures": {"x.example": {"ed25519:0": "AAAA"}}}}, "policy-unknown-event"),
    post("a join with a signature that is a list", "pupil", "/rooms/$staff_room/join",
         {"third_party_signed": ["x"]}, "policy-unknown-event"),
    post("a join by an alias", "pupil", "/join/%23staff%3Aruchei.example", {}, "404 M_NOT_FOUND"),
    post("a join by an alias elsewhere", "pupil", "/join/%23staff%3Aelsewhere.example", {},
         "policy-elsewhere W5"),
    post("a join of a room elsewhere", "pupil", "/join/!abc%3Aelsewhere.example", {},
         "policy-not-invited W5"),
    post("a join of a room elsewhere by a helpful server", "pupil",
         "/join/!abc%3Aelsewhere.example?server_name=elsewhere.example&via=elsewhere.example", {},
         "policy-not-invited W5"),
    post("a join of nothing", "pupil", "/join/nothing", {}, "400 M_UNKNOWN"),
    post("a classmate joins a conversation", "classmate", "/join/$talk", {},
         "policy-not-invited W5"),
    post("another teacher joins a conversation", "other_teacher", "/join/$talk", {},
         "policy-not-invited W5"),
    post("an administrator joins a conversation", "administrator", "/join/$talk", {},
         "policy-not-invited W5"),
    post("an outsider joins a conversation", "outsider", "/join/$talk", {}, "policy-stranger W5"),
    post("a leaver joins", "leaver", "/join/$pupils_room", {}, "401 M_USER_LOCKED"),
    post("a director joins the registry", "director", "/join/$registry", {},
         "policy-not-on-the-list X7"),
    post("a pupil knocks at the staff room", "pupil", "/knock/$staff_room", {},
         "policy-not-invited W5"),
    post("a pupil knocks at a conversation", "pupil", "/knock/$private", {"reason": "впустите"},
         "policy-not-invited W5"),
    post("an outsider knocks", "outsider", "/knock/$pupils_room", {}, "policy-stranger W5"),
    post("a teacher knocks at another class", "teacher", "/knock/$other_pupils_room", {},
         "policy-not-invited W5"),
    post("a knock at an alias", "pupil", "/knock/%23staff%3Aruchei.example", {},
         "404 M_NOT_FOUND"),
    put("a knock by putting state", "pupil", "/rooms/$staff_room/state/m.room.member/$pupil",
        {"membership": "knock"}, "policy-not-invited W5"),
    post("a pupil uses the batch of joins", "pupil", "/_synapse/client/parta/v1/join",
         {"room_id": "$staff_room", "users": ["$pupil"]}, "403 M_FORBIDDEN"),
    post("a director uses the batch of joins", "director", "/_synapse/client/parta/v1/join",
         {"room_id": "$staff_room", "users": ["$pupil"]}, "403 M_FORBIDDEN"),
    post("nobody uses the batch of joins", "", "/_synapse/client/parta/v1/join",
         {"room_id": "$staff_room", "users": ["$pupil"]}, "401 M_MISSING_TOKEN"),
]

REMOVALS = [
    post(
        f"{who} uses {action} on {whom} in {room}",
        who,
        f"/rooms/${room}/{action}",
        {"user_id": f"${whom}"},
        rule,
    )
    for who, whom, room, rule in (
        ("pupil", "classmate", "pupils_room", "policy-may-not C4"),
        ("pupil", "teacher", "pupils_room", "policy-may-not C4"),
        ("mother", "father", "parents_room", "policy-may-not C4"),
        ("teacher", "pupil", "pupils_room", "policy-may-not X7"),
        ("director", "pupil", "pupils_room", "policy-may-not X7"),
        ("administrator", "director", "moderation", "policy-may-not X7"),
        ("teacher", "mother", "talk", "policy-may-not X7"),
        ("teacher", "father", "private", "policy-may-not X7"),
        ("father", "teacher", "private", "policy-may-not C4"),
        ("outsider", "pupil", "pupils_room", "policy-stranger W5"),
        ("other_teacher", "pupil", "pupils_room", "policy-may-not"),
    )
    for action in ("kick", "ban")
] + [
    post("a teacher takes back a ban", "teacher", "/rooms/$pupils_room/unban",
         {"user_id": "$outsider"}, "policy-may-not X7"),
    put("a teacher bans by putting state", "teacher",
        "/rooms/$pupils_room/state/m.room.member/$pupil", {"membership": "ban"},
        "policy-may-not X7"),
    put("a pupil kicks by putting state", "pupil",
        "/rooms/$pupils_room/state/m.room.member/$classmate", {"membership": "leave"},
        "policy-may-not C4"),
    put("the provisioning user is kicked", "director",
        "/rooms/$pupils_room/state/m.room.member/@parta:ruchei.example", {"membership": "leave"},
        "policy-may-not X7"),
    post("a kick of nobody", "teacher", "/rooms/$pupils_room/kick", {}, "400 M_MISSING_PARAM"),
    post("a ban of a list", "teacher", "/rooms/$pupils_room/ban", {"user_id": ["$pupil"]},
         "400 M_INVALID_PARAM"),
]

NICKNAMES = [
    put("a nickname in the class", "pupil", "/rooms/$pupils_room/state/m.room.member/$pupil",
        {"membership": "join", "displayname": "Директор"}, "names-title W3"),
    put("a picture in the class", "pupil", "/rooms/$pupils_room/state/m.room.member/$pupil",
        {"membership": "join", "displayname": "Зайцев Саша Петрович",
        "avatar_url": "mxc://elsewhere.example/x"}, "policy-may-not W3"),
    put("a nickname in a conversation", "mother", "/rooms/$talk/state/m.room.member/$mother",
        {"membership": "join", "displayname": "Громова Женя Петрович"}, "names-look-alike W3"),
    put("a teacher's nickname", "teacher", "/rooms/$pupils_room/state/m.room.member/$teacher",
        {"membership": "join", "displayname": "Марья Ивановна"}, "policy-may-not W3"),
    put("an empty name", "pupil", "/rooms/$pupils_room/state/m.room.member/$pupil",
        {"membership": "join", "displayname": ""}, "policy-may-not W3"),
    put("a name that is a list", "pupil", "/rooms/$pupils_room/state/m.room.member/$pupil",
        {"membership": "join", "displayname": ["Х"]}, "policy-may-not W3"),
    post("a nickname while joining", "pupil", "/join/$pupils_room", {"displayname": "Директор"},
         "names-title W3"),
    put("words beside the membership", "pupil", "/rooms/$pupils_room/state/m.room.member/$pupil",
        {"membership": "join", "displayname": "Зайцев Саша Петрович",
        "ru.example.status": "приходи за школу"}, "policy-unknown-event"),
    put("a reason with a link", "pupil", "/rooms/$pupils_room/state/m.room.member/$pupil",
        {"membership": "join", "reason": "https://casino.example"}, "links-not-verified N2"),
    put("a reason where one may not write", "pupil",
        "/rooms/$class_board/state/m.room.member/$pupil", {"membership": "join",
        "reason": "А я всё равно пишу"}, "policy-may-not C4"),
    post("a reason for leaving where one may not write", "pupil", "/rooms/$class_board/leave",
         {"reason": "А я всё равно пишу"}, "policy-may-not C4"),
    post("a reason for leaving that is a list", "pupil", "/rooms/$class_board/leave",
         {"reason": ["А я всё равно пишу"]}, "policy-may-not C4"),
    post("a reason while joining", "pupil", "/join/$announcements", {"reason": "Всем привет"},
         "policy-may-not D6"),
]

UPGRADES = [
    post("a pupil upgrades the class", "pupil", "/rooms/$pupils_room/upgrade",
         {"new_version": "12"}, "policy-may-not"),
    post("a teacher upgrades the class", "teacher", "/rooms/$pupils_room/upgrade",
         {"new_version": "11"}, "policy-may-not"),
    post("a director upgrades the staff room", "director", "/rooms/$staff_room/upgrade",
         {"new_version": "12"}, "policy-may-not"),
    post("a teacher upgrades the own conversation", "teacher", "/rooms/$private/upgrade",
         {"new_version": "12", "additional_creators": ["$father"]}, "policy-may-not"),
    post("a mother upgrades a conversation", "mother", "/rooms/$talk/upgrade",
         {"new_version": "12"}, "policy-may-not"),
    post("an outsider upgrades", "outsider", "/rooms/$pupils_room/upgrade", {"new_version": "12"},
         "policy-stranger W5"),
    post("an upgrade to an unknown version", "teacher", "/rooms/$private/upgrade",
         {"new_version": "ru.example"}, "400 M_UNSUPPORTED_ROOM_VERSION"),
    post("an upgrade to a list", "teacher", "/rooms/$private/upgrade", {"new_version": ["12"]},
         "400 M_UNSUPPORTED_ROOM_VERSION"),
    post("an upgrade without a version", "teacher", "/rooms/$private/upgrade", {},
         "400 M_MISSING_PARAM"),
    post("an upgrade of nothing", "teacher", "/rooms/!nothing/upgrade", {"new_version": "12"},
         "policy-may-not"),
]
# fmt: on


@table(JOINS)
async def test_nobody_joins_what_is_not_theirs(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(OTHER_WAYS_IN)
async def test_no_other_way_in(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(REMOVALS)
async def test_nobody_sends_others_away(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(NICKNAMES)
async def test_nobody_has_another_name_in_a_room(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(UPGRADES)
async def test_nobody_replaces_a_room(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


async def test_who_left_the_class_comes_back_by_provisioning_only(school: GuardedSchool) -> None:
    left = await school.ask("classmate", "POST", "/rooms/$pupils_room/leave")
    assert left.status == 200
    await refused(school, post("", "classmate", "/join/$pupils_room", {}, "403 M_FORBIDDEN"))
    body = {"room_id": "$pupils_room", "users": ["$classmate"]}
    back = await school.ask("provisioning", "POST", endpoints.JOIN, body)
    assert back.body == {"joined": [school.names["classmate"]]}


async def test_who_left_a_conversation_does_not_come_back_uninvited(school: GuardedSchool) -> None:
    school.names["fresh"] = await room_made_by(school, "teacher", "father", joining=("father",))
    left = await school.ask("father", "POST", "/rooms/$fresh/leave")
    assert left.status == 200
    await refused(school, post("", "father", "/join/$fresh", {}, "policy-not-invited W5"))
    again = await school.ask("teacher", "POST", "/rooms/$fresh/invite", {"user_id": "$father"})
    assert again.status == 200
    await allowed(school, post("", "father", "/join/$fresh", {}, ""))


async def test_leavers_of_a_room_do_not_write_in_it(school: GuardedSchool) -> None:
    school.names["fresh"] = await room_made_by(school, "teacher", "father", joining=("father",))
    await school.ask("father", "POST", "/rooms/$fresh/leave")
    await refused(
        school,
        Attempt(
            "",
            "father",
            "PUT",
            "/rooms/$fresh/send/m.room.message/$txn",
            {"msgtype": "m.text", "body": "x"},
            "403 M_FORBIDDEN",
        ),
    )
