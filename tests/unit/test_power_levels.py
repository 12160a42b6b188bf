"""Power levels: the coarse net lets through everybody who may, and stays small."""

import json

import pytest

from policy.power_levels import NOBODY, TALK, thresholds, user_levels
from policy.regulation import Feature, Regulation, Role
from provisioning.diff import diff
from tests.unit.builders import SCHOOL, big_school, empty_server, layouts, plan_for, settled
from tests.unit.builders import two_classes as small
from tests.unit.test_regulation import TEXT, row

KINDS = sorted(layouts().kinds)
# Features that are m.room.message and not told apart by an event type of their own.
MESSAGES = (
    "text.send",
    "photo.send",
    "audio.send",
    "video.send",
    "file.send",
    "message.edit_own",
    "task.answer",
    "announcement.send",
    "content.share_verified",
    "content.share_reasoned",
    "content.share_other",
)
_EIGHT_KIB = 8192


class TestNobodyWhoMayIsShutOut:
    @pytest.mark.parametrize("kind", KINDS)
    def test_of_event_types_and_membership_actions(self, kind: str) -> None:
        regulation = layouts().regulation
        asked = thresholds(regulation, kind)
        for feature in regulation.features.values():
            for role in regulation.roles_that_may(feature.id, kind):
                level = regulation.roles[role].level
                for event in feature.events:
                    assert level >= asked.events[event], (role, feature.id, event)
                for key in feature.levels:
                    name = key.removeprefix("notifications.")
                    needed = asked.notifications if key != name else asked.top
                    assert level >= needed[name], (role, feature.id, key)

    @pytest.mark.parametrize("kind", KINDS)
    def test_of_messages(self, kind: str) -> None:
        regulation = layouts().regulation
        needed = thresholds(regulation, kind).top["events_default"]
        for feature in MESSAGES:
            for role in regulation.roles_that_may(feature, kind):
                assert regulation.roles[role].level >= needed, (role, feature)

    @pytest.mark.parametrize("kind", KINDS)
    def test_who_has_no_entry_needs_none(self, kind: str) -> None:
        regulation = layouts().regulation
        asked = thresholds(regulation, kind)
        everybody = {f"@{role}:x": [role] for role in regulation.roles}
        levels = user_levels(regulation, kind, everybody)
        for role in regulation.roles.values():
            have = levels.get(f"@{role.id}:x", asked.top["users_default"])
            for level in [*asked.top.values(), *asked.events.values()]:
                if role.level >= level:
                    assert have >= level


class TestThresholds:
    @pytest.mark.parametrize("kind", KINDS)
    def test_state_is_for_the_provisioning_user_only(self, kind: str) -> None:
        asked = thresholds(layouts().regulation, kind)
        assert asked.top["state_default"] == NOBODY == 100
        assert asked.top["users_default"] == 0
        for key in ("invite", "kick", "ban"):
            assert asked.top[key] == NOBODY
        for event in ("m.room.power_levels", "m.room.name", "m.room.encryption", "m.space.child"):
            assert asked.events[event] == NOBODY

    def test_no_role_reaches_what_nobody_may(self) -> None:
        assert max(it.level for it in layouts().regulation.roles.values()) < NOBODY

    @pytest.mark.parametrize(
        ("kind", "key", "level"),
        [
            ("pupils", "events_default", 0),
            ("pupils", "redact", 50),
            ("announcements", "events_default", 60),
            ("class_announcements", "events_default", 50),
            ("registry", "events_default", NOBODY),
            ("class", "events_default", NOBODY),
        ],
    )
    def test_shipped_level(self, kind: str, key: str, level: int) -> None:
        assert thresholds(layouts().regulation, kind).top[key] == level

    @pytest.mark.parametrize(
        ("kind", "event", "level"),
        [
            ("pupils", "m.poll.start", 50),
            ("pupils", "m.poll.response", 0),
            ("pupils", "m.reaction", 0),
            ("pupils", "im.vector.modular.widgets", 50),
            ("announcements", "m.reaction", 0),
            ("announcements", "m.poll.start", 80),
            ("documents", "org.parta.approval", 80),
            ("moderation", "m.room.redaction", NOBODY),
            ("pupils", "org.parta.lock", 50),
            ("club", "org.parta.lock", 50),
            ("announcements", "org.parta.lock", NOBODY),
        ],
    )
    def test_shipped_event_level(self, kind: str, event: str, level: int) -> None:
        assert thresholds(layouts().regulation, kind).events[event] == level

    def test_event_of_two_features_is_open_to_both(self) -> None:
        rows = [
            row("T1", allow=[("teacher", "remove", "club")]),
            row("T2", allow=[("pupil", "remove_own", "club")]),
        ]
        found = thresholds(invented(*rows), "club")
        assert found.events["m.room.redaction"] == 0

    def test_level_of_two_features_is_open_to_both(self) -> None:
        rows = [
            row("T1", allow=[("pupil", "remove", "club")]),
            row("T2", allow=[("teacher", "moderate", "club")]),
        ]
        assert thresholds(invented(*rows), "club").top["redact"] == 0


def invented(*rows: object) -> Regulation:
    features = [
        Feature(TALK, TEXT),
        Feature("remove", TEXT, ("m.room.redaction",), ("redact",)),
        Feature("remove_own", TEXT, ("m.room.redaction",)),
        Feature("moderate", TEXT, (), ("redact",)),
    ]
    roles = [Role("teacher", TEXT, 50), Role("pupil", TEXT, 0)]
    return Regulation(
        TEXT,
        {it.id: it for it in roles},
        {it.id: it for it in features},
        tuple(rows),  # type: ignore[arg-type]
    )


class TestEntries:
    def test_people_below_the_lowest_threshold_get_none(self) -> None:
        people = {"@p:x": ["pupil"], "@t:x": ["teacher"], "@d:x": ["director"], "@n:x": []}
        regulation = layouts().regulation
        assert user_levels(regulation, "pupils", people) == {"@t:x": 50, "@d:x": 80}
        assert user_levels(regulation, "announcements", people) == {"@d:x": 80}
        assert user_levels(regulation, "registry", people) == {}

    def test_highest_role_counts(self) -> None:
        people = {"@t:x": ["parent", "teacher"], "@d:x": ["teacher", "director"]}
        assert user_levels(layouts().regulation, "pupils", people) == {"@t:x": 50, "@d:x": 80}

    def test_provisioning_user_is_never_among_them(self) -> None:
        plan = plan_for(small().build())
        for room in plan.wanted.rooms.values():
            assert SCHOOL.provisioner_id not in room.levels
        for room in settled(small().build()).rooms.values():
            users = room.content("m.room.power_levels")["users"]
            assert SCHOOL.provisioner_id not in users

    def test_every_room_of_a_large_school_stays_small(self) -> None:
        """1,000 pupils, 1,700 parents, 120 staff: below 8 KiB of the 64 an event may have."""
        roster = big_school()
        plan = plan_for(roster)
        assert len(roster.people) == 2820
        sizes: dict[str, int] = {}
        for action in diff(plan.wanted, empty_server(), SCHOOL):
            if "power_levels" in action.details:
                size = len(json.dumps(action.details["power_levels"], ensure_ascii=False).encode())
                kind = action.details["kind"]
                sizes[kind] = max(size, sizes.get(kind, 0))
        assert sizes.keys() == set(KINDS) - {"club"}
        assert {kind: size for kind, size in sizes.items() if size >= _EIGHT_KIB} == {}

    def test_pupils_and_parents_of_a_large_school_have_no_entries(self) -> None:
        for room in plan_for(big_school()).wanted.rooms.values():
            levels = {role for user in room.levels for role in room.roles[user]}
            assert not levels & {"pupil", "parent", "pending"}
