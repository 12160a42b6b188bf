"""createRoom: whatever a client slips into a new room, and whom it brings along."""

from typing import Any

from tests.server.attacks.attempt import Attempt, allowed, post, refused, table
from tests.server.guarded import GuardedSchool

# A conversation that the teacher may well begin: what is wrong with it stands beside it.
# fmt: off
FINE: dict[str, Any] = {"preset": "private_chat", "is_direct": True, "invite": ["$father"]}


def make(what: str, who: str, body: Any, rule: str) -> Attempt:
    """A new room."""
    return post(what, who, "/createRoom", body, rule)


def smuggle(kind: str, content: Any, rule: str, *, key: Any = "", what: str = "") -> Attempt:
    """A state event that comes with a room which is fine otherwise."""
    event = {"type": kind, "state_key": key, "content": content}
    return make(what or f"{kind} comes along", "teacher", {**FINE, "initial_state": [event]}, rule)


def with_(what: str, rule: str, **more: Any) -> Attempt:
    """A room that is fine but for `more`."""
    return make(what, "teacher", {**FINE, **more}, rule)


WHO = [
    make("a pupil makes a room", "pupil", {}, "policy-may-not C2"),
    make("a pupil makes a room with the teacher", "pupil", {"invite": ["$teacher"]},
         "policy-may-not C3"),
    make("a pupil makes a public room", "pupil", {"preset": "public_chat"}, "creation-public W5"),
    make("a pupil makes a space", "pupil", {"creation_content": {"type": "m.space"}},
         "creation-content X7"),
    make("a parent makes a room", "mother", {"name": "Наша компания"}, "policy-may-not C2"),
    make("a parent makes a room with a title of the staff", "mother", {"name": "У директора"},
         "names-title W3"),
    make("a parent makes a room for many", "mother", {"invite": ["$father", "$teacher"]},
         "policy-may-not C2"),
    make("a pending teacher makes a room", "pending", {}, "policy-may-not R4"),
    make("a pending teacher writes to a parent", "pending", {"invite": ["$mother"]},
         "policy-may-not R4"),
    make("a pending teacher writes to the director", "pending", {"invite": ["$director"]},
         "policy-may-not R4"),
    make("a club's teacher makes a room", "club_teacher", {"name": "Кружок"}, "policy-may-not C2"),
    make("an administrator makes a room", "administrator", {"name": "Х"}, "policy-may-not C2"),
    make("a secretary makes a room", "secretary", {"name": "Х"}, "policy-may-not C2"),
    make("an outsider makes a room", "outsider", {}, "policy-stranger W5"),
    make("an outsider writes to a pupil", "outsider", {"invite": ["$pupil"]},
         "policy-stranger W5"),
    make("a leaver makes a room", "leaver", {}, "401 M_USER_LOCKED"),
    make("a freed leaver makes a room", "gone_teacher", {}, "policy-stranger W5"),
    make("a freed leaver writes to a pupil", "gone_teacher", {"invite": ["$pupil"]},
         "policy-stranger W5"),
]

WITH_WHOM = [
    with_("an outsider is invited", "contacts-outsider R1", invite=["$outsider"]),
    with_("a leaver is invited", "contacts-outsider R1", invite=["$leaver"]),
    with_("somebody of another server is invited", "contacts-outsider R1",
          invite=["@mallory:elsewhere.example"]),
    with_("somebody is invited who does not exist", "contacts-outsider R1",
          invite=["@nobody.here:$server"]),
    with_("a pupil of another class is invited", "contacts-not-yours C3", invite=["$other_pupil"]),
    with_("parents of another class are invited", "contacts-not-yours C3",
          invite=["$other_mother"]),
    with_("a pupil without guardians is invited", "contacts-no-guardian C3", invite=["$orphan"]),
    with_("a pupil of another class among one's own", "contacts-not-yours C3", invite=["$pupil",
          "$other_pupil"]),
    with_("an outsider among many", "contacts-outsider R1", invite=["$father", "$mother",
          "$outsider"]),
    with_("an invitation by e-mail", "contacts-outsider W5",
          invite_3pid=[{"id_server": "x.example", "id_access_token": "x", "medium": "email",
          "address": "a@b.example"}]),
    with_("an invitation by telephone of wrong types", "contacts-outsider W5", invite_3pid=[7]),
    with_("invitations by e-mail that are a text", "contacts-outsider W5",
          invite_3pid="a@b.example"),
    with_("the same person a thousand times", "creation-many X7", invite=["$father"] * 1000),
    with_("an invitation of a number", "creation-content X7", invite=[7]),
    with_("an invitation of null", "creation-content X7", invite=[None]),
    with_("an invitation of an object", "creation-content X7", invite=[{"user_id": "$father"}]),
    with_("invitations that are a text", "creation-content X7", invite="$father"),
    with_("invitations that are an object", "creation-content X7", invite={"$father": True}),
    with_("invitations that are a number", "creation-content X7", invite=7),
    with_("an invitation of no user id", "contacts-outsider R1", invite=["father"]),
    with_("an invitation of an empty text", "contacts-outsider R1", invite=[""]),
    with_("an invitation with a look-alike of the server", "contacts-outsider R1",
          invite=["@kotov.zhenya:ruсhei.example"]),
    with_("an invitation with a line break", "contacts-outsider R1", invite=["$father\n"]),
]

SMUGGLED = [
    smuggle("m.room.power_levels", {"users": {"$father": 100}}, "creation-state X7"),
    smuggle("m.room.join_rules", {"join_rule": "public"}, "creation-public W5"),
    smuggle("m.room.join_rules", {"join_rule": "knock"}, "creation-public W5",
            what="knocking comes along"),
    smuggle("m.room.join_rules", {"join_rule": "restricted",
            "allow": [{"type": "m.room_membership", "room_id": "$school_space"}]},
            "creation-public W5", what="a door for the whole school comes along"),
    smuggle("m.room.join_rules", {"join_rule": ["invite"]}, "creation-public W5",
            what="join rules of a wrong type come along"),
    smuggle("m.room.history_visibility", {"history_visibility": "world_readable"},
            "creation-public W5"),
    smuggle("m.room.guest_access", {"guest_access": 7}, "creation-public W5"),
    smuggle("m.room.server_acl", {"allow": ["*"]}, "creation-state X7"),
    smuggle("m.room.canonical_alias", {"alias": "#x:$server"}, "creation-state X7"),
    smuggle("m.room.tombstone", {"replacement_room": "$pupils_room", "body": "x"},
            "creation-state X7"),
    smuggle("m.room.pinned_events", {"pinned": []}, "creation-state X7"),
    smuggle("m.room.name", {"name": "Директор"}, "creation-state X7"),
    smuggle("m.room.topic", {"topic": "https://casino.example"}, "creation-state X7"),
    smuggle("m.room.avatar", {"url": "mxc://elsewhere.example/x"}, "creation-state X7"),
    smuggle("m.room.member", {"membership": "join"}, "creation-state X7", key="$pupil"),
    smuggle("m.room.member", {"membership": "invite"}, "creation-state X7", key="$other_pupil",
            what="an invitation comes along as state"),
    smuggle("m.room.third_party_invite", {"display_name": "x"}, "creation-state X7", key="token"),
    smuggle("m.room.create", {"creator": "$director"}, "creation-state X7"),
    smuggle("m.room.encrypted", {"ciphertext": "x"}, "creation-state X7"),
    smuggle("m.room.policy", {"via": "elsewhere.example"}, "creation-state X7"),
    smuggle("m.policy.rule.user", {"entity": "$pupil"}, "creation-state X7", key="x"),
    smuggle("m.space.child", {"via": ["$server"]}, "creation-state X7", key="$pupils_room"),
    smuggle("im.vector.modular.widgets", {"type": "m.custom", "url": "https://game.example"},
            "creation-state X7", key="w"),
    smuggle("org.matrix.msc3401.call.member", {"memberships": []}, "creation-state X7",
            key="$teacher"),
    smuggle("m.beacon_info", {"live": True}, "creation-state X7", key="$teacher"),
    smuggle("org.parta.room", {"key": "moderation", "kind": "moderation", "layout": 1},
            "creation-state X7"),
    smuggle("org.parta.lock", {"locked": False}, "creation-state X7"),
    smuggle("org.parta.confirmation", {"confirmed": True}, "creation-state X7", key="x"),
    smuggle("ru.example.board", {"text": "Тайный чат"}, "creation-state X7"),
    smuggle("m.room.guest_access", {"guest_access": "forbidden"}, "creation-state X7",
            key="$teacher", what="guest access under a user id comes along"),
    smuggle("m.room.history_visibility", {"history_visibility": "shared"}, "creation-state X7",
            key=7, what="a state key that is a number comes along"),
    smuggle("m.room.history_visibility", ["shared"], "creation-content X7",
            what="content that is a list"),
    smuggle("m.room.history_visibility", None, "creation-content X7", what="content that is null"),
    with_("a state event that is a text", "creation-content X7",
          initial_state=["m.room.encryption"]),
    with_("a state event that is a list", "creation-content X7", initial_state=[[]]),
    with_("a state event without a type", "creation-content X7", initial_state=[{"content": {}}]),
    with_("a state event whose type is a list", "creation-content X7",
          initial_state=[{"type": ["m.room.name"], "content": {}}]),
    with_("state that is an object", "creation-content X7",
          initial_state={"m.room.encryption": {}}),
    with_("state that is a text", "creation-content X7", initial_state="m.room.encryption"),
    with_("state that is a number", "creation-content X7", initial_state=7),
]

SETTINGS = [
    with_("levels that are a list", "creation-content X7", power_level_content_override=["users"]),
    with_("levels that are a text", "creation-content X7", power_level_content_override="100"),
    with_("a second creator", "creation-content X7",
          creation_content={"additional_creators": ["$pupil"]}),
    with_("a space", "creation-content X7", creation_content={"type": "m.space"}),
    with_("an unknown type of room", "creation-content X7",
          creation_content={"type": "ru.example"}),
    with_("a room that replaces the class's", "creation-content X7",
          creation_content={"predecessor": {"room_id": "$pupils_room",
          "event_id": "$create_event"}}),
    with_("a forged mark of a school room", "creation-content X7",
          creation_content={"org.parta.room": {"school": "x", "key": "moderation"}}),
    with_("another room version in the content", "creation-content X7",
          creation_content={"room_version": "1"}),
    with_("creation content that is a list", "creation-content X7",
          creation_content=["m.federate"]),
    with_("creation content that is a text", "creation-content X7", creation_content="m.space"),
    with_("a public preset", "creation-public W5", preset="public_chat"),
    with_("an unknown preset", "creation-public W5", preset="secret_chat"),
    with_("a preset that is a list", "creation-public W5", preset=["private_chat"]),
    with_("a room in the public list", "creation-public W5", visibility="public"),
    with_("an unknown visibility", "creation-public W5", visibility="shared"),
    with_("a visibility that is a list", "creation-public W5", visibility=["private"]),
    with_("an alias", "creation-alias X7", room_alias_name="boltalka"),
    with_("an alias that is a number", "creation-alias X7", room_alias_name=7),
    with_("an unknown key", "creation-unknown X7", **{"ru.example.x": 1}),
    with_("a key of Parta's", "creation-unknown X7", **{"org.parta.room": {"key": "x"}}),
    with_("an identity server", "creation-unknown X7", id_server="x.example"),
    with_("a name that is a list", "creation-content X7", name=["Х"]),
    with_("a name that is an object", "creation-content X7", name={"ru": "Х"}),
    with_("a topic that is a number", "creation-content X7", topic=7),
    make("a body that is a list", "teacher", [], "400 M_BAD_JSON"),
    make("a body that is a text", "teacher", "room", "400 M_BAD_JSON"),
    make("a body that is a number", "teacher", 7, "400 M_BAD_JSON"),
    make("a body that is null", "teacher", b"null", "400 M_BAD_JSON"),
    make("a body that is no JSON", "teacher", b"{", "400 M_NOT_JSON"),
]


# What Element and others send out of habit is put right and not refused.
AS_CLIENTS_DO = [
    with_("levels for the one who makes it", "",
          power_level_content_override={"users": {"$father": 100}}),
    with_("levels for events", "", power_level_content_override={"events_default": 0}),
    with_("a forged mark of a conversation", "", creation_content={"org.parta.direct": "x"}),
    with_("a federated room", "", creation_content={"m.federate": True}),
    with_("an old room version", "", room_version="1"),
    with_("room version 11", "", room_version="11"),
    with_("an unknown room version", "", room_version="ru.example.99"),
    with_("a room version that is a number", "", room_version=12),
    with_("a room version that is a list", "", room_version=["12"]),
    make("Element begins a conversation", "teacher", {"preset": "trusted_private_chat",
         "visibility": "private", "invite": ["$father"], "is_direct": True,
         "initial_state": [{"type": "m.room.guest_access", "state_key": "",
         "content": {"guest_access": "can_join"}}, {"type": "m.room.encryption", "state_key": "",
         "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]}, ""),
    make("Element makes a room", "teacher", {"name": "Экскурсия", "preset": "private_chat",
         "visibility": "private", "invite": ["$father", "$mother"],
         "initial_state": [{"type": "m.room.history_visibility", "state_key": "",
         "content": {"history_visibility": "invited"}}, {"type": "m.room.join_rules",
         "state_key": "", "content": {"join_rule": "invite"}}]}, ""),
    make("a parent begins a conversation", "father", {"preset": "trusted_private_chat",
         "is_direct": True, "invite": ["$teacher"], "power_level_content_override": {},
         "creation_content": {}}, ""),
    make("an empty room of a teacher", "teacher", {}, ""),
]
# fmt: on


@table(WHO)
async def test_not_everybody_makes_rooms(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(WITH_WHOM)
async def test_no_room_brings_in_whom_one_may_not_write_to(
    school: GuardedSchool, attempt: Attempt
) -> None:
    await refused(school, attempt)


@table(SMUGGLED)
async def test_nothing_is_smuggled_in(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(SETTINGS)
async def test_no_setting_beyond_a_plain_room(school: GuardedSchool, attempt: Attempt) -> None:
    await refused(school, attempt)


@table(AS_CLIENTS_DO)
async def test_rooms_are_put_right(school: GuardedSchool, attempt: Attempt) -> None:
    answer = await allowed(school, attempt)
    school.names["fresh"] = answer.body["room_id"]
    found = await school.ask(attempt.who, "GET", "/rooms/$fresh/state")
    state = {it["type"]: it["content"] for it in found.body if it["state_key"] == ""}
    assert state["m.room.join_rules"] == {"join_rule": "invite"}
    assert state["m.room.guest_access"] == {"guest_access": "forbidden"}
    assert state["m.room.history_visibility"] == {"history_visibility": "shared"}
    assert state["m.room.create"]["m.federate"] is False
    assert "additional_creators" not in state["m.room.create"]
    assert "m.room.encryption" not in state
    assert state["m.room.create"]["room_version"] == "12"
    assert state["m.room.create"]["org.parta.direct"] == school.campus.school.id
    levels = state["m.room.power_levels"]
    assert levels["state_default"] == levels["invite"] == levels["kick"] == 100
    assert max(levels["users"].values(), default=0) < 100
