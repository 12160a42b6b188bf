"""Incidents become facts and cards; who may decide decides, once, and it can be taken back."""

from dataclasses import replace
from typing import Any

import pytest

from bot.effects import Once, Redact
from bot.moderation.case import CHOICES, HELD, Case
from bot.moderation.kinds import DAY_MS, HOUR_MS
from policy import events
from policy.safety import Protection
from tests.unit.bot.stage import A_ROOM, B_ROOM, MODERATION, PROVISIONER, REGISTRY, Stage, school
from tests.unit.policy.school import BOT, user


def incident(stage: Stage, who: str = "ben", **changes: Any) -> dict[str, Any]:
    """What the homeserver writes when it held a message of somebody back."""
    facts = {
        "kind": "held", "rule": "words-held", "row": "", "clause": "", "setting": "words",
        "user": user(who), "room_id": A_ROOM, "key": "class:2024-a:pupils",
        "event_type": "m.room.message", "count": 1, "text": "не хочу жить", **changes,
    }  # fmt: skip
    content = {"msgtype": "m.notice", "body": "…", events.INCIDENT: facts}
    return stage.new_event(MODERATION, PROVISIONER, content)


async def held(stage: Stage, **changes: Any) -> dict[str, Any]:
    """A card about a held message."""
    await stage.happens(incident(stage, **changes))
    return dict(stage.cards()[-1])


def mute_of(stage: Stage, who: str = "ben", where: str = "") -> object:
    """Until when somebody is silenced in a room (locator key), or in the whole school."""
    words = stage.states.get((REGISTRY, events.MUTE, user(who)[1:]), {})
    return words.get("rooms", {}).get(where)


async def test_a_held_message_is_a_card_that_says_everything() -> None:
    stage = Stage()
    await stage.says("ann", A_ROOM, "привет всем")
    card = await held(stage)
    body = card["content"]["body"]
    for part in ("Ben (3А)", "3А · Ученики", "> не хочу жить", "> Ann: привет всем"):
        assert part in body
    assert "других случаев не было" in body
    choices = [
        it["content"]["m.relates_to"]["key"] for it in stage.said if it["type"] == "m.reaction"
    ]
    assert [CHOICES[it] for it in choices] == ["release", "warn", "mute", "escalate", "dismiss"]


async def test_an_incident_read_twice_is_one_fact_and_one_card() -> None:
    stage = Stage()
    event = incident(stage)
    await stage.happens(event)
    await stage.happens(event)
    assert len(stage.cards()) == 1
    assert len(stage.kinds("incident")) == 1


@pytest.mark.parametrize("who", ["ann", "tess", "mum", "stranger"])
@pytest.mark.parametrize("key", CHOICES)
async def test_a_reaction_of_who_may_not_decide_does_nothing(who: str, key: str) -> None:
    stage = Stage()
    card = await held(stage)
    before = (len(stage.effects), dict(stage.facts_by_id))
    await stage.reacts(who, card, key)
    assert (len(stage.effects), dict(stage.facts_by_id)) == before


async def test_the_right_is_asked_for_at_the_moment_of_the_reaction() -> None:
    stage = Stage()
    card = await held(stage)
    people = stage.school.people
    others = {key: it for key, it in people.by_id.items() if key != "adm"}
    stage.school = replace(stage.school, people=replace(people, by_id=others))
    await stage.reacts("adm", card, "❌")
    assert not stage.actions()


async def test_a_released_text_is_posted_in_the_author_s_name() -> None:
    stage = Stage()
    card = await held(stage, text="не хочу жить\nне хочу жить")
    await stage.reacts("adm", card, "✅")
    assert "Ben (сообщение прочитал взрослый):\n> не хочу жить" in stage.bodies(A_ROOM)
    assert "опубликовал" in stage.told("ben")
    assert "Пропущено: Adm" in stage.bodies(MODERATION)[-2] + stage.bodies(MODERATION)[-1]
    assert [it["what"] for it in stage.actions()] == ["release"]


async def test_a_release_is_taken_back_by_removing_what_was_posted() -> None:
    stage = Stage()
    card = await held(stage)
    await stage.reacts("adm", card, "✅")
    await stage.reacts("head", card, "↩")
    assert stage.bodies(A_ROOM) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"room_id": "!between:x", "key": ""},  # a private room: the assistant is not in it
        {"room_id": B_ROOM},  # where ben does not belong any more
        {"event_type": "m.room.topic"},
        {"text": ""},
        {"text": "x" * 5_000},  # nobody has read it whole
    ],
)
async def test_what_cannot_be_released_is_not_offered(changes: dict[str, Any]) -> None:
    stage = Stage()
    card = await held(stage, **changes)
    await stage.reacts("adm", card, "✅")
    assert not stage.actions()


async def test_a_mute_by_card_lasts_an_hour_and_is_taken_back() -> None:
    stage = Stage()
    card = await held(stage)
    await stage.reacts("adm", card, "🔇")
    assert mute_of(stage) == stage.now + HOUR_MS
    await stage.reacts("head", card, "↩️")  # as a keyboard sends it
    assert mute_of(stage) is None
    assert "снова можешь писать" in stage.told("ben")
    assert "Решение отменено: Head" in "\n".join(stage.bodies(MODERATION))
    await stage.reacts("head", card, "❌")
    assert stage.facts_by_id[f"decision:incident:{_incident_id(stage)}"].data["open"] is False


def _incident_id(stage: Stage) -> str:
    return str(stage.kinds("incident")[0].id)


async def test_a_warning_taken_back_does_not_count() -> None:
    stage = Stage()
    card = await held(stage)
    await stage.reacts("adm", card, "⚠")
    assert len(stage.kinds("warning")) == 1
    await stage.reacts("adm", card, "↩")
    assert stage.kinds("warning") == []
    assert "отменено" in stage.told("ben")


async def test_what_is_decided_is_decided() -> None:
    stage = Stage()
    card = await held(stage)
    await stage.reacts("adm", card, "❌")
    await stage.reacts("head", card, "🔇")
    assert mute_of(stage) is None
    assert [it["what"] for it in stage.actions()] == ["dismiss"]


async def test_of_two_who_decide_at_the_same_time_one_does() -> None:
    """Both looked before either wrote: the store lets one pass."""
    stage = Stage()
    card = await held(stage)
    jobs = []
    for who, key in (("adm", "❌"), ("head", "🔇")):
        payload = {
            "room_id": MODERATION, "target": card["event_id"], "key": key, "sender": user(who),
        }  # fmt: skip
        jobs.append(await stage.doers["reaction"](stage.desk, payload))
    for effects in jobs:
        stage.apply(effects)
    assert mute_of(stage) is None
    assert any(isinstance(it, Once) for it in jobs[1])


async def test_an_escalated_case_is_read_by_the_head_and_stays_open() -> None:
    stage = Stage()
    card = await held(stage)
    await stage.reacts("adm", card, "⬆")
    assert "не хочу жить" in stage.told("head")
    await stage.reacts("head", card, "❌")
    assert [it["what"] for it in stage.actions()] == ["escalate", "dismiss"]


async def test_incidents_add_up_over_thirty_days() -> None:
    stage = Stage()
    await stage.happens(incident(stage, kind="refused", count=4, text=""))
    await stage.later(31 * DAY_MS)
    await stage.happens(incident(stage, kind="refused", count=2, text=""))
    await stage.happens(incident(stage, who="ann", kind="refused", count=7, text=""))
    await stage.says("tess", A_ROOM, "!предупредить Ben")
    body = (await held(stage))["content"]["body"]
    assert "отказы и проверки 2, жалобы 0, предупреждения 1" in body


async def test_refusals_alone_make_no_card_and_no_noise() -> None:
    stage = Stage()
    for _ in range(50):
        await stage.happens(incident(stage, kind="refused", text=""))
    assert stage.bodies(MODERATION) == []
    assert len(stage.kinds("incident")) == 50


async def test_repeated_refusals_of_one_person_make_one_card() -> None:
    stage = Stage(school(refusals=Protection(10, 600)))
    for _ in range(3):
        await stage.happens(incident(stage, kind="refused", count=4, text=""))
    (card,) = stage.cards()
    assert "отказано много раз" in card["content"]["body"]
    await stage.happens(incident(stage, kind="refused", count=9, text=""))
    assert len(stage.cards()) == 1
    await stage.later(601_000)
    await stage.happens(incident(stage, kind="refused", count=10, text=""))
    assert len(stage.cards()) == 2


async def test_a_raid_closes_the_room() -> None:
    stage = Stage(school(raid=Protection(3, 300, then=("card", "lock"))))
    for who in ("ann", "ben", "lone"):
        await stage.happens(incident(stage, who=who, kind="refused", text=""))
    assert stage.states[A_ROOM, events.LOCK, ""]["locked"] is True
    (card,) = stage.cards()
    await stage.happens(incident(stage, kind="refused", text=""))
    assert len(stage.cards()) == 1
    assert "Комната уже закрыта" in card["content"]["body"]


FORGED = [
    ("ann", MODERATION, {}),
    ("adm", MODERATION, {}),
    (BOT, MODERATION, {}),
    (PROVISIONER, A_ROOM, {}),
    (PROVISIONER, MODERATION, {"kind": "expelled"}),
    (PROVISIONER, MODERATION, {"kind": ["held"]}),
    (PROVISIONER, MODERATION, None),
    (PROVISIONER, MODERATION, "held"),
    (PROVISIONER, MODERATION, ["held"]),
]


@pytest.mark.parametrize(("sender", "room", "changes"), FORGED)
async def test_a_forged_incident_does_nothing(sender: str, room: str, changes: object) -> None:
    stage = Stage()
    event = incident(stage)
    event["sender"] = sender if sender.startswith("@") else user(sender)
    event["room_id"] = room
    if isinstance(changes, dict):
        event["content"][events.INCIDENT].update(changes)
    else:
        event["content"][events.INCIDENT] = changes
    await stage.happens(event)
    assert stage.cards() == []
    assert stage.facts_by_id == {}


@pytest.mark.parametrize(
    "absurd",
    [
        {"user": None}, {"user": "@x" * 300}, {"room_id": {"a": 1}}, {"text": 5}, {"rule": "\n{"},
        {"count": -3}, {"count": 10**30}, {"count": "9"}, {"key": []}, {"setting": "x" * 10_000},
        {"text": "\u202e" + "<b>" * 3_000}, {"event_type": None}, {"row": "W99"},
    ],
)  # fmt: skip
async def test_an_absurd_incident_still_becomes_a_card(absurd: dict[str, Any]) -> None:
    stage = Stage()
    card = await held(stage, **absurd)
    assert "\u202e" not in card["content"]["body"]
    assert "<b>" not in card["content"]["formatted_body"]
    assert 0 < stage.kinds("incident")[0].data["count"] <= 1_000_000
    assert Case.from_dict(card["content"]["org.parta.prompt"]["payload"]) is not None


async def test_a_case_about_a_moderator_goes_past_the_moderation_room() -> None:
    stage = Stage()
    message = stage.new_event(A_ROOM, user("head"), {"msgtype": "m.text", "body": "крик"})
    await stage.replies("ann", A_ROOM, message, "!жалоба кричит")
    assert stage.cards() == []
    (card,) = stage.cards(user("adm"))
    assert "крик" in card["content"]["body"]
    assert "крик" not in stage.told("head")
    await stage.reacts("head", card, "❌")
    assert not stage.actions()
    await stage.reacts("adm", card, "❌")
    assert [it["what"] for it in stage.actions()] == ["dismiss"]
    assert "нарушения не нашли" in stage.told("ann")


async def test_a_removed_message_is_kept_in_the_record() -> None:
    stage = Stage()
    message = await stage.says("ben", A_ROOM, "гадость")
    await stage.replies("ann", A_ROOM, message, "!жалоба")
    (card,) = stage.cards()
    await stage.reacts("adm", card, "🗑")
    assert Redact(A_ROOM, message["event_id"]) in stage.effects
    assert stage.actions()[-1]["what"] == "remove"
    await stage.reacts("adm", card, "↩")  # what is removed does not come back
    assert [it["what"] for it in stage.actions()] == ["remove"]


def test_a_case_reads_back_what_it_was() -> None:
    case = Case("incident:$1", HELD, "@ben:x", A_ROOM, "$1", text="t", done=("mute",))
    assert Case.from_dict(case.to_dict()) == case
    assert Case.from_dict({"id": "x", "kind": "other"}) is None
    assert Case.from_dict({}) is None
