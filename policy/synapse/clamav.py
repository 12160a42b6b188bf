"""Asks ClamAV's daemon about a file (command INSTREAM, clamd(8)), without blocking the reactor.

Only a daemon on this machine is asked: the protocol knows no encryption, and the files are those of
children. An answer that does not come, or is none of the known ones, is UNAVAILABLE: whoever asks
must not take it for clean.
"""

import struct
from dataclasses import dataclass
from enum import Enum, auto
from ipaddress import ip_address
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from synapse.logging.context import make_deferred_yieldable
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, UNIXClientEndpoint, connectProtocol
from twisted.internet.interfaces import IPullProducer
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure
from zope.interface import implementer

_CHUNK = 256 * 1024
_LONGEST_ANSWER = 4096
_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 60


class State(Enum):
    """What became of a question."""

    CLEAN = auto()
    INFECTED = auto()
    UNAVAILABLE = auto()


@dataclass(frozen=True, slots=True)
class Scan:
    """An answer; `detail` is the name of the malware, or why there is no answer."""

    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where clamd listens: the path of its socket, or a port of this machine."""

    path: str = ""
    host: str = ""
    port: int = 0


def parse_address(text: str) -> Address:
    """Read ``unix:/run/clamav/clamd.ctl`` or ``tcp:127.0.0.1:3310``.

    Raises:
        ValueError: neither of them, or an address of another machine.
    """
    kind, _, where = text.partition(":")
    if kind == "unix" and PurePosixPath(where).is_absolute():
        return Address(path=where)
    host, _, port = where.rpartition(":")
    if kind == "tcp" and port.isascii() and port.isdigit() and 0 < int(port) < 65536:
        address = ip_address(host)  # raises ValueError
        if address.version == 4 and address.is_loopback:
            return Address(host=host, port=int(port))
    raise ValueError(f"clamav: unix:/path or tcp:127.0.0.1:port expected, not {text!r}")


class Clamd:
    """A clamd at `address`; every question has a connection of its own, so it may restart."""

    def __init__(self, reactor: Any, address: Address, seconds: float = _ANSWER_SECONDS) -> None:
        self._reactor = reactor
        self._seconds = seconds
        self._endpoint: UNIXClientEndpoint | TCP4ClientEndpoint
        if address.path:
            self._endpoint = UNIXClientEndpoint(  # type: ignore[no-untyped-call]
                reactor, address.path, timeout=_CONNECT_SECONDS
            )
        else:
            self._endpoint = TCP4ClientEndpoint(
                reactor, address.host, address.port, timeout=_CONNECT_SECONDS
            )

    async def scan(self, file: BinaryIO) -> Scan:
        """What clamd says about `file`, read from its beginning; never raises for its absence.

        Now and then, busy or reading its signatures anew, clamd closes a connection without a word;
        it is asked once more then, and whoever sends a file need not send it again.
        """
        first = await self._ask(file)
        return await self._ask(file) if first == _SILENT else first

    async def _ask(self, file: BinaryIO) -> Scan:
        question = _Question(self._reactor, file)
        try:
            connected = connectProtocol(self._endpoint, question)  # type: ignore[no-untyped-call]
            await make_deferred_yieldable(connected)
            answer = await make_deferred_yieldable(
                question.answer.addTimeout(self._seconds, self._reactor)
            )
        # Whatever goes wrong between us and the daemon, the file was not looked at.
        except Exception as error:  # noqa: BLE001
            return Scan(State.UNAVAILABLE, f"{type(error).__name__}: {error}")
        finally:
            question.leave()
        return understand(answer)


_SILENT = Scan(State.UNAVAILABLE, "no answer")


def understand(answer: bytes) -> Scan:
    """What an answer of clamd means."""
    text = answer.rstrip(b"\x00\r\n").decode("utf-8", "replace")
    if text == "stream: OK":
        return Scan(State.CLEAN)
    if text.startswith("stream: ") and text.endswith(" FOUND"):
        return Scan(State.INFECTED, text.removeprefix("stream: ").removesuffix(" FOUND"))
    return Scan(State.UNAVAILABLE, text) if text else _SILENT


@implementer(IPullProducer)
class _Question(Protocol):
    """Sends the file piece by piece, as fast as clamd takes it, and waits for one answer."""

    def __init__(self, reactor: Any, file: BinaryIO) -> None:
        self.answer: Deferred[bytes] = Deferred()
        self._reactor = reactor
        self._file = file
        self._received = b""
        self._left = False

    def connectionMade(self) -> None:  # noqa: N802 (Twisted's name, as those below)
        """Ask; the transport then pulls the file."""
        transport = self._transport
        transport.write(b"zINSTREAM\x00")
        self._file.seek(0)
        transport.registerProducer(self, False)

    def resumeProducing(self) -> None:  # noqa: N802
        """Send the next piece; reading it may wait for a disk, so a thread does it."""
        reading: Deferred[bytes] = deferToThreadPool(
            self._reactor, self._reactor.getThreadPool(), self._file.read, _CHUNK
        )
        reading.addCallbacks(self._send, self._give_up)

    def stopProducing(self) -> None:  # noqa: N802
        """The connection is gone; `connectionLost` says so."""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Collect the answer, which ends with a zero."""
        self._received += data
        if b"\x00" in self._received or len(self._received) > _LONGEST_ANSWER:
            self._finish()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: ARG002, N802
        """What has come by now is the answer, perhaps none."""
        self._finish()

    def leave(self) -> None:
        """Close the connection, whatever its state."""
        self._left = True
        if self.transport is not None:
            self._transport.abortConnection()

    @property
    def _transport(self) -> Any:
        return self.transport

    def _send(self, piece: bytes) -> None:
        if self._left:
            return
        if not piece:
            self._transport.unregisterProducer()
        self._transport.write(struct.pack(">I", len(piece)) + piece)

    def _give_up(self, failure: Failure) -> None:
        if not self._left and not self.answer.called:
            self.answer.errback(failure)

    def _finish(self) -> None:
        if not self.answer.called:
            self.answer.callback(self._received)
