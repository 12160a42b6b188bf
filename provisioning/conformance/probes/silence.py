"""Who did wrong is silent for a time (X12), and a closed task takes no more answers (N5)."""

import time

from policy import events
from provisioning.conformance import wire
from provisioning.conformance.cast import SILENCED
from provisioning.conformance.model import Call
from provisioning.conformance.probes import probe
from provisioning.conformance.probes.rooms import thread
from provisioning.conformance.stage import PUPILS
from provisioning.conformance.trials import Attempt
from provisioning.matrix.client import path

_HOUR_MS = 3_600_000


@probe("X12", title="probe-silence")
async def a_silence_holds_where_it_was_said_and_for_nobody_else(it: Attempt) -> None:
    stage, room = it.prover.stage, it.prover.room("pupils")
    until = int(time.time() * 1000) + _HOUR_MS
    word = {"rooms": {stage.rooms[PUPILS].key: until}, "by": it.users["director"], "why": "probe"}
    await it.may(SILENCED, it.prover.say(room))
    # The word itself is the assistant's to write, on the word of who may: no person writes it.
    key = it.users[SILENCED].removeprefix("@")
    for who in ("director", "teacher", "pupil", SILENCED):
        await it.may_not(who, wire.state(stage.registry, events.MUTE, word, key))
    await it.may(SILENCED, it.prover.say(room))
    try:
        await stage.silence(word)
        await it.may_not(SILENCED, it.prover.say(room), rule="policy-muted", row="X12")
        await it.may("classmate", it.prover.say(room))
        if "club" in stage.rooms:
            await it.may(SILENCED, it.prover.say(it.prover.room("club")))
        # An adult can be called, whatever else may not be said.
        said = await it.may("classmate", it.prover.say(room))
        report = Call(
            "POST",
            path(*wire.CLIENT, "rooms", room, "report", said.text("event_id")),
            {"reason": "Проверка положения"},
        )
        await it.may(SILENCED, report)
    finally:
        await stage.silence({})
    await it.may(SILENCED, it.prover.say(room))


@probe("N5", title="probe-task-closed")
async def a_closed_task_takes_no_more_answers(it: Attempt) -> None:
    room = it.prover.room("pupils")
    # As the assistant writes it: a message that clients show; its edit closes it.
    task = it.prover.text("Проверка: решите задачу", **{events.TASK: {"title": "Проверка"}})
    opened = await it.prover.stage.program_says(room, task)
    await it.right("pupil", "task.answer", it.prover.say(room, thread(it, opened)), "pupils")
    closed = it.prover.text("Проверка: закрыто", **{events.TASK: {"closed": True}})
    edit = {
        **it.prover.text("* Проверка: закрыто"),
        "m.new_content": closed,
        "m.relates_to": {"rel_type": "m.replace", "event_id": opened},
    }
    forged = it.prover.say(room, {**edit, "m.new_content": it.prover.text("Закрыто")})
    await it.may_not("pupil", forged)
    await it.prover.stage.program_says(room, edit)
    answer = it.prover.say(room, thread(it, opened))
    await it.may_not("pupil", answer, rule="policy-task-closed", row="N5")
    await it.right("teacher", "task.open", it.prover.say(room, thread(it, opened)), "pupils")
