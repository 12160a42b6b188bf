"""Links, words and files (N2, N3, Z2, F2, W6, T3 to T6, W11)."""

from policy import events
from policy.catalogue import unpack
from provisioning.conformance.probes import probe
from provisioning.conformance.trials import OUTSIDE, Attempt, NotNow
from templates import message

_UNVERIFIED = "https://igra.elsewhere.example/probe"
_REASON = "причина: пример для проверки положения"


def verified(it: Attempt) -> str:
    """A link to a domain of the school's catalogue.

    Raises:
        NotNow: the catalogue is empty.
    """
    parts = [
        content
        for (kind, _), content in sorted(it.prover.stage.found.registry_state.items())
        if kind == events.CATALOGUE
    ]
    domains = sorted(unpack(parts).domains) if parts else []
    if not domains:
        raise NotNow(message("conformance-no-catalogue"))
    return f"https://{domains[0]}/"


async def _links(it: Attempt, kind: str, teacher: str) -> None:
    prover = it.prover
    room = prover.room(kind)
    address = verified(it)

    def link(*words: str) -> dict[str, object]:
        return prover.text("\n".join(words))

    await it.may_not("pupil", prover.say(room, link(_UNVERIFIED)), rule="links-not-verified")
    await it.may_not(
        "pupil", prover.say(room, link(_UNVERIFIED, _REASON)), rule="links-not-verified"
    )
    await it.may_not(teacher, prover.say(room, link(_UNVERIFIED)), rule="links-reason-needed")
    await it.may(teacher, prover.say(room, link(_UNVERIFIED, _REASON)))
    await it.may("pupil", prover.say(room, link(address)))
    await it.may(teacher, prover.say(room, link(address)))


@probe("N2", title="probe-links")
async def pupils_share_verified_content_only(it: Attempt) -> None:
    await _links(it, "pupils", "teacher")


@probe("Z2", title="probe-links-club")
async def clubs_share_verified_content_only(it: Attempt) -> None:
    await _links(it, "club", "additional_teacher")


@probe("N3", title="probe-links-materials")
async def teachers_publish_verified_resources(it: Attempt) -> None:
    room = it.prover.room("materials")
    address = verified(it)
    call = it.prover.say(room, it.prover.text(_UNVERIFIED))
    await it.may_not("teacher", call, rule="links-reason-needed")
    call = it.prover.say(room, it.prover.text(f"{_UNVERIFIED}\n{_REASON}"))
    await it.may("teacher", call)
    await it.may("teacher", it.prover.say(room, it.prover.text(address)))
    await it.may_not("pupil", it.prover.say(room, it.prover.text(address)))


@probe("F2", title="probe-links-parents")
async def teachers_and_parents_share_freely(it: Attempt) -> None:
    room = it.prover.room("parents")
    for who in ("teacher", "parent"):
        call = it.prover.say(room, it.prover.text(_UNVERIFIED))
        await it.right(who, "content.share_other", call, "parents")
    verified(it)
    call = it.prover.say(it.prover.room("pupils"), it.prover.text(_UNVERIFIED))
    await it.right("pupil", "content.share_other", call, "pupils")


@probe("X11", title="probe-links-staff")
async def staff_share_freely_among_staff(it: Attempt) -> None:
    room = it.prover.room("staff_room")
    for who in ("director", "teacher"):
        call = it.prover.say(room, it.prover.text(_UNVERIFIED))
        await it.right(who, "content.share_other", call, "staff_room")
    call = it.prover.say(room, it.prover.text(_UNVERIFIED))
    await it.may_not("parent", call, errcodes=OUTSIDE)
