"""Reads what a teacher types behind «!урок»: when, what, how long, before which screen. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands.times import duration, moment
from policy.links import links
from templates import Message, message

_NOW = frozenset({"сейчас", "now"})
_IN = frozenset({"in", "начало"})
_HAS_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}\b")
_TASK = re.compile(r"(?:^|[\s.;,])(?:задание|task):\s*(.+)\Z", re.IGNORECASE | re.DOTALL)
_LENGTH = re.compile(r"(?:^|\s)(?:на|for)\s+(\d{1,3}\s*[a-zа-яё]+)\.?(?=$|[\s,.;])", re.IGNORECASE)
_DEVICE = re.compile(
    r"(?:^|[\s,])(?:на|у|за|перед|on|before|at)\s+(?:the\s+)?"
    r"(планшет|доск|панел|компьютер|ноутбук|tablet|board|panel|computer|laptop)\w*",
    re.IGNORECASE,
)
_DEVICES = {
    "планшет": "tablet", "tablet": "tablet", "доск": "board", "board": "board",
    "панел": "panel", "panel": "panel", "компьютер": "computer", "ноутбук": "computer",
    "computer": "computer", "laptop": "computer",
}  # fmt: skip
_LONGEST_NAME = 100
_MOST_LINKS = 5
_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(hours=5)
_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Draft:
    """A lesson or meeting as typed; `opens` is 0 for now, `minutes` 0 for the usual length."""

    subject: str
    topic: str
    opens: int
    minutes: int
    device: str
    links: tuple[str, ...]
    task: str

    @property
    def title(self) -> str:
        """«математика: дроби», or what there is of it."""
        return f"{self.subject}: {self.topic}" if self.topic else self.subject


def read_lesson(typed: str, now: datetime) -> Draft | Message:
    """«[завтра 10:00] математика, дроби [на 30 мин] [на доске] [https://…] [задание: …]».

    Returns the draft, or the sentence that says what is wrong with it.
    """
    rest, task = _cut(_TASK, typed)
    when = _when(rest.split(), now)
    if isinstance(when, Message):
        return when
    opens, used = when
    rest = " ".join(rest.split()[used:])
    shared = links(rest)
    for address in sorted(shared, key=len, reverse=True):
        rest = rest.replace(address, " ")
    rest, length = _cut(_LENGTH, rest)
    minutes = _minutes(length)
    if isinstance(minutes, Message):
        return minutes
    rest, device = _cut(_DEVICE, rest)
    if len(shared) > _MOST_LINKS:
        return message("lesson-too-many-links", most=_MOST_LINKS)
    head, _, tail = rest.replace(":", ",").partition(",")
    subject, topic = (" ".join(it.split()).strip(" .;—-") for it in (head, tail))
    return Draft(
        subject[:_LONGEST_NAME], topic[:_LONGEST_NAME], opens, minutes,
        _DEVICES[device.lower()] if device else "computer", tuple(shared), task.strip(),
    )  # fmt: skip


def _when(words: list[str], now: datetime) -> tuple[int, int] | Message:
    """When (milliseconds, 0 for now), and how many words say so."""
    if not words:
        return 0, 0
    if words[0].lower().rstrip(",:") in _NOW:
        return 0, 1
    skipped = 1 if words[0].lower() in _IN and len(words) > 1 else 0
    found = moment(words[skipped:], now)
    if found is None:
        return 0, 0
    at, used = found
    if not any(_HAS_CLOCK.search(it) for it in words[skipped : skipped + used]):
        # A day without an hour is a plan that lacks one: never a lesson that begins at once.
        return message("lesson-what-time", day=words[skipped])
    if not now < at < now + _AHEAD:
        return message("lesson-past")
    return int(at.timestamp() * 1000), skipped + used


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """The text without what `pattern` finds, and its first group."""
    found = pattern.search(text)
    if found is None:
        return text, ""
    return f"{text[: found.start()]} {text[found.end() :]}", found[1]


def _minutes(length: str) -> int | Message:
    if not length:
        return 0
    found = duration(length.split())
    if found is None or not _SHORTEST <= found[0] <= _LONGEST:
        return message("lesson-length")
    return int(found[0].total_seconds()) // 60
