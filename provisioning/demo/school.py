"""demo.json: addresses, people with their logins, rooms; the contract of the demo."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from files.private import write_private
from provisioning.demo.homeserver import DemoHomeserver
from provisioning.desired.state import Desired
from provisioning.matrix.client import MatrixClient, path
from provisioning.observe import Observed
from provisioning.planning import Inputs
from provisioning.roster.model import GroupKind

# Groups of letters and digits that cannot be mistaken for one another when typed.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_GROUPS = (4, 4)


def demo_code(secret: str, user: str) -> str:
    """A password for a demo account: the same at every start of the same demo."""
    digest = hmac.new(secret.encode(), user.encode(), hashlib.sha256).digest()
    letters = iter(_ALPHABET[byte % len(_ALPHABET)] for byte in digest)
    return "-".join("".join(next(letters) for _ in range(size)) for size in _CODE_GROUPS)


async def give_logins(
    client: MatrixClient, homeserver: DemoHomeserver, users: list[str], known: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """User id → (password, access token). Who has a token in `known` keeps both."""
    secret = homeserver.secret("login_secret")

    async def one(user: str) -> tuple[str, tuple[str, str]]:
        code = demo_code(secret, user)
        if user in known:
            return user, (code, known[user])
        await client.put(path("_synapse", "admin", "v2", "users", user), {"password": code})
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


def known_tokens(homeserver: DemoHomeserver) -> dict[str, str]:
    """User id → access token of an earlier start, while its database is still there."""
    try:
        people = json.loads((homeserver.home / "demo.json").read_text(encoding="utf-8"))["people"]
        return {it["user_id"]: it["access_token"] for it in people.values()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
