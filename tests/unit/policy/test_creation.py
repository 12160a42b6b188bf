"""Rooms that persons create, invitations and joins (C2, C3, C4, W5, W8, X6, X7)."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest

from policy import events
from policy.creation import decide_creation, decide_invitation, decide_join
from policy.decision import Place
from tests.unit.builders import SERVER
from tests.unit.policy.school import (
    ROOMS,
    actor,
    between,
    example,
    outcome,
    person,
    refusal,
    room,
    user,
)

SCHOOL = example()
SPACE = "!school"


def created(who: str, *invite: str, **config: Any) -> dict[str, Any]:
    body = {"invite": [user(it) for it in invite], **config}
    return decide_creation(SCHOOL, actor(SCHOOL, who), body, SPACE)


def why_not(who: str, *invite: str, **config: Any) -> str:
    return refusal(lambda: created(who, *invite, **config)).key


class TestWhoMayCreateWhat:
    """A conversation between two takes a right to that contact; any other room `room.create`."""

    @pytest.mark.parametrize(
        ("name", "invite", "comes_in"),
        [
            ("tess", ["mum"], ["mum"]),
            ("tess", ["todd"], ["todd"]),
            ("tess", ["head"], ["head"]),
            ("tess", ["ann"], ["mum", "pa", "ann"]),  # the guardians come in first (C3)
            ("tess", ["ann", "mum"], ["mum", "pa", "ann"]),
            ("tess", ["mum", "ann"], ["mum", "pa", "ann"]),
            ("todd", ["eve"], ["twin", "eve"]),
            ("lee", ["dan"], ["gran", "dan"]),
            ("lee", ["mum"], ["mum"]),  # ann is in the club
            ("mum", ["tess"], ["tess"]),
            ("mum", ["lee"], ["lee"]),
            ("mum", ["dad"], ["dad"]),
            ("head", ["ben"], ["dad", "ben"]),
            ("adm", ["mum"], ["mum"]),
            ("tess", [], []),  # an empty room of one's own
            ("tess", ["todd", "twin", "lee"], ["todd", "twin", "lee"]),
            ("tess", ["mum", "dad"], ["mum", "dad"]),
            ("tess", ["ann", "ben"], ["mum", "pa", "dad", "ann", "ben"]),
        ],
    )
    def test_created_with_whom(self, name: str, invite: list[str], comes_in: list[str]) -> None:
        found = created(name, *invite)["invite"]
        assert set(found) == {user(it) for it in comes_in}
        assert found[-1:] == [user(it) for it in comes_in[-1:]]
        # A pupil is invited only where the guardians are already.
        assert len(found) == len(set(found))

    def test_a_teacher_who_is_the_guardian_needs_no_other(self) -> None:
        assert created("twin", "tess")["invite"] == [user("tess")]
        assert why_not("twin", "eve") == "contacts-not-yours"  # as a teacher: not his pupil

    @pytest.mark.parametrize(
        ("name", "invite", "key"),
        [
            ("ann", [], "policy-may-not"),
            ("ann", ["ben"], "policy-may-not"),
            ("ann", ["tess"], "policy-may-not"),
            ("ann", ["mum"], "policy-may-not"),
            ("ann", ["stranger"], "contacts-outsider"),
            ("mum", [], "policy-may-not"),
            ("mum", ["ann"], "policy-may-not"),
            ("mum", ["head"], "policy-may-not"),
            ("mum", ["todd", "tess"], "policy-may-not"),
            ("mum", ["gran", "dad"], "policy-may-not"),
            ("dad", ["todd"], "contacts-not-yours"),
            ("dad", ["gran"], "contacts-other-class"),
            ("tess", ["cal"], "contacts-not-yours"),
            ("tess", ["gran"], "contacts-not-yours"),
            ("tess", ["lone"], "contacts-no-guardian"),
            ("tess", ["stranger"], "contacts-outsider"),
            ("tess", ["todd", "stranger"], "contacts-outsider"),
            ("lee", [], "policy-may-not"),
            ("lee", ["ann", "dan"], "policy-may-not"),
            ("newt", ["head"], "policy-may-not"),
            ("newt", ["ann"], "policy-may-not"),
            ("newt", [], "policy-may-not"),
            ("adm", ["ann"], "policy-may-not"),
            ("stranger", ["tess"], "policy-stranger"),
        ],
    )
    def test_refused(self, name: str, invite: list[str], key: str) -> None:
        assert why_not(name, *invite) == key

    def test_inviting_oneself_or_somebody_twice_changes_nothing(self) -> None:
        assert created("tess", "tess", "mum", "mum")["invite"] == [user("mum")]
        assert why_not("ann", "ann") == "policy-may-not"


class TestWhatARoomIs:
    """Whatever a client proposes, the room is closed, unencrypted and hangs in the space."""

    def test_the_schools_way(self) -> None:
        found = created("tess", "mum", name="Об Анне", topic="x", is_direct=True)
        assert found["visibility"] == "private"
        assert found["preset"] == "private_chat"
        assert found["room_version"] == events.ROOM_VERSION
        assert found["creation_content"] == {"m.federate": False, "org.parta.direct": "school"}
        assert (found["name"], found["topic"], found["is_direct"]) == ("Об Анне", "x", True)
        assert {it["type"]: it["content"] for it in found["initial_state"]} == {
            "m.room.join_rules": {"join_rule": "invite"},
            "m.room.history_visibility": {"history_visibility": "shared"},
            "m.room.guest_access": {"guest_access": "forbidden"},
            "m.space.parent": {"via": [SERVER], "canonical": True},
        }
        assert user("tess") not in found["power_level_content_override"]["users"]
        assert user("mum") not in found["power_level_content_override"]["users"]

    def test_without_a_space_it_hangs_nowhere(self) -> None:
        found = decide_creation(SCHOOL, actor(SCHOOL, "tess"), {}, None)
        assert not [it for it in found["initial_state"] if it["type"] == "m.space.parent"]

    @pytest.mark.parametrize(
        "config",
        [
            {"preset": "trusted_private_chat"},
            {"preset": "private_chat", "visibility": "private"},
            {"room_version": "1"},
            {"room_version": "13-evil"},
            {"room_version": 7},
            {"creation_content": {"m.federate": True}},
            {"creation_content": {"org.parta.direct": "other"}},
            {"power_level_content_override": {"users": {"@ann:school.example": 100}}},
            {"power_level_content_override": {"users_default": 100, "events": {}}},
            {"initial_state": [{"type": "m.room.encryption", "content": {"algorithm": "x"}}]},
            {"initial_state": [{"type": "m.space.parent", "state_key": "!x", "content": {}}]},
            {"initial_state": [{"type": "m.room.guest_access",
                                "content": {"guest_access": "can_join"}}]},
            {"initial_state": [{"type": "m.room.history_visibility",
                                "content": {"history_visibility": "invited"}}]},
            {"initial_state": None, "power_level_content_override": None, "creation_content": None},
            {"invite": None, "invite_3pid": [], "room_alias_name": "", "name": None},
        ],
    )  # fmt: skip
    def test_habits_of_clients_are_put_right(self, config: dict[str, Any]) -> None:
        body = {"invite": [user("mum")], **config}
        plain = decide_creation(SCHOOL, actor(SCHOOL, "tess"), {"invite": body["invite"]}, SPACE)
        assert decide_creation(SCHOOL, actor(SCHOOL, "tess"), body, SPACE) == plain

    @pytest.mark.parametrize(
        ("config", "key"),
        [
            ({"visibility": "public"}, "creation-public"),
            ({"visibility": None}, "creation-public"),
            ({"visibility": ["private"]}, "creation-public"),
            ({"preset": "public_chat"}, "creation-public"),
            ({"preset": None}, "creation-public"),
            ({"preset": []}, "creation-public"),
            ({"preset": {"a": 1}}, "creation-public"),
            ({"room_alias_name": "x"}, "creation-alias"),
            ({"room_alias_name": ["x"]}, "creation-alias"),
            ({"invite_3pid": [{"medium": "email"}]}, "contacts-outsider"),
            ({"invite_3pid": 1}, "contacts-outsider"),
            ({"x": 1}, "creation-unknown"),
            ({"org.parta.x": 1}, "creation-unknown"),
            ({"creation_content": {"type": "m.space"}}, "creation-content"),
            ({"creation_content": {"additional_creators": []}}, "creation-content"),
            ({"creation_content": {"org.parta.room": {}}}, "creation-content"),
            ({"creation_content": {"predecessor": {}}}, "creation-content"),
            ({"creation_content": "x"}, "creation-content"),
            ({"creation_content": [1]}, "creation-content"),
            ({"power_level_content_override": [1]}, "creation-content"),
            ({"initial_state": {"a": 1}}, "creation-content"),
            ({"initial_state": "x"}, "creation-content"),
            ({"initial_state": [None]}, "creation-content"),
            ({"initial_state": [[]]}, "creation-content"),
            ({"initial_state": [{}]}, "creation-content"),
            ({"initial_state": [{"type": [], "content": {}}]}, "creation-content"),
            ({"initial_state": [{"type": "m.room.name", "content": []}]}, "creation-content"),
            ({"invite": "ann"}, "creation-content"),
            ({"invite": {"a": 1}}, "creation-content"),
            ({"invite": [7]}, "creation-content"),
            ({"invite": [["@ann:school.example"]]}, "creation-content"),
            ({"invite": [f"@u{it}:x" for it in range(201)]}, "creation-many"),
            ({"name": 7}, "creation-content"),
            ({"name": ["x"]}, "creation-content"),
            ({"topic": {"x": "x"}}, "creation-content"),
        ],
    )
    def test_what_opens_a_room_or_is_odd_is_refused(self, config: dict[str, Any], key: str) -> None:
        body = {"invite": [user("mum")], **config}
        assert refusal(lambda: decide_creation(SCHOOL, actor(SCHOOL, "tess"), body, SPACE)).key == (
            key
        )

    @pytest.mark.parametrize(
        ("kind", "content", "state_key"),
        [
            ("m.room.power_levels", {"users_default": 100}, ""),
            ("m.room.member", {"membership": "join"}, user("ann")),
            ("m.room.join_rules", {"join_rule": "public"}, ""),
            ("m.room.join_rules", {"join_rule": "knock"}, ""),
            ("m.room.join_rules", {"join_rule": "restricted", "allow": []}, ""),
            ("m.room.join_rules", {"join_rule": ["invite"]}, ""),
            ("m.room.join_rules", {}, ""),
            ("m.room.join_rules", {"join_rule": "invite"}, "x"),
            ("m.room.history_visibility", {"history_visibility": "world_readable"}, ""),
            ("m.room.history_visibility", {"history_visibility": []}, ""),
            ("m.room.history_visibility", {"history_visibility": {}}, ""),
            ("m.room.guest_access", {"guest_access": None}, ""),
            ("m.room.canonical_alias", {"alias": "#x:y"}, ""),
            ("m.room.server_acl", {"allow": ["*"]}, ""),
            ("m.room.third_party_invite", {}, "x"),
            ("m.room.tombstone", {}, ""),
            ("m.room.pinned_events", {}, ""),
            ("im.vector.modular.widgets", {"type": "jitsi"}, "x"),
            ("m.space.child", {}, "!x"),
            ("org.parta.room", {"key": "registry"}, ""),
            ("org.parta.lock", {"locked": False}, ""),
            ("com.example", {}, ""),
        ],
    )
    def test_state_smuggled_in_is_refused(
        self, kind: str, content: Mapping[str, Any], state_key: str
    ) -> None:
        state = [{"type": kind, "state_key": state_key, "content": content}]
        assert why_not("head", "tess", initial_state=state).startswith("creation-")

    def test_the_body_of_the_request_is_left_as_it_was(self) -> None:
        body = {"invite": [user("ann")], "initial_state": [], "creation_content": {}}
        before = deepcopy(body)
        decide_creation(SCHOOL, actor(SCHOOL, "tess"), body, SPACE)
        assert body == before


class TestInvitations:
    """Into managed rooms nobody invites (C4, X7); into conversations by who may contact whom."""

    @pytest.mark.parametrize("where", ROOMS)
    @pytest.mark.parametrize("name", ["ann", "mum", "tess", "head", "adm", "newt"])
    def test_managed_rooms_are_filled_by_the_lists(self, name: str, where: str) -> None:
        found = refusal(
            lambda: decide_invitation(
                SCHOOL, actor(SCHOOL, name), room(SCHOOL, where), user("todd")
            )
        )
        assert found.key == "policy-may-not"

    @pytest.mark.parametrize(
        ("name", "place", "invited", "key"),
        [
            ("tess", between("tess"), "mum", ""),
            ("tess", between("tess"), "ann", "contacts-guardian-first"),
            ("tess", between("tess", "mum"), "ann", ""),
            ("tess", between("tess", invited=("mum",)), "ann", ""),
            ("tess", between("tess", "dad"), "ann", "contacts-guardian-first"),
            ("tess", between("tess", "mum"), "pa", ""),  # the family of those in it
            ("tess", between("tess", "mum", "ann"), "todd", ""),  # a teacher may fill rooms
            ("tess", between("tess", "mum"), "stranger", "contacts-outsider"),
            ("tess", between("tess"), "lone", "contacts-guardian-first"),
            ("lee", between("lee", "gran"), "dan", ""),
            ("lee", between("lee", "todd"), "tess", "policy-may-not"),
            ("mum", between("mum", "tess"), "pa", "policy-may-not"),
            ("mum", between("mum"), "tess", ""),
            ("mum", between("mum", "tess"), "todd", "policy-may-not"),
            ("mum", between("mum", "pa"), "ann", "policy-may-not"),
            ("ann", between("ann", "mum", "tess"), "ben", "policy-may-not"),
            ("ann", between("ann", "mum", "tess"), "pa", "policy-may-not"),
            ("ann", between("ann"), "stranger", "contacts-outsider"),
            ("newt", between("newt"), "head", "policy-may-not"),
            ("stranger", between("stranger"), "ann", "policy-stranger"),
        ],
    )
    def test_conversations(self, name: str, place: Place, invited: str, key: str) -> None:
        found = outcome(
            lambda: decide_invitation(SCHOOL, actor(SCHOOL, name), place, user(invited))
        )
        assert (found.key if found else "") == key


class TestJoins:
    """Managed rooms by the roster (X7), conversations by invitation (W5)."""

    @pytest.mark.parametrize("where", ROOMS)
    @pytest.mark.parametrize("name", ["ann", "cal", "mum", "tess", "twin", "newt", "lee", "adm"])
    def test_managed_rooms_by_the_roster(self, name: str, where: str) -> None:
        place = room(SCHOOL, where, joined=frozenset())
        belongs = bool(SCHOOL.roles_in(person(SCHOOL, name), place.kind, place.group))
        found = outcome(lambda: decide_join(SCHOOL, actor(SCHOOL, name), place))
        assert (found is None) is belongs
        assert found is None or found.key == "policy-not-on-the-list"

    @pytest.mark.parametrize(
        ("name", "place", "key"),
        [
            ("mum", between("tess", invited=("mum",)), ""),
            ("mum", between("tess", "mum"), ""),  # changes the own membership
            ("mum", between("tess"), "policy-not-invited"),
            ("ann", between("tess", "mum"), "policy-not-invited"),
            ("ann", between("tess", "mum", invited=("ann",)), ""),
            ("ann", between("tess", invited=("mum", "ann")), ""),
            # The guardians have declined: a pupil does not come in to the teacher alone (C3).
            ("ann", between("tess", invited=("ann",)), "contacts-guardian-gone"),
            ("ann", between("tess", "ann"), ""),
            ("newt", between("head", invited=("newt",)), "policy-may-not"),
            ("stranger", between("tess", invited=("stranger",)), "policy-stranger"),
        ],
    )
    def test_conversations_by_invitation(self, name: str, place: Place, key: str) -> None:
        found = outcome(lambda: decide_join(SCHOOL, actor(SCHOOL, name), place))
        assert (found.key if found else "") == key
