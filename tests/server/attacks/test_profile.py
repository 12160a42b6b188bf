"""Names and pictures are the roster's: nobody passes for somebody else."""

from tests.server.attacks.attempt import Attempt, allowed, delete, get, post, put, refused, table
from tests.server.guarded import GuardedSchool


def rename(what: str, who: str, name: object, rule: str) -> Attempt:
    """A new display name."""
    return put(what, who, f"/profile/${who}/displayname", {"displayname": name}, rule)


# fmt: off
NAMES = [
    # Nothing of Parta's is against it, but Synapse is told to let nobody change a name.
    rename("the roster's name again", "pupil", "Зайцев Саша Петрович", "403 M_FORBIDDEN"),
    rename("a pupil's nickname", "pupil", "Супермен", "policy-may-not W3"),
    rename("a pupil with the director's name", "pupil", "Громова Женя Петрович",
           "names-look-alike W3"),
    rename("a pupil with the teacher's name", "pupil", "Соколова Женя Петрович",
           "names-look-alike W3"),
    rename("a look-alike in Latin letters", "pupil", "Громoва Женя Петрович",
           "names-mixed-letters W3"),
    rename("a look-alike with an invisible sign", "pupil", "Громова\u200b Женя Петрович",
           "names-invisible W3"),
    rename("a look-alike with a reversed direction", "pupil", "\u202eчивортеП янеЖ авоморГ",
           "names-invisible W3"),
    rename("a look-alike with another space", "pupil", "Громова\u00a0Женя Петрович",
           "names-look-alike W3"),
    rename("the director's office", "pupil", "Директор школы", "names-title W3"),
    rename("the system's name", "pupil", "Parta", "policy-may-not W3"),
    rename("a pupil's own name with a sign", "pupil", "Зайцев Саша Петрович ★",
           "policy-may-not W3"),
    rename("a pupil's own name in Latin letters", "pupil", "3айцев Caшa Петрович",
           "names-mixed-letters W3"),
    rename("an empty name", "pupil", "", "policy-may-not W3"),
    rename("no name", "pupil", None, "policy-may-not W3"),
    rename("a name that is a number", "pupil", 7, "policy-may-not W3"),
    rename("a name that is a list", "pupil", ["Х"], "policy-may-not W3"),
    rename("a very long name", "pupil", "я" * 300, "policy-may-not W3"),
    rename("a parent's nickname", "mother", "Мама Саши", "policy-may-not W3"),
    rename("a teacher's nickname", "teacher", "Марья Ивановна", "policy-may-not W3"),
    rename("a pending teacher's title", "pending", "Учитель математики", "names-title W3"),
    rename("a director's nickname", "director", "Босс", "policy-may-not W3"),
    rename("an outsider's name", "outsider", "Громова Женя Петрович", "policy-stranger W5"),
    rename("a leaver's name", "leaver", "Х", "401 M_USER_LOCKED"),
    rename("a freed leaver's name", "gone_teacher", "Х", "policy-stranger W5"),
    put("another's name", "pupil", "/profile/$teacher/displayname", {"displayname": "Х"},
        "policy-may-not W3"),
    put("a name without a name", "pupil", "/profile/$pupil/displayname", {},
        "400 M_MISSING_PARAM"),
    put("a body that is a list", "pupil", "/profile/$pupil/displayname", ["Х"], "400 M_BAD_JSON"),
]

FIELDS = [
    put("a picture", "pupil", "/profile/$pupil/avatar_url",
        {"avatar_url": "mxc://$server/picture"}, "policy-may-not W3"),
    put("a picture of another server", "mother", "/profile/$mother/avatar_url",
        {"avatar_url": "mxc://elsewhere.example/picture"}, "policy-may-not W3"),
    put("a teacher's picture", "teacher", "/profile/$teacher/avatar_url",
        {"avatar_url": "mxc://$server/picture"}, "policy-may-not W3"),
    put("another's picture", "pupil", "/profile/$teacher/avatar_url", {"avatar_url": "mxc://a/b"},
        "policy-may-not W3"),
    put("a time zone", "pupil", "/profile/$pupil/m.tz", {"m.tz": "Europe/Moscow"},
        "policy-may-not W3"),
    put("a status", "pupil", "/profile/$pupil/ru.example.status",
        {"ru.example.status": "приходи за школу"}, "policy-may-not W3"),
    put("a field of Parta's", "pupil", "/profile/$pupil/org.parta.role",
        {"org.parta.role": "director"}, "policy-may-not W3"),
    put("a field by the old path", "pupil",
        "/_matrix/client/unstable/uk.tcpip.msc4133/profile/$pupil/m.tz", {"m.tz": "x"},
        "404 M_UNRECOGNIZED"),
    put("a field that is an object", "pupil", "/profile/$pupil/ru.example.x",
        {"ru.example.x": {"deep": ["текст"]}}, "policy-may-not W3"),
    put("a field whose name is too long", "pupil", f"/profile/$pupil/{'x' * 300}",
        {"x" * 300: "x"}, "400 M_KEY_TOO_LARGE"),
    put("another's field", "pupil", "/profile/$teacher/m.tz", {"m.tz": "x"}, "policy-may-not W3"),
    delete("the own name deleted", "pupil", "/profile/$pupil/displayname", "policy-may-not W3"),
    delete("the own picture deleted", "pupil", "/profile/$pupil/avatar_url", "policy-may-not W3"),
    delete("a field deleted", "pupil", "/profile/$pupil/m.tz", "policy-may-not W3"),
    delete("another's name deleted", "pupil", "/profile/$teacher/displayname",
           "policy-may-not W3"),
    put("an outsider's field", "outsider", "/profile/$outsider/m.tz", {"m.tz": "x"},
        "policy-stranger W5"),
    put("another's device renamed", "pupil", "/devices/DEVICE_OF_NOBODY", {"display_name": "x"},
        "404 M_NOT_FOUND"),
    post("somebody else's devices deleted", "pupil", "/delete_devices", {"devices": 7},
         "400 M_BAD_JSON"),
    put("presence of another", "pupil", "/presence/$teacher/status", {"presence": "online",
        "status_msg": "Х"}, "403 M_FORBIDDEN"),
    put("words beside the own presence", "pupil", "/presence/$pupil/status",
        {"presence": "online", "status_msg": "приходи за школу"}, "policy-may-not W3"),
    put("another's account data", "pupil", "/user/$teacher/account_data/m.direct",
        {"$pupil": ["$talk"]}, "403 M_FORBIDDEN"),
    put("another's room data", "pupil", "/user/$teacher/rooms/$pupils_room/account_data/m.tag",
        {"tags": {}}, "403 M_FORBIDDEN"),
    put("another's tag", "pupil", "/user/$teacher/rooms/$pupils_room/tags/u.x", {"order": 0},
        "403 M_FORBIDDEN"),
    get("another's account data read", "pupil", "/user/$teacher/account_data/m.direct",
        "403 M_FORBIDDEN"),
    get("another's tags read", "pupil", "/user/$teacher/rooms/$pupils_room/tags",
        "403 M_FORBIDDEN"),
    post("another's filter", "pupil", "/user/$teacher/filter", {}, "403 M_FORBIDDEN"),
    post("another's token of identity", "pupil", "/user/$teacher/openid/request_token", {},
         "403 M_FORBIDDEN"),
    put("typing as another", "pupil", "/rooms/$pupils_room/typing/$teacher", {"typing": True,
        "timeout": 1000}, "400 M_FORBIDDEN"),
    put("typing in another class", "pupil", "/rooms/$other_pupils_room/typing/$pupil",
        {"typing": True, "timeout": 1000}, "403 M_FORBIDDEN"),
    post("a receipt in another class", "pupil",
         "/rooms/$other_pupils_room/receipt/m.read/$other_pupil_in_other_pupils_room", {},
         "403 M_FORBIDDEN"),
]

MAY = [
    get("the own profile", "pupil", "/profile/$pupil", ""),
    get("a classmate's profile", "pupil", "/profile/$classmate", ""),
    put("the own presence", "pupil", "/presence/$pupil/status", {"presence": "online"}, ""),
    put("the own account data", "pupil", "/user/$pupil/account_data/m.direct",
        {"$teacher": ["$talk"]}, ""),
    put("a claim that a class is a conversation", "pupil", "/user/$pupil/account_data/m.direct",
        {"$director": ["$pupils_room"]}, ""),
    put("the own tag", "pupil", "/user/$pupil/rooms/$pupils_room/tags/u.x", {"order": 0.5}, ""),
    put("the own typing", "pupil", "/rooms/$pupils_room/typing/$pupil", {"typing": True,
        "timeout": 1000}, ""),
    post("the own token of identity", "pupil", "/user/$pupil/openid/request_token", {}, ""),
]
# fmt: on


@table(NAMES)
async def test_nobody_has_another_name(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(FIELDS)
async def test_nobody_changes_a_profile(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(MAY)
async def test_what_belongs_to_a_person_works(school: GuardedSchool, attempt: Attempt) -> None:
    await allowed(school, attempt)
