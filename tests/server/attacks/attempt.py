"""One line of an attack table: who tries what, and the rule that answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest

from templates import LANGUAGES
from tests.server.guarded import Answer, GuardedSchool


@dataclass(frozen=True)
class Attempt:
    """`rule` is Parta's rule with the row behind it ("policy-may-not W12"), or Synapse's answer
    ("404 M_NOT_FOUND").
    """

    what: str
    who: str
    method: str
    where: str
    body: Any
    rule: str
    headers: Mapping[str, str] = field(default_factory=dict)


def send(what: str, who: str, room: str, kind: str, body: Any, rule: str) -> Attempt:
    """A message or another event of the timeline."""
    return Attempt(what, who, "PUT", f"/rooms/${room}/send/{kind}/$txn", body, rule)


def text(what: str, who: str, room: str, rule: str, **more: Any) -> Attempt:
    """A text message; `more` are other keys of its content."""
    body = {"msgtype": "m.text", "body": "Привет", **more}
    return send(what, who, room, "m.room.message", body, rule)


def state(
    what: str, who: str, room: str, kind: str, body: Any, rule: str, *, key: str = ""
) -> Attempt:
    """A state event; `key` is its state key."""
    # "$" begins a name of the school and must reach it unquoted.
    where = f"/rooms/${room}/state/{kind}/{quote(key, safe='$')}"
    return Attempt(what, who, "PUT", where, body, rule)


def post(what: str, who: str, where: str, body: Any, rule: str) -> Attempt:
    """A POST."""
    return Attempt(what, who, "POST", where, body, rule)


def put(what: str, who: str, where: str, body: Any, rule: str) -> Attempt:
    """A PUT."""
    return Attempt(what, who, "PUT", where, body, rule)


def get(what: str, who: str, where: str, rule: str) -> Attempt:
    """A GET."""
    return Attempt(what, who, "GET", where, None, rule)


def delete(what: str, who: str, where: str, rule: str) -> Attempt:
    """A DELETE."""
    return Attempt(what, who, "DELETE", where, None, rule)


def table(attempts: Iterable[Attempt]) -> pytest.MarkDecorator:
    """One test for each line, named after the rule and read aloud."""
    lines = list(attempts)
    names = [it.what for it in lines]
    assert len(set(names)) == len(names), sorted(it for it in names if names.count(it) > 1)
    return pytest.mark.parametrize(
        "attempt", [pytest.param(it, id=f"{it.rule or 'may'}: {it.what}") for it in lines]
    )


async def try_it(school: GuardedSchool, attempt: Attempt) -> Answer:
    """Send it as it stands in the table."""
    return await school.ask(
        attempt.who, attempt.method, attempt.where, attempt.body, headers=attempt.headers
    )


async def refused(school: GuardedSchool, attempt: Attempt) -> None:
    """It is refused by that very rule, with a sentence, and nothing on the server changed."""
    before = school.ledger()
    answer = await try_it(school, attempt)
    assert answer.rule == attempt.rule, answer
    assert 400 <= answer.status < 500, answer
    if answer.is_ours:
        check_sentence(answer)
    assert school.ledger() == before


async def allowed(school: GuardedSchool, attempt: Attempt) -> Answer:
    """Somebody who may, can."""
    answer = await try_it(school, attempt)
    assert answer.status == 200, answer
    return answer


def check_sentence(answer: Answer) -> None:
    """A refusal of Parta's says why, in the school's language and in the other one."""
    said = answer.body["org.parta.error"]
    assert answer.body["errcode"] in ("M_FORBIDDEN", "M_TOO_LARGE", "M_BAD_JSON")
    assert set(said) == set(LANGUAGES)
    assert answer.body["error"] == said["ru"]
    assert said["ru"] != said["en"]
    assert _is_russian(said["ru"])
    assert len(said["en"]) > 10


def _is_russian(sentence: str) -> bool:
    return sum("а" <= letter <= "я" for letter in sentence.lower()) > 10


async def room_made_by(
    school: GuardedSchool, who: str, *others: str, joining: Iterable[str] = ()
) -> str:
    """A room between persons, made as a client does it; `joining` come in at once."""
    body = {
        "preset": "trusted_private_chat",
        "is_direct": True,
        "invite": [f"${other}" for other in others],
    }
    answer = await school.ask(who, "POST", "/createRoom", body)
    assert answer.status == 200, answer
    room_id = str(answer.body["room_id"])
    for other in joining:
        joined = await school.ask(other, "POST", f"/join/{quote(room_id)}")
        assert joined.status == 200, joined
    return room_id
