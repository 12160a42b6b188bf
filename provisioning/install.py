"""What the playbook does once on the homeserver: `python -m provisioning.install WHAT …`.

`token`: the provisioning user, and its access token in a file that only root reads.
`assistant`: the assistant's account can log in.

Secrets come on standard input as one JSON object, so that no list of processes shows them. Prints
«changed» when something was changed, and nothing else.
"""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from files.private import write_private
from provisioning.matrix.client import MatrixClient, MatrixError
from provisioning.matrix.logins import (
    give_password,
    is_token_good,
    login,
    register_provisioner,
)
from provisioning.school import load_school

_VARIABLE = "PARTA_TOKEN"


async def ensure_token(
    homeserver: str, localpart: str, file: Path, secrets: dict[str, Any]
) -> bool:
    """Leave a good token of the provisioning user in `file` (`PARTA_TOKEN=…`); was there none?

    Raises:
        MatrixError: the homeserver refuses.
    """
    known = read_token(file)
    if known:
        async with MatrixClient(homeserver, known) as client:
            if await is_token_good(client):
                return False
    password = str(secrets["password"])
    async with MatrixClient(homeserver, "") as client:
        token = await login(client, localpart, password) or await register_provisioner(
            client, localpart, password, str(secrets["registration_shared_secret"])
        )
    write_private(file, f"{_VARIABLE}={token}\n")
    return True


async def ensure_assistant(homeserver: str, token: str, user: str, password: str) -> bool:
    """Let the assistant log in with its password; could it not?

    Raises:
        MatrixError: the homeserver refuses, as when provisioning has not made the account yet.
    """
    localpart = user.removeprefix("@").partition(":")[0]
    async with MatrixClient(homeserver, "") as client:
        made = await login(client, localpart, password)
    if made is not None:
        async with MatrixClient(homeserver, made) as client:
            await client.post("/_matrix/client/v3/logout", {})
        return False
    async with MatrixClient(homeserver, token) as client:
        await give_password(client, user, password)
    return True


def read_token(file: Path) -> str:
    """The token in `file`, empty where there is none."""
    try:
        text = file.read_text(encoding="ascii")
    except FileNotFoundError:
        return ""
    return text.strip().removeprefix(f"{_VARIABLE}=")


def main() -> None:
    """Read the arguments and do it."""
    parser = argparse.ArgumentParser(prog="python -m provisioning.install", description=__doc__)
    parser.add_argument("what", choices=["token", "assistant"])
    parser.add_argument("--school", type=Path, required=True, help="the school's folder")
    parser.add_argument("--homeserver", required=True)
    parser.add_argument("--token-file", type=Path, required=True)
    given = parser.parse_args()
    school = load_school(given.school)[0]
    secrets = json.load(sys.stdin)
    os.umask(0o077)
    if given.what == "token":
        work = ensure_token(given.homeserver, school.provisioner, given.token_file, secrets)
    elif school.assistant_id is None:
        return
    else:
        token = read_token(given.token_file)
        work = ensure_assistant(
            given.homeserver, token, school.assistant_id, str(secrets["password"])
        )
    try:
        changed = asyncio.run(work)
    except MatrixError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    if changed:
        sys.stdout.write("changed\n")


if __name__ == "__main__":
    main()
