"""Polls as Element makes them (MSC3381, extensible fallback), and how they are counted. Pure.

Both names of each event are understood: clients write the unstable one, the stable one may come.
Counting follows the proposal: of each person the last response before the end counts, cut to the
number of choices; an answer in it that the poll does not have, or none at all, spoils it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.matrix.batch import Event, content_of, relation_of
from bot.teaching.events import POLL, at, event_id
from bot.text import clean
from bot.work.inbox import is_edit, is_state, kind_of

START = "org.matrix.msc3381.poll.start"
END = "org.matrix.msc3381.poll.end"
STARTS = frozenset({START, "m.poll.start"})
RESPONSES = frozenset({"org.matrix.msc3381.poll.response", "m.poll.response"})
ENDS = frozenset({END, "m.poll.end"})
_TEXTS = ("org.matrix.msc1767.text", "m.text", "body")
_DISCLOSED = "org.matrix.msc3381.poll.disclosed"
_UNDISCLOSED = "org.matrix.msc3381.poll.undisclosed"
# Under which key the first event holds what it says.
_START_BLOCKS = (START, "m.poll.start", "m.poll")
MOST_ANSWERS = 20
_LONGEST = 300
_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll. `closed`: its results are shown after the end only."""

    id: str
    by: str
    at: int  # milliseconds
    question: str
    answers: tuple[tuple[str, str], ...]  # id, text
    closed: bool
    most: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    """Who chose what; `votes` in the order of the poll's answers, by user ids."""

    poll: Poll
    votes: tuple[tuple[str, frozenset[str]], ...]  # text of the answer, who
    spoiled: frozenset[str]
    ended: int | None = None  # milliseconds

    @property
    def voters(self) -> frozenset[str]:
        """Whose answers count."""
        return frozenset().union(*(who for _, who in self.votes))


def poll_of(event: Event) -> Poll | None:
    """The poll that an event starts, None if it starts none that can be read."""
    if kind_of(event) not in STARTS or is_state(event) or is_edit(event):
        return None
    start = _block(content_of(event), _START_BLOCKS)
    answers, seen = [], set()
    given = start.get("answers", start.get("m.answers"))
    for answer in given if isinstance(given, list) else ():
        if not isinstance(answer, Mapping):
            continue
        name = answer.get("id", answer.get("m.id"))
        if isinstance(name, str) and name and name not in seen:
            seen.add(name)
            answers.append((name, _text(answer)))
    if not answers:
        return None
    question = start.get("question", start.get("m.question"))
    most = start.get("max_selections", 1)
    kind = start.get("kind")
    return Poll(
        str(event["event_id"]),
        str(event.get("sender", "")),
        at(event),
        _text(question) if isinstance(question, Mapping) else "",
        tuple(answers[:MOST_ANSWERS]),
        # What is not said to be open is closed.
        not (isinstance(kind, str) and kind.endswith(".disclosed")),
        most if isinstance(most, int) and not isinstance(most, bool) and most > 0 else 1,
    )


def count(
    poll: Poll, related: Iterable[Event], voters: frozenset[str], enders: frozenset[str]
) -> Result:
    """Count what relates to the poll. `voters` may answer it, `enders` may end it, beside whoever
    started it.
    """
    events = [it for it in related if relation_of(it).get("event_id") == poll.id]
    ends = [
        at(it) for it in events if kind_of(it) in ENDS and it.get("sender") in enders | {poll.by}
    ]
    ended = min(ends, default=None)
    last: dict[str, tuple[int, int, Event]] = {}
    for number, event in enumerate(events):
        sender = event.get("sender")
        if kind_of(event) not in RESPONSES or not isinstance(sender, str) or sender not in voters:
            continue
        key = (at(event), number)
        if ended is not None and at(event) > ended:
            continue
        if sender not in last or key > last[sender][:2]:
            last[sender] = (*key, event)
    chosen = {sender: _chosen(poll, it[2]) for sender, it in last.items()}
    return Result(
        poll,
        tuple(
            (text, frozenset(who for who, them in chosen.items() if name in them))
            for name, text in poll.answers
        ),
        frozenset(who for who, them in chosen.items() if not them),
        ended,
    )


def response_of(event: Event) -> tuple[str, tuple[str, ...]] | None:
    """The poll that an event answers, and the ids chosen; None if it is no answer."""
    target = event_id(relation_of(event).get("event_id"))
    if kind_of(event) not in RESPONSES or not target:
        return None
    ids = [clean(it, _LONGEST_ID) for it in _selected(event) if isinstance(it, str)]
    return target, tuple(ids[:MOST_ANSWERS])


def _selected(event: Event) -> list[Any]:
    content = content_of(event)
    block = _block(content, sorted(RESPONSES))
    given = block.get("answers", content.get("m.selections"))
    return given if isinstance(given, list) else []


def _chosen(poll: Poll, event: Event) -> frozenset[str]:
    """The answers that count, empty where the response is spoiled."""
    known = {name for name, _ in poll.answers}
    cut = _selected(event)[: poll.most]
    return frozenset(cut) if all(isinstance(it, str) and it in known for it in cut) else frozenset()


def start_content(
    question: str, answers: Iterable[str], *, closed: bool, most: int, by: str
) -> dict[str, Any]:
    """The content of a poll's first event, for `START`."""
    texts = list(answers)
    fallback = "\n".join((question, *(f"{n}. {it}" for n, it in enumerate(texts, 1))))
    return {
        "org.matrix.msc1767.text": fallback,
        START: {
            "question": {
                "org.matrix.msc1767.text": question,
                "msgtype": "m.text",
                "body": question,
            },
            "kind": _UNDISCLOSED if closed else _DISCLOSED,
            "max_selections": most,
            "answers": [
                {"id": f"answer-{n}", "org.matrix.msc1767.text": it}
                for n, it in enumerate(texts, 1)
            ],
        },
        **({POLL: {"by": by}} if by else {}),
    }


def end_content(poll_id: str, text: str) -> dict[str, Any]:
    """The content of the event that ends a poll, for `END`."""
    return {
        "m.relates_to": {"rel_type": "m.reference", "event_id": poll_id},
        END: {},
        "org.matrix.msc1767.text": text,
    }


def _block(content: Mapping[str, Any], names: Iterable[str]) -> Mapping[str, Any]:
    for name in names:
        found = content.get(name)
        if isinstance(found, Mapping):
            return found
    return {}


def _text(block: Mapping[str, Any]) -> str:
    """The text of an extensible event, whichever of its forms a client wrote."""
    for name in _TEXTS:
        found = block.get(name)
        if isinstance(found, list):
            found = next(
                (it.get("body") for it in found if isinstance(it, Mapping) and "body" in it), None
            )
        if isinstance(found, str):
            return " ".join(clean(found, _LONGEST).split())
    return ""
