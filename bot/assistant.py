"""The assistant as a whole: opens the store and the session, runs until it is told to stop."""

import asyncio
import dataclasses
import logging
from collections.abc import Mapping, Sequence
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import aiohttp
from aiohttp import web

from bot.commands.prompts import REACTION, PromptWork
from bot.commands.rehearsal import Outcome, rehearse
from bot.commands.table import ANSWERERS, COMMANDS, DOERS, READERS, RECURRING, SOURCES, UNWRITTEN
from bot.commands.work import COMMAND, CommandWork
from bot.conference.board import Board
from bot.conference.hall import Hall, note_of
from bot.conference.links import make_link
from bot.conference.signer import Signer
from bot.desk import Desk
from bot.digest.mail import NotSent, Server, send
from bot.effects import Effect
from bot.lessons.presence import Report, take
from bot.lessons.prosody import NotDone, dismiss
from bot.matrix.session import Session, patiently
from bot.matrix.wire import MatrixError, Wire
from bot.moderation.kinds import MODERATION
from bot.school import Rooms, Watch
from bot.settings import Account, Settings
from bot.store.store import RoomRow, Store, now_ms
from bot.web.alerts import Alert, told
from bot.web.asked import owner_is, paper
from bot.web.conference import Presence
from bot.web.digest import NoDigest
from bot.web.rehearsal import Typed
from bot.web.start import ask_module
from bot.work.inbox import SINCE, WANTED, Inbox
from bot.work.jobs import Jobs
from bot.work.outbox import Outbox, Refused
from bot.work.readers import View
from bot.work.rebuild import Rebuild
from policy import endpoints
from policy.creation import room_with_program

logger = logging.getLogger(__name__)

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 15.0
_LONGEST_SLEEP = 30.0


class Assistant:
    """One a school."""

    def __init__(self, account: Account, settings: Settings) -> None:
        self.account = account
        self.settings = settings
        self.session = Session(account, settings.data / "device")
        self.rooms = Rooms()
        self.watch = Watch(account.user.partition(":")[2], account.provisioner)
        self._userinfo = Wire(account.homeserver)
        self.board = Board(account.user, self.session.whole_state)
        self.connected = False
        self.last_sync = 0
        self._store: Store | None = None
        self._inbox: Inbox | None = None
        self._jobs: Jobs | None = None
        self._outbox: Outbox | None = None
        self._timers_changed = asyncio.Event()
        self._empty = True

    @property
    def store(self) -> Store:
        """The open database."""
        assert self._store is not None  # noqa: S101
        return self._store

    def figures(self) -> Mapping[str, int]:
        """What metrics count."""
        return {
            "events_read": self._inbox.events_read if self._inbox else 0,
            "jobs_done": self._jobs.done if self._jobs else 0,
            "jobs_given_up": self._jobs.given_up if self._jobs else 0,
            "effects_carried_out": self._outbox.carried_out if self._outbox else 0,
            "rooms": len(self.rooms),
        }

    async def is_provisioner(self, token: str) -> bool:
        """Is this the provisioning user's access token? Raises `NoDigest` where nobody knows."""
        return await owner_is(self.account, token)

    async def digest(self, since: date, until: date) -> bytes:
        """The head's digest of these days as PDF. Raises `NoDigest`: not now, or not here."""
        desk = self._desk() if self._store is not None else None
        if desk is None or not self.connected:
            raise NoDigest(503, "waiting")
        try:
            return await paper(desk, since, until)
        except MatrixError as error:
            raise NoDigest(503, "homeserver-silent") from error

    def hall(self) -> Hall | None:
        """Who decides at the doors of conferences; None where the school has no Jitsi.

        Raises:
            OSError, ValueError: a key for signing cannot be read.
        """
        conference = self.settings.conference
        if conference is None:
            return None
        return Hall(
            Signer(conference),
            self.account.user.partition(":")[2],
            self.settings.web.base,
            lambda: self.watch.school,
            self.rooms,
            self.board,
            self.session,
            self._userinfo,
            lambda: self._store,
            lambda: self.connected,
        )

    async def heard(self, presence: Presence) -> bool:
        """Prosody tells who came and who left; when this returns it is written down.

        False where nobody knows such a conference. Before the database is open the answer is
        «not now», and Prosody tells it again.
        """
        if self._store is None:
            raise web.HTTPServiceUnavailable
        who = presence.occupant
        known = await take(
            self._store,
            Report(presence.conference, presence.event, presence.at, who.id, who.user),
        )
        self._jobs_and_outbox_wake()
        return known

    async def link(self, conference: str, user: str) -> str:
        """The address of a new personal link into a conference."""
        secret = await make_link(self.store, conference, user, now_ms())
        return f"{self.settings.web.base}{endpoints.CONFERENCE_LINK}{secret}"

    async def activate(self, body: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        """Ask the homeserver's module to open an account by a code, or whose it is."""
        return await ask_module(self.account.homeserver, self.session.wire.token, body)

    async def rehearse(self, typed: Typed) -> Outcome:
        """What would come of a command. Raises `NoDigest`: not now; `NoProbe`: of no throw-away
        person.
        """
        desk = self._desk() if self._store is not None else None
        registry = self.rooms.by_key("registry")
        if desk is None or registry is None or not self.connected:
            raise NoDigest(503, "waiting")
        server_name = self.account.user.partition(":")[2]
        watch = Watch(server_name, self.account.provisioner, probes=True)
        rows = [RoomRow(f"!{it.key}", it.key, it.kind, it.group, name=it.key) for it in typed.rooms]
        try:
            watch.fill(await self.session.whole_state(registry.room_id), now_ms())
            return await rehearse(desk, watch, COMMANDS, typed.user, rows, typed.room, typed.text)
        except MatrixError as error:
            raise NoDigest(503, "homeserver-silent") from error

    async def take_alerts(self, found: Sequence[Alert]) -> bool:
        """Tell the moderation room of faults of the server; False: not now."""
        desk = self._desk() if self._store is not None else None
        room = self.rooms.by_key(MODERATION)
        if desk is None or room is None:
            return False
        async with self.store.work() as work:
            for alert in found:
                await work.apply(told(alert, room.room_id, desk.language))
        self._wake()
        return True

    async def run(self) -> None:
        """Work until cancelled. Whatever fails for a while is tried again; nothing is lost."""
        self.settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._store = await Store.open(self.settings.database_url)
        try:
            for row in await self._store.rooms():
                self.rooms.put(row)
            # A database that never heard of the homeserver, or died while it was filled.
            known = await self._store.note(SINCE) is not None
            self._empty = not known or bool(await self._store.note(WANTED))
            self._wire_up(self._store)
            await self._log_in()
            await self._learn()
            async with asyncio.TaskGroup() as group:
                for loop in (self._jobs, self._outbox):
                    assert loop is not None  # noqa: S101
                    group.create_task(loop.run())
                group.create_task(self._clock())
                group.create_task(self._listen())
        finally:
            self.connected = False
            await self.session.close()
            await self._userinfo.close()
            await self._store.close()

    async def _log_in(self) -> None:
        """Log in, for as long as nobody answers. Whatever the homeserver refuses ends the run."""
        wait = _FIRST_WAIT
        while True:
            await self.session.close()
            try:
                await self.session.open()
            except (aiohttp.ClientError, TimeoutError) as error:
                logger.warning("the homeserver does not answer: %s", error)
                await patiently(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
            else:
                return

    def _wire_up(self, store: Store) -> None:
        commands, prompts = CommandWork(COMMANDS), PromptWork(ANSWERERS)
        doers = {**DOERS, COMMAND: commands.do, REACTION: prompts.do, "invited": self._invited}
        sorry = {COMMAND: commands.sorry}
        self._jobs = Jobs(store, doers, sorry, self._desk, self._wake, UNWRITTEN)
        self._outbox = Outbox(store, _Hands(self))
        self._inbox = Inbox(
            store,
            self.rooms,
            self.watch,
            READERS,
            me=self.account.user,
            provisioner=self.account.provisioner,
            gap=self.session.missed,
            alone_with=self.alone_with,
        )

    def _wake(self) -> None:
        self._jobs_and_outbox_wake()
        self._timers_changed.set()

    def _desk(self) -> Desk | None:
        """None while there is no school, or a lost database is not filled again."""
        school = self.watch.school
        if school is None or self._empty:
            return None
        return Desk(
            self.account.user, self.settings, school, self.watch, self.rooms, self.store,
            self.session, now_ms(),
        )  # fmt: skip

    async def _learn(self) -> None:
        """Read the registry whole: its changes are followed, its state is not kept."""
        registry = self.rooms.by_key("registry")
        if registry is not None:
            self.watch.fill(await self.session.whole_state(registry.room_id), now_ms())

    async def _listen(self) -> None:
        """The sync, for ever."""
        assert self._inbox is not None  # noqa: S101
        since = await self.store.note(SINCE)
        wait = _FIRST_WAIT
        while True:
            try:
                # The first answer after a start or a silence comes at once: somebody may be waiting
                # to hear that all is well.
                batch = await self.session.sync(since, wait=self.connected)
                knew_registry = self.rooms.by_key("registry") is not None
                await self._inbox.take(batch, since)
                await self._follow_conferences(self.board.follow(batch))
                since = batch.token
                if not knew_registry:
                    await self._learn()
                await self._fill()
                self.connected, self.last_sync = True, now_ms()
                wait = _FIRST_WAIT
                self._wake()
            except MatrixError as error:
                self.connected = False
                if error.is_logged_out:
                    await self._log_in()
                    continue
                logger.warning("the homeserver does not answer: %s", error)
                await patiently(max(wait, error.retry_after))
                wait = min(wait * 2, _LONGEST_WAIT)

    async def _follow_conferences(self, found: Mapping[str, str]) -> None:
        """Remember in which room a conference is: a personal link names the conference alone."""
        if found:
            async with self.store.work() as work:
                for name, room_id in found.items():
                    await work.note(note_of(name)[:255], room_id)

    async def _fill(self) -> None:
        """Fill an empty database from Matrix, once there is a school to read it with."""
        school = self.watch.school
        if not self._empty or school is None:
            return
        account = self.account
        view = View(account.user, account.provisioner, school, self.rooms)
        await Rebuild(self.session, view, SOURCES, now_ms()).fill(self.store)
        self._empty = False

    async def _clock(self) -> None:
        """Turns what is due into jobs, and wakes what waits for its time."""
        while True:
            self._timers_changed.clear()
            async with self.store.work() as work:
                await work.due(now_ms())
                await work.keep_up(RECURRING, now_ms())
            self._jobs_and_outbox_wake()
            due = await self.store.next_time()
            seconds = _LONGEST_SLEEP if due is None else max((due - now_ms()) / 1000, 0.05)
            try:
                async with asyncio.timeout(min(seconds, _LONGEST_SLEEP)):
                    await self._timers_changed.wait()
            except TimeoutError:
                pass

    def _jobs_and_outbox_wake(self) -> None:
        for loop in (self._jobs, self._outbox):
            if loop is not None:
                loop.wake()

    async def alone_with(self, room_id: str) -> str:
        """The one other person in a room, empty where there are more, or none."""
        try:
            others = await self.session.present(room_id) - {self.account.user}
        except MatrixError as error:
            if error.status in (403, 404):
                return ""
            raise
        return next(iter(others)) if len(others) == 1 else ""

    async def _invited(self, desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
        """Come to people of the school; nobody else is answered."""
        room_id = str(payload["room_id"])
        known = desk.school.person(str(payload["by"])) is not None
        try:
            await (self.session.join if known else self.session.leave)(room_id)
        except MatrixError as error:
            if error.passes:
                raise
            logger.info("an invitation is gone: %s", error)
        return ()

    async def room_with(self, user: str) -> str:
        """The room with one person alone; made where there is none."""
        known = self.rooms.with_person(user)
        if known is not None:
            return known.room_id
        school = self.watch.school
        if school is None:
            raise MatrixError(0, "", "the registry is not read yet")
        config = room_with_program(school, user)
        room_id = await self.session.create(config, f"parta-with-{user}")
        row = RoomRow(room_id, person=user)
        async with self.store.work() as work:
            await work.room(row)
        self.rooms.put(row)
        return room_id


@dataclasses.dataclass
class _Hands:
    """Carries effects out; knows which rooms are encrypted."""

    assistant: Assistant

    async def send(self, room_id: str, kind: str, txn: str, content: Mapping[str, Any]) -> str:
        row = self.assistant.rooms.get(room_id)
        encrypted = row is not None and row.encrypted
        return await self.assistant.session.send(room_id, kind, txn, content, encrypted=encrypted)

    async def upload(self, name: str, mimetype: str, data: bytes) -> str:
        return await self.assistant.session.wire.upload(name, mimetype, data)

    async def set_state(self, room_id: str, kind: str, key: str, content: Mapping[str, Any]) -> str:
        return await self.assistant.session.set_state(room_id, kind, key, content)

    async def redact(self, room_id: str, event_id: str, txn: str, reason: str) -> str:
        return await self.assistant.session.redact(room_id, event_id, txn, reason)

    async def set_membership(self, room_id: str, user: str, action: str, reason: str) -> None:
        await self.assistant.session.set_membership(room_id, user, action, reason)

    async def mail(self, to: str, message: str) -> None:
        del to  # it stands in the letter
        smtp = self.assistant.settings.smtp
        if smtp is None:
            raise Refused("the settings name no mail server", passes=True)
        try:
            server = Server(
                smtp.host, smtp.port, smtp.security, smtp.user,
                smtp.password().get_secret_value(), smtp.timeout,
            )  # fmt: skip
            whole = message_from_bytes(message.encode(), EmailMessage, policy=SMTP)
            await send(server, whole)
        except OSError as error:
            raise Refused(f"no password: {error.strerror}", passes=True) from error
        except NotSent as error:
            raise Refused(str(error), passes=error.passes) from error

    async def link(self, conference: str, user: str) -> str:
        return await self.assistant.link(conference, user)

    async def dismiss(self, conference: str, user: str) -> None:
        try:
            await dismiss(self.assistant.settings.conference, conference, user)
        except NotDone as error:
            raise Refused(str(error), passes=error.passes) from error

    async def new_letter(self, user: str, after: int, days: int) -> str:
        body = {"users": [user], "again": True, "after": after, "days": days}
        answer = await self.assistant.session.wire.post(endpoints.LETTERS, body)
        return str(answer["letters"].get(user, {}).get("code", "—"))

    async def room_with(self, user: str) -> str:
        return await self.assistant.room_with(user)
