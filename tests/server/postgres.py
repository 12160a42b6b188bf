"""A PostgreSQL from Debian's package, in a temporary folder, for as long as a test needs it."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

_DEBIAN = Path("/usr/lib/postgresql")
_USER = "parta"
# A crash of the machine ends the tests as well: nothing need be safe on the disk.
_SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """UTF-8, locale C. Reached through a socket that nobody but its owner and root can open."""

    def __init__(self) -> None:
        # Not in pytest's folder: only its owner may enter that, and PostgreSQL refuses to be root.
        self._folder = Path(tempfile.mkdtemp(prefix="parta-postgres-"))
        self._data = self._folder / "data"
        self._programs = _programs()
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
            shutil.chown(self._folder, "postgres", "postgres")

    def start(self) -> None:
        """Make the cluster and start it, or do nothing if it runs already."""
        if self._data.exists():
            return
        self._run(
            "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync",
            f"--username={_USER}", f"--pgdata={self._data}",
        )  # fmt: skip
        options = ("listen_addresses=", f"unix_socket_directories={self._folder}", *_SPEED)
        self._run(
            "pg_ctl", "start", "--wait", f"--pgdata={self._data}",
            f"--log={self._folder / 'log'}",
            "--options=" + " ".join(shlex.join(("-c", option)) for option in options),
        )  # fmt: skip

    def create(self, database: str) -> dict[str, Any]:
        """Make an empty database; returns how libpq (and psycopg2) reaches it."""
        where = {"host": str(self._folder), "user": _USER}
        self._run(
            "createdb", f"--host={where['host']}", f"--username={where['user']}", database
        )  # fmt: skip
        return {**where, "dbname": database}

    def stop(self) -> None:
        """End it, whoever is connected, and delete everything."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", "--mode=fast", f"--pgdata={self._data}")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as_user, str(self._programs / program), *arguments],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            output = (done.stdout + done.stderr).decode(errors="replace")
            log = self._folder / "log"
            said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
            raise RuntimeError(f"{program}: {output}{said[-2000:]}")


def _programs() -> Path:
    """Debian keeps them out of PATH, a folder a version.

    Raises:
        FileNotFoundError: PostgreSQL is not installed; `make debs` installs it.
    """
    versions = sorted(
        (it for it in _DEBIAN.glob("*/bin") if (it / "initdb").exists()),
        key=lambda it: int(it.parent.name),
    )
    if versions:
        return versions[-1]
    found = shutil.which("initdb")
    if found is None:
        raise FileNotFoundError("PostgreSQL is not installed: make debs")
    return Path(found).parent
