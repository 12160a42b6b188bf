"""Order in the rooms: quiet hours, floods, reports, polls, conferences, tasks, the audit log."""

import asyncio
from typing import Any

from policy import events
from policy.regulation import DIRECT
from provisioning.conformance import wire
from provisioning.conformance.cast import SLOW
from provisioning.conformance.model import Call
from provisioning.conformance.probes import probe
from provisioning.conformance.probes.rooms import thread
from provisioning.conformance.stage import QUIET
from provisioning.conformance.trials import Attempt, NotNow
from provisioning.matrix.client import path
from templates import message

# The module tells repeated and supernumerary incidents together, once a minute.
_INCIDENT_SECONDS = 75
_POLL = {
    "org.matrix.msc3381.poll.start": {
        "question": {"org.matrix.msc1767.text": "Проверка?"},
        "kind": "org.matrix.msc3381.poll.disclosed",
        "max_selections": 1,
        "answers": [
            {"id": "yes", "org.matrix.msc1767.text": "Да"},
            {"id": "no", "org.matrix.msc1767.text": "Нет"},
        ],
    },
    "org.matrix.msc1767.text": "Проверка?\n1. Да\n2. Нет",
}


async def _newest(it: Attempt, room_id: str) -> dict[str, dict[str, Any]]:
    """Event id → facts, of what was written into the moderation room last."""
    answer = await it.prover.stage.server.client.get(
        path(*wire.CLIENT, "rooms", room_id, "messages"), {"dir": "b", "limit": "100"}
    )
    return {
        str(one["event_id"]): one["content"].get(events.INCIDENT) or {} for one in answer["chunk"]
    }


@probe("W6", title="probe-incident")
async def a_refusal_is_written_into_the_moderation_room(it: Attempt) -> None:
    who = SLOW
    moderation = it.prover.stage.found.rooms.get("moderation")
    if moderation is None:
        raise NotNow(message("conformance-no-kind", kind="moderation"))
    before = set(await _newest(it, moderation.room_id))
    await it.may_not(who, wire.profile(it.users[who], "displayname", "Инцидент"))
    seen = False
    for _ in range(_INCIDENT_SECONDS):
        found = await _newest(it, moderation.room_id)
        fresh = [found[event_id] for event_id in found.keys() - before]
        seen = any(
            facts.get("user") == it.users[who] or facts.get("rule") == "note-more-incidents"
            for facts in fresh
        )
        if seen:
            break
        await asyncio.sleep(1)
    it.see(seen, message("probe-incident-is-there"))


@probe("W6", "X9", title="probe-quiet-hours")
async def quiet_hours_are_quiet(it: Attempt) -> None:
    room = it.prover.room(QUIET)
    await it.may("pupil", it.prover.say(it.prover.room("pupils")))
    await it.may_not("pupil", it.prover.say(room), rule="policy-quiet-hours")
    await it.may_not("teacher", it.prover.say(room), rule="policy-quiet-hours")
    await it.may("director", it.prover.say(room))


@probe("W6", title="probe-flood")
async def nobody_floods_a_room(it: Attempt) -> None:
    who = SLOW
    limit = it.prover.stage.layouts.safety.flood.get("pupil")
    if limit is None:
        raise NotNow(message("conformance-setting-off", setting="flood"))
    room = it.prover.room("pupils")
    await it.may("pupil", it.prover.say(room))
    for _ in range(limit.messages + 1):
        answer = await it.ask(who, it.prover.say(room))
        if answer.status >= 400:
            break
    await it.may_not(who, it.prover.say(room), rule="policy-flood")


@probe("W6", title="probe-report")
async def everybody_may_report(it: Attempt) -> None:
    room = it.prover.room("pupils")
    said = await it.may("classmate", it.prover.say(room))
    call = Call(
        "POST",
        path(*wire.CLIENT, "rooms", room, "report", said.text("event_id")),
        {"reason": "Проверка положения"},
    )
    await it.right("pupil", "person.report", call)
    await it.may_not("outsider", call, errcodes=("M_FORBIDDEN", "M_NOT_FOUND"))


@probe("W12", title="probe-poll")
async def polls_are_started_by_those_who_may(it: Attempt) -> None:
    room = it.prover.room("pupils")
    start = "org.matrix.msc3381.poll.start"
    poll = await it.right("teacher", "poll.start", it.prover.event(room, start, _POLL), "pupils")
    await it.right("pupil", "poll.start", it.prover.event(room, start, _POLL), "pupils")
    about = {"m.relates_to": {"rel_type": "m.reference", "event_id": poll.text("event_id")}}
    vote = {**about, "org.matrix.msc3381.poll.response": {"answers": ["yes"]}}
    call = it.prover.event(room, "org.matrix.msc3381.poll.response", vote)
    await it.right("pupil", "poll.answer", call, "pupils")
    end = {
        **about,
        "org.matrix.msc3381.poll.end": {},
        "org.matrix.msc1767.text": "Опрос завершён",
    }
    for who in ("pupil", "teacher"):
        call = it.prover.event(room, "org.matrix.msc3381.poll.end", end)
        await it.right(who, "poll.end", call, "pupils")


def conference(it: Attempt, host: str) -> dict[str, object]:
    """A conference widget as Element writes one."""
    return {
        "id": "probe",
        "type": "jitsi",
        "name": "Видеоконференция",
        "creatorUserId": it.users["teacher"],
        "url": f"https://{host}/jitsi.html?confId=probe#conferenceId=$conferenceId",
        "data": {"conferenceId": "probe", "domain": host, "isAudioOnly": False},
    }


def host_of(it: Attempt) -> str:
    """A host on which the school holds conferences."""
    hosts = it.prover.stage.layouts.safety.conference_hosts
    return min(hosts) if hosts else f"meet.{it.prover.server_name.partition(':')[0]}"


@probe("W10", "T1", title="probe-conference")
async def conferences_are_started_by_those_who_may(it: Attempt) -> None:
    room = it.prover.room("pupils")
    widget = "im.vector.modular.widgets"
    for who in ("teacher", "pupil"):
        call = wire.state(room, widget, conference(it, host_of(it)), f"probe-{who}")
        await it.right(who, "conference.start", call, "pupils")
    await it.right(
        "teacher", "conference.start", wire.state(room, widget, {}, "probe-teacher"), "pupils"
    )
    await it.right(
        "parent",
        "conference.start",
        wire.state(it.prover.room("parents"), widget, conference(it, host_of(it)), "probe"),
        "parents",
    )
    if it.prover.stage.layouts.safety.conference_hosts:
        call = wire.state(room, widget, conference(it, "meet.elsewhere.example"), "probe-other")
        await it.may_not("teacher", call, rule="policy-foreign-conference")
    foreign = {"type": "m.custom", "url": "https://elsewhere.example/", "name": "Проверка"}
    call = wire.state(room, widget, foreign, "probe-foreign")
    await it.right("teacher", "widget.place", call, "pupils")


@probe("W9", title="probe-call")
async def calls_are_started_by_those_who_may(it: Attempt) -> None:
    offer = {
        "call_id": "probe",
        "party_id": "probe",
        "version": "1",
        "lifetime": 60000,
        "offer": {"type": "offer", "sdp": "v=0"},
    }
    room = it.prover.room(DIRECT)
    for who in ("teacher", "parent", "pupil"):
        call = it.prover.event(room, "m.call.invite", offer)
        await it.right(who, "call.start", call, DIRECT)
    call = it.prover.event(it.prover.room("pupils"), "m.call.invite", offer)
    await it.right("pupil", "call.start", call, "pupils")


@probe("N5", title="probe-task")
async def tasks_are_opened_by_teachers_and_answered_by_pupils(it: Attempt) -> None:
    room = it.prover.room("pupils")
    task = {"body": "Проверка: решите задачу", "title": "Проверка"}
    for who in ("pupil", "teacher"):
        call = it.prover.event(room, "org.parta.task", task)
        opened = await it.right(who, "task.open", call, "pupils")
    call = it.prover.say(room, thread(it, opened.text("event_id")))
    await it.right("pupil", "task.answer", call, "pupils")


@probe("M1", "N4", title="probe-materials")
async def materials_are_found_by_the_class(it: Attempt) -> None:
    room = it.prover.room("materials")
    call = it.prover.event(room, "org.parta.material", {"body": "Проверка", "subject": "Проверка"})
    posted = await it.right("teacher", "material.publish", call, "materials")
    call = it.prover.event(room, "org.parta.material", {"body": "Проверка", "subject": "Проверка"})
    await it.right("pupil", "material.publish", call, "materials")
    for who in ("pupil", "parent"):
        answer = await it.may(who, wire.look("rooms", room, "messages", dir="b", limit="100"))
        ids = {one["event_id"] for one in answer.json.get("chunk", ())}
        it.see(posted.text("event_id") in ids, message("probe-reads-it"))
    call = wire.look("rooms", room, "messages", dir="b")
    for who in ("pending", "childless"):
        await it.may_not(who, call, errcodes=("M_FORBIDDEN",))
