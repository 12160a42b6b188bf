"""Rooms: who makes them, how they come out, who gets in, who locks them (C1 to C7, A2)."""

from typing import Any

from policy import events
from policy.regulation import DIRECT
from provisioning.conformance import wire
from provisioning.conformance.model import Call
from provisioning.conformance.probes import probe
from provisioning.conformance.stage import ALONE, LOCKED
from provisioning.conformance.trials import OUTSIDE, Attempt
from provisioning.matrix.client import path
from templates import message

_ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


async def state_of(it: Attempt, room_id: str) -> dict[tuple[str, str], dict[str, Any]]:
    """A room's state as the server has it."""
    found = await it.prover.stage.server.room_state(room_id)
    return {(one["type"], one["state_key"]): one["content"] for one in found}


def thread(it: Attempt, root: str) -> dict[str, Any]:
    """A message in the thread of `root`."""
    return {**it.prover.text(), "m.relates_to": {"rel_type": "m.thread", "event_id": root}}


@probe("C1", title="probe-roster")
async def rooms_and_accounts_are_those_of_the_roster(it: Attempt) -> None:
    changes = it.prover.changes
    it.see(changes == 0, message("probe-roster-changes", count=changes))
    joined = await it.may("pupil", wire.look("joined_rooms"))
    kinds = it.prover.stage.layouts.kinds
    mine = {it.prover.room(kind) for kind in kinds}
    seen = set(joined.json.get("joined_rooms", ())) & mine
    it.see(seen == it.prover.rooms_of("pupil"), message("probe-rooms-are-the-roles"))
    for name in ("parents", "staff_room"):
        await it.may_not(
            "pupil",
            Call("POST", path(*wire.CLIENT, "join", it.prover.room(name)), {}),
            rule="policy-not-on-the-list",
        )


@probe("C2", "W8", title="probe-create-room")
async def a_room_is_made_the_schools_way(it: Attempt) -> None:
    answer = await it.right(
        "teacher",
        "room.create",
        wire.create(
            name="Проверка",
            preset="trusted_private_chat",
            invite=[it.users["parent"], it.users["additional_teacher"]],
            initial_state=[_ENCRYPTION],
            power_level_content_override={"users_default": 100, "invite": 0},
        ),
    )
    if "room_id" in answer.json:
        state = await state_of(it, answer.text("room_id"))
        create = state["m.room.create", ""]
        it.see(("m.room.encryption", "") not in state, message("probe-not-encrypted"))
        it.see(create.get(events.DIRECT_MARK) is not None, message("probe-is-marked"))
        it.see(create.get("m.federate") is False, message("probe-not-federated"))
        levels = state["m.room.power_levels", ""]
        it.see(levels.get("users_default") == 0, message("probe-levels-of-the-regulation"))
        history = state["m.room.history_visibility", ""].get("history_visibility")
        it.see(history == "shared", message("probe-history-for-members"))
        parents = [key for kind, key in state if kind == "m.space.parent"]
        it.see(len(parents) == 1, message("probe-hangs-in-the-school"))
    for who in ("pupil", "parent", "pending"):
        await it.right(who, "room.create", wire.create(name="Проверка"))


@probe("C2", "X7", title="probe-create-smuggled")
async def nothing_is_smuggled_into_a_new_room(it: Attempt) -> None:
    smuggled = {"type": "m.room.power_levels", "state_key": "", "content": {"users_default": 100}}
    await it.may_not("teacher", wire.create(initial_state=[smuggled]), rule="creation-state")
    await it.may_not("teacher", wire.create(room_alias_name="probe-name"), rule="creation-alias")
    await it.may_not("teacher", wire.create(preset="public_chat"), rule="creation-public")
    await it.may_not("teacher", wire.create(visibility="public"), rule="creation-public")
    await it.may_not(
        "teacher", wire.create(creation_content={"type": "m.space"}), rule="creation-content"
    )


@probe("C4", title="probe-members")
async def members_come_and_go_by_the_roster(it: Attempt) -> None:
    room = it.prover.room("pupils")
    await it.may("pupil", it.prover.say(room))
    for who in ("pupil", "teacher"):
        for action, feature in (("invite", "member.invite"), ("kick", "member.remove")):
            target = it.users["parent" if action == "invite" else "classmate"]
            await it.right(who, feature, wire.membership(room, action, target), "pupils")
    await it.right(
        "parent",
        "member.remove",
        wire.membership(it.prover.room("parents"), "ban", it.users["other_parent"]),
        "parents",
    )
    state = await state_of(it, room)
    still = state["m.room.member", it.users["classmate"]].get("membership") == "join"
    it.see(still, message("probe-nobody-was-removed"))


@probe("C5", title="probe-reply")
async def people_answer_each_other(it: Attempt) -> None:
    room = it.prover.room("pupils")
    asked = await it.may("teacher", it.prover.say(room))
    answers = {"m.in_reply_to": {"event_id": asked.text("event_id")}}
    reply = {**it.prover.text(), "m.relates_to": answers}
    await it.may("pupil", it.prover.say(room, reply))
    mark = {"m.relates_to": {"rel_type": "m.annotation", "event_id": asked.text("event_id"),
                             "key": "👍"}}  # fmt: skip
    await it.may("pupil", it.prover.event(room, "m.reaction", mark))
    call = it.prover.say(room, reply)
    await it.may_not("pending", call, errcodes=OUTSIDE)


@probe("C6", title="probe-thread")
async def teachers_open_threads(it: Attempt) -> None:
    room = it.prover.room("pupils")
    for who in ("teacher", "pupil"):
        root = await it.may("pupil", it.prover.say(room))
        call = it.prover.say(room, thread(it, root.text("event_id")))
        await it.right(who, "thread.open", call, "pupils")


@probe("C7", "Z4", title="probe-club")
async def a_club_has_members_of_its_own(it: Attempt) -> None:
    room = it.prover.room("club")
    await it.right("additional_teacher", "text.send", it.prover.say(room), "club")
    await it.right("pupil", "text.send", it.prover.say(room), "club")
    for who in ("teacher", "classmate", "parent"):
        call = Call("POST", path(*wire.CLIENT, "join", room), {})
        await it.may_not(who, call, rule="policy-not-on-the-list")
    for kind in ("pupils", "parents", "class_announcements"):
        call = Call("POST", path(*wire.CLIENT, "join", it.prover.room(kind)), {})
        await it.may_not("additional_teacher", call, rule="policy-not-on-the-list")
        call = it.prover.say(it.prover.room(kind))
        await it.may_not("additional_teacher", call, errcodes=OUTSIDE)


@probe("A2", title="probe-no-adult")
async def pupils_are_not_alone(it: Attempt) -> None:
    await it.may("pupil", it.prover.say(it.prover.room("pupils")))
    await it.may_not("pupil", it.prover.say(it.prover.room(ALONE)), rule="policy-no-adult")


@probe("A2", title="probe-locked")
async def a_locked_room_is_for_teachers(it: Attempt) -> None:
    room = it.prover.room(LOCKED)
    await it.may("teacher", it.prover.say(room))
    await it.may_not("pupil", it.prover.say(room), rule="policy-locked")
    await it.may_not("pupil", wire.state(room, events.LOCK, {"locked": False}))


@probe("X7", title="probe-upgrade")
async def nobody_replaces_a_room(it: Attempt) -> None:
    room = it.prover.room("pupils")
    call = Call(
        "POST",
        path(*wire.CLIENT, "rooms", room, "upgrade"),
        {"new_version": events.ROOM_VERSION},
    )
    for who in ("director", "teacher", "pupil"):
        await it.may_not(who, call, rule="policy-may-not")
    state = await state_of(it, room)
    it.see(("m.room.tombstone", "") not in state, message("probe-room-lives"))
    await it.right("teacher", "text.send", it.prover.say(room), "pupils")


@probe("X7", title="probe-delayed")
async def nothing_is_prepared_for_later(it: Attempt) -> None:
    """An event that Synapse sends later would be refused then, where nobody hears it."""
    room = it.prover.room("pupils")
    await it.may("teacher", it.prover.say(room))
    later = wire.state(room, "m.room.name", {"name": "Проверка"})
    call = Call(later.method, later.path, later.body, {"org.matrix.msc4140.delay": "600000"})
    # Most homeservers do not take such events at all.
    await it.may_not("pupil", call, rule="policy-may-not", errcodes=("M_UNKNOWN", "M_UNRECOGNIZED"))


@probe("X7", title="probe-form")
async def events_have_the_form_that_rules_read(it: Attempt) -> None:
    """What Synapse itself would stumble over gets an answer with a sentence, too."""
    room = it.prover.room("pupils")
    await it.may("pupil", it.prover.say(room))
    for event_type in ("m.room.create", "m.room.member"):
        call = it.prover.event(room, event_type, {"membership": "join"})
        await it.may_not("pupil", call, rule="policy-unknown-event")
    call = it.prover.event(room, "m.room.redaction", {"redacts": ["$probe"]})
    await it.may_not("pupil", call, rule="policy-redact-state", row="X7")
    forged = {**it.prover.text(), events.INCIDENT: {"kind": "refused"}}
    await it.may_not("pupil", it.prover.say(room, forged), rule="policy-forged")


@probe("X6", title="probe-encryption")
async def rooms_stay_readable(it: Attempt) -> None:
    room = it.prover.room("pupils")
    content = {"algorithm": "m.megolm.v1.aes-sha2"}
    for who in ("teacher", "pupil"):
        await it.right(
            who, "encryption.enable", wire.state(room, "m.room.encryption", content), "pupils"
        )
    cipher = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgAEhA", "session_id": "a"}
    await it.right(
        "pupil", "encryption.enable", it.prover.event(room, "m.room.encrypted", cipher), "pupils"
    )
    state = await state_of(it, room)
    it.see(("m.room.encryption", "") not in state, message("probe-not-encrypted"))


@probe("X6", "W9", title="probe-to-device")
async def nothing_passes_beside_the_rooms(it: Attempt) -> None:
    def to_device(kind: str, user: str) -> Call:
        body = {"messages": {user: {"*": {"call_id": "probe", "body": "проверка"}}}}
        return Call("PUT", path(*wire.CLIENT, "sendToDevice", kind, it.prover.txn()), body)

    other = it.users["classmate"]
    for kind in ("m.call.invite", "m.room.encrypted", "org.example.text"):
        await it.may_not("pupil", to_device(kind, other), rule="policy-to-device")
    # What a client's own devices need to tell each other still works.
    await it.may("pupil", to_device("m.key.verification.request", it.users["pupil"]))


@probe("R2", "R3", title="probe-direct-words")
async def families_and_teachers_talk(it: Attempt) -> None:
    room = it.prover.room(DIRECT)
    for who in ("teacher", "parent", "pupil", "director"):
        await it.right(who, "text.send", it.prover.say(room), DIRECT)
    await it.may_not("childless", it.prover.say(room), errcodes=OUTSIDE)
