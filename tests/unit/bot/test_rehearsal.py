"""A command tried without consequences: by throw-away people alone, and nothing comes of it."""

import pytest

from bot.commands.rehearsal import NoProbe, Outcome, rehearse
from bot.commands.table import COMMANDS
from bot.school import Watch
from bot.store.store import RoomRow
from policy import events
from policy.school import School
from tests.unit.bot.stage import Stage
from tests.unit.policy.school import A, user

ROOM = RoomRow("!probe", "probe:pupils", "pupils", A, name="probe")
KEYS = ("ann", "ben", "tess")


class Trying(Watch):
    """A registry that names some people as throw-away ones."""

    def __init__(self, school: School) -> None:
        super().__init__("x", "@provisioning:x", probes=True)
        self._school = school
        people = {
            key: {"user": user(key), "name": ["Проверка", key, ""], "roles": ["pupil"],
                  "groups": {}, "children": {}}
            for key in KEYS
        }  # fmt: skip
        content = {"people": people, "groups": {}, "until": 10**15, "hurried": []}
        self._state[events.PROBES, ""] = content

    @property
    def school(self) -> School:
        return self._school


async def tried(stage: Stage, who: str, text: str, room: str = ROOM.key) -> Outcome:
    watch = Trying(stage.desk.school)
    return await rehearse(stage.desk, watch, COMMANDS, user(who), [ROOM], room, text)


async def test_who_may_would_do_it_and_nothing_is_done() -> None:
    stage = Stage()
    before = (len(stage.said), dict(stage.states))
    found = await tried(stage, "tess", "!тишина Ben 5 мин")
    assert (found.refusal, found.told) == (None, "")
    assert "SetState" in found.effects
    assert (len(stage.said), dict(stage.states)) == before


async def test_who_may_not_is_refused() -> None:
    found = await tried(Stage(), "ann", "!закрыть")
    assert found.refusal is not None
    assert found.refusal.row == "A2"


@pytest.mark.parametrize("typed", ["!такойнет", "!тишина Никто", "!предупредить"])
async def test_what_is_not_understood_is_no_success(typed: str) -> None:
    found = await tried(Stage(), "tess", typed)
    assert found.told or found.refusal


@pytest.mark.parametrize(("who", "room"), [("head", ROOM.key), ("tess", "class:a:pupils")])
async def test_real_people_and_rooms_are_not_tried(who: str, room: str) -> None:
    with pytest.raises(NoProbe):
        await tried(Stage(), who, "!кто", room)


async def test_rooms_of_the_school_are_not_written_to() -> None:
    stage = Stage()
    desk = stage.desk
    assert desk.rooms.by_key(ROOM.key) is None
    await tried(stage, "tess", "!закрыть")
    assert stage.desk.rooms.by_key(ROOM.key) is None
