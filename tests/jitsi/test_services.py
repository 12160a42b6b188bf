"""The bridge and the focus: people do not come near them, and they need no token."""

import asyncio
import ssl
from xml.etree import ElementTree as ET

import pytest
from slixmpp import ClientXMPP
from slixmpp.xmlstream import StanzaBase

from tests.jitsi.client import CONFERENCES, WAIT, Client, Refused, item, refusal
from tests.jitsi.conftest import Enter
from tests.jitsi.server import FOCUS_PASSWORD, Prosody
from tests.jitsi.tokens import DOMAIN, conference, token

AUTH = f"auth.{DOMAIN}"


async def test_people_do_not_even_try_a_service_password(prosody: Prosody) -> None:
    room = conference()
    for params in ({}, {"room": room, "token": token(room, owner=True)}):
        with pytest.raises(Refused, match="closed"):
            await Client(AUTH).enter(prosody.address, **params)


async def test_nobody_enters_by_a_plain_connection(prosody: Prosody) -> None:
    """There is no address in it, and so no token."""
    assert await _log_in(prosody, DOMAIN, "", "") != "session_start"
    assert await _log_in(prosody, AUTH, "focus", "guess") != "session_start"
    assert await _log_in(prosody, AUTH, "nobody", "") != "session_start"


async def test_the_focus_enters_and_makes_nobody_owner(prosody: Prosody, enter: Enter) -> None:
    """As Jicofo does: it opens the room before anybody else; a pupil waits all the same."""
    focus = _Focus(prosody)
    assert await focus.begin() == "session_start"
    room = conference()
    focus.send_raw(
        f"<presence to='{room}@{CONFERENCES}/focus'>"
        "<x xmlns='http://jabber.org/protocol/muc'/></presence>"
    )
    pupil = await enter(room)
    await asyncio.wait_for(focus.inside.wait(), WAIT)
    assert refusal(await pupil.join(room)) == ("not-allowed", "waiting-for-host")
    teacher = await enter(room, "@teacher:ruchei.example", owner=True)
    assert item(await teacher.join(room)) == ("owner", "moderator")
    assert item(await pupil.join(room)) == ("member", "participant")
    grant = (
        "<query xmlns='http://jabber.org/protocol/muc#admin'>"
        f"<item jid='{pupil.boundjid.bare}' affiliation='owner'/></query>"
    )
    iq = focus.make_iq_set(ito=f"{room}@{CONFERENCES}")
    iq.append(ET.XML(grant))
    with pytest.raises(Exception, match="not-allowed"):
        await iq.send(timeout=5)
    focus.abort()


class _Focus(ClientXMPP):
    """A service that logs in over TCP with its password."""

    def __init__(
        self, prosody: Prosody, host: str = AUTH, user: str = "focus", word: str = ""
    ) -> None:
        super().__init__(f"{user}@{host}" if user else host, word or FOCUS_PASSWORD)
        self._port = prosody.port + 1
        self.inside = asyncio.Event()
        self.add_filter("in", self._look)
        self.ssl_context.check_hostname = False
        self.ssl_context.verify_mode = ssl.CERT_NONE

    def _look(self, stanza: StanzaBase) -> StanzaBase:
        if stanza.name == "presence":
            self.inside.set()
        return stanza

    async def begin(self) -> str:
        """How it ended: session_start, or which failure."""
        ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def settle(name: str) -> None:
            if not ended.done():
                ended.set_result(name)

        for name in ("session_start", "failed_all_auth", "no_auth", "disconnected"):
            self.add_event_handler(name, lambda _, name=name: settle(name))
        self.connect("127.0.0.1", self._port)
        return await asyncio.wait_for(ended, WAIT)


async def _log_in(prosody: Prosody, host: str, user: str, word: str) -> str:
    client = _Focus(prosody, host, user, word)
    try:
        return await client.begin()
    finally:
        client.abort()
