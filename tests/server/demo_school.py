"""A demo as `parta demo` leaves it, and the `parta` command against it."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from provisioning.matrix.client import MatrixClient
from tests.conftest import ROOT


class Demo:
    """A demo that runs, and the school folder that it was made of."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.home = home
        self.found: dict[str, Any] = json.loads((home / "demo.json").read_text(encoding="utf-8"))

    def parta(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a `parta` command against this demo."""
        return parta(*words[:1], str(self.folder), *words[1:], "--home", str(self.home))

    def rows(self, name: str) -> list[dict[str, str]]:
        """One file of the roster, as a spreadsheet program would read it."""
        text = (self.folder / "roster" / name).read_text(encoding="utf-8-sig")
        return list(csv.DictReader(text.splitlines(), delimiter=";"))

    def write(self, name: str, rows: list[dict[str, str]]) -> None:
        """Write a file of the roster back."""
        with (self.folder / "roster" / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)

    def person(self, name: str) -> dict[str, Any]:
        """Somebody's entry in demo.json, by the full name."""
        (found,) = [it for it in self.found["people"].values() if it["name"] == name]
        return dict(found)

    def session(self, person: dict[str, Any]) -> MatrixClient:
        """A session of somebody; the code stays as it is."""
        return MatrixClient(self.found["homeserver"], person["access_token"])

    async def login(self, person: dict[str, Any]) -> MatrixClient:
        """Log in with user name and code, as any Matrix client does: once."""
        async with MatrixClient(self.found["homeserver"], "") as client:
            answer = await client.post(
                "/_matrix/client/v3/login",
                {
                    "type": "m.login.password",
                    "identifier": {"type": "m.id.user", "user": person["user_id"]},
                    "password": person["code"],
                },
            )
        return MatrixClient(self.found["homeserver"], answer["access_token"])


def parta(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the `parta` command."""
    return subprocess.run(
        [sys.executable, "-c", "from provisioning.cli import main; main()", *words],
        cwd=ROOT,
        env={**os.environ, "PARTA_LANG": "ru", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
