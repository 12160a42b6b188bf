"""Accounts on the tests' homeserver, and the small assistant as a process."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from provisioning.demo.homeserver import DemoHomeserver
from provisioning.matrix.client import MatrixClient, path
from tests.client.assistant import PASSWORD

_ROOT = Path(__file__).parents[2]
_SECONDS = 60


@dataclass(frozen=True)
class Account:
    """An account of the homeserver; an assistant keeps its things in `folder`."""

    homeserver: str
    user: str
    password: str
    folder: Path

    @classmethod
    async def new(cls, server: DemoHomeserver, name: str, folder: Path) -> "Account":
        """Made by the server's administrator, with a password."""
        found = cls(
            server.address, f"@{name}:{server.server_name}", f"password of {name}", folder / name
        )
        async with MatrixClient(server.address, await server.admin_token("parta")) as admin:
            where = path("_synapse", "admin", "v2", "users", found.user)
            await admin.put(where, {"password": found.password})
        return found

    def keys(self) -> dict[str, Any]:
        """The file with the signing keys."""
        return dict(json.loads((self.folder / "signing-keys.json").read_text()))

    @contextlib.asynccontextmanager
    async def assistant(self) -> AsyncIterator["Assistant"]:
        """The assistant, running and ready; killed in the end as by kill -9."""
        process = await self._start()
        try:
            yield Assistant(process, await _line(process))
        finally:
            process.kill()
            await process.wait()

    async def start_once(self) -> dict[str, Any]:
        """Start the assistant, and let it end; what there was to do."""
        process = await self._start("--once")
        out, _ = await process.communicate()
        assert process.returncode == 0
        return dict(json.loads(out))

    async def start_and_kill(self, when: str, number: int) -> bool:
        """Start the assistant and kill it "before" or "after" its `number`-th request.

        False: it was done before it made so many.
        """
        process = await self._start("--once", "--kill", when, str(number))
        await process.communicate()
        assert process.returncode in {0, -signal.SIGKILL}
        return process.returncode != 0

    async def _start(self, *more: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.client.assistant"),
            *(self.homeserver, self.user, str(self.folder), *more),
            cwd=_ROOT,
            env={**os.environ, PASSWORD: self.password},
            stdout=asyncio.subprocess.PIPE,
        )


class Assistant:
    """A running assistant; `started` says what there was to do."""

    def __init__(self, process: asyncio.subprocess.Process, started: dict[str, Any]) -> None:
        self._process = process
        self.started = started

    async def next_line(self) -> dict[str, Any]:
        """What it says next."""
        return await _line(self._process)


async def _line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout
    async with asyncio.timeout(_SECONDS):
        line = await process.stdout.readline()
    assert line, "the assistant has ended"
    return dict(json.loads(line))
