"""!опрос: native polls, their results, their end, and the results as a table (W12).

Whose names stand in a table: a closed poll was promised to be secret, and where pupils answer the
list would say of each child what it thinks, on a disk outside of the school's server. So there are
names only in tables of open polls in rooms of adults; elsewhere there are numbers.
"""

from collections.abc import Iterable, Sequence

from bot.commands.answer import answer, in_private
from bot.commands.behalf import may_say
from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.rights import may_in
from bot.desk import Desk
from bot.effects import Effect, Kept, Remember, Send, Upload, marked
from bot.matrix.batch import Event, relation_of
from bot.store.store import Job, RoomRow
from bot.teaching.events import at, event_id, fact_id
from bot.teaching.pollread import read_draft, table
from bot.teaching.polls import (
    END,
    ENDS,
    START,
    Poll,
    Result,
    count,
    end_content,
    poll_of,
    response_of,
    start_content,
)
from bot.text import Bullets, Line, Part, Text, clean
from bot.work.inbox import kind_of
from bot.work.readers import View
from policy.people import PUPIL
from templates import Message, message, say

STARTED, ANSWERED, ENDED = "poll", "poll.answer", "poll.end"
_ANSWER, _END = "poll.answer", "poll.end"
_FILE_NAME = "poll.csv"


async def _start(desk: Desk, call: Call) -> Sequence[Effect]:
    draft = read_draft(str(call.args["text"]))
    if isinstance(draft, Message):
        raise Told(draft)
    content = start_content(
        draft.question, draft.answers, closed=draft.closed, most=draft.most, by=""
    )
    may_say(desk, call.person, call.room, content, event_type=START)
    content = start_content(
        draft.question, draft.answers, closed=draft.closed, most=draft.most, by=call.user
    )
    return [Send(call.room.room_id, content, START)]


async def _meant(desk: Desk, call: Call) -> Poll:
    """The poll that the command answers, or whose thread it is in, or the last one of the room.

    Raises:
        Told: there is none.
    """
    named = call.replied or call.thread
    if named:
        event = await desk.look.event(call.room.room_id, named)
        found = poll_of(event) if event is not None else None
        if found is not None:
            return found
        if call.replied:
            raise Told(message("poll-none"))
    facts = await desk.memory.facts([STARTED], room_key=call.room.key) if call.room.key else []
    for fact in reversed(facts):
        event = await desk.look.event(call.room.room_id, fact.id)
        found = poll_of(event) if event is not None else None
        if found is not None:
            return found
    raise Told(message("poll-none"))


async def _result(desk: Desk, call: Call, poll: Poll) -> Result:
    """Counted from the room itself, and only of people of the school who may answer there."""
    related = await desk.look.related(call.room.room_id, poll.id, "m.reference", "")
    members = [
        person
        for user in desk.school.members(call.room.kind, call.room.group)
        if (person := desk.school.person(user)) is not None
    ]
    voters = {it.user for it in members if may_in(desk.school, it, call.place, _ANSWER)}
    enders = {it.user for it in members if may_in(desk.school, it, call.place, _END)}
    return count(poll, related, frozenset(voters), frozenset(enders | {desk.me}))


async def _results(desk: Desk, call: Call) -> Sequence[Effect]:
    poll = await _meant(desk, call)
    result = await _result(desk, call, poll)
    text = Text(_told(result))
    # What everybody is to see after the end only is not said before it where everybody reads.
    secret = poll.closed and result.ended is None
    return [in_private(call, text) if secret else answer(call, text)]


def _told(result: Result) -> list[Part]:
    poll = result.poll
    lines = [message("poll-result-line", answer=text, count=len(who)) for text, who in result.votes]
    parts: list[Part] = [
        Line(poll.question, bold=True),
        Bullets(lines),
        Line(message("poll-voters", count=len(result.voters))),
    ]
    if result.spoiled:
        parts.append(Line(message("poll-spoiled", count=len(result.spoiled))))
    parts.append(Line(message("poll-goes-on" if result.ended is None else "poll-over")))
    return parts


async def _end(desk: Desk, call: Call) -> Sequence[Effect]:
    poll = await _meant(desk, call)
    result = await _result(desk, call, poll)
    if result.ended is not None:
        raise Told(message("poll-ended-before"))
    text = say(message("poll-end", question=poll.question), desk.language)
    return [
        Send(call.room.room_id, end_content(poll.id, text), END),
        answer(call, Text(_told(result)[:-1])),
    ]


async def _export(desk: Desk, call: Call) -> Sequence[Effect]:
    poll = await _meant(desk, call)
    result = await _result(desk, call, poll)
    kind = desk.school.kinds.get(call.room.kind)
    adults = kind is not None and PUPIL not in kind.roles
    heads = tuple(
        say(message(f"poll-column-{it}"), call.language) for it in ("answer", "votes", "names")
    )
    text = table(
        result,
        (heads[0], heads[1], heads[2]),
        (lambda user: _name(desk, user)) if adults and not poll.closed else None,
    )
    told = message("poll-file" if adults and not poll.closed else "poll-file-numbers")
    shown = {
        "msgtype": "m.file",
        "body": _FILE_NAME,
        "filename": _FILE_NAME,
        "url": marked("file"),
        "info": {"mimetype": "text/csv", "size": len(text.encode())},
        "m.mentions": {},
    }
    return [
        Upload(call.user, _FILE_NAME, "text/csv", text, "file"),
        Send(call.user, shown),
        in_private(call, Text.of(Line(poll.question, bold=True), told)),
    ]


def _name(desk: Desk, user: str) -> str:
    person = desk.school.person(user)
    return person.entry.full_name if person else user


def polls_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: polls, also those that people start themselves; answers, and ends."""
    poll = poll_of(event)
    sender = str(event.get("sender", ""))
    if poll is not None:
        yield Remember(
            poll.id, STARTED, poll.at, row.key, poll.by,
            {
                "question": poll.question,
                "answers": [[clean(name, 100), text] for name, text in poll.answers],
                "closed": poll.closed, "most": poll.most, "kind": row.kind, "group": row.group,
            },
        )  # fmt: skip
        return
    answered = response_of(event)
    if answered is not None and view.school.person(sender) is not None:
        yield Remember(
            fact_id(answered[0], sender), ANSWERED, at(event), row.key, sender,
            {"poll": answered[0], "answers": list(answered[1])},
        )  # fmt: skip
        return
    target = event_id(relation_of(event).get("event_id"))
    if kind_of(event) in ENDS and target:
        yield Remember(
            fact_id(target, "end", sender), ENDED, at(event), row.key, sender, {"poll": target}
        )


_RESULTS_PART = Command(
    "poll-results",
    {"ru": ("итоги", "результаты"), "en": ("results",)},
    _results,
    feature="poll.end",
    right=Right.HERE,
)
_END_PART = Command(
    "poll-end",
    {"ru": ("конец", "завершить", "закончить"), "en": ("end",)},
    _end,
    feature="poll.end",
    right=Right.HERE,
)
_FILE_PART = Command(
    "poll-file",
    {"ru": ("файл", "таблица"), "en": ("file", "csv")},
    _export,
    feature="poll.end",
    right=Right.HERE,
)
POLL = Command(
    "poll",
    {"ru": ("опрос",), "en": ("poll",)},
    _start,
    feature="poll.start",
    right=Right.HERE,
    params=(Param("text", Sort.TEXT, ask="poll-ask"),),
    parts=(_RESULTS_PART, _END_PART, _FILE_PART),
)
