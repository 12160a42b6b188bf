"""The role «teacher» and its confirmation (R4)."""

import asyncio
import time

from policy import events
from policy.regulation import PENDING
from provisioning.conformance import wire
from provisioning.conformance.cast import ORDER, REVOKED
from provisioning.conformance.model import Call
from provisioning.conformance.probes import probe
from provisioning.conformance.probes.contacts import direct
from provisioning.conformance.trials import OUTSIDE, Attempt
from provisioning.matrix.client import path
from templates import message

SECONDS = 60


@probe("R4", title="probe-pending")
async def before_the_order_a_teacher_is_pending(it: Attempt) -> None:
    for kind in ("pupils", "parents", "staff_room"):
        call = Call("POST", path(*wire.CLIENT, "join", it.prover.room(kind)), {})
        await it.may_not(PENDING, call, rule="policy-not-on-the-list")
    await it.right(PENDING, "room.create", wire.create(name="Проверка"))
    for other, feature in (
        ("teacher", "direct.with_teacher"),
        ("parent", "direct.with_parent"),
        ("pupil", "direct.with_pupil"),
        ("director", "direct.with_staff"),
    ):
        await it.right(PENDING, feature, direct(it, other))
    await it.right(
        PENDING,
        "text.send",
        it.prover.say(it.prover.room("announcements")),
        "announcements",
    )
    # The same with an order.
    await it.may("teacher", it.prover.say(it.prover.room("pupils")))


@probe("R4", title="probe-self-confirmation")
async def nobody_confirms_oneself(it: Attempt) -> None:
    registry = it.prover.stage.registry
    content = {"order": ORDER, "confirmed": True}
    key = it.users[PENDING].removeprefix("@")
    for who in (PENDING, "teacher", "secretary"):
        await it.may_not(who, wire.state(registry, events.CONFIRMATION, content, key))
    state = await it.prover.stage.registry_state()
    it.see(not state.get((events.CONFIRMATION, key)), message("probe-registry-unchanged"))


@probe("R4", title="probe-revocation")
async def a_revoked_role_ends_in_every_room(it: Attempt) -> None:
    stage = it.prover.stage
    room = it.prover.room("pupils")
    await it.may(REVOKED, it.prover.say(room))
    kinds = stage.layouts.kinds
    lost = {
        it.prover.room(kind)
        for kind in kinds
        if it.prover.room(kind) in it.prover.rooms_of(REVOKED)
        and PENDING not in kinds[kind].compiled().roles
    }
    await stage.confirm(REVOKED, {"order": ORDER, "confirmed": False})
    began = time.monotonic()
    await it.may_not(REVOKED, it.prover.say(room), errcodes=OUTSIDE)
    left = lost
    while left and time.monotonic() - began < SECONDS:
        await asyncio.sleep(0.5)
        answer = await it.ask(REVOKED, wire.look("joined_rooms"))
        left = lost & set(answer.json.get("joined_rooms", ()))
    seconds = round(time.monotonic() - began)
    it.see(not left, message("probe-out-of-rooms", count=len(lost), seconds=seconds))
    call = Call("POST", path(*wire.CLIENT, "join", room), {})
    await it.may_not(REVOKED, call, rule="policy-not-on-the-list")
    await it.may_not(REVOKED, wire.create(name="Проверка"))
