"""Questions that are answered by a reaction.

What was asked, of whom and about what stands in the question's own event, so that it outlives a
restart and a lost database. Only events that the assistant sent itself are read that way.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk import Desk
from bot.effects import Effect, Kept, Once, Send, marked
from bot.matrix.batch import Event, content_of, relation_of
from bot.school import place_of
from bot.store.store import Job, RoomRow
from bot.text import Text, Words, content
from bot.work.inbox import kind_of
from bot.work.readers import View
from policy.decision import Place
from policy.people import Person

PROMPT = "org.parta.prompt"
REACTION = "reaction"
YES, NO = "✅", "❌"
# For choices that are counted.
NUMBERS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣", "🔟")
# Emojis that mean the same, and variants that keyboards send.
_SAME = {"👍": YES, "✔": YES, "☑": YES, "👎": NO, "✖": NO, "🚫": NO}
_VARIATION = "\ufe0f"
_LONGEST_KEY = 32


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody reacted to a question. `payload` is what the question carried."""

    person: Person
    room: RoomRow
    place: Place
    prompt_id: str
    thread: str
    choice: str
    payload: Mapping[str, Any]
    language: str


Answerer = Callable[[Desk, Answer], Awaitable[Sequence[Effect]]]


def prompt(
    room_id: str,
    text: Text | Words,
    language: str,
    *,
    do: str,
    payload: Mapping[str, Any],
    choices: Sequence[str] = (YES, NO),
    later: Sequence[str] = (),
    by: str = "",
    each: bool = False,
    everybody: bool = False,
    mark: str = "prompt",
    **how: Any,
) -> list[Send]:
    """The question and its choices as reactions to tap.

    `do` names who works on the answer; `by` is the one user who may answer, empty where the
    answerer looks at rights itself; `each`: every choice may be made once, instead of one of all;
    `everybody`: whoever reads it may answer, also again, and the answerer sees to what that means.
    `later` are choices too, but not offered yet: for what makes sense only after another choice.
    """
    asked = {
        "do": do, "payload": dict(payload), "choices": [*choices, *later], "by": by,
        "language": language, "each": each, "everybody": everybody,
    }  # fmt: skip
    how["more"] = {**(how.get("more") or {}), PROMPT: asked}
    return [
        Send(room_id, content(text, language, **how), mark=mark),
        *(
            Send(
                room_id,
                {
                    "m.relates_to": {
                        "rel_type": "m.annotation",
                        "event_id": marked(mark),
                        "key": choice,
                    }
                },
                "m.reaction",
            )
            for choice in choices
        ),
    ]


def same_choice(key: str) -> str:
    """The choice that an emoji means."""
    plain = key.replace(_VARIATION, "")
    return _SAME.get(plain, plain)


def reactions_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: a person's reaction becomes a job; whether it answers something is seen there."""
    if kind_of(event) != "m.reaction":
        return
    sender, relation = str(event.get("sender")), relation_of(event)
    key, target = relation.get("key"), relation.get("event_id")
    if view.is_program(sender) or view.school.person(sender) is None:
        return
    if not isinstance(key, str) or not isinstance(target, str) or len(key) > _LONGEST_KEY:
        return
    yield Job(
        REACTION,
        {"room_id": row.room_id, "target": target, "key": same_choice(key), "sender": sender},
        f"person:{sender}",
    )


class PromptWork:
    """Does the jobs that reactions are."""

    def __init__(self, answerers: Mapping[str, Answerer]) -> None:
        self._answerers = answerers

    async def do(self, desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
        """One reaction."""
        row = desk.rooms.get(str(payload["room_id"]))
        person = desk.school.person(str(payload["sender"]))
        if row is None or person is None:
            return ()
        event = await desk.look.event(row.room_id, str(payload["target"]))
        if event is None or event.get("sender") != desk.me:
            return ()
        asked = content_of(event).get(PROMPT)
        if not isinstance(asked, Mapping):
            return ()
        choice, by = _choice(asked, str(payload["key"])), asked.get("by")
        answerer = self._answerers.get(str(asked.get("do")))
        if answerer is None or choice is None or by not in ("", person.user):
            return ()
        thread = relation_of(event).get("event_id")
        in_thread = relation_of(event).get("rel_type") == "m.thread"
        found = await answerer(
            desk,
            Answer(
                person, row, place_of(row), str(payload["target"]),
                str(thread) if in_thread else "", choice, dict(asked.get("payload", {})),
                str(asked.get("language", desk.language)),
            ),
        )  # fmt: skip
        if not found or asked.get("everybody") is True:
            return found
        name = f"prompt:{payload['target']}" + (f":{choice}" if asked.get("each") else "")
        return [Once(name), *found]


def _choice(asked: Mapping[str, Any], key: str) -> str | None:
    """The choice as the question has it; clients leave the variation of a keycap out, or not."""
    return next((it for it in asked.get("choices", ()) if same_choice(str(it)) == key), None)


def reply(given: Answer, text: Text | Words, **how: Any) -> Send:
    """An answer to an answer, where the question stands."""
    where: dict[str, Any] = {"reply_to": given.prompt_id}
    if given.thread:
        where["thread"] = given.thread
    return Send(given.room.room_id, content(text, given.language, **where, **how))


def settled(given: Answer, text: Text | Words, **how: Any) -> Send:
    """The question itself, edited into what became of it."""
    return Send(given.room.room_id, edit_into(given.prompt_id, text, given.language, **how))


def edit_into(prompt_id: str, text: Text | Words, language: str, **how: Any) -> dict[str, Any]:
    """The content that edits a question into `text`."""
    new = content(text, language, **how)
    return {
        "msgtype": "m.notice",
        "body": f"* {new['body']}",
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": prompt_id},
    }
