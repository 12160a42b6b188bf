"""From a message to a command's effects: right, parameters, questions for what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.commands.answer import answer
from bot.commands.model import Call, Command, Told
from bot.commands.parse import Context, Parsed, parse
from bot.commands.rights import may, require
from bot.commands.typed import Words, read
from bot.desk import Desk
from bot.effects import Ask, Effect, Kept
from bot.matrix.batch import Event, content_of, relation_of, text_of, thread_of
from bot.school import place_of
from bot.store.store import Job, RoomRow
from bot.text import clean
from bot.work.inbox import is_edit, is_state, kind_of
from bot.work.readers import View
from policy.people import Person
from policy.refusal import Refused
from policy.school import School
from templates import Message, message
from templates.refusals import sentence

COMMAND = "command"
_QUESTION_MS = 10 * 60_000
# A command of more than this is no command; nobody types it.
_LONGEST = 20_000
_TEXTS = frozenset({"m.text"})


def commands_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: each message that may be a command, or an answer to a question, becomes a job."""
    if kind_of(event) != "m.room.message" or is_state(event) or is_edit(event):
        return
    sender, content = str(event.get("sender")), content_of(event)
    if view.is_program(sender) or content.get("msgtype") not in _TEXTS:
        return
    if view.school.person(sender) is None:
        return  # strangers are not answered
    body = text_of(event)
    if len(body) > _LONGEST:
        return
    typed = read(body)
    # In a room with the assistant alone everything may answer a question of its own.
    if typed is None and not (row.person == sender or _answers_something(event)):
        return
    yield Job(COMMAND, {"room_id": row.room_id, "event": _slim(event)}, f"person:{sender}")


def _answers_something(event: Event) -> bool:
    return bool(relation_of(event).get("m.in_reply_to") or thread_of(event))


def _slim(event: Event) -> dict[str, Any]:
    """What a command needs of its message."""
    content = content_of(event)
    return {
        "event_id": event["event_id"],
        "sender": event["sender"],
        "at": event.get("origin_server_ts", 0),
        "type": kind_of(event),
        "content": {
            key: content[key]
            for key in ("body", "msgtype", "m.mentions", "m.relates_to")
            if key in content
        },
    }


class CommandWork:
    """Does the jobs that commands are."""

    def __init__(self, commands: Sequence[Command]) -> None:
        self.commands = {it.name: it for it in commands}
        self._parts = {part.name: part for it in commands for part in it.parts}
        self.words = Words(commands)

    async def do(self, desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
        """One message."""
        event, room_id = payload["event"], str(payload["room_id"])
        row = desk.rooms.get(room_id)
        person = desk.school.person(str(event["sender"]))
        if row is None or person is None:
            return ()
        language = desk.language
        typed = read(text_of(event))
        call = _call(person, row, event, language)
        if typed is None:
            return await self._reply(desk, call, event)
        found = self.words.find(typed.word)
        if found is None:
            return self._unknown(desk.school, call, typed.word)
        command, language = found
        rest = typed.rest
        part = command.part(rest)
        if part is not None:
            command, language, rest = part
        call = _call(person, row, event, language)
        try:
            require(desk.school, person, call.place, command)
        except Refused as refused:
            return [self.refused(desk, call, refused)]
        return await self._run(desk, call, command, rest, {}, event)

    async def sorry(self, desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
        """It could not be done: whoever asked must not wait for nothing."""
        row = desk.rooms.get(str(payload["room_id"]))
        person = desk.school.person(str(payload["event"]["sender"]))
        if row is None or person is None:
            return ()
        call = _call(person, row, payload["event"], desk.language)
        return [answer(call, message("command-sorry"))]

    async def _reply(self, desk: Desk, call: Call, event: Event) -> Sequence[Effect]:
        """No command: perhaps the answer to a question."""
        asked = await desk.memory.question(call.user, call.room.room_id, desk.now)
        if asked is None:
            if call.room.person == call.user:
                return [answer(call, message("command-hello"))]
            return ()
        name = str(asked.get("command"))
        command = self.commands.get(name) or self._parts.get(name)
        if command is None:
            return ()
        language = str(asked.get("language", desk.language))
        again = Call(
            call.person, call.room, call.place, call.event_id, language,
            replied=str(asked.get("replied", "")), thread=call.thread, at=call.at,
        )  # fmt: skip
        try:
            require(desk.school, call.person, call.place, command)
        except Refused as refused:
            return [self.refused(desk, again, refused)]
        return await self._run(
            desk, again, command, text_of(event), dict(asked.get("args", {})), event
        )

    async def _run(
        self,
        desk: Desk,
        call: Call,
        command: Command,
        rest: str,
        given: Mapping[str, Any],
        event: Event,
    ) -> Sequence[Effect]:
        meant = await _meant(desk, call, event)
        context = Context(desk.school, desk.local_time, meant)
        parsed = parse(command.params, rest, context, given)
        done = Ask(call.user, call.room.room_id, 0, {})  # whatever was asked is answered now
        if parsed.problem is not None:
            return [done, self.told(call, parsed.problem)]
        if parsed.missing is not None:
            return self._ask(desk, call, command, parsed)
        call = _with(call, parsed.args)
        try:
            effects = await command.run(desk, call)
        except Told as told:
            return [done, self.told(call, told.what)]
        except Refused as refused:
            return [done, self.refused(desk, call, refused)]
        return [done, *effects]

    def _ask(self, desk: Desk, call: Call, command: Command, parsed: Parsed) -> Sequence[Effect]:
        assert parsed.missing is not None  # noqa: S101 (the caller looked)
        payload = {
            "command": command.name,
            "language": call.language,
            "args": dict(parsed.args),
            "replied": call.replied,
        }
        question = parsed.missing.ask or f"ask-{parsed.missing.sort.value}"
        return [
            Ask(call.user, call.room.room_id, desk.now + _QUESTION_MS, payload),
            self.told(call, message(question)),
        ]

    def _unknown(self, school: School, call: Call, word: str) -> Sequence[Effect]:
        allowed = {
            name: it
            for name, it in self.commands.items()
            if may(school, call.person, call.place, it)
        }
        close = self.words.alike(word, allowed)
        what: Message
        if close is None:
            what = message("command-unknown", word=clean(word, 40))
        else:
            what = message(
                "command-did-you-mean", word=clean(word, 40), command=close[0].word(close[1])
            )
        return [self.told(call, what)]

    def refused(self, desk: Desk, call: Call, refused: Refused) -> Effect:
        """The answer to what may not be done, with the clause."""
        return answer(call, sentence(desk.school, refused.refusal, call.language))

    def told(self, call: Call, what: Message) -> Effect:
        """The answer to what cannot be done, or not yet."""
        return answer(call, what)


def _call(person: Person, row: RoomRow, event: Event, language: str) -> Call:
    replied = relation_of(event).get("m.in_reply_to")
    falling_back = relation_of(event).get("is_falling_back") is True
    event_id = replied.get("event_id") if isinstance(replied, Mapping) else None
    return Call(
        person,
        row,
        place_of(row),
        str(event["event_id"]),
        language,
        replied=event_id if isinstance(event_id, str) and not falling_back else "",
        thread=thread_of(event),
        at=int(event.get("at", 0)) if isinstance(event.get("at"), int) else 0,
    )


def _with(call: Call, args: Mapping[str, Any]) -> Call:
    return Call(
        call.person, call.room, call.place, call.event_id, call.language, args, call.replied,
        call.thread, call.at,
    )  # fmt: skip


async def _meant(desk: Desk, call: Call, event: Event) -> Sequence[Person]:
    """People marked in the message; else the sender of the message that it answers."""
    mentions = content_of(event).get("m.mentions")
    users = mentions.get("user_ids") if isinstance(mentions, Mapping) else None
    marked = [
        person
        for user in (users if isinstance(users, list) else ())
        if isinstance(user, str)
        and (person := desk.school.person(user)) is not None
        # Clients mark whom one answers: that alone is no address.
        and not (call.replied and person.user == call.user)
    ]
    if marked or not call.replied:
        return marked
    replied = await desk.look.event(call.room.room_id, call.replied)
    person = desk.school.person(str(replied.get("sender"))) if replied else None
    return [person] if person is not None else []


def local(desk: Desk, milliseconds: int) -> datetime:
    """A time by the school's clocks."""
    return datetime.fromtimestamp(milliseconds / 1000, desk.zone)
