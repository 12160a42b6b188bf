"""Reads what stands after a command. Pure: the words, the school and the time decide."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.commands.model import Param, Sort
from bot.commands.people import alike, find_audience, find_group, find_person
from bot.commands.times import duration, moment
from bot.text import clean
from policy.people import Person
from policy.school import School
from templates import LANGUAGES, Message, message, say

_LONGEST_TEXT = 8_000
_MOST_NAMED = 6
_PEOPLE_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was understood. `missing` is the first parameter that is still to be asked for.

    `problem` says what was not understood; then nothing else counts.
    """

    args: Mapping[str, Any]
    missing: Param | None = None
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What decides beside the words. `meant` are people marked in the message (m.mentions) or the
    sender of the message that it answers.
    """

    school: School
    now: datetime
    meant: Sequence[Person] = ()


class _Problem(Exception):
    def __init__(self, what: Message) -> None:
        self.what = what
        super().__init__(what.key)


def parse(
    params: Sequence[Param], typed: str, context: Context, given: Mapping[str, Any] | None = None
) -> Parsed:
    """Read `typed` into `params` that `given` does not hold yet, in their order."""
    args: dict[str, Any] = dict(given or {})
    rest = clean(typed, _LONGEST_TEXT).strip()
    try:
        for number, param in enumerate(params):
            if param.name in args:
                continue
            # Whoever answers a question answers that one: a text that begins with «завтра» is not
            # the time that might have stood before it.
            if param.optional and any(later.name in args for later in params[number + 1 :]):
                continue
            value, rest = _read(param, rest, context)
            if value is not None:
                args[param.name] = value
            elif not param.optional:
                return Parsed(args, missing=param)
    except _Problem as problem:
        return Parsed(args, problem=problem.what)
    return Parsed(args)


def _read(param: Param, rest: str, context: Context) -> tuple[Any, str]:
    """The parameter's value and what is left; None where it is not there."""
    if not rest:
        if param.sort is Sort.PERSON and not param.optional and context.meant:
            return context.meant[0].user, rest
        return None, rest
    return _READERS[param.sort](param, rest, context)


def _text(_param: Param, rest: str, _context: Context) -> tuple[Any, str]:
    return rest, ""


def _word(_param: Param, rest: str, _context: Context) -> tuple[Any, str]:
    return rest.split(maxsplit=1)[0], _after(rest, 1)


def _number(_param: Param, rest: str, _context: Context) -> tuple[Any, str]:
    word = rest.split(maxsplit=1)[0]
    return (int(word), _after(rest, 1)) if word.isdecimal() and len(word) < 10 else (None, rest)


def _duration(_param: Param, rest: str, _context: Context) -> tuple[Any, str]:
    length = duration(rest.split())
    if length is None:
        return None, rest
    return int(length[0].total_seconds()), _after(rest, length[1])


def _moment(_param: Param, rest: str, context: Context) -> tuple[Any, str]:
    when = moment(rest.split(), context.now)
    if when is None:
        return None, rest
    return int(when[0].timestamp() * 1000), _after(rest, when[1])


def _after(rest: str, count: int) -> str:
    """The text without its first `count` words; its lines stay as they are."""
    parts = re.split(r"\s+", rest.lstrip(), maxsplit=count)
    return parts[count].strip() if len(parts) > count else ""


def _person(param: Param, rest: str, context: Context) -> tuple[Any, str]:
    words = rest.split()
    if context.meant:
        # Whoever is marked is meant; clients write the name of the marked person into the text.
        person = context.meant[0]
        found = find_person(context.school, words)
        skip = found.words if person in found.people else 0
        return person.user, _after(rest, skip) if skip else rest
    found = find_person(context.school, words)
    if len(found.people) == 1:
        return found.people[0].user, _after(rest, found.words)
    if found.people:
        raise _Problem(message("command-which-person", names=named(context.school, found.people)))
    if param.optional:
        return None, rest
    close = alike(context.school, " ".join(words[:2])) or alike(context.school, words[0])
    if close:
        raise _Problem(
            message("command-did-you-mean-person", typed=words[0],
                    names=named(context.school, close))
        )  # fmt: skip
    raise _Problem(message("command-no-such-person", typed=words[0]))


def _people(_param: Param, rest: str, context: Context) -> tuple[Any, str]:
    if context.meant:
        return [it.user for it in context.meant], rest
    users: list[str] = []
    for part in [it.strip() for it in re.split(r"[,;\n]", rest) if it.strip()][:_PEOPLE_LIMIT]:
        user, left = _person(Param("", Sort.PERSON), part, context)
        if left:
            raise _Problem(message("command-no-such-person", typed=part))
        users.append(user)
    return users, ""


def named(school: School, people: Sequence[Person]) -> str:
    """Names that tell people of one name apart: with the class or the user name."""
    shown = []
    for person in people[:_MOST_NAMED]:
        titles = sorted(
            group.title
            for key in person.entry.groups
            if (group := school.people.groups.get(key)) is not None and group.kind == "class"
        )
        shown.append(f"{person.entry.full_name} ({', '.join(titles) or person.user})")
    return "; ".join(shown) + ("; …" if len(people) > _MOST_NAMED else "")


def _group(_param: Param, rest: str, context: Context) -> tuple[Any, str]:
    words = rest.split()
    for count in range(min(4, len(words)), 0, -1):
        typed = " ".join(words[:count]).rstrip(":,;")
        group = find_group(context.school, typed)
        if group is not None:
            return group.key, _after(rest, count)
    raise _Problem(message("command-no-such-group", typed=words[0]))


def _audience(_param: Param, rest: str, context: Context) -> tuple[Any, str]:
    """Whom it is for stands before a colon or an end of line; the text comes after it."""
    head, colon, body = rest.partition(":")
    line, newline, below = rest.partition("\n")
    if newline and (not colon or len(line) < len(head)):
        head, colon, body = line, newline, below
    if not colon:
        # «всем завтра дежурство»: one word is an audience by itself.
        words = rest.split()
        head, body = words[0], _after(rest, 1)
    found = find_audience(context.school, head, everybody_words(), role_words(context.school))
    if found.unknown or not (found.groups or found.roles or found.everybody):
        raise _Problem(
            message("command-no-such-audience", typed=", ".join(found.unknown) or head.strip())
        )
    return {
        "groups": [it.key for it in found.groups],
        "roles": sorted(found.roles),
        "everybody": found.everybody,
    }, body.strip()


def everybody_words() -> list[str]:
    """How people call everybody, in each language."""
    return [it for language in LANGUAGES for it in _listed("command-words-everybody", language)]


def role_words(school: School) -> dict[str, str]:
    """How people call everybody of a role → the role."""
    found: dict[str, str] = {}
    for role in school.regulation.roles:
        key = "command-words-" + role.replace("_", "-")
        for language in LANGUAGES:
            try:
                found |= dict.fromkeys(_listed(key, language), role)
            except LookupError:
                continue  # nobody announces to the pending ones
    return found


def _listed(key: str, language: str) -> list[str]:
    return [it.strip().casefold() for it in say(message(key), language).split(",")]


_READERS: Mapping[Sort, Callable[[Param, str, Context], tuple[Any, str]]] = {
    Sort.WORD: _word,
    Sort.TEXT: _text,
    Sort.PERSON: _person,
    Sort.PEOPLE: _people,
    Sort.GROUP: _group,
    Sort.AUDIENCE: _audience,
    Sort.DURATION: _duration,
    Sort.MOMENT: _moment,
    Sort.NUMBER: _number,
}
