"""What a command is: declared once, in a file of its own, as data and one function.

Its help, the questions for what is missing, the refusals and the list of commands follow from the
declaration. Sentences are in templates/*/commands.ftl: `command-NAME` is the line in the list,
`command-NAME-usage` an example.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.desk import Desk
from bot.effects import Effect
from bot.store.store import RoomRow
from policy.decision import Place
from policy.people import Person
from templates import Message


class Sort(Enum):
    """Sorts of parameters, see `bot.commands.parse`."""

    WORD = "word"
    TEXT = "text"  # everything that is left
    PERSON = "person"
    PEOPLE = "people"  # one or more persons
    GROUP = "group"  # a class, a club
    AUDIENCE = "audience"  # classes, grades, roles, everybody
    DURATION = "duration"
    MOMENT = "moment"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: `ask` is the message by which the assistant asks for it."""

    name: str
    sort: Sort
    ask: str = ""
    optional: bool = False


class Right(Enum):
    """Where the right that a command takes is looked up."""

    NONE = "none"  # everybody of the school
    HERE = "here"  # in the room where it is typed
    SERVER = "server"  # for the whole school
    SOMEWHERE = "somewhere"  # in some kind of room; the command asks again for its target


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody typed a command, or a reply that completes one.

    `args` holds what was parsed, by the names of the parameters. `replied` is the event that the
    message answers, for commands about a message.
    """

    person: Person
    room: RoomRow
    place: Place
    event_id: str
    language: str
    args: Mapping[str, Any] = field(default_factory=dict)
    replied: str = ""
    thread: str = ""
    at: int = 0

    @property
    def user(self) -> str:
        """Who typed it."""
        return self.person.user


class Told(Exception):
    """Ends a command with a sentence for whoever typed it."""

    def __init__(self, what: Message) -> None:
        self.what = what
        super().__init__(what.key)


Run = Callable[[Desk, Call], Awaitable[Sequence[Effect]]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command. `words` are its names, the first of each language is shown."""

    name: str
    words: Mapping[str, tuple[str, ...]]
    run: Run
    feature: str = ""
    # For the whole school: other rights that are enough, where the command does more for some.
    or_features: tuple[str, ...] = ()
    right: Right = Right.NONE
    params: tuple[Param, ...] = ()
    # Kinds of room where it makes sense; empty: everywhere. DIRECT is a room with the assistant.
    kinds: frozenset[str] = frozenset()
    # What else is done by the same name and one word more: «!опрос итоги». Each has a right of its
    # own; the help speaks of them in the usage of the whole.
    parts: tuple["Command", ...] = ()

    def part(self, typed: str) -> tuple["Command", str, str] | None:
        """The part that `typed` names, its language, and what stands behind its word.

        That is one word at most: «конец света? | да | нет» is a question of its own.
        """
        first, *rest = typed.split() or [""]
        word = first.casefold().replace("ё", "е").rstrip(":,.")
        if len(rest) > 1:
            return None
        for part in self.parts:
            for language, words in part.words.items():
                if word in words:
                    return part, language, rest[0] if rest else ""
        return None

    def word(self, language: str) -> str:
        """Its name in `language`."""
        return self.words[language][0]
