"""Letters leave through the school's mail server: each once, patiently, and never in the open."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd import smtp
from pydantic import ValidationError

from bot.assistant import Assistant, _Hands
from bot.digest import schedule
from bot.digest.delivery import letters
from bot.digest.gather import gather
from bot.digest.period import week
from bot.effects import Mail
from bot.settings import Account, Settings, Smtp, Web
from bot.store.store import Store
from bot.work.outbox import Outbox
from tests.unit.bot import world
from tests.unit.bot.world import NOW, World
from tests.unit.builders import SERVER
from tests.unit.digest.test_mail import PASSWORD, SENDER, TO, Box, running
from tests.unit.policy.school import BOT

SECOND = "deputy@school.example"
_FAR = 2**60


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    found = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")
    yield found
    await found.close()


class Moody(Box):
    """Refuses in turn with what is in `moods`, and takes what comes then."""

    def __init__(self, *moods: str) -> None:
        super().__init__()
        self.moods = list(moods)

    async def handle_DATA(  # noqa: N802
        self, server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope
    ) -> str:
        if self.moods:
            return self.moods.pop(0)
        return await super().handle_DATA(server, session, envelope)


def settings(tmp_path: Path, port: int, **more: Any) -> Settings:
    mail = Smtp(host="127.0.0.1", port=port, security="none", sender=SENDER, director=(TO, SECOND))
    return Settings(
        account=Account(
            homeserver="http://127.0.0.1:1", user=BOT, provisioner=f"@parta:{SERVER}",
            password_file=tmp_path / "none",
        ),
        data=tmp_path,
        web=Web(port=1, homeserver="http://127.0.0.1:1", server_name=SERVER),
        smtp=mail.model_copy(update=more),
    )  # fmt: skip


async def written(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> list[Mail]:
    """The letters of a week in which nothing happened."""
    monkeypatch.setattr(world, "_SETTINGS", settings(tmp_path, port))
    desk = World().desk
    period = week(NOW)
    found = await letters(desk, await gather(desk, period), period)
    assert all(isinstance(it, Mail) for it in found)
    return [it for it in found if isinstance(it, Mail)]


async def post(store: Store, chosen: Settings, mails: list[Mail], rounds: int = 1) -> None:
    """Write letters into the outbox, and carry out what waits, `rounds` times."""
    assert chosen.account is not None
    outbox = Outbox(store, _Hands(Assistant(chosen.account, chosen)))
    async with store.work() as work:
        await work.apply(mails)
    for _ in range(rounds):
        for waiting in await store.next_outgoing(_FAR, (), 9):
            await outbox._carry(waiting)


async def test_the_head_s_digest_goes_to_each_address_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box()
    async with running(box) as port:
        mails = await written(tmp_path, port, monkeypatch)
        await post(store, settings(tmp_path, port), mails, rounds=3)
    assert sorted(box.to) == sorted([TO, SECOND])
    assert (await store.counts())["outgoing"] == 0
    for found in box.letters:
        text = found.get_body(("plain",))
        assert text is not None
        assert "Роль не подтверждена" in text.get_content()
        (paper,) = found.iter_attachments()
        assert paper.get_content().startswith(b"%PDF")


async def test_what_is_not_taken_for_now_is_sent_later_under_the_same_id(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Moody("451 later", "421 busy")
    async with running(box) as port:
        mails = (await written(tmp_path, port, monkeypatch))[:1]
        await post(store, settings(tmp_path, port), mails, rounds=2)
        assert box.letters == []
        assert (await store.counts())["outgoing"] == 1
        await post(store, settings(tmp_path, port), [], rounds=1)
    (found,) = box.letters
    assert str(found["Message-ID"]) in mails[0].message
    assert (await store.counts())["failed"] == 0


async def test_what_is_refused_for_good_is_given_up_and_nobody_is_named(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    box = Moody(f"554 no letters for {TO}")
    async with running(box) as port:
        mails = (await written(tmp_path, port, monkeypatch))[:1]
        with caplog.at_level(logging.DEBUG):
            await post(store, settings(tmp_path, port), mails, rounds=3)
    assert box.letters == []
    assert (await store.counts())["failed"] == 1
    assert "554" in caplog.text
    assert TO not in "\n".join(it.getMessage() for it in caplog.records if it.name[:3] == "bot")


async def test_a_mail_server_that_is_away_and_a_password_that_is_not_there_are_waited_for(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(Box()) as port:
        mails = (await written(tmp_path, port, monkeypatch))[:1]
    await post(store, settings(tmp_path, port), mails)
    chosen = settings(tmp_path, port, security="starttls", password_file=tmp_path / "gone")
    await post(store, chosen, [])
    counts = await store.counts()
    assert (counts["outgoing"], counts["failed"]) == (1, 0)


async def test_without_a_mail_server_nothing_is_written() -> None:
    assert await schedule.post(World().desk, {"name": "weekly", "day": "2026-11-27"}) == ()


def test_settings_take_no_password_for_an_open_line_and_no_odd_address(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    good = Smtp(host="x", sender=SENDER, password_file=file)
    assert good.password().get_secret_value() == PASSWORD
    assert PASSWORD not in repr(good.password())
    with pytest.raises(ValidationError, match="open line"):
        Smtp(host="x", sender=SENDER, password_file=file, security="none")
    for odd in ("", "head", "a@b\r\nBcc: c@d", "A <a@b>", "a@b,c@d"):
        with pytest.raises(ValidationError):
            Smtp(host="x", sender=SENDER, director=(odd,))
