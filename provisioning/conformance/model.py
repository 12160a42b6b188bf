"""What a trial is made of: requests, answers, steps, probes, rows and their verdicts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from templates import Message

# Never shown, whatever a probe sends.
_SECRET = frozenset({"password", "access_token", "token", "code", "auth"})
_LONGEST_BODY = 400


class Verdict(StrEnum):
    """What became of a row: proved, broken, or not (wholly) provable by a machine."""

    PASS = "pass"  # noqa: S105 (no password)
    FAIL = "fail"
    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True)
class Call:
    """One request, without who sends it."""

    method: str
    path: str
    body: Mapping[str, Any] | bytes | None = None
    query: Mapping[str, str] | None = None
    content_type: str = "application/json"
    hidden: bool = False  # its body is not for a report

    def shown(self) -> str:
        """The body for people, without secrets."""
        if self.body is None:
            return ""
        if self.hidden:
            return "…"
        if isinstance(self.body, bytes):
            return f"{self.content_type}, {len(self.body)} B"
        text = json.dumps(_without_secrets(self.body), ensure_ascii=False)
        return text if len(text) <= _LONGEST_BODY else text[:_LONGEST_BODY] + "…"


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            key: "…" if key in _SECRET else _without_secrets(inner) for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_without_secrets(inner) for inner in value]
    return value


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; `data` is the body where it is no JSON object."""

    status: int
    json: Mapping[str, Any]
    ms: int
    data: bytes = b""

    def text(self, key: str) -> str:
        """A text of the answer, empty where there is none."""
        found = self.json.get(key)
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class Step:
    """One request and what was to be seen, or one look at the effect (`expected` "seen")."""

    who: str  # of the cast, or "nobody"
    expected: str  # "allowed", "refused", "seen"
    ok: bool
    call: Call | None = None
    answer: Answer | None = None
    note: Message | None = None  # what was looked at, or what was wrong


@dataclass(slots=True)
class Trial:
    """One probe as it went: its steps; `open` says why it could not be tried just now."""

    row: str
    title: Message
    steps: list[Step] = field(default_factory=list)
    open: Message | None = None

    @property
    def ok(self) -> bool:
        """Did every step go as it has to?"""
        return bool(self.steps) and all(step.ok for step in self.steps)


@dataclass(frozen=True)
class Row:
    """A row of the regulation: what it asks for, and what of it no probe can show."""

    id: str
    clause: str
    text: Mapping[str, str]
    who: tuple[str, ...] = ()
    left: Mapping[str, str] | None = None  # language → what stays unproved
    why: str = ""  # "later" (not built yet), "machine" (nothing a machine could prove)
    aside: Mapping[str, str] | None = None  # proved elsewhere; said beside a pass


@dataclass(frozen=True)
class RowResult:
    """A row with its probes."""

    row: Row
    trials: Sequence[Trial]

    @cached_property
    def verdict(self) -> Verdict:
        """One failed probe fails the row; what is left unproved keeps it from passing."""
        if any(not it.ok for it in self.trials if it.open is None):
            return Verdict.FAIL
        if self.row.left or not self.tried or any(it.open for it in self.trials):
            return Verdict.UNPROVED
        return Verdict.PASS

    @property
    def tried(self) -> Sequence[Trial]:
        """The probes that could be tried."""
        return [it for it in self.trials if it.open is None]

    @property
    def is_partly_proved(self) -> bool:
        """Unproved as a whole, and yet some probes passed."""
        return self.verdict is Verdict.UNPROVED and bool(self.tried)


@dataclass(frozen=True)
class Report:
    """A whole run."""

    school: str
    server: str
    software: str
    at: str  # ISO date and time with zone
    seconds: float
    thorough: bool
    rows: Sequence[RowResult]
    regulation: Mapping[str, str] = field(default_factory=dict)  # title and order
    places: Mapping[str, str] = field(default_factory=dict)  # room id → kind, of throw-away rooms

    def count(self, verdict: Verdict) -> int:
        """How many rows have that verdict."""
        return sum(1 for row in self.rows if row.verdict is verdict)

    @property
    def probes(self) -> int:
        """How many probes were tried."""
        return sum(len(row.tried) for row in self.rows)
