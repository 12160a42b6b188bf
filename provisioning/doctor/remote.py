"""What clients see: certificate, closed doors, the module, the assistant."""

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from policy import endpoints
from provisioning.doctor.model import Finding, Settings
from templates import message

_TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
_FEDERATION_PORT = 8448
_DAY = 86_400
_HTTPS = 443


class _Here(AbstractResolver):
    """Every name is at one address: the server looks at itself, whatever the DNS says."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The address."""
        return [
            ResolveResult(
                hostname=host, host=self._address, port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


Probe = Callable[["Outside"], Awaitable[Finding]]


class Outside:
    """Requests as a client makes them, over TLS to the school's name; and to this machine."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        self.settings = settings
        self._session = session

    async def ask(
        self, method: str, url: str, body: Any = None
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        """Status, headers, and the answer where it is a JSON object.

        Raises:
            aiohttp.ClientError, OSError, TimeoutError: nobody answered.
        """
        async with self._session.request(method, url, json=body, allow_redirects=False) as answer:
            try:
                found = await answer.json(content_type=None)
            except ValueError:
                found = None
            content = found if isinstance(found, dict) else {}
            return answer.status, dict(answer.headers), content


def tls(settings: Settings) -> ssl.SSLContext:
    """Trusts what the machine trusts, and the school's own authority."""
    context = ssl.create_default_context()
    if settings.authority is not None:
        context.load_verify_locations(settings.authority)
    return context


async def certificate(outside: Outside) -> Finding:
    """Does the certificate hold, and for how many days?"""
    settings = outside.settings
    host, port = _place(settings)
    reader_writer = asyncio.open_connection(
        settings.connect or host, port, ssl=tls(settings), server_hostname=host
    )
    try:
        async with asyncio.timeout(10):
            _, writer = await reader_writer
    except (OSError, TimeoutError) as error:
        return Finding("certificate", False, message("doctor-certificate-bad", why=str(error)))
    peer = writer.get_extra_info("peercert")
    writer.close()
    days = int((ssl.cert_time_to_seconds(peer["notAfter"]) - time.time()) // _DAY)
    fine = days >= settings.certificate_days
    key = "doctor-certificate-fine" if fine else "doctor-certificate-ends"
    return Finding("certificate", fine, message(key, days=days))


async def federation(outside: Outside) -> Finding:
    """Do other servers find nobody, at the school's name and at Matrix's own port?"""
    settings = outside.settings
    status, _, _ = await outside.ask("GET", f"{settings.address}/_matrix/federation/v1/version")
    host, _ = _place(settings)
    fine = status == 404 and not await _answers(settings.connect or host, _FEDERATION_PORT)
    return _finding("federation", fine)


async def registration(outside: Outside) -> Finding:
    """Can nobody make an account?"""
    body = {"username": "parta-doctor", "password": "not-a-password", "inhibit_login": True}
    url = f"{outside.settings.address}/_matrix/client/v3/register"
    status, _, answer = await outside.ask("POST", url, body)
    return _finding("registration", status == 403 and answer.get("errcode") == "M_FORBIDDEN")


async def administration(outside: Outside) -> Finding:
    """Is Synapse's administration closed to the world?"""
    url = f"{outside.settings.address}/_synapse/admin/v1/server_version"
    status, _, answer = await outside.ask("GET", url)
    return _finding("administration", status == 404 and "server_version" not in answer)


async def well_known(outside: Outside) -> Finding:
    """Do clients find the server by its name, those in browsers too?"""
    url = f"{outside.settings.address}/.well-known/matrix/client"
    status, headers, answer = await outside.ask("GET", url)
    server = answer.get("m.homeserver")
    address = server.get("base_url") if isinstance(server, dict) else None
    fine = (
        status == 200
        and str(address).rstrip("/") == outside.settings.address
        and headers.get("Access-Control-Allow-Origin") == "*"
    )
    return _finding("well-known", fine)


async def module(outside: Outside) -> Finding:
    """Does Synapse ask our module? It alone serves this address, and lets nobody in unnamed."""
    status, _, answer = await outside.ask("GET", outside.settings.homeserver + endpoints.SEEN)
    return _finding("module", status == 401 and answer.get("errcode") == "M_MISSING_TOKEN")


async def assistant(outside: Outside) -> Finding:
    """Is the assistant there, and does it hear the homeserver?"""
    status, _, answer = await outside.ask("GET", f"{outside.settings.web}/healthz")
    return _finding("assistant", status == 200 and answer.get("assistant") in {"ok", "none"})


PROBES: dict[str, Probe] = {
    "certificate": certificate,
    "federation": federation,
    "registration": registration,
    "administration": administration,
    "well-known": well_known,
    "module": module,
    "assistant": assistant,
}


async def look(settings: Settings) -> list[Finding]:
    """Every probe, side by side; one that gets no answer is red."""
    connector = aiohttp.TCPConnector(
        ssl=tls(settings), resolver=_Here(settings.connect) if settings.connect else None
    )
    async with aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT) as session:
        outside = Outside(settings, session)
        return list(await asyncio.gather(*(_tried(outside, name) for name in PROBES)))


async def _tried(outside: Outside, name: str) -> Finding:
    try:
        return await PROBES[name](outside)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        why = str(error) or type(error).__name__
        return Finding(name, False, message("doctor-no-answer", what=name, why=why))


def _finding(name: str, fine: bool) -> Finding:
    return Finding(name, fine, message(f"doctor-{name}-{'fine' if fine else 'bad'}"))


def _place(settings: Settings) -> tuple[str, int]:
    parts = urlsplit(settings.address)
    return parts.hostname or "", parts.port or _HTTPS


async def _answers(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(5):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
