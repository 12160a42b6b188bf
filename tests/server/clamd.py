"""A real clamd, started by the tests with a database of one signature: EICAR's test file."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

_SECONDS = 60
# Backwards, or a scanner on a developer's machine would take this file away.
EICAR = rb"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\4[PA@%P!O5X"[::-1]


def find_clamd() -> str:
    """The program's path; `make debs` installs it."""
    found = shutil.which("clamd", path=os.pathsep.join([os.environ["PATH"], "/usr/sbin"]))
    assert found, "clamd is missing: run `make debs`"
    return found


class ClamDaemon:
    """clamd in the foreground, its socket and all its files in a folder of its own."""

    def __init__(self) -> None:
        # Short: the path of a socket has at most 107 letters.
        self.home = Path(tempfile.mkdtemp(prefix="clamd-"))
        self.socket = self.home / "socket"
        self._process: subprocess.Popen[bytes] | None = None
        database = self.home / "database"
        database.mkdir()
        signature = f"Eicar-Test:0:*:{EICAR.hex()}\n"
        (database / "test.ndb").write_text(signature, encoding="ascii")
        (self.home / "clamd.conf").write_text(
            f"DatabaseDirectory {database}\n"
            f"LocalSocket {self.socket}\n"
            "FixStaleSocket yes\n"
            f"TemporaryDirectory {self.home}\n"
            "Foreground yes\n"
            "LogSyslog no\n"
            "StreamMaxLength 4M\n"
            "MaxThreads 2\n",
            encoding="utf-8",
        )

    @property
    def address(self) -> str:
        """As the module's setting names it."""
        return f"unix:{self.socket}"

    async def start(self) -> None:
        """Start and wait until it answers."""
        process = self._launch()
        async with asyncio.timeout(_SECONDS):
            while not await self._answers():
                assert process.poll() is None, (self.home / "log").read_text()
                await asyncio.sleep(0.1)

    def _launch(self) -> subprocess.Popen[bytes]:
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [find_clamd(), "--config-file", str(self.home / "clamd.conf")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self._process

    def stop(self) -> None:
        """End it as a crash would: nothing is told to anybody."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
            self.socket.unlink(missing_ok=True)

    def suspend(self, suspended: bool) -> None:
        """Let it hang: the socket takes connections, nobody answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP if suspended else signal.SIGCONT)

    def remove(self) -> None:
        """Stop it and forget its files."""
        self.stop()
        shutil.rmtree(self.home)

    async def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_unix_connection(self.socket)
            writer.write(b"zPING\x00")
            answer = await reader.read(5)
            writer.close()
            return answer == b"PONG\x00"
        return False
