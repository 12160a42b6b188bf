"""demo.json: addresses, people with their logins, rooms; the contract of the demo."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from files.private import write_private
from policy import endpoints
from provisioning.demo.homeserver import DemoHomeserver
from provisioning.desired.state import Desired
from provisioning.matrix.client import MatrixClient, path
from provisioning.observe import Observed
from provisioning.planning import Inputs
from provisioning.roster.model import GroupKind


async def give_logins(
    client: MatrixClient, users: list[str], known: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """User id → (one-time code, access token). Who has a token in `known` keeps it; a code that
    was used is shown as it was.
    """
    letters = (await client.post(endpoints.LETTERS, {"users": users}))["letters"]

    async def one(user: str) -> tuple[str, tuple[str, str]]:
        code, token = known.get(user, ("", ""))
        code = str(letters.get(user, {}).get("code", code))
        if token:
            return user, (code, token)
        answer = await client.post(path("_synapse", "admin", "v1", "users", user, "login"), {})
        return user, (code, str(answer["access_token"]))

    return dict(await asyncio.gather(*map(one, users)))


def write_demo(
    homeserver: DemoHomeserver,
    web: str,
    token: str,
    inputs: Inputs,
    wanted: Desired,
    found: Observed,
    logins: Mapping[str, tuple[str, str]],
) -> dict[str, Any]:
    """Write `home`/demo.json, readable by its owner only, and return its content."""
    people = {}
    for user, account in sorted(wanted.accounts.items()):
        if user not in logins:
            continue
        # Whom only the removal guard keeps stands in the registry and no longer in the lists.
        person = inputs.roster.people.get(account.person) or found.registry.roster.people.get(
            account.person
        )
        if person is None:
            continue
        code, access_token = logins[user]
        people[account.person] = {
            "user_id": user,
            "name": account.name,
            "roles": sorted(person.roles),
            "classes": sorted(
                group.key
                for group in inputs.roster.groups.values()
                if group.kind is GroupKind.CLASS and account.person in group.members
            ),
            "code": code,
            "access_token": access_token,
        }
    content = {
        "homeserver": homeserver.address,
        "server_name": homeserver.server_name,
        "web": web,
        "people": people,
        "rooms": {key: room.room_id for key, room in sorted(found.rooms.items())},
        "admin_token": token,
    }
    write_private(
        homeserver.home / "demo.json", json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    )
    return content


def known_logins(homeserver: DemoHomeserver) -> dict[str, tuple[str, str]]:
    """User id → (code, access token) of an earlier start, while its database is still there."""
    try:
        people = json.loads((homeserver.home / "demo.json").read_text(encoding="utf-8"))["people"]
        return {it["user_id"]: (it["code"], it["access_token"]) for it in people.values()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
