"""Letters and logins by their codes, over the plain client-server API."""

from typing import Any

from policy.endpoints import ACTIVATE, LETTERS
from tests.server.guarded import Answer, GuardedSchool

PASSWORD = "кот-дом-луна-42"


async def letters(school: GuardedSchool, *people: str, **more: Any) -> dict[str, dict[str, Any]]:
    """What the homeserver says of these people's letters, by their names in the test."""
    users = [school.names[who] for who in people]
    answer = await school.ask("provisioning", "POST", LETTERS, {"users": users, **more})
    assert answer.status == 200, answer
    found = answer.body["letters"]
    return {who: found[school.names[who]] for who in people if school.names[who] in found}


async def fresh_code(school: GuardedSchool, who: str, **more: Any) -> str:
    """The code of a new letter."""
    return str((await letters(school, who, again=True, **more))[who]["code"])


async def login(
    school: GuardedSchool, who: str, password: str, *, user: str = "", kind: str = "password"
) -> Answer:
    """Log in as any Matrix client does."""
    secret = {"password": password} if kind == "password" else {"token": password}
    name = user or school.names.get(who, "")
    identifier = {"identifier": {"type": "m.id.user", "user": name}} if kind == "password" else {}
    return await school.ask(
        "", "POST", "/login", {"type": f"m.login.{kind}", **identifier, **secret}
    )


async def activate(school: GuardedSchool, code: str, **more: Any) -> Answer:
    """One step of the activation page, without the page."""
    return await school.ask("", "POST", ACTIVATE, {"code": code, **more})
