"""The small parts of the doors: signing, keys, limits, links, the board of conferences."""

import base64
import json
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import ValidationError

from bot.conference.board import Board
from bot.conference.limits import Limit
from bot.conference.links import GOOD_FOR_MS, Link, look, make_link, use, whose
from bot.conference.signer import Signer
from bot.matrix.batch import Batch, Event, RoomUpdate
from bot.settings import Conference as Settings
from bot.store.store import Store
from bot.web.down import down_page
from bot.web.element import element_config
from policy import events
from policy.conference import Entry, entry
from policy.conference_event import LONGEST_MS, Conference
from tests.unit.policy.school import BOT, example, person, room, user

NAME = "c" + "a" * 25
NOW = 1_764_061_200_000
KEYS = [{"kid": "new", "secret": "n" * 32}, {"kid": "old", "secret": "o" * 32}]


def settings(**more: Any) -> Settings:
    return Settings.model_validate({"domain": "meet.school.example", "keys": KEYS, **more})


def admitted(name: str = "ann") -> Entry:
    one = Conference(NAME, "lesson", "Дроби", user("tess"), "open", opened=NOW)
    found = entry(example(), person(example(), name), room(example(), "3А pupils"), one, NOW)
    assert isinstance(found, Entry)
    return found


def read(token: str, key: Any = "n" * 32, algorithm: str = "HS256") -> dict[str, Any]:
    """As Prosody does it; the clock is not asked here."""
    options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    return dict(jwt.decode(token, key, algorithms=[algorithm], audience="parta", options=options))


class TestSigner:
    def test_the_first_key_signs_and_names_itself(self) -> None:
        token = Signer(settings()).sign(admitted(), "", NOW)
        assert jwt.get_unverified_header(token)["kid"] == "new"
        assert read(token)["room"] == NAME
        with pytest.raises(jwt.InvalidSignatureError):
            read(token, "o" * 32)

    def test_a_token_is_good_for_minutes_and_from_just_before(self) -> None:
        claims = read(Signer(settings(minutes=5)).sign(admitted(), "", NOW))
        assert claims["exp"] - claims["iat"] == 300
        # Clocks differ: who is a few seconds behind still takes it, and nobody takes it for long.
        assert 0 < claims["iat"] - claims["nbf"] <= 30

    def test_each_token_is_another(self) -> None:
        signer = Signer(settings())
        ids = {read(signer.sign(admitted(), "", NOW))["jti"] for _ in range(50)}
        assert len(ids) == 50

    def test_rs256_signs_with_a_key_that_prosody_does_not_have(self, tmp_path: Path) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (tmp_path / "key").write_bytes(pem)
        keys = [{"kid": "r", "algorithm": "RS256", "file": str(tmp_path / "key")}]
        token = Signer(settings(keys=keys)).sign(admitted("tess"), "", NOW)
        assert read(token, key.public_key(), "RS256")["context"]["user"]["moderator"] is True

    def test_nothing_unsigned_comes_out_or_passes(self) -> None:
        token = Signer(settings()).sign(admitted(), "", NOW)
        _, body, _ = token.split(".")
        head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode())
        with pytest.raises(jwt.InvalidTokenError):
            read(f"{head.decode().rstrip('=')}.{body}.")

    @pytest.mark.parametrize(
        "more",
        [
            {"keys": []},
            {"keys": [{"kid": "a", "algorithm": "none", "secret": "n" * 32}]},
            {"keys": [{"kid": "a"}]},
            {"keys": [KEYS[0], KEYS[0]]},
            {"minutes": 6},
            {"domain": "https://meet.example/"},
            {"domain": "meet.example; script-src *"},
            {"clients": ["https://x.example/; script-src *"]},
        ],
    )
    def test_settings_that_would_open_a_hole_are_refused(self, more: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            settings(**more)

    def test_a_short_secret_signs_nothing(self) -> None:
        with pytest.raises(ValueError, match="too short"):
            Signer(settings(keys=[{"kid": "a", "secret": "short"}]))

    def test_secrets_stand_in_no_log(self) -> None:
        assert "n" * 32 not in repr(settings())


class TestLimit:
    def test_a_few_at_once_then_as_time_goes_by(self) -> None:
        limit = Limit(per_minute=60, burst=2)
        assert [limit.take("a", 0) for _ in range(3)] == [0, 0, 1]
        assert limit.take("b", 0) == 0
        assert limit.take("a", 1_000) == 0
        assert limit.is_used_up("a", 1_000)

    def test_a_clock_that_goes_back_gives_nothing_away(self) -> None:
        limit = Limit(per_minute=60, burst=1)
        assert limit.take("a", 10_000) == 0
        assert limit.take("a", 0) > 0


class TestLinks:
    @pytest.fixture
    async def store(self, tmp_path: Path) -> Any:
        found = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}")
        yield found
        await found.close()

    async def test_a_link_is_used_once(self, store: Store) -> None:
        secret = await make_link(store, NAME, user("ann"), NOW)
        assert await look(store, secret, NOW) == Link(user("ann"), NAME)
        browser = await use(store, secret, NOW)
        assert browser is not None
        assert await use(store, secret, NOW) is None
        assert await look(store, secret, NOW) is None
        assert await whose(store, browser, NOW) == Link(user("ann"), NAME)
        # The link's own secret is not the browser's, nor the other way round.
        assert await whose(store, secret, NOW) is None
        assert await use(store, browser, NOW) is None

    async def test_it_runs_out(self, store: Store) -> None:
        secret = await make_link(store, NAME, user("ann"), NOW)
        assert await use(store, secret, NOW + GOOD_FOR_MS) is None
        browser = await use(store, secret, NOW + GOOD_FOR_MS - 1)
        assert browser is not None
        assert await whose(store, browser, NOW + LONGEST_MS) is None

    async def test_no_secret_stands_in_the_database(self, store: Store, tmp_path: Path) -> None:
        secret = await make_link(store, NAME, user("ann"), NOW)
        browser = await use(store, secret, NOW)
        assert browser is not None
        written = everything_in(tmp_path)
        assert user("ann").encode() in written
        assert secret.encode() not in written
        assert browser.encode() not in written

    @pytest.mark.parametrize("secret", ["", "x" * 65, "ё", "%", "' or 1=1 --"])
    async def test_what_is_no_link_opens_nothing(self, store: Store, secret: str) -> None:
        assert await look(store, secret, NOW) is None
        assert await use(store, secret, NOW) is None
        assert await whose(store, secret, NOW) is None


def everything_in(folder: Path) -> bytes:
    """The bytes of all files, the write-ahead log among them."""
    return b"".join(it.read_bytes() for it in folder.iterdir())


def event(state: str, sender: str = BOT, name: str = NAME) -> Event:
    content = Conference(name, "lesson", "x", user("tess"), "open", opened=NOW).to_dict()
    return {"type": events.CONFERENCE, "state_key": name, "sender": sender,
            "content": {**content, "state": state}}  # fmt: skip


class TestBoard:
    async def test_what_changes_while_a_room_is_read_is_newer(self) -> None:
        async def state(room_id: str) -> list[Event]:
            board.follow(Batch("t", (RoomUpdate("!r", (), (event("ended"),), ""),), (), ()))
            return [event("open")]

        board = Board(BOT, state)
        assert [it.state for it in await board.of("!r")] == ["ended"]

    async def test_only_the_assistants_word_counts(self) -> None:
        async def state(room_id: str) -> list[Event]:
            return [event("open", sender=user("ann"))]

        board = Board(BOT, state)
        forged = RoomUpdate("!r", (), (event("open", sender=user("tess")),), "")
        assert not board.follow(Batch("t", (forged,), (), ()))
        assert not await board.of("!r")


def test_element_is_told_of_no_public_server() -> None:
    address = "https://school.example"
    without = json.dumps(element_config(address, "school.example"))
    with_one = json.dumps(
        element_config(address, "school.example", jitsi=settings().domain, web=address)
    )
    for config in (without, with_one):
        assert "element.io" not in config
        assert "jit.si" not in config
    assert '"preferred_domain": "meet.invalid"' in without
    assert '"preferred_domain": "meet.school.example"' in with_one


def test_the_page_in_our_place_speaks_both_languages_and_loads_nothing() -> None:
    page = down_page()
    assert "Сервер школы не отвечает" in page
    assert "does not answer" in page
    assert "src=" not in page
    assert "http:" not in page
    assert "https:" not in page
