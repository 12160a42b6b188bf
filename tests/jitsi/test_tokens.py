"""Which tokens let nobody in. Each differs from a genuine one in one thing."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.jitsi.client import Client, Refused, item, refusal
from tests.jitsi.conftest import Enter
from tests.jitsi.server import Prosody
from tests.jitsi.tokens import (
    DOMAIN,
    FIRST,
    FOREIGN,
    SECOND,
    claims,
    conference,
    plain,
    sign,
    token,
)

ROOM = conference()


def _user(**changes: Any) -> dict[str, Any]:
    told = claims(ROOM)
    user = told["context"]["user"] | changes
    user = {key: value for key, value in user.items() if value is not None}
    return {"context": told["context"] | {"user": user}}


def _tampered(name: str, value: Any) -> str:
    """A genuine token in which somebody changed a claim, keeping the signature."""
    head, body, tail = token(ROOM).split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=="))
    told[name] = value
    return f"{head}.{plain(json.dumps(told).encode())}.{tail}"


def _wrong() -> Iterator[tuple[str, str]]:
    now = int(time.time())
    unsigned = sign(claims(ROOM), header={"alg": "none"})
    yield "malformed", ""
    yield "malformed", "not.a.token"
    yield "malformed", token(ROOM) + "."
    yield "malformed", token(ROOM).rsplit(".", 1)[0]
    yield "malformed", "x"
    for alg in ("none", "None", "nOnE", "", "HS384", "RS256", "ES256", None):
        yield "wrong-algorithm", sign(claims(ROOM), header={"alg": alg})
    yield "malformed", unsigned.rsplit(".", 1)[0] + "."
    yield "wrong-signature", sign(claims(ROOM), FOREIGN)
    yield "unknown-key", sign(claims(ROOM), SECOND)
    yield "unknown-key", sign(claims(ROOM), header={"kid": None})
    yield "unknown-key", sign(claims(ROOM), header={"kid": "../../dev/null"})
    yield "unknown-key", sign(claims(ROOM), header={"kid": ["2026-1"]})
    yield "unknown-extension", sign(claims(ROOM), header={"crit": ["exp"]})
    yield "wrong-signature", token(ROOM)[:-6] + "AAAAAA"
    for name, value in {
        "iss": "me",
        "aud": "*",
        "sub": "*",
        "room": conference(),
        "exp": now + 9999,
        "nbf": now - 1,
        "iat": now - 1,
        "jti": "other",
        "context": claims(ROOM, owner=True)["context"],
    }.items():
        yield "wrong-signature", _tampered(name, value)
    yield "wrong-issuer", token(ROOM, iss="other")
    yield "wrong-issuer", token(ROOM, iss=None)
    yield "wrong-audience", token(ROOM, aud="*")
    yield "wrong-audience", token(ROOM, aud=["parta"])
    yield "wrong-domain", token(ROOM, sub="*")
    yield "wrong-domain", token(ROOM, sub="meet.other.example")
    yield "expired", token(ROOM, iat=now - 300, nbf=now - 300, exp=now - 6)
    yield "not-yet", token(ROOM, nbf=now + 60)
    yield "not-yet", token(ROOM, iat=now + 60, exp=now + 90)
    yield "too-long", token(ROOM, exp=now + 86400)
    for name in ("exp", "nbf", "iat"):
        yield "no-time", token(ROOM, **{name: None})
        yield "no-time", token(ROOM, **{name: str(now)})
    yield "no-id", token(ROOM, jti=None)
    for room in ("*", ".*", "[a-z]*", None, ROOM.upper(), ROOM + "a", "c" * 25, ["c"], "/"):
        yield "wrong-room", token(ROOM, room=room)
    yield "no-user", token(ROOM, context=None)
    yield "no-user", token(ROOM, context={"user": "me", "features": {}})
    yield "no-user", token(ROOM, **_user(id="pupil"))
    yield "no-name", token(ROOM, **_user(name=None))
    yield "no-name", token(ROOM, **_user(name="a\nb"))
    yield "wrong-affiliation", token(ROOM, **_user(affiliation="teacher"))
    yield "wrong-affiliation", token(ROOM, **_user(affiliation="owner"))
    yield "wrong-affiliation", token(ROOM, **_user(moderator=True))
    yield "wrong-affiliation", token(ROOM, **_user(moderator="true"))
    yield "no-features", token(ROOM, context=claims(ROOM)["context"] | {"features": None})
    yield "wrong-features", token(ROOM, context=claims(ROOM)["context"] | {"features": ["all"]})


async def test_only_a_genuine_token_lets_anybody_in(enter: Enter) -> None:
    said: list[tuple[str, str, str]] = []
    for reason, shown in _wrong():
        try:
            await enter(ROOM, jwt=shown)
        except Refused as refused:
            answer = refused.reason
        else:
            answer = "entered"
        if answer != reason:
            said.append((reason, answer, shown))
    assert [it[:2] for it in said] == []


async def test_without_any_token_nobody_enters(prosody: Prosody) -> None:
    with pytest.raises(Refused, match="no-token"):
        await Client().enter(prosody.address)
    with pytest.raises(Refused, match="no-token"):
        await Client().enter(prosody.address, room=ROOM)


async def test_a_clock_may_be_a_few_seconds_off(enter: Enter) -> None:
    now = int(time.time())
    await enter(ROOM, iat=now + 3, nbf=now + 3, exp=now + 120)
    await enter(ROOM, iat=now - 200, nbf=now - 200, exp=now - 2)


async def test_a_token_is_used_once(enter: Enter) -> None:
    shown = token(ROOM)
    await enter(ROOM, jwt=shown)
    with pytest.raises(Refused, match="replayed"):
        await enter(ROOM, jwt=shown)
    other = {"jti": claims(ROOM)["jti"]}
    told = [token(ROOM, **other) for _ in range(2)]
    results = await asyncio.gather(*(enter(ROOM, jwt=one) for one in told), return_exceptions=True)
    assert sorted(type(one) for one in results if isinstance(one, BaseException)) == [Refused]


async def test_the_address_names_the_room_of_the_token(enter: Enter) -> None:
    with pytest.raises(Refused, match="wrong-room"):
        await enter(conference(), jwt=token(ROOM))


async def test_a_token_opens_its_own_room_only(enter: Enter) -> None:
    """A pupil of another class: a genuine token, and the name of somebody else's conference."""
    theirs, own = conference(), conference()
    teacher = await enter(theirs, "@teacher:ruchei.example", owner=True)
    await teacher.join(theirs)
    stranger = await enter(own)
    assert refusal(await stranger.join(theirs)) == ("not-allowed", "")
    other = await enter(own, "@other:ruchei.example", owner=True)
    assert refusal(await other.join(theirs)) == ("not-allowed", "")


async def _bosh(prosody: Prosody, send: Callable[[str], str], query: str) -> str:
    async with aiohttp.ClientSession() as session:
        bodies = []
        for number in range(2):
            body = send(bodies[0] if number else "")
            async with session.post(f"{prosody.http}/http-bind{query}", data=body) as answer:
                bodies.append(await answer.text())
    return bodies[1]


@pytest.mark.parametrize(
    ("shown", "answer"), [(True, "<success"), (False, "not-authorized"), (None, "not-authorized")]
)
async def test_long_polling_asks_for_the_same_token(
    prosody: Prosody, shown: bool | None, answer: str
) -> None:
    """Jitsi's clients fall back to BOSH, with the same parameters in the address."""
    jwt = token(ROOM) if shown else token(ROOM, iss="other")
    query = "" if shown is None else f"?room={ROOM}&token={jwt}"

    def send(before: str) -> str:
        sid = before.split("sid='")[1].split("'", maxsplit=1)[0] if before else ""
        session = f"sid='{sid}'" if sid else ""
        start = f"to='{DOMAIN}' hold='1' wait='5' ver='1.6' xmpp:version='1.0'"
        inner = (
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>" if sid else ""
        )
        return (
            f"<body rid='{101 if sid else 100}' xmlns='http://jabber.org/protocol/httpbind' "
            f"xmlns:xmpp='urn:xmpp:xbosh' {session or start}>{inner}</body>"
        )

    assert answer in await _bosh(prosody, send, query)


def _line(key: tuple[str, str]) -> str:
    return f'{{ kid = "{key[0]}", secret = "{key[1]}" }},'


@pytest.fixture
async def accept(prosody: Prosody) -> AsyncIterator[Callable[[str], Awaitable[None]]]:
    """Let Prosody know other keys, as the playbook and a reload do; afterwards the first again."""
    path = prosody.home / "conf.d" / "hosts.cfg.lua"
    before = path.read_text()
    assert _line(FIRST) in before

    async def accept(keys: str) -> None:
        path.write_text(before.replace(_line(FIRST), keys))
        await prosody.reloaded()

    yield accept
    await accept(_line(FIRST))


async def test_keys_change_without_anybody_noticing(
    enter: Enter, accept: Callable[[str], Awaitable[None]]
) -> None:
    """A new key comes, signs, and the old one goes; who is inside stays."""
    teacher = await enter(ROOM, "@teacher:ruchei.example", owner=True)
    assert item(await teacher.join(ROOM)) == ("owner", "moderator")
    await accept(_line(SECOND) + _line(FIRST))
    await enter(ROOM, jwt=sign(claims(ROOM), SECOND))
    await enter(ROOM)
    await accept(_line(SECOND))
    await enter(ROOM, jwt=sign(claims(ROOM), SECOND))
    with pytest.raises(Refused, match="unknown-key"):
        await enter(ROOM)
    assert not teacher.gone.is_set()


async def test_a_public_key_is_for_its_own_algorithm(
    enter: Enter, accept: Callable[[str], Awaitable[None]]
) -> None:
    """RS256: signed with the private key, and never with the public one as if it were a secret."""
    private = rsa.generate_private_key(65537, 2048)
    public = (
        private.public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode()
        .strip()
    )
    await accept(f'{{ kid = "rs", public = [[{public}]] }},')

    def rs256() -> str:
        head = {"alg": "RS256", "typ": "JWT", "kid": "rs"}
        signed = ".".join(plain(json.dumps(part).encode()) for part in (head, claims(ROOM)))
        mac = private.sign(signed.encode(), PKCS1v15(), SHA256())
        return f"{signed}.{plain(mac)}"

    await enter(ROOM, jwt=rs256())
    with pytest.raises(Refused, match="wrong-signature"):
        await enter(ROOM, jwt=rs256()[:-8] + "AAAAAAAA")
    for secret in (public, public + "\n"):
        with pytest.raises(Refused, match="wrong-algorithm"):
            await enter(ROOM, jwt=sign(claims(ROOM), ("rs", secret)))
    with pytest.raises(Refused, match="wrong-signature"):
        await enter(ROOM, jwt=sign(claims(ROOM), ("rs", public), {"alg": "RS256"}))
