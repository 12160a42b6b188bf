"""A client that may lie: slixmpp over a WebSocket, the token in the address as Jitsi has it."""

import asyncio
import itertools
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import aiohttp
from slixmpp import ClientXMPP
from slixmpp.xmlstream import StanzaBase

from tests.jitsi.tokens import DOMAIN

CONFERENCES = f"conference.{DOMAIN}"
WAIT = 10.0  # seconds until a test that waits for something fails
MUC = "http://jabber.org/protocol/muc"
USER = MUC + "#user"

_ids = itertools.count(1)
_nicks = (f"{number:08x}" for number in itertools.count(0xA0000000))


class Refused(Exception):
    """The server let nobody in by this token; `reason` is what it said."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Frames(asyncio.Transport):
    """RFC 7395 below a client that thinks of a stream."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, host: str) -> None:
        super().__init__()
        self._socket = socket
        self._host = host
        self._out: asyncio.Queue[str | None] = asyncio.Queue()
        self.closing = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default

    def write(self, data: Any) -> None:
        text = bytes(data).decode()
        if text.startswith("<stream:stream"):
            framing = "urn:ietf:params:xml:ns:xmpp-framing"
            text = f"<open xmlns='{framing}' to={quoteattr(self._host)} version='1.0'/>"
        elif text == "</stream:stream>":
            text = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"
        elif not re.match(r"<[^>]* xmlns=", text):  # a frame stands for itself (RFC 7395, 3.3.3)
            text = re.sub(r"^<(\w+)", r'<\1 xmlns="jabber:client"', text)
        self._out.put_nowait(text)

    def close(self) -> None:
        self.closing = True
        self._out.put_nowait(None)

    abort = close

    def is_closing(self) -> bool:
        return self.closing

    async def pump(self) -> None:
        while (text := await self._out.get()) is not None:
            if not self._socket.closed:
                await self._socket.send_str(text)
        await self._socket.close()


class Client(ClientXMPP):
    """Somebody at the door. `enter` connects, `join` asks to be let into a conference."""

    def __init__(self, host: str = DOMAIN) -> None:
        super().__init__(host, "")
        self.heard: list[ET.Element] = []
        self.gone = asyncio.Event()
        self._news = asyncio.Condition()
        self._session = aiohttp.ClientSession()
        self._tasks: list[asyncio.Task[None]] = []
        self.nick = next(_nicks)
        self.add_filter("in", self._hear)

    def _hear(self, stanza: StanzaBase) -> StanzaBase:
        self.heard.append(stanza.xml)
        self._tasks.append(asyncio.ensure_future(self._tell()))
        return stanza

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def enter(self, address: str, **params: str) -> "Client":
        """Connect with these parameters in the address; Refused with what the server said."""
        query = "?" + urlencode(params) if params else ""
        socket = await self._session.ws_connect(
            f"{address}/xmpp-websocket{query}", protocols=["xmpp"]
        )
        done: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

        def settle(reason: str | None) -> None:
            if not done.done():
                done.set_result(reason)

        self.add_event_handler("session_start", lambda _: settle(None))
        self.add_event_handler("failed_auth", lambda stanza: settle(stanza["text"] or "no"))
        frames = _Frames(socket, self.boundjid.host)
        self._run_out_filters = asyncio.ensure_future(self.run_filters())
        self._tasks.append(asyncio.ensure_future(frames.pump()))
        self._tasks.append(asyncio.ensure_future(self._listen(socket, settle)))
        self.connection_made(frames)
        reason = await asyncio.wait_for(done, WAIT)
        if reason is not None:
            await self.leave()
            raise Refused(reason)
        return self

    async def _listen(
        self, socket: aiohttp.ClientWebSocketResponse, settle: Callable[[str | None], None]
    ) -> None:
        async for message in socket:
            text = str(message.data)
            if text.startswith("<open"):
                text = (
                    "<stream:stream xmlns='jabber:client' version='1.0' id='1' "
                    f"xmlns:stream='http://etherx.jabber.org/streams' from='{self.boundjid.host}'>"
                )
                self.init_parser()
            elif text.startswith("<close"):
                break
            self.data_received(text)
        self.gone.set()
        await self._tell()
        settle("closed")

    async def leave(self) -> None:
        """Hang up."""
        if self.transport is not None:
            self.transport.close()
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        if self._run_out_filters is not None:
            self._run_out_filters.cancel()
        await self._session.close()

    async def hears(self, wanted: Callable[[ET.Element], bool]) -> ET.Element:
        """The first stanza that is wanted, heard already or yet to come."""

        def found() -> ET.Element | None:
            return next((one for one in self.heard if wanted(one)), None)

        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: found() is not None), WAIT)
        stanza = found()
        assert stanza is not None
        return stanza

    def say(self, xml: str) -> None:
        """Send this, whatever it is."""
        self.send_raw(xml)

    async def ask(self, to: str | None, body: str, kind: str = "get") -> ET.Element:
        """Send an iq; its answer."""
        number = f"q{next(_ids)}"
        target = f" to={quoteattr(to)}" if to else ""
        self.say(f"<iq xmlns='jabber:client' id='{number}' type='{kind}'{target}>{body}</iq>")
        return await self.hears(
            lambda it: (
                it.tag.endswith("}iq")
                and it.get("id") == number
                and it.get("type") in {"result", "error"}
            )
        )

    async def join(
        self, conference: str, *, nick: str | None = None, host: str = CONFERENCES, more: str = ""
    ) -> ET.Element:
        """Knock at a conference; the presence that answers: one's own (110), or an error."""
        self.nick = nick or self.nick
        number = f"p{next(_ids)}"
        me = f"{conference}@{host}/{self.nick}"
        self.say(
            f"<presence xmlns='jabber:client' id='{number}' to={quoteattr(me)}>"
            f"<x xmlns='{MUC}'/>{more}</presence>"
        )
        return await self.hears(
            lambda it: it.get("id") == number and (it.get("type") == "error" or is_own(it))
        )


def is_own(presence: ET.Element) -> bool:
    """Is this one's own presence in a room?"""
    codes = [it.get("code") for it in presence.iterfind(f"{{{USER}}}x/{{{USER}}}status")]
    return "110" in codes


def item(presence: ET.Element) -> tuple[str | None, str | None]:
    """Affiliation and role that a presence from a room tells."""
    found = presence.find(f"{{{USER}}}x/{{{USER}}}item")
    assert found is not None, ET.tostring(presence)
    return found.get("affiliation"), found.get("role")


def refusal(stanza: ET.Element) -> tuple[str, str]:
    """Condition and text of an error; fails where it is none."""
    error = stanza.find("{jabber:client}error")
    assert error is not None, ET.tostring(stanza)
    names = {child.tag.split("}")[1]: child.text or "" for child in error}
    text = names.pop("text", "")
    return next(iter(names)), text
