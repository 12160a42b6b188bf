"""A background process that outlives the command that started it, and can be found again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_STOP_SECONDS = 20
_ROOT = Path(__file__).parents[2]


class Background:
    """One process with a pid file and a log in `home`.

    `mark` is a text in its command line: a pid alone may by now belong to somebody else.
    """

    def __init__(
        self, home: Path, name: str, mark: str, program: str | Path = sys.executable
    ) -> None:
        self.log = home / f"{name}.log"
        self._program = program
        self._home = home
        self._pid_file = home / f"{name}.pid"
        self._mark = mark.encode()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, arguments: Sequence[str]) -> None:
        """Run the program (Python) with `arguments`, in a session of its own, unless it runs."""
        if self.is_running():
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, *arguments],
                cwd=self._home,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                # The database holds access tokens, whatever the folder's own mode.
                umask=0o077,
            )
        self._pid_file.write_text(f"{self._process.pid}\n", encoding="ascii")

    @property
    def pid(self) -> int | None:
        """The process id, None if our process does not run."""
        if self._process is not None:
            return self._process.pid if self._process.poll() is None else None
        try:
            pid = int(self._pid_file.read_text(encoding="ascii"))
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if self._mark in command else None

    def is_running(self) -> bool:
        """Is it alive?"""
        return self.pid is not None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait until it is gone."""
        pid = self.pid
        if pid is not None:
            os.kill(pid, how)
            deadline = time.monotonic() + _STOP_SECONDS
            while self.is_running() and time.monotonic() < deadline:
                time.sleep(0.05)
            if self.is_running():
                os.kill(pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
            self._process = None
        self._pid_file.unlink(missing_ok=True)

    def last_words(self) -> str:
        """The end of the log, for an error message."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        return "\n".join([str(self.log), *lines[-12:]])


def environment() -> dict[str, str]:
    """The environment of a child that must find Parta's packages."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}
