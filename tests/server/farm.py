"""Synapse as a big school has it: a main process and two workers, PostgreSQL, Redis.

No systemd, no container: Debian's programs and PyPI's Synapse, started in folders of the tests.
"""

import asyncio
import contextlib
import itertools
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2
import yaml

from files.private import write_private
from provisioning.demo.homeserver import DemoHomeserver, HomeserverFailed, wait_until_answering
from provisioning.demo.process import Background
from provisioning.matrix.client import MatrixClient, path
from tests.server.cutting_proxy import CuttingProxy
from tests.server.postgres import Postgres

_REDIS_SECONDS = 30
# worker1 alone persists events, as the event persister of a big deployment does: what arrives at
# the main process or at worker2 reaches the database through it.
_NAMES = ("worker1", "worker2")
_WRITER = _NAMES[0]
_NOBODY = "parta-nobody"
_CLIENT = ("_matrix", "client", "v3")


class Worker:
    """One `synapse.app.generic_worker`: the client-server API at `address`, and replication."""

    def __init__(self, home: Path, name: str, port: int, shared: Path) -> None:
        self.name = name
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self._home = home
        self._shared = shared
        self._config = home / f"{name}.yaml"
        self.process = Background(home, name, mark=str(self._config))

    def start(self) -> None:
        """Start it, or do nothing if it runs already; the main process must have answered once."""
        settings = {
            "worker_app": "synapse.app.generic_worker",
            "worker_name": self.name,
            "worker_log_config": str(self._home / "log.yaml"),
            "worker_listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "x_forwarded": False,
                    "resources": [{"names": ["client", "replication"], "compress": False}],
                }
            ],
        }
        write_private(self._config, yaml.safe_dump(settings))
        self.process.start(
            [
                "-m", "synapse.app.generic_worker", "-c", str(self._shared),
                "-c", str(self._config),
            ]
        )  # fmt: skip

    async def wait(self) -> None:
        """Return when it answers.

        Raises:
            HomeserverFailed: it ended, or did not answer in time.
        """
        await wait_until_answering(self.process, self.address)

    def stop(self) -> None:
        """End it as systemd would."""
        self.process.stop()

    def kill(self) -> None:
        """End it as the kernel would when memory is short."""
        self.process.stop(signal.SIGKILL)


class WorkerHomeserver(DemoHomeserver):
    """The tests' homeserver in worker mode.

    `address` and `process` are the main process's, which serves all there is; `workers` serve what
    workers can. `start()`, then `await wait()`; one worker can be stopped, killed and started while
    the others go on. `stop()` ends everything for good.
    """

    def __init__(self, home: Path, server_name: str, new_port: Callable[[], int]) -> None:
        super().__init__(home, server_name, new_port())
        self._replication_port = new_port()
        self.workers = tuple(Worker(self.home, name, new_port(), self._config) for name in _NAMES)
        self.postgres = Postgres()
        self._database: dict[str, Any] | None = None
        self._numbers = itertools.count()
        self._room = ""
        self._redis_socket = self.home / "redis.sock"
        self._redis = Background(
            self.home, "redis", mark=str(self._redis_socket), program=_redis_server()
        )

    def start(self, extra: dict[str, Any] | None = None) -> None:
        """Start the database, Redis and the main process, where they do not run already."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._database is None:
            self.postgres.start()
            self._database = self.postgres.create("synapse")
        self._redis.start(
            [
                "--port", "0", "--unixsocket", str(self._redis_socket), "--unixsocketperm", "700",
                "--save", "", "--appendonly", "no", "--daemonize", "no",
            ]
        )  # fmt: skip
        super().start(extra)

    async def wait(self) -> None:
        """Start the workers, which need the main process's tables; return when all answer.

        Raises:
            HomeserverFailed: one of them ended, or did not answer in time.
        """
        await self._wait_for_redis()
        await super().wait()
        for worker in self.workers:
            worker.start()
        for worker in self.workers:
            await worker.wait()

    def connect(self) -> Any:
        """A connection to the database, for looking at what the processes wrote.

        Raises:
            RuntimeError: the homeserver was not started yet.
        """
        if self._database is None:
            raise RuntimeError("not started")
        return psycopg2.connect(**self._database)

    def front(self, worker: Worker) -> CuttingProxy:
        """A reverse proxy that gives `worker` all that it serves, the main process the rest.

        Use as `async with farm.front(worker).running() as front`, then `front.address`.
        """
        return CuttingProxy(worker.address, otherwise=self.address)

    async def catch_up(self) -> None:
        """Return when every process has seen, caches included, what any of them wrote before.

        They learn of each other's writes through Redis. One that hands a write to another answers
        when it has read everything up to it (WAIT_FOR_STREAMS in Synapse's replication), and the
        other reads what the first wrote before it begins. So a write that must be handed over, for
        each pair of processes, in a room that no test looks at, is enough.
        """
        user = f"@{_NOBODY}:{self.server_name}"
        other = self.workers[1].address
        number = next(self._numbers)
        async with (
            MatrixClient(self.address, token := await self.admin_token(_NOBODY)) as by_main,
            MatrixClient(other, token) as by_other,
        ):
            if not self._room:
                self._room = (await by_main.post(path(*_CLIENT, "createRoom"), {}))["room_id"]
            for name, client in (("main", by_main), ("other", by_other)):  # worker1 writes events
                txn = f"{name}{number}"
                where = path(*_CLIENT, "rooms", self._room, "send", "org.parta.test", txn)
                await client.put(where, {"number": number})
            data = path(*_CLIENT, "user", user, "account_data", "org.parta.test")
            await by_other.put(data, {"number": number})  # main writes account data

    def stop(self) -> None:
        """End all processes, and delete the database."""
        for process in (*(it.process for it in self.workers), self.process, self._redis):
            process.stop()
        self.postgres.stop()

    async def _wait_for_redis(self) -> None:
        deadline = time.monotonic() + _REDIS_SECONDS
        while time.monotonic() < deadline and self._redis.is_running():
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_unix_connection(self._redis_socket)
                writer.close()
                return
            await asyncio.sleep(0.05)
        raise HomeserverFailed(self._redis.last_words())

    def _settings(self) -> dict[str, Any]:
        settings = super()._settings()
        replication = {
            "port": self._replication_port,
            "bind_addresses": ["127.0.0.1"],
            "type": "http",
            "resources": [{"names": ["replication"]}],
        }
        ports = {it.name: it.port for it in self.workers} | {"main": self._replication_port}
        return settings | {
            "database": {
                "name": "psycopg2",
                "args": {**(self._database or {}), "cp_min": 1, "cp_max": 5},
            },
            "listeners": [*settings["listeners"], replication],
            "redis": {"enabled": True, "path": str(self._redis_socket)},
            "worker_replication_secret": self.secret("worker_replication_secret"),
            "instance_map": {
                name: {"host": "127.0.0.1", "port": port} for name, port in ports.items()
            },
            "stream_writers": {"events": [_WRITER]},
        }


def _redis_server() -> str:
    """Raises FileNotFoundError: Redis is not installed; `make debs` installs it."""
    found = shutil.which("redis-server")
    if found is None:
        raise FileNotFoundError("Redis is not installed: make debs")
    return found
