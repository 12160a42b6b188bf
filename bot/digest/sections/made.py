"""How sections are made."""

from collections.abc import Iterator, Sequence

from bot.digest.model import Section
from templates import Message, message
from templates.lists import Listed

_A_LINE = 12


def section(title: str, lines: Sequence[Message], none: str) -> Section:
    """A section headed by the message `title`; where there are no lines, it says `none`."""
    return Section(message(title), tuple(lines) or (message(none),))


def rows(parts: Sequence[Message]) -> Iterator[Listed]:
    """Short parts, one for each class, as enumerations of a readable length."""
    for start in range(0, len(parts), _A_LINE):
        yield Listed(tuple(parts[start : start + _A_LINE]))
