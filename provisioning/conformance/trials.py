"""What a probe is given: it sends as one of the cast, expects, and everything becomes evidence."""

import itertools
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from policy import endpoints
from policy.regulation import DIRECT, SERVER
from policy.regulation import Verdict as Decision
from provisioning.conformance import wire
from provisioning.conformance.cast import NOBODY
from provisioning.conformance.model import Answer, Call, Step, Trial
from provisioning.conformance.stage import Stage
from provisioning.conformance.wire import Wire
from provisioning.connection import Connection
from provisioning.matrix.client import MatrixError
from templates import Message, message

_QUIET = "policy-quiet-hours"
# Who is not in a room is turned away by Synapse itself, before it asks the module.
OUTSIDE = ("M_FORBIDDEN",)
TEXT = "Проверка положения"


class Stop(Exception):
    """A probe cannot go on: what it builds on did not happen; the failed step is recorded."""


class NotNow(Exception):
    """It cannot be tried at this school or hour; carries the reason."""

    def __init__(self, why: Message) -> None:
        self.why = why
        super().__init__(why.key)


class Prover:
    """Sends for the cast; what probes share."""

    def __init__(
        self, stage: Stage, wire_: Wire, changes: int, web: Connection | None = None
    ) -> None:
        self.stage = stage
        self.cast = stage.cast
        self.wire = wire_
        self.regulation = stage.layouts.regulation
        self.server_name = stage.school.server_name
        self.web = web  # the assistant's web side; None where nobody says where it is
        self.changes = changes  # what `parta plan` found before the run
        self.sent: dict[str, set[str]] = defaultdict(set)  # room id → events that were accepted
        self._numbers = itertools.count(int(time.time() * 1000))

    def text(self, body: str = TEXT, /, **more: Any) -> dict[str, Any]:
        """A message of that text; empty mentions, as clients write them."""
        return {"msgtype": "m.text", "body": body, "m.mentions": {}, **more}

    def txn(self) -> str:
        """A transaction id that no other request has."""
        return f"probe{next(self._numbers)}"

    def room(self, name: str) -> str:
        """The room id of a room of the stage.

        Raises:
            NotNow: this school has no such kind of room.
        """
        found = self.stage.rooms.get(name)
        if found is not None:
            return found.room_id
        if name in self.stage.layouts.kinds or name == DIRECT:
            raise MatrixError(0, "PARTA_NO_ROOM", name, name)
        raise NotNow(message("conformance-no-kind", kind=name))

    def say(self, room_id: str, content: Mapping[str, Any] | None = None) -> Call:
        """A message in a room."""
        return wire.message(room_id, "m.room.message", content or self.text(), self.txn())

    def event(self, room_id: str, event_type: str, content: Mapping[str, Any]) -> Call:
        """Any event of the timeline."""
        return wire.message(room_id, event_type, content, self.txn())

    def rooms_of(self, who: str) -> set[str]:
        """Room ids of the managed rooms, one of each kind, to which one of the cast belongs."""
        kinds = self.stage.layouts.kinds
        return {
            room.room_id
            for name, room in self.stage.rooms.items()
            if name in kinds and self.cast.roles_in(who, kinds[name], room.group)
        }

    def decide(self, who: str, feature: str, kind: str = SERVER) -> Decision:
        """What the regulation says, for the roles that count there."""
        if kind in self.stage.layouts.kinds:
            room = self.stage.rooms[kind]
            roles = self.cast.roles_in(who, self.stage.layouts.kinds[kind], room.group)
        else:
            roles = self.cast.roles(who)
        return self.regulation.decide(sorted(roles), feature, kind)


class Attempt:
    """One trial under way."""

    def __init__(self, prover: Prover, trial: Trial) -> None:
        self.prover = prover
        self.trial = trial
        self.users = prover.cast.users

    async def may(self, who: str, call: Call) -> Answer:
        """Somebody who may: a 2xx.

        Raises:
            Stop: refused. NotNow: it is quiet hours for this person.
        """
        answer = await self._send(who, call)
        if answer.status == 403 and answer.text("org.parta.rule") == _QUIET:
            raise NotNow(message("conformance-quiet-now"))
        ok = 200 <= answer.status < 300
        note = None if ok else message("conformance-should-be-allowed")
        self.trial.steps.append(Step(who, "allowed", ok, call, answer, note))
        if not ok:
            raise Stop
        return answer

    async def may_not(
        self,
        who: str,
        call: Call,
        *,
        rule: str = "",
        row: str | None = None,
        errcodes: tuple[str, ...] = (),
    ) -> Answer:
        """Somebody who may not: a 4xx that names our rule, and the row where one is given.

        `errcodes` are for doors that the homeserver itself keeps shut: one of them is enough.
        """
        answer = await self._send(who, call)
        wrong = self._what_is_wrong(answer, rule, row, errcodes)
        self.trial.steps.append(Step(who, "refused", wrong is None, call, answer, wrong))
        return answer

    @staticmethod
    def _what_is_wrong(
        answer: Answer, rule: str, row: str | None, errcodes: tuple[str, ...]
    ) -> Message | None:
        if not 400 <= answer.status < 500:
            return message("conformance-should-be-refused")
        if answer.text("errcode") in errcodes:
            return None
        found = answer.text("org.parta.rule")
        if not found or (rule and found != rule):
            return message("conformance-other-rule", found=found or answer.text("errcode"))
        found = answer.text("org.parta.row")
        if row is not None and found != row:
            return message("conformance-other-row", found=found or "—", wanted=row or "—")
        return None

    async def right(self, who: str, feature: str, call: Call, kind: str = SERVER) -> Answer:
        """As the regulation says: allowed, or refused by the row it names."""
        found = self.prover.decide(who, feature, kind)
        if found.allowed:
            return await self.may(who, call)
        return await self.may_not(who, call, row=found.row.id if found.row else "")

    async def command(self, who: str, room: str, typed: str, feature: str, kind: str = "") -> None:
        """A command to the assistant, as the regulation says for `feature` (in `kind`).

        The assistant says what would come of it; nothing comes of it.

        Raises:
            NotNow: there is no assistant to ask. Stop: refused to somebody who may.
        """
        stage = self.prover.stage
        if self.prover.web is None:
            raise NotNow(message("conformance-no-assistant"))
        if room not in stage.rooms:
            raise NotNow(message("conformance-no-kind", kind=room))
        rooms = [
            {"key": it.key, "kind": it.kind, "group": it.group}
            for it in stage.rooms.values()
            if it.key
        ]
        body = {"user": self.users[who], "room": stage.rooms[room].key, "text": typed}
        call = Call("POST", endpoints.REHEARSE, body)
        whole = Call("POST", endpoints.REHEARSE, {**body, "rooms": rooms})
        web = self.prover.web
        answer = await self.prover.wire.send(whole, web.token, web.homeserver)
        found = self.prover.decide(who, feature, kind or SERVER)
        if found.allowed:
            ok = answer.status == 200
            note = None if ok else message("conformance-should-be-allowed")
            self.trial.steps.append(Step(who, "allowed", ok, call, answer, note))
            if not ok:
                raise Stop
            return
        # What belongs to a room is refused for all rooms at once, by whatever row.
        row = found.row.id if found.row and not kind else None
        wrong = self._what_is_wrong(answer, "", row, ())
        self.trial.steps.append(Step(who, "refused", wrong is None, call, answer, wrong))

    def see(self, ok: bool, what: Message) -> None:
        """Something looked at: the effect of a request, or that there is none."""
        self.trial.steps.append(Step("system", "seen", ok, note=what))

    async def ask(self, who: str, call: Call) -> Answer:
        """A request whose answer the probe judges itself; no step of its own."""
        return await self._send(who, call)

    async def _send(self, who: str, call: Call) -> Answer:
        token = None if who == NOBODY else self.prover.stage.tokens[who]
        answer = await self.prover.wire.send(call, token)
        self._remember(call, answer)
        return answer

    def _remember(self, call: Call, answer: Answer) -> None:
        event_id = answer.text("event_id")
        parts = call.path.split("/")
        if event_id and "rooms" in parts and "m.room.member" not in parts:
            self.prover.sent[unquote(parts[parts.index("rooms") + 1])].add(event_id)
