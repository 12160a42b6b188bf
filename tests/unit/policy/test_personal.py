"""Names, removals, messages between devices: what belongs to a person and to no room."""

from typing import Any

import pytest

from policy.personal import decide_profile, decide_removal, decide_to_device
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
EVERYBODY = ("ann", "mum", "tess", "lee", "newt", "head", "adm", "sec")


class TestProfile:
    """Name and picture are the roster's (W3)."""

    @pytest.mark.parametrize("name", EVERYBODY)
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("displayname", "Директор"),
            ("displayname", ""),
            ("displayname", None),
            ("displayname", ["Ann"]),
            ("displayname", 7),
            ("avatar_url", "mxc://school.example/x"),
            ("avatar_url", ""),
            ("m.tz", "Europe/Moscow"),
            ("org.example.status", "Я директор"),
        ],
    )
    def test_nobody_changes_it(self, name: str, field: str, value: Any) -> None:
        found = refusal(lambda: decide_profile(SCHOOL, actor(SCHOOL, name), field, value))
        assert found.row == "W3"

    @pytest.mark.parametrize("name", EVERYBODY)
    def test_the_rosters_name_may_be_set_again(self, name: str) -> None:
        own = person(SCHOOL, name).entry.full_name
        decide_profile(SCHOOL, actor(SCHOOL, name), "displayname", own)
        assert refusal(lambda: decide_profile(SCHOOL, actor(SCHOOL, name), "m.tz", own))
        lookalike = own.replace("a", "а").replace("e", "е") + "\u200b"
        assert refusal(
            lambda: decide_profile(SCHOOL, actor(SCHOOL, name), "displayname", lookalike)
        )

    def test_a_stranger_has_no_profile(self) -> None:
        found = refusal(lambda: decide_profile(SCHOOL, actor(SCHOOL, "x"), "displayname", "x"))
        assert found.row == "W5"


class TestRemoval:
    """Members come and go by the lists (X7, C4); everybody may leave."""

    @pytest.mark.parametrize("where", ROOMS)
    @pytest.mark.parametrize("name", EVERYBODY)
    @pytest.mark.parametrize("action", ["kick", "ban", "unban", "leave"])
    def test_nobody_is_removed_by_persons(self, name: str, where: str, action: str) -> None:
        found = refusal(
            lambda: decide_removal(
                SCHOOL, actor(SCHOOL, name), room(SCHOOL, where), user("dan"), action, {}
            )
        )
        assert found.key == "policy-may-not"

    def test_nor_out_of_conversations(self) -> None:
        for name in ("ann", "mum", "tess"):
            place = between("ann", "mum", "tess", "dan")
            found = refusal(
                lambda name=name, place=place: decide_removal(
                    SCHOOL, actor(SCHOOL, name), place, user("dan"), "kick", {}
                )
            )
            assert found.key == "policy-may-not"

    @pytest.mark.parametrize("where", ROOMS)
    def test_everybody_may_leave(self, where: str) -> None:
        decide_removal(SCHOOL, actor(SCHOOL, "ann"), room(SCHOOL, where), user("ann"), "leave", {})

    def test_nobody_knocks(self) -> None:
        found = refusal(
            lambda: decide_removal(
                SCHOOL, actor(SCHOOL, "ann"), room(SCHOOL, "staff room"), user("ann"), "knock", {}
            )
        )
        assert found.row == "W5"

    @pytest.mark.parametrize(
        ("content", "may"),
        [
            ({}, True),
            ({"displayname": "Ann"}, True),
            ({"displayname": "Ann", "avatar_url": None}, True),
            ({"displayname": None}, True),
            ({"displayname": "Tess"}, False),
            ({"displayname": ""}, False),
            ({"displayname": ["Ann"]}, False),
            ({"displayname": {"Ann": 1}}, False),
            ({"avatar_url": "mxc://school.example/x"}, False),
            ({"avatar_url": ["x"]}, False),
        ],
    )
    def test_no_nickname_for_one_room(self, content: dict[str, Any], may: bool) -> None:
        place = room(SCHOOL, "3А pupils")
        found = outcome(
            lambda: decide_removal(
                SCHOOL, actor(SCHOOL, "ann"), place, user("ann"), "join", content
            )
        )
        assert (found is None) is may
        assert found is None or found.row == "W3"


class TestToDevice:
    """Between the devices of one person what encryption needs; to others nothing (W9, X6)."""

    @pytest.mark.parametrize("name", EVERYBODY)
    @pytest.mark.parametrize(
        ("message_type", "to", "may"),
        [
            ("m.key.verification.request", "self", True),
            ("m.secret.send", "self", True),
            ("m.room.encrypted", "self", True),
            ("m.room_key_request", "self", True),
            ("m.room.encrypted", "ben", False),
            ("m.key.verification.request", "ben", False),
            ("m.room_key", "stranger", False),
            ("m.call.invite", "self", False),
            ("m.call.invite", "ben", False),
            ("com.example.chat", "self", False),
            ("", "self", False),
        ],
    )
    def test_messages(self, name: str, message_type: str, to: str, may: bool) -> None:
        recipients = [user(name if to == "self" else to)]
        found = outcome(
            lambda: decide_to_device(SCHOOL, actor(SCHOOL, name), message_type, recipients)
        )
        assert (found is None) is may
        assert found is None or found.row == "X6"

    def test_one_stranger_among_the_own_devices_is_one_too_many(self) -> None:
        assert refusal(
            lambda: decide_to_device(
                SCHOOL, actor(SCHOOL, "ann"), "m.room.encrypted", [user("ann"), user("ben")]
            )
        )
