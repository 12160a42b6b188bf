"""The school's server as those see it who are not on it: from another network namespace."""

import asyncio
import ctypes
import os
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.deploy.network import Host

_CLONE_NEWNET = 0x40000000
_CONNECT_SECONDS = 2.0
_AT_ONCE = 500

_T = TypeVar("_T")


def run_in(host: Host, work: Callable[[], Awaitable[_T]]) -> _T:
    """What `work` returns, run by an event loop whose sockets are all in `host`'s namespace."""
    results: list[_T] = []
    errors: list[BaseException] = []

    def thread() -> None:
        try:
            _enter(host)
            results.append(asyncio.run(_as_coroutine(work)))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
            errors.append(error)

    worker = threading.Thread(target=thread)
    worker.start()
    worker.join()
    if errors:
        raise errors[0]
    return results[0]


async def open_ports(address: str, ports: Iterable[int]) -> set[int]:
    """Which TCP ports take a connection."""
    limit = asyncio.Semaphore(_AT_ONCE)

    async def is_open(port: int) -> bool:
        async with limit:
            try:
                async with asyncio.timeout(_CONNECT_SECONDS):
                    _, writer = await asyncio.open_connection(address, port)
            except (OSError, TimeoutError):
                return False
            writer.close()
            return True

    numbers = list(ports)
    answers = await asyncio.gather(*map(is_open, numbers))
    return {port for port, answer in zip(numbers, answers, strict=True) if answer}


@asynccontextmanager
async def browser(address: str, authority: str) -> AsyncIterator[aiohttp.ClientSession]:
    """A session for which every name leads to `address`, and which trusts `authority` (PEM)."""
    context = ssl.create_default_context(cadata=authority)
    connector = aiohttp.TCPConnector(ssl=context, resolver=_To(address))
    async with aiohttp.ClientSession(connector=connector) as session:
        yield session


class _To(AbstractResolver):
    def __init__(self, address: str) -> None:
        self._address = address

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        there = ResolveResult(
            hostname=host, host=self._address, port=port, family=socket.AF_INET, proto=0, flags=0
        )
        return [there]

    async def close(self) -> None:
        pass


async def _as_coroutine(work: Callable[[], Awaitable[Any]]) -> Any:
    return await work()


def _enter(host: Host) -> None:
    """Move this thread, and no other, to the namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    namespace = os.open(host.path, os.O_RDONLY)
    try:
        if libc.setns(namespace, _CLONE_NEWNET):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(host.path))
    finally:
        os.close(namespace)
