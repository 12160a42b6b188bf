"""Reads a poll as a teacher types it, and writes its results as a table. Pure."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.teaching.polls import MOST_ANSWERS, Result
from templates import Message, message

_CLOSED = {"закрытый": True, "closed": True, "открытый": False, "open": False}
_SEVERAL = frozenset({"несколько", "several", "multiple"})
_LONGEST_QUESTION = 340
_LONGEST_ANSWER = 200
# A spreadsheet takes what begins so for a formula.
_FORMULA = re.compile(r"^[\s]*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A poll to be started."""

    question: str
    answers: tuple[str, ...]
    closed: bool
    most: int


def read_draft(typed: str) -> Draft | Message:
    """«[закрытый] [несколько 2] Вопрос? | Да | Нет», or one answer a line; or what is wrong."""
    closed, most, rest = _flags(typed.strip())
    parts = rest.split("|") if "|" in rest else rest.splitlines()
    question, *answers = [" ".join(it.split()) for it in parts] or [""]
    answers = list(dict.fromkeys(filter(None, answers)))
    if not question or len(answers) < 2:
        return message("poll-how")
    if len(answers) > MOST_ANSWERS:
        return message("poll-too-many", most=MOST_ANSWERS)
    if len(question) > _LONGEST_QUESTION or any(len(it) > _LONGEST_ANSWER for it in answers):
        return message("poll-too-long", question=_LONGEST_QUESTION, answer=_LONGEST_ANSWER)
    return Draft(question, tuple(answers), closed, min(most or len(answers), len(answers)))


def _flags(rest: str) -> tuple[bool, int, str]:
    """Closed, how many choices (0: as many as one likes), and the rest.

    A question may begin with the same words: «Закрытый бассейн или открытый?» has a capital
    letter, a flag has none or has a sign behind it.
    """
    closed, most = False, 1
    while True:
        head, _, tail = rest.partition(" ")
        word = head.rstrip(":,")
        flag = word == word.lower() or head != word
        if flag and word.lower() in _CLOSED:
            closed, rest = _CLOSED[word.lower()], tail.lstrip()
            continue
        if flag and word.lower() in _SEVERAL:
            number, _, behind = tail.lstrip().partition(" ")
            plain = number.rstrip(":,")
            if plain.isdecimal() and len(plain) < 3 and int(plain) > 0:
                most, rest = int(plain), behind.lstrip()
                continue
            if head != word:
                most, rest = 0, tail.lstrip()
                continue
        return closed, most, rest


def table(result: Result, heads: tuple[str, str, str], name_of: Callable[[str], str] | None) -> str:
    """The results for a spreadsheet: answer, votes, and with `name_of` who gave them.

    Separated by semicolons and with a mark of UTF-8 in front, as spreadsheets in Russia open it.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([_cell(result.poll.question)])
    writer.writerow(heads if name_of else heads[:2])
    for text, who in result.votes:
        row = [_cell(text), str(len(who))]
        if name_of:
            row.append(_cell(", ".join(sorted(map(name_of, who)))))
        writer.writerow(row)
    return "\ufeff" + out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
