"""Every sentence that a person reads, in Russian and English, and how to say it.

Short sentences are Fluent messages in ``<language>/<area>.ftl`` (projectfluent.org), because
Fluent knows the plural forms of Russian and lets a translator work without Python. Code names a
message by its key and never holds its words; `say` finds them. A key that one language lacks is a
defect that tests/unit/test_messages.py reports.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol, runtime_checkable

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("ru", "en")
DEFAULT_LANGUAGE = "ru"
_FOLDER = Path(__file__).parent
# Fluent refuses values of more than 1,000 signs, and nobody reads a name of that length.
_LONGEST_VALUE = 300


@runtime_checkable
class Spoken(Protocol):
    """A value that is said differently in each language: a date, or a message inside another."""

    def said(self, language: str) -> str:
        """The value in `language` ("ru" or "en")."""


Argument = str | int | float | Spoken


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence not yet said: its key in the ``.ftl`` files and the values it speaks of."""

    key: str
    args: Mapping[str, Argument] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.key, tuple(sorted(self.args.items()))))

    def said(self, language: str) -> str:
        """The sentence, where it is a value of another one; errors as in `say`."""
        return say(self, language)


def message(key: str, /, **args: Argument) -> Message:
    """Build a `Message`; keyword arguments become its Fluent variables."""
    return Message(key, args)


@cache
def _bundle(language: str) -> FluentBundle:
    # use_isolating wraps every value in invisible direction marks: wrong in terminals and logs.
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted((_FOLDER / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def say(what: Message, language: str = DEFAULT_LANGUAGE) -> str:
    """The sentence in `language` ("ru" or "en").

    Raises:
        LookupError: no such message, or a variable it needs was not given.
    """
    bundle = _bundle(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    if not bundle.has_message(what.key):
        raise LookupError(f"no message {what.key!r} in templates/{language}")
    pattern = bundle.get_message(what.key).value
    if pattern is None:
        raise LookupError(f"message {what.key!r} in templates/{language} has no text")
    values = {name: _plain(value, language) for name, value in what.args.items()}
    text, errors = bundle.format_pattern(pattern, values)
    if errors:
        raise LookupError(f"message {what.key!r} in templates/{language}: {errors}")
    return nested(str(text)) if language == "ru" else str(text)


def nested(text: str) -> str:
    """Quotes inside quotes as Russian has them: «Кружок „Шахматы“».

    Where somebody left quotes open the text stays as it is.
    """
    depth, found = 0, []
    for sign in text:
        if sign == "«":
            depth += 1
            sign = "«" if depth == 1 else "„"  # noqa: PLW2901
        elif sign == "»":
            depth -= 1
            if depth < 0:
                return text
            sign = "“" if depth else "»"  # noqa: PLW2901
        found.append(sign)
    return text if depth else "".join(found)


def _plain(value: Argument, language: str) -> str | int | float:
    if isinstance(value, Spoken):
        return value.said(language)
    if isinstance(value, str) and len(value) > _LONGEST_VALUE:
        return value[:_LONGEST_VALUE] + "…"
    return value


def keys(language: str) -> frozenset[str]:
    """All message keys that `language` has, for the test that compares languages."""
    return frozenset(_bundle(language)._messages)
