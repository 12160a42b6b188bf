"""Whatever is written into the registry, the homeserver keeps the last good school and says so."""

import base64
import copy
import itertools
import random
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import pytest

from policy import events
from tests.server.guarded import CLASS, GuardedSchool, eventually

Content = dict[str, Any]
_numbers = itertools.count(1)


async def registry_state(school: GuardedSchool) -> dict[tuple[str, str], Content]:
    """The registry as it stands."""
    answer = await school.ask("provisioning", "GET", "/rooms/$registry/state")
    return {(it["type"], it["state_key"]): it["content"] for it in answer.body}


async def rules(school: GuardedSchool) -> dict[str, str]:
    """What some people may and may not, asked of the homeserver itself."""
    text = {"msgtype": "m.text", "body": f"Проверка {next(_numbers)}"}
    asked = {
        "a pupil writes": ("pupil", "/rooms/$pupils_room/send/m.room.message/$txn", text),
        "a pupil starts a poll": ("pupil", "/rooms/$pupils_room/send/m.poll.start/$txn", {}),
        "a parent writes to the class": ("mother", "/rooms/$class_board/send/m.room.message/$txn",
                                         text),
        "a parent writes to the parents": (
            "mother", "/rooms/$parents_room/send/m.room.message/$txn", text),
    }  # fmt: skip
    found = {
        name: (await school.ask(who, "PUT", where, body)).rule
        for name, (who, where, body) in asked.items()
    }
    made = await school.ask("outsider", "POST", "/createRoom", {"invite": ["$pupil"]})
    return {**found, "an outsider makes a room": made.rule}


USUAL = {
    "a pupil writes": "200",
    "a pupil starts a poll": "policy-may-not W12",
    "a parent writes to the class": "policy-may-not C4",
    "a parent writes to the parents": "200",
    "an outsider makes a room": "policy-stranger W5",
}


def without(name: str) -> Callable[[Content], Content]:
    """The event without one key."""
    return lambda it: {key: value for key, value in it.items() if key != name}


def instead(name: str, value: Any) -> Callable[[Content], Content]:
    """The event with another value for one key."""
    return lambda it: {**it, name: value}


def everyone(**changed: Any) -> Callable[[Content], Content]:
    """A roster event in which everybody has such values."""
    return lambda it: {
        "people": {person: {**entry, **changed} for person, entry in it["people"].items()}
    }


def repacked(change: Callable[[bytes], bytes]) -> Callable[[Content], Content]:
    """A packed event whose compressed bytes were changed; the checksum stays."""

    def changed(it: Content) -> Content:
        packed = base64.b64decode(it["zlib"])
        return {**it, "zlib": base64.b64encode(change(packed)).decode()}

    return changed


def nothing(_: Content) -> Content:
    """An event that lost its content."""
    return {}


def bomb(it: Content) -> Content:
    """A small event that unpacks to very much."""
    return {**it, "zlib": base64.b64encode(zlib.compress(bytes(40_000_000), 9)).decode()}


def list_of_lists(_: Content) -> Content:
    """JSON that is deep."""
    deep: Any = []
    for _i in range(90):
        deep = [deep]
    return {"people": deep, "kinds": deep, "rows": deep}


HOME = (events.ROSTER, CLASS)
STAFF = (events.ROSTER, "staff")
# (event type and state key, what somebody did to its content)
DAMAGES: list[tuple[tuple[str, str], str, Callable[[Content], Content]]] = [
    *(((kind, ""), f"{kind} lost its content", nothing)
      for kind in (events.REGULATION, events.KINDS, events.SAFETY, events.SCHOOL)),
    *(((kind, ""), f"{kind} became deep lists", list_of_lists)
      for kind in (events.REGULATION, events.KINDS, events.SAFETY, events.SCHOOL)),
    ((events.REGULATION, ""), "no checksum", without("sha256")),
    ((events.REGULATION, ""), "another checksum", instead("sha256", "0" * 64)),
    ((events.REGULATION, ""), "a checksum that is a list", instead("sha256", ["0"])),
    ((events.REGULATION, ""), "no regulation in it", instead("zlib", "")),
    ((events.REGULATION, ""), "a number for the regulation", instead("zlib", 7)),
    ((events.REGULATION, ""), "letters that are no base64", instead("zlib", "привет")),
    ((events.REGULATION, ""), "half of it", repacked(lambda it: it[: len(it) // 2])),
    ((events.REGULATION, ""), "a byte turned round", repacked(lambda it: it[:99] + it[99:][::-1])),
    ((events.REGULATION, ""), "another regulation under the checksum",
     repacked(lambda _: zlib.compress(b'{"title":{},"roles":{},"features":{},"rows":[]}'))),
    ((events.REGULATION, ""), "no JSON", repacked(lambda _: zlib.compress(b"{"))),
    ((events.REGULATION, ""), "very much", bomb),
    ((events.KINDS, ""), "kinds that are a list", instead("kinds", [])),
    ((events.KINDS, ""), "kinds that are null", instead("kinds", None)),
    ((events.KINDS, ""), "a kind that is a text", instead("kinds", {"pupils": "class"})),
    ((events.KINDS, ""), "a kind without members",
     instead("kinds", {"pupils": {"for": "class", "space": False}})),
    ((events.SAFETY, ""), "a zone of another kind", instead("flood", {"pupil": ["x", "y"]})),
    ((events.SAFETY, ""), "hours that no day has", instead("quiet_hours", {"pupil": [0, 9999]})),
    ((events.SAFETY, ""), "hours that are a text", instead("quiet_hours", "at night")),
    ((events.SAFETY, ""), "limits of minus one", instead("flood", {"pupil": [-1, -1]})),
    ((events.SAFETY, ""), "acceptance by a text", instead("acceptance", "no")),
    ((events.SAFETY, ""), "parents to anybody", instead("parents_to_parents", "always")),
    ((events.SAFETY, ""), "uploads that are true", instead("uploads", True)),
    ((events.SAFETY, ""), "no zone", without("timezone")),
    ((events.SAFETY, ""), "an unknown zone", instead("timezone", "Europe/Atlantis")),
    ((events.SCHOOL, ""), "a school without an id", without("id")),
    ((events.SCHOOL, ""), "a name that is a list", instead("name", ["Школа"])),
    ((events.SCHOOL, ""), "services that are a number", instead("services", 7)),
    ((events.SCHOOL, ""), "a language that nobody speaks", instead("language", "tlh")),
    (HOME, "people who lost their content", nothing),
    (HOME, "people that are a list", instead("people", [])),
    (HOME, "people that are null", instead("people", None)),
    (HOME, "a person that is a text", instead("people", {"pupil": "Зайцев"})),
    (HOME, "people without accounts", everyone(user=None)),
    (HOME, "roles that are one text", everyone(roles="pupil")),
    (HOME, "roles of numbers", everyone(roles=[7])),
    (HOME, "a role that the regulation does not know", everyone(roles=["emperor"])),
    (HOME, "a name of one part", everyone(name=["Зайцев"])),
    (HOME, "a name that is a text", everyone(name="Зайцев")),
    (HOME, "groups that are a list", everyone(groups=[CLASS])),
    (HOME, "children that are a list", everyone(children=["x"])),
    (HOME, "an order that is a number", everyone(order=7)),
    (STAFF, "the staff lost their content", nothing),
    (STAFF, "staff with an unknown role", everyone(roles=["emperor"])),
    ((events.GROUP, CLASS), "a class that lost its content", nothing),
    ((events.GROUP, CLASS), "a class of no kind", without("kind")),
    ((events.GROUP, CLASS), "a grade that is a text", instead("grade", "first")),
    ((events.LEAVERS, "leavers"), "leavers that lost their content", nothing),
    ((events.LEAVERS, "leavers"), "leavers that are a list", instead("people", ["x"])),
    ((events.WORDS, ""), "words that are no words", instead("zlib", "!")),
    ((events.WORDS, ""), "words of another checksum", instead("sha256", "0" * 64)),
    ((events.CATALOGUE, ""), "a catalogue of a number", instead("zlib", 7)),
    ((events.CATALOGUE, ""), "a catalogue that is very much", bomb),
    ((events.QUIET_HOURS, ""), "quiet hours that are a list", lambda _: {"from": [], "to": {}}),
    ((events.QUIET_HOURS, f"{CLASS}:pupils"), "quiet hours of the 25th hour",
     lambda _: {"from": 1500, "to": 1600}),
    ((events.CONFIRMATION, "nobody:elsewhere.example"), "a confirmation without a word",
     lambda _: {"order": "№ 1"}),
    ((events.MUTE, "x:elsewhere.example"), "a silence that lost its rooms",
     lambda _: {"by": "@a:b", "why": "x"}),
    ((events.MUTE, "x:elsewhere.example"), "a silence until tomorrow",
     lambda _: {"by": "@a:b", "why": "x", "rooms": {"": "tomorrow"}}),
    ((events.MUTE, "x:elsewhere.example"), "a silence by nobody", lambda _: {"rooms": {"": 1}}),
    ((events.PROBES, ""), "probes without an end", lambda _: {"people": {}, "groups": {}}),
    ((events.PROBES, ""), "probes whose end is a text",
     lambda _: {"people": {}, "groups": {}, "until": "tomorrow"}),
    ((events.PROBES, ""), "probes that are a list", lambda _: {"people": [], "until": 1}),
    ((events.ACCEPTANCE, "x"), "an acceptance of a text", lambda _: {"users": "@a", "rules": "x"}),
    ((events.ACCEPTANCE, "x"), "an acceptance of numbers", lambda _: {"users": [7], "rules": "x"}),
    ((events.ACCEPTANCE, "x"), "an acceptance of nothing", nothing),
]  # fmt: skip


@pytest.fixture(scope="module")
async def school(watched: GuardedSchool) -> AsyncIterator[GuardedSchool]:
    """The school with its usual rights, before and after."""
    assert await rules(watched) == USUAL
    yield watched
    assert await rules(watched) == USUAL


# First, because so many damages as follow are counted and no longer told one by one.
async def test_damage_is_told_in_the_moderation_room(school: GuardedSchool) -> None:
    good = (await registry_state(school))[HOME]

    async def told() -> bool:
        return any(
            facts["rule"] == "note-registry-damaged" and HOME[0] in facts["args"]["what"]
            for it in await school.incidents()
            if (facts := it["content"][events.INCIDENT])["kind"] == "noted"
        )

    await school.write_registry(*HOME, {})
    try:
        assert await rules(school) == USUAL
        await eventually(told, what="the damage is told")
    finally:
        await school.write_registry(*HOME, good)


@pytest.mark.parametrize(("where", "damage"), [it[::2] for it in DAMAGES],
                         ids=[it[1] for it in DAMAGES])  # fmt: skip
async def test_damaged_event_leaves_the_last_good_school_in_force(
    school: GuardedSchool,
    where: tuple[str, str],
    damage: Callable[[Content], Content],
) -> None:
    good = (await registry_state(school)).get(where, {})
    await school.write_registry(*where, damage(copy.deepcopy(good)))
    try:
        assert await rules(school) == USUAL
    finally:
        await school.write_registry(*where, good)
    assert await rules(school) == USUAL


def shaken(content: Content, by: random.Random) -> Content:
    """The content with one value, anywhere in it, replaced by something else."""
    fresh = copy.deepcopy(content)
    holder: Any = fresh
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return fresh
        key = by.choice(keys)
        inner = holder[key]
        if isinstance(inner, dict | list) and inner and by.random() < 0.8:
            holder = inner
            continue
        holder[key] = by.choice([None, [], {}, 7, -1, True, "", "x", "\x00", ["x"], {"x": None}])
        return fresh


@pytest.mark.parametrize("seed", range(60))
async def test_shaken_event_is_never_a_500_and_leaves_no_trace(
    school: GuardedSchool, seed: int
) -> None:
    by = random.Random(seed)
    state = await registry_state(school)
    where = by.choice(sorted(it for it in state if it[0].startswith("org.parta.")))
    if where[0] in (events.LOCATOR, events.ACCEPTANCE):
        where = HOME
    await school.write_registry(*where, shaken(state[where], by))
    try:
        # It may be another school that makes sense; it is never one without rules.
        found = await rules(school)
        assert all(rule == "200" or not rule.startswith("5") for rule in found.values())
        assert found["a pupil starts a poll"] != "200"
        assert found["an outsider makes a room"] != "200"
    finally:
        await school.write_registry(*where, state[where])
    assert await rules(school) == USUAL


KINDS_OF_EVENT = sorted(
    value
    for name, value in vars(events).items()
    if name.isupper() and isinstance(value, str) and value.startswith("org.parta.")
    and name not in ("DIRECT_MARK", "INCIDENT")
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS_OF_EVENT)
@pytest.mark.parametrize("who", ["director", "administrator", "teacher", "pupil", "outsider"])
async def test_nobody_else_writes_the_registry(school: GuardedSchool, who: str, kind: str) -> None:
    before = await registry_state(school)
    for key in ("", "x", school.names[who]):
        answer = await school.ask(who, "PUT", f"/rooms/$registry/state/{kind}/{key}", {"x": 1})
        assert answer.status == 403, answer
        assert answer.rule in {"policy-unknown-event", "policy-stranger W5"} or (
            answer.rule.startswith("policy-may-not")
        )
    assert await registry_state(school) == before


async def test_what_another_administrator_writes_into_the_registry_is_not_believed(
    school: GuardedSchool,
) -> None:
    """Server administrators are bound by no rule; the registry believes provisioning only."""
    name = f"admin-{school.campus.school.id}"
    school.tokens["other_admin"] = await school.homeserver.admin_token(name)
    school.names["other_admin"] = f"@{name}:{school.homeserver.server_name}"
    made = await school.ask(
        "provisioning", "POST", "/_synapse/admin/v1/rooms/$registry/make_room_admin",
        {"user_id": "$other_admin"},
    )  # fmt: skip
    assert made.status == 200, made
    assert (await school.ask("other_admin", "POST", "/join/$registry")).status == 200
    good = (await registry_state(school))[STAFF]
    people = {"outsider": {"user": school.names["outsider"], "name": ["Чужой", "", ""],
                           "roles": ["director"], "groups": {}, "children": {}}}  # fmt: skip
    forged: Mapping[tuple[str, str], Content] = {
        STAFF: {"people": people},
        (events.ROSTER, "more"): {"people": people},
        (events.CONFIRMATION, school.names["pending"].removeprefix("@")): {
            "order": "№ 1", "confirmed": True,
        },
        (events.QUIET_HOURS, f"{CLASS}:pupils"): {"from": 0, "to": 0},
    }  # fmt: skip
    try:
        for (kind, key), content in forged.items():
            answer = await school.ask(
                "other_admin", "PUT", f"/rooms/$registry/state/{kind}/{key}", content
            )
            assert answer.status == 200, answer
        assert await rules(school) == USUAL
        made = await school.ask("pending", "POST", "/createRoom", {})
        assert made.rule == "policy-may-not R4"
    finally:
        for kind, key in forged:
            content = {} if kind != events.ROSTER else {"people": {}}
            await school.write_registry(kind, key, good if (kind, key) == STAFF else content)
        await school.ask("other_admin", "POST", "/rooms/$registry/leave")
