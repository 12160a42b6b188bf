"""Policy lists of other moderation programs: read, followed, never against people of the school."""

import base64
import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.effects import SetMembership
from bot.moderation.kinds import MINUTE_MS
from bot.moderation.rules import Rule, glob, published, rules_in
from bot.store.store import RoomRow
from policy import events
from tests.unit.bot.stage import A_ROOM, MODERATION, PROVISIONER, Stage
from tests.unit.policy.school import user

LIST, BAD = "!list:x", "@spammer:evil.example"


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("@a:x", "@a:x", True), ("@a:x", "@ab:x", False), ("@*:evil.example", BAD, True),
        ("*", "", True), ("?", "", False), ("a?c", "abc", True), ("a*c", "abxc", True),
        ("a*c*", "abcd", True), ("a*d", "abc", False), ("", "", True), ("", "a", False),
        ("[ab]", "a", False), ("a.c", "abc", False),
    ],
)  # fmt: skip
def test_globs(pattern: str, name: str, fits: bool) -> None:
    assert glob(pattern, name) is fits


@given(st.text("ab*?", max_size=12), st.text("ab", max_size=12))
def test_globs_agree_with_a_slow_and_simple_reading(pattern: str, name: str) -> None:
    def slow(p: str, n: str) -> bool:
        if not p:
            return not n
        if p[0] == "*":
            return slow(p[1:], n) or (bool(n) and slow(p, n[1:]))
        return bool(n) and p[0] in ("?", n[0]) and slow(p[1:], n[1:])

    assert glob(pattern, name) is slow(pattern, name)


def test_a_hostile_pattern_takes_no_time() -> None:
    assert glob("*a" * 120, "a" * 250 + "b") is False


def rule(entity: Any, kind: str = "m.policy.rule.user", **changes: Any) -> dict[str, Any]:
    content = {"entity": entity, "recommendation": "m.ban", "reason": "spam", **changes}
    return {"type": kind, "state_key": f"rule:{entity}", "content": content}


@pytest.mark.parametrize(
    ("state", "means"),
    [
        (rule(BAD), True),
        (rule(BAD, "org.matrix.mjolnir.rule.user"), True),
        (rule(BAD, recommendation="org.matrix.mjolnir.ban"), True),
        (rule("evil.example", "m.policy.rule.server"), True),
        (rule("*.example", "m.room.rule.server"), True),
        (rule("evil.example"), False),
        (rule(BAD, recommendation="m.nothing"), False),
        (rule("!x:evil.example", "m.policy.rule.room"), False),
        (rule(5), False),
        (rule("x" * 5_000), False),
        ({"type": "m.policy.rule.user", "state_key": "x", "content": {}}, False),
        ({"type": "m.policy.rule.user", "content": rule(BAD)["content"]}, False),
    ],
)
def test_rules_mean_whom_they_mean(state: dict[str, Any], means: bool) -> None:
    assert any(it.means(BAD) for it in rules_in([state])) is means


def test_a_hashed_rule_means_whose_hash_it_is() -> None:
    digest = base64.b64encode(hashlib.sha256(BAD.encode()).digest()).decode()
    state = rule(None, **{"org.matrix.msc4205.hashes": {"sha256": digest}})
    (found,) = rules_in([state])
    assert found.means(BAD)
    assert not found.means("@other:evil.example")


def test_what_we_publish_others_can_read() -> None:
    kind, key, content = published(BAD, "spam")
    (found,) = rules_in([{"type": kind, "state_key": key, "content": content}])
    assert found == Rule("user", BAD, "spam")


def with_list(stage: Stage, *rules: dict[str, Any]) -> None:
    stage.rooms.put(RoomRow(LIST))
    stage.states[LIST, "m.room.create", ""] = {}
    for it in rules:
        stage.states[LIST, it["type"], it["state_key"]] = it["content"]


async def appears(stage: Stage, who: str, membership: str = "invite") -> None:
    content = {"membership": membership}
    await stage.happens(stage.new_event(A_ROOM, PROVISIONER, content, "m.room.member", who))


def bans(stage: Stage) -> list[tuple[str, str]]:
    found = [it for it in stage.effects if isinstance(it, SetMembership)]
    return [(it.room_id, it.user) for it in found if it.action == "ban"]


async def test_an_outsider_on_a_followed_list_is_banned_on_appearance() -> None:
    stage = Stage()
    with_list(stage, rule(BAD))
    await appears(stage, BAD)
    assert bans(stage) == []
    await stage.says("adm", MODERATION, f"!список следить {LIST}")
    await appears(stage, BAD)
    await appears(stage, "@other:evil.example")
    assert bans(stage) == [(A_ROOM, BAD)]
    assert stage.actions()[-1]["what"] == "ban"


async def test_an_outsider_who_is_there_already_is_banned_when_the_rule_comes() -> None:
    stage = Stage()
    with_list(stage)
    await stage.says("adm", MODERATION, f"!список следить {LIST}")
    stage.members[A_ROOM].add(BAD)
    it = rule(BAD)
    await stage.happens(
        stage.new_event(LIST, "@other:x", it["content"], it["type"], it["state_key"])
    )
    await stage.later(MINUTE_MS)
    assert bans(stage) == [(A_ROOM, BAD)]


@pytest.mark.parametrize("entity", [user("ben"), "*", "@*"])
async def test_a_rule_that_means_people_of_the_school_is_a_card_and_no_ban(entity: str) -> None:
    stage = Stage()
    with_list(stage, rule(entity))
    await stage.says("adm", MODERATION, f"!список следить {LIST}")
    await stage.later(MINUTE_MS)
    await appears(stage, user("ben"), "join")
    assert bans(stage) == []
    (card,) = stage.cards()
    assert "Список запретов" in card["content"]["body"]
    await stage.later(MINUTE_MS)
    assert len(stage.cards()) == 1


async def test_a_list_that_nobody_follows_does_nothing() -> None:
    stage = Stage()
    with_list(stage)
    stage.members[A_ROOM].add(BAD)
    it = rule(BAD)
    await stage.happens(
        stage.new_event(LIST, "@other:x", it["content"], it["type"], it["state_key"])
    )
    await stage.later(MINUTE_MS)
    assert bans(stage) == []


async def test_a_list_is_no_longer_followed() -> None:
    stage = Stage()
    with_list(stage, rule(BAD))
    await stage.says("adm", MODERATION, f"!список следить {LIST}")
    await stage.says("adm", MODERATION, f"!список забыть {LIST}")
    await appears(stage, BAD)
    assert bans(stage) == []


async def test_the_school_publishes_its_own_rules() -> None:
    stage = Stage()
    await stage.says("adm", MODERATION, f"!список запретить {BAD} реклама")
    await appears(stage, BAD)
    assert bans(stage) == [(A_ROOM, BAD)]
    await stage.says("adm", MODERATION, "!список")
    assert f"{BAD}: реклама" in stage.bodies(MODERATION)[-1]
    await stage.says("adm", MODERATION, f"!список снять {BAD}")
    assert stage.states[MODERATION, "m.policy.rule.user", f"rule:{BAD}"] == {}


@pytest.mark.parametrize("entity", [user("ben"), "@*", "*", "@parta:*"])
async def test_the_school_publishes_no_rule_against_its_own(entity: str) -> None:
    stage = Stage()
    await stage.says("adm", MODERATION, f"!список запретить {entity}")
    assert "люди школы" in stage.bodies(MODERATION)[-1]
    assert not stage.actions()


async def test_a_room_that_the_assistant_is_not_in_is_not_followed() -> None:
    stage = Stage()
    await stage.says("adm", MODERATION, "!список следить !elsewhere:x")
    assert (MODERATION, events.POLICY_LISTS, "") not in stage.states
