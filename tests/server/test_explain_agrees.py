"""`parta explain` and the homeserver give the same answer: random people, rooms and features.

Both ask the same policy; this shows that nothing between it and a client's request changes it, and
that no room's power levels are tighter than the regulation.
"""

import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import aiohttp
import pytest

from policy.decision import Moment, Sent
from policy.regulation import Verdict
from provisioning.demo.homeserver import DemoHomeserver
from provisioning.explain import explain
from provisioning.layouts.load import REGISTRY_KIND, Layouts
from provisioning.matrix.client import path
from provisioning.matrix.server import Homeserver
from provisioning.observe import Observed, observe
from provisioning.planning import Inputs, Plan, make_plan
from tests.server.campus import Campus
from tests.server.conftest import SERVER_NAME, free_port
from tests.unit.policy.school import PEOPLE, roster, text, with_newcomer
from tests.unit.policy.test_messages import EVENTS

_SEED = 20260901
_TRIPLES = 220
_GENEROUS = {"per_second": 10_000, "burst_count": 10_000}
_ROOMS = ("_matrix", "client", "v3", "rooms")
_REMOVE = "message.remove"
# Files need an upload first, and tests/server/test_uploads.py.
_FILES = ("photo.send", "audio.send", "video.send", "file.send")
_FEATURES: Mapping[str, Sent] = {
    **{feature: sent for feature, sent in EVENTS.items() if feature not in _FILES},
    # The text has to be allowed as well; then it is the right to call everybody that is asked.
    "everyone.notify": text(**{"m.mentions": {"room": True}}),
    _REMOVE: Sent("m.room.redaction", {}),
}
_NEEDS = {"everyone.notify": ("text.send", "everyone.notify")}


@dataclass
class _School:
    """A school that runs, and a session for each of its people."""

    campus: Campus
    plan: Plan
    found: Observed
    tokens: Mapping[str, str]  # by person id
    written: Mapping[str, str]  # locator key → a message of the provisioning user


@pytest.fixture(scope="module")
async def school(
    tmp_path_factory: pytest.TempPathFactory, layouts: Layouts
) -> AsyncIterator[_School]:
    """One school on a homeserver of its own, where everybody may write at any hour."""
    home = tmp_path_factory.mktemp("agrees")
    homeserver = DemoHomeserver(home, SERVER_NAME, free_port(), provisioner="parta")
    homeserver.start({"rc_message": _GENEROUS})
    try:
        await homeserver.wait()
        yield await _provisioned(homeserver, layouts)
    finally:
        homeserver.process.stop()


async def _provisioned(homeserver: DemoHomeserver, layouts: Layouts) -> _School:
    campus = await Campus.found(homeserver, layouts, provisioner="parta")
    people = with_newcomer(roster())
    await campus.open_to_all(await campus.settle(people))
    async with campus.client() as client:
        server = Homeserver(client)
        found = await observe(server, campus.school)
        written = {}
        for key, room in found.rooms.items():
            sent = await client.put(
                path(
                    "_matrix", "client", "v3", "rooms", room.room_id, "send", "m.room.message", key
                ),
                {"msgtype": "m.text", "body": "Здравствуйте"},
            )
            written[key] = str(sent["event_id"])
    plan = make_plan(Inputs(campus.school, layouts, people), found, date(2026, 9, 1))
    tokens = {it: await campus.token_of(found.registry.users[it]) for it in PEOPLE}
    return _School(campus, plan, found, tokens, written)


async def _answer(
    school: _School, name: str, key: str, feature: str, number: int
) -> tuple[int, dict[str, Any]]:
    """Status and body of what the homeserver says."""
    sent = _FEATURES[feature]
    room = (*_ROOMS, school.found.rooms[key].room_id)
    if feature == _REMOVE:
        where = path(*room, "redact", school.written[key], str(number))
    elif sent.state_key is not None:
        where = path(*room, "state", sent.type, sent.state_key)
    else:
        where = path(*room, "send", sent.type, str(number))
    async with (
        aiohttp.ClientSession() as session,
        session.put(
            school.campus.homeserver.address + where,
            json=dict(sent.content),
            headers={"Authorization": f"Bearer {school.tokens[name]}"},
        ) as answer,
    ):
        return answer.status, await answer.json()


def _told(school: _School, name: str, key: str) -> Mapping[str, Verdict]:
    """What `parta explain` says."""
    user = school.found.registry.users[name]
    answer = explain(
        school.plan.wanted,
        school.found.registry_state,
        user,
        key,
        Moment(12 * 60),
    )
    return {feature.id: verdict for feature, verdict in answer.verdicts}


async def test_explain_and_the_homeserver_agree(school: _School) -> None:
    chosen = random.Random(_SEED)
    rooms = sorted(
        key
        for key, room in school.plan.wanted.rooms.items()
        if not room.space and key != REGISTRY_KIND
    )
    disagreements = []
    allowed = 0
    for number in range(_TRIPLES):
        key = chosen.choice(rooms)
        members = [
            it for it in PEOPLE
            if school.found.registry.users[it] in school.plan.wanted.rooms[key].roles
        ]  # fmt: skip
        # Most questions are about members; an outsider may nothing and is soon told so.
        name = chosen.choice(members if number % 5 else PEOPLE)
        told = _told(school, name, key)
        may_do = [it for it in sorted(_FEATURES) if it in told and told[it].allowed]
        feature = chosen.choice(may_do if may_do and number % 2 else sorted(_FEATURES))
        verdicts = [told.get(it) for it in _NEEDS.get(feature, (feature,))]
        refusing = next((it for it in verdicts if it is None or not it.allowed), None)
        may = all(it is not None and it.allowed for it in verdicts)
        allowed += may
        status, body = await _answer(school, name, key, feature, number)
        agrees = status == 200 if may else status == 403
        if refusing is not None and refusing.row is not None and name in members:
            agrees = agrees and body.get("org.parta.row") == refusing.row.id
        if not agrees:
            disagreements.append((name, key, feature, may, refusing, status, body))
    assert not disagreements
    # Of both answers there were many.
    assert _TRIPLES // 4 < allowed < _TRIPLES * 3 // 4
