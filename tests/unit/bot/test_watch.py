"""What the assistant follows of the registry."""

from bot.school import Watch
from policy import events
from tests.unit.bot.stage import PROVISIONER
from tests.unit.builders import SERVER, plan_for
from tests.unit.policy.school import roster

NOW = 1_790_000_000_000


def watch() -> Watch:
    found = Watch(SERVER, PROVISIONER)
    state = plan_for(roster().build()).wanted.registry
    found.fill(
        [
            {"type": kind, "state_key": key, "sender": PROVISIONER, "content": content}
            for (kind, key), content in state.items()
        ],
        NOW,
    )
    return found


def probe(sender: str) -> dict[str, object]:
    person = {"user": f"@probe:{SERVER}", "name": ["Проба", "", ""], "roles": ["teacher"]}
    content = {"people": {"probe": person}, "groups": {}, "until": NOW + 60_000, "hurried": []}
    return {"type": events.PROBES, "state_key": "run", "sender": sender, "content": content}


def test_the_school_is_read_whole() -> None:
    school = watch().school
    assert school is not None
    assert {"ann", "tess", "head"} <= school.people.by_id.keys()


def test_throw_away_people_of_conformance_are_strangers_to_the_assistant() -> None:
    found = watch()
    found.follow([probe(PROVISIONER)], NOW)
    assert found.school is not None
    assert found.school.person(f"@probe:{SERVER}") is None


def test_what_somebody_else_writes_into_the_registry_is_not_believed() -> None:
    found = watch()
    before = found.school
    emptied = {"type": events.ROSTER, "state_key": "staff", "content": {"people": {}}}
    found.follow([{**emptied, "sender": f"@ann:{SERVER}"}], NOW)
    assert found.school is before
