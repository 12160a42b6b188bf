"""The web side's word: who is put out, and what is told of who is inside."""

import aiohttp
import pytest

from tests.jitsi.client import Refused, is_own, item, refusal
from tests.jitsi.conftest import Enter
from tests.jitsi.server import PRESENCE_SECRET, Prosody
from tests.jitsi.tokens import DOMAIN, claims, conference, sign
from tests.jitsi.web import Ear

TEACHER = "@teacher:ruchei.example"
PUPIL = "@pupil:ruchei.example"


async def order(
    prosody: Prosody, what: str, body: object, secret: str | None = PRESENCE_SECRET, **headers: str
) -> tuple[int, object]:
    """POST it as the web side does."""
    if secret is not None:
        headers["Authorization"] = f"Bearer {secret}"
    async with aiohttp.ClientSession() as session:
        url = f"{prosody.http}/parta/{what}"
        async with session.post(url, json=body, headers=headers) as answer:
            if answer.content_type != "application/json":
                return answer.status, await answer.text()
            return answer.status, await answer.json()


async def test_a_removed_pupil_is_out_and_stays_out(enter: Enter, prosody: Prosody) -> None:
    room = conference()
    teacher = await enter(room, TEACHER, owner=True)
    await teacher.join(room)
    pupil, waiting = await enter(room), await enter(room)
    await pupil.join(room)
    in_hand = sign(claims(room))
    status, said = await order(prosody, "remove", {"conference": room, "user": PUPIL})
    assert (status, said) == (200, {"removed": 2})
    await pupil.hears(lambda it: it.get("type") == "unavailable" and is_own(it))
    await pupil.gone.wait()
    await waiting.gone.wait()
    # A token that was in hand already opens the connection, and no room.
    again = await enter(room, jwt=in_hand)
    assert refusal(await again.join(room)) == ("forbidden", "removed")
    assert not teacher.gone.is_set()


async def test_a_pupil_who_may_come_back_does(enter: Enter, prosody: Prosody) -> None:
    room = conference()
    teacher = await enter(room, TEACHER, owner=True)
    await teacher.join(room)
    await order(prosody, "remove", {"conference": room, "user": PUPIL})
    told = claims(room)
    later = told | {"iat": told["iat"] + 2, "nbf": told["nbf"]}
    again = await enter(room, jwt=sign(later))
    assert item(await again.join(room)) == ("member", "participant")


async def test_an_ended_conference_is_empty_and_stays_so(enter: Enter, prosody: Prosody) -> None:
    room = conference()
    teacher = await enter(room, TEACHER, owner=True)
    await teacher.join(room)
    pupil = await enter(room)
    await pupil.join(room)
    in_hand = sign(claims(room, TEACHER, owner=True))
    assert await order(prosody, "end", {"conference": room}) == (200, {"removed": 2})
    await teacher.gone.wait()
    await pupil.gone.wait()
    again = await enter(room, jwt=in_hand)
    assert refusal(await again.join(room)) == ("forbidden", "removed")
    assert await order(prosody, "end", {"conference": room}) == (200, {"removed": 1})


async def test_nobody_else_gives_orders(enter: Enter, prosody: Prosody) -> None:
    room = conference()
    teacher = await enter(room, TEACHER, owner=True)
    await teacher.join(room)
    body = {"conference": room, "user": TEACHER}
    for what in ("remove", "end"):
        for secret in (None, "", "guess", PRESENCE_SECRET[:-1], PRESENCE_SECRET + "x"):
            assert (await order(prosody, what, body, secret))[0] == 401
        # Through nginx an order would carry where it came from.
        far = {"X-Forwarded-For": "192.0.2.7"}
        assert (await order(prosody, what, body, **far))[0] == 403
        for wrong in ([], {}, {"conference": "*", "user": TEACHER}, {"conference": 1}, "x"):
            assert (await order(prosody, what, wrong))[0] == 400
    assert (await order(prosody, "remove", {"conference": room}))[0] == 400
    async with aiohttp.ClientSession() as session, session.get(f"{prosody.http}/parta/end") as got:
        assert got.status in {404, 405}
    assert not teacher.gone.is_set()


async def test_what_happens_is_told_in_order(enter: Enter, ear: Ear, prosody: Prosody) -> None:
    room = conference()
    early = await enter(room)
    await early.join(room)  # refused, so nothing is told
    teacher = await enter(room, TEACHER, owner=True)
    await teacher.join(room)
    pupil = await enter(room)
    await pupil.join(room)
    await pupil.leave()
    await ear.hears(room, "created", "joined", "joined", "left")
    await teacher.leave()
    told = await ear.hears(room, "created", "joined", "joined", "left", "left", "destroyed")
    assert [it.get("occupant", {}).get("user") for it in told] == (
        [None, TEACHER, PUPIL, PUPIL, TEACHER, None]
    )
    assert told[1]["occupant"] == {
        "id": teacher.nick,
        "user": TEACHER,
        "name": "Имя teacher",
        "affiliation": "owner",
    }
    times = [it["at"] for it in told]
    assert times == sorted(times)
    assert all(isinstance(it, int) for it in times)
    assert ear.secrets == {f"Bearer {PRESENCE_SECRET}"}


async def test_a_web_side_that_is_down_misses_nothing(enter: Enter, ear: Ear) -> None:
    room = conference()
    ear.answer = 503
    try:
        teacher = await enter(room, TEACHER, owner=True)
        await teacher.join(room)
        pupil = await enter(room)
        await pupil.join(room)
        await pupil.leave()
        await ear.refuses(room, 1)
    finally:
        ear.answer = 200
    await ear.hears(room, "created", "joined", "joined", "left")


async def test_a_word_that_is_not_understood_holds_up_no_other(enter: Enter, ear: Ear) -> None:
    room, after = conference(), conference()
    ear.answer = 400
    try:
        teacher = await enter(room, TEACHER, owner=True)
        await teacher.join(room)
        await ear.refuses(room, 2)
    finally:
        ear.answer = 200
    teacher = await enter(after, TEACHER, owner=True)
    await teacher.join(after)
    await ear.hears(after, "created", "joined")
    assert ear.of(room) == []


@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL"])
async def test_a_restart_ends_what_was_on(
    enter: Enter, ear: Ear, prosody: Prosody, how: str
) -> None:
    """The web side hears that it is over, and no pupil is owner of anything afterwards."""
    room = conference()
    teacher = await enter(room, TEACHER, owner=True)
    await teacher.join(room)
    pupil = await enter(room)
    await pupil.join(room)
    await ear.hears(room, "created", "joined", "joined")
    prosody.stop(how)
    await prosody.start()
    told = await ear.until(room, "destroyed")
    assert [it["event"] for it in told][:3] == ["created", "joined", "joined"]
    again = await enter(room)
    assert refusal(await again.join(room)) == ("not-allowed", "waiting-for-host")
    with pytest.raises(Refused, match="wrong-issuer"):
        await enter(room, jwt=sign(claims(room) | {"iss": DOMAIN}))
