"""Who may write to whom personally, and who never (C3, R1, R2, R3, W5)."""

from provisioning.conformance import wire
from provisioning.conformance.model import Answer, Call
from provisioning.conformance.probes import probe
from provisioning.conformance.probes.rooms import state_of
from provisioning.conformance.trials import Attempt
from provisioning.matrix.client import path
from templates import message

_FOREIGN = "@someone:elsewhere.example"


def direct(it: Attempt, *others: str) -> Call:
    """A conversation as clients begin one."""
    return wire.create(
        is_direct=True,
        preset="trusted_private_chat",
        invite=[it.users.get(other, other) for other in others],
    )


def join(room: Answer) -> Call:
    """Accept the invitation."""
    return Call("POST", path(*wire.CLIENT, "join", room.text("room_id")), {})


@probe("C3", "R3", title="probe-teacher-parent")
async def teacher_and_parent_write_to_each_other(it: Attempt) -> None:
    for one, other, feature in (
        ("teacher", "parent", "direct.with_parent"),
        ("parent", "teacher", "direct.with_teacher"),
    ):
        room = await it.right(one, feature, direct(it, other))
        if "room_id" in room.json:
            await it.may(other, join(room))
            await it.may(other, it.prover.say(room.text("room_id")))
    # By who teaches whose child, and by nothing else.
    await it.may_not("other_teacher", direct(it, "parent"), rule="contacts-not-yours")
    await it.may_not("childless", direct(it, "teacher"), rule="contacts-not-yours")


@probe("C3", "R2", title="probe-teacher-pupil")
async def a_teacher_writes_to_a_pupil_with_the_parents(it: Attempt) -> None:
    room = await it.right("teacher", "direct.with_pupil", direct(it, "pupil"))
    if "room_id" not in room.json:
        return
    room_id = room.text("room_id")
    state = await state_of(it, room_id)
    invited = state.get(("m.room.member", it.users["parent"]), {}).get("membership")
    it.see(invited in ("invite", "join"), message("probe-guardian-is-there"))
    await it.may("parent", join(room))
    await it.may("pupil", join(room))
    await it.may("pupil", it.prover.say(room_id))
    await it.may("parent", wire.membership(room_id, "leave"))
    await it.may_not("pupil", it.prover.say(room_id), rule="contacts-guardian-gone")
    await it.may_not("teacher", it.prover.say(room_id), rule="contacts-guardian-gone")


@probe("C3", title="probe-pupils")
async def pupils_begin_no_conversation(it: Attempt) -> None:
    for other, feature in (
        ("classmate", "direct.with_pupil"),
        ("teacher", "direct.with_teacher"),
        ("other_parent", "direct.with_parent"),
    ):
        await it.right("pupil", feature, direct(it, other))
    await it.right("other_parent", "direct.with_pupil", direct(it, "pupil"))
    await it.may_not("other_teacher", direct(it, "pupil"), rule="contacts-not-yours")
    await it.may_not("teacher", direct(it, "lone_pupil"), rule="contacts-no-guardian")


@probe("C3", title="probe-third")
async def a_conversation_grows_by_the_same_rules(it: Attempt) -> None:
    room = await it.may("teacher", direct(it, "parent"))
    room_id = room.text("room_id")
    await it.may("parent", join(room))
    call = wire.membership(room_id, "invite", it.users["lone_pupil"])
    await it.may_not("teacher", call, rule="contacts-guardian-first")
    await it.right(
        "parent", "room.fill", wire.membership(room_id, "invite", it.users["other_parent"])
    )
    await it.right("teacher", "room.fill", wire.membership(room_id, "invite", it.users["director"]))


@probe("W5", title="probe-uninvited")
async def nobody_comes_in_uninvited(it: Attempt) -> None:
    room = await it.may("teacher", direct(it, "parent"))
    await it.may("parent", join(room))
    for who in ("childless", "pupil", "outsider"):
        await it.may_not(who, join(room))
    knock = wire.membership(room.text("room_id"), "knock")
    await it.may_not("childless", knock, rule="policy-not-invited")
    foreign = Call(
        "POST",
        path(*wire.CLIENT, "join", "!probe:elsewhere.example"),
        {},
        {"server_name": "elsewhere.example"},
    )
    await it.may_not("teacher", foreign, rule="policy-not-invited")


@probe("R1", "W5", title="probe-outsiders")
async def private_ids_are_not_invited(it: Attempt) -> None:
    await it.may("teacher", direct(it, "parent"))
    for who, row in (("teacher", "R1"), ("parent", "W5"), ("director", "W5")):
        for outsider in (_FOREIGN, "outsider"):
            await it.may_not(who, direct(it, outsider), rule="contacts-outsider", row=row)
    room = await it.may("teacher", direct(it, "parent"))
    room_id = room.text("room_id")
    call = wire.membership(room_id, "invite", _FOREIGN)
    await it.may_not("teacher", call, rule="contacts-outsider", row="R1")
    by_mail = Call(
        "POST",
        path(*wire.CLIENT, "rooms", room_id, "invite"),
        {
            "id_server": "127.0.0.1:9",
            "id_access_token": "probe",
            "medium": "email",
            "address": "someone@elsewhere.example",
        },
    )
    # Synapse's words: its module interface lets us say no here, but not why.
    await it.may_not("teacher", by_mail, errcodes=("M_FORBIDDEN",))


@probe("R3", title="probe-childless")
async def a_parent_without_a_child_here_sees_nothing(it: Attempt) -> None:
    await it.may("parent", it.prover.say(it.prover.room("parents")))
    for kind in ("parents", "class_announcements", "materials", "pupils"):
        call = Call("POST", path(*wire.CLIENT, "join", it.prover.room(kind)), {})
        await it.may_not("childless", call, rule="policy-not-on-the-list")
        call = wire.look("rooms", it.prover.room(kind), "messages", dir="b")
        await it.may_not("childless", call, errcodes=("M_FORBIDDEN",))
