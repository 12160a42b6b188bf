"""The regulation is accepted before the first message, on a page that opens without an app (T7)."""

import dataclasses
import hashlib
import hmac
import itertools
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from policy import endpoints, events
from policy.regulation import Regulation, pack
from tests.server.guarded import LEAVERS, PEOPLE, Answer, GuardedSchool, roster

_orders = itertools.count(100)
_VOID = frozenset({"meta", "input", "br", "link", "hr", "img"})
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Page(HTMLParser):
    """Reads a page strictly: what is opened is closed, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        assert text.startswith("<!doctype html>")
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), names
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def one(self, tag: str) -> dict[str, str | None]:
        """The attributes of the only element of that kind."""
        (found,) = (attributes for name, attributes in self.tags if name == tag)
        return found


async def adopt(school: GuardedSchool, regulation: Regulation) -> None:
    """The registry holds another regulation."""
    await school.write_registry(events.REGULATION, "", pack(regulation))


@pytest.fixture
async def asked(watched: GuardedSchool) -> AsyncIterator[GuardedSchool]:
    """A new order: nobody has accepted yet."""
    usual = watched.campus.layouts.regulation
    order = f"№ {next(_orders)}"
    await adopt(watched, dataclasses.replace(usual, adopted={**usual.adopted, "order": order}))
    yield watched
    await adopt(watched, usual)
    await watched.accept(*PEOPLE, "outsider")


async def write(school: GuardedSchool, who: str, room: str) -> Answer:
    """Somebody tries to write."""
    body = {"msgtype": "m.text", "body": "Добрый день"}
    return await school.ask(who, "PUT", f"/rooms/${room}/send/m.room.message/$txn", body)


async def page(school: GuardedSchool, where: str, language: str = "") -> Answer:
    """Open an address as a browser does: no access token."""
    return await school.ask("", "GET", _path(where), headers={"Accept-Language": language})


async def submit(school: GuardedSchool, where: str, **instead: str) -> Answer:
    """Send the page's form."""
    parts = urlsplit(where)
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()} | instead
    return await school.ask("", "POST", parts.path, urlencode(fields).encode(), headers=FORM)


def _path(where: str) -> str:
    parts = urlsplit(where)
    return f"{parts.path}?{parts.query}"


async def consent_uri(school: GuardedSchool, who: str, room: str) -> str:
    """The address that a refused send names."""
    return str((await write(school, who, room)).body["consent_uri"])


async def test_first_message_is_answered_with_the_address_of_the_regulation(
    asked: GuardedSchool,
) -> None:
    answer = await write(asked, "mother", "parents_room")
    assert (answer.status, answer.body["errcode"]) == (403, "M_CONSENT_NOT_GIVEN")
    assert answer.rule == "policy-accept-first T7"
    assert "положение" in answer.body["error"]
    assert answer.body["consent_uri"].startswith(asked.homeserver.address + endpoints.RULES)


async def test_everything_that_is_sent_waits_for_the_acceptance(asked: GuardedSchool) -> None:
    for who, room, kind in (
        ("teacher", "pupils_room", "m.poll.start"),
        ("teacher", "pupils_room", "org.parta.task"),
        ("pupil", "pupils_room", "m.reaction"),
        ("director", "announcements", "m.room.message"),
    ):
        body: dict[str, Any] = (
            {"msgtype": "m.text", "body": "x"} if kind.endswith("message") else {}
        )
        answer = await asked.ask(who, "PUT", f"/rooms/${room}/send/{kind}/$txn", body)
        assert answer.body["errcode"] == "M_CONSENT_NOT_GIVEN", answer
    # Reading is everybody's.
    assert await asked.read("pupil", "pupils_room")


@pytest.mark.parametrize(
    ("accept", "language", "title"),
    [
        ("ru-RU,ru;q=0.9", "ru", "Положение о применении сервисов"),
        ("en-GB,en;q=0.8", "en", "Regulation on the services"),
        ("de-DE", "ru", "Положение о применении сервисов"),
        ("", "ru", "Положение о применении сервисов"),
    ],
)
async def test_page_opens_without_a_token_in_the_readers_language(
    asked: GuardedSchool, accept: str, language: str, title: str
) -> None:
    where = await consent_uri(asked, "mother", "parents_room")
    answer = await page(asked, where, accept)
    assert answer.status == 200
    read = Page(answer.body)
    assert read.one("html")["lang"] == language
    assert title in read.words
    assert {name for name, _ in read.tags} >= {"h1", "ol", "form", "button", "title"}
    assert read.one("form")["method"] == "post"
    assert "script" not in {name for name, _ in read.tags}
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_accepting_opens_the_way_at_once_and_is_listed(asked: GuardedSchool) -> None:
    where = await consent_uri(asked, "mother", "parents_room")
    answer = await submit(asked, where)
    assert answer.status == 200
    accepted = Page(answer.body)
    assert "form" not in {name for name, _ in accepted.tags}
    assert (await write(asked, "mother", "parents_room")).status == 200
    assert (await write(asked, "father", "parents_room")).status == 403
    key = asked.names["mother"].removeprefix("@")
    listed = await asked.ask(
        "provisioning", "GET", f"/rooms/$registry/state/{events.ACCEPTANCE}/{key}"
    )
    assert listed.body["users"] == [asked.names["mother"]]
    assert listed.body["at"] > 0


async def test_program_accepts_with_the_persons_token(asked: GuardedSchool) -> None:
    answer = await asked.ask("teacher", "POST", endpoints.RULES)
    assert answer.status == 200
    assert answer.body["accepted"].startswith("№ 1")
    assert (await write(asked, "teacher", "pupils_room")).status == 200


async def test_forged_address_shows_nothing_and_accepts_nothing(asked: GuardedSchool) -> None:
    where = await consent_uri(asked, "mother", "parents_room")
    fields = parse_qs(urlsplit(where).query)
    forged = (
        {"u": fields["u"][0], "h": "0" * 32},
        {"u": asked.names["father"], "h": fields["h"][0]},
        {"u": asked.names["director"], "h": fields["h"][0]},
        {"u": fields["u"][0], "h": ""},
        {"u": "", "h": fields["h"][0]},
        {"u": fields["u"][0] + "\x00", "h": fields["h"][0]},
    )
    for one in forged:
        shown = await page(asked, f"{endpoints.RULES}?{urlencode(one)}")
        assert shown.status == 403
        assert "form" not in {name for name, _ in Page(shown.body).tags}
        assert (await submit(asked, where, **one)).status == 403
    for who in ("mother", "father"):
        answer = await write(asked, who, "parents_room")
        assert answer.body["errcode"] == "M_CONSENT_NOT_GIVEN"


@pytest.mark.parametrize("who", ["leaver", "gone_teacher", "outsider"])
async def test_even_a_good_signature_helps_nobody_who_is_not_of_the_school(
    asked: GuardedSchool, who: str
) -> None:
    user = asked.names[who]
    secret = asked.homeserver.secret("form_secret")
    key = hmac.new(secret.encode(), b"org.parta.rules", hashlib.sha256).digest()
    signature = hmac.new(key, user.encode(), hashlib.sha256).hexdigest()[:32]
    where = f"{endpoints.RULES}?{urlencode({'u': user, 'h': signature})}"
    assert (await page(asked, where)).status == 403
    assert (await submit(asked, where)).status == 403
    listed = await asked.ask(
        "provisioning",
        "GET",
        f"/rooms/$registry/state/{events.ACCEPTANCE}/{user.removeprefix('@')}",
    )
    assert listed.status == 404


async def test_signature_of_this_test_is_the_real_one(asked: GuardedSchool) -> None:
    """The control of the test before this one: for somebody of the school it opens the page."""
    where = await consent_uri(asked, "mother", "parents_room")
    secret = asked.homeserver.secret("form_secret")
    key = hmac.new(secret.encode(), b"org.parta.rules", hashlib.sha256).digest()
    real = hmac.new(key, asked.names["mother"].encode(), hashlib.sha256).hexdigest()[:32]
    assert parse_qs(urlsplit(where).query)["h"] == [real]


async def test_applying_a_new_order_asks_everybody_again(watched: GuardedSchool) -> None:
    assert (await write(watched, "teacher", "pupils_room")).status == 200
    usual = watched.campus.layouts
    adopted = {**usual.regulation.adopted, "order": "№ 77", "order_date": "2026-11-01"}
    watched.campus.layouts = dataclasses.replace(
        usual, regulation=dataclasses.replace(usual.regulation, adopted=adopted)
    )
    try:
        await watched.campus.settle(roster(*LEAVERS))
        where = await consent_uri(watched, "teacher", "pupils_room")
        shown = await page(watched, where, "ru")
        assert "№ 77" in Page(shown.body).words
        assert (await submit(watched, where)).status == 200
        assert (await write(watched, "teacher", "pupils_room")).status == 200
    finally:
        watched.campus.layouts = usual
        await watched.campus.settle(roster(*LEAVERS))
        await watched.accept(*PEOPLE, "outsider")
    assert (await write(watched, "teacher", "pupils_room")).status == 200
