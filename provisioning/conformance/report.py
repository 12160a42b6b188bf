"""A report as people and programs read it: words for rows, probes and steps in one language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from provisioning.conformance.cast import NOBODY, OUTSIDER, label
from provisioning.conformance.model import Report, RowResult, Step, Trial, Verdict
from provisioning.layouts.load import Layouts
from templates import Message, message, say

SCHEMA = 1
# Told apart without colours: on paper, and by who does not see them.
SIGNS = {"pass": "✓", "fail": "✗", "partly": "◐", "unproved": "○"}
_ROOM_ID = re.compile(r"^![A-Za-z0-9_-]{20,}$")
_TRANSACTION = re.compile(r"^probe\d+$")
ORDER = ("fail", "pass", "partly", "unproved")


@dataclass(frozen=True, slots=True)
class Clause:
    """The rows of one clause, in the regulation's order."""

    number: str
    rows: Sequence[RowResult]


def standing(row: RowResult) -> str:
    """The verdict for people: a row proved in part is told apart from one not tried at all."""
    return "partly" if row.is_partly_proved else row.verdict.value


def totals(report: Report) -> dict[str, int]:
    """How many rows stand how."""
    found = dict.fromkeys(ORDER, 0)
    for row in report.rows:
        found[standing(row)] += 1
    return found


def clauses(report: Report) -> list[Clause]:
    """Rows by clause; stamps and settings, which have none, come first and last."""
    found: dict[str, list[RowResult]] = {}
    for row in report.rows:
        number = row.row.clause or ("0" if row.row.id.startswith("H") else "99")
        found.setdefault(number, []).append(row)
    ordered = sorted(found, key=lambda it: [int(part) for part in it.split(".")])
    return [Clause("" if it in ("0", "99") else it, found[it]) for it in ordered]


class Words:
    """Says messages and names things in one language."""

    def __init__(
        self, language: str, layouts: Layouts, rooms: Mapping[str, str] | None = None
    ) -> None:
        self.language = language
        self._rooms = rooms or {}  # room id → kind
        self._layouts = layouts
        self._regulation = layouts.regulation

    def say(self, key: str, /, **args: str | int | float) -> str:
        """A message of its own."""
        return say(message(key, **args), self.language)

    def told(self, what: Message) -> str:
        """A message of a probe, with the names of features and rooms instead of their ids."""
        args: dict[str, Any] = dict(what.args)
        feature = self._regulation.features.get(str(args.get("feature")))
        if feature:
            title = feature.title[self.language]
            args["feature"] = title[:1].upper() + title[1:]
        if "kind" in args:
            args["kind"] = self.kind(str(args["kind"]))
        return say(Message(what.key, args), self.language)

    def kind(self, kind: str) -> str:
        """A kind of room by its name."""
        known = self._layouts.kinds.get(kind)
        if known is None:
            return kind
        names = {"school": "…", "title": "…", "group": "…"}
        return known.name.said(self.language).format_map(names).strip(" ·…") or kind

    def path(self, path: str) -> str:
        """A path for people: rooms by their kind, and without what all paths begin with."""
        parts = []
        for part in unquote(path).split("/"):
            kind = self._rooms.get(part)
            short = _TRANSACTION.sub("…", part)
            parts.append(f"«{self.kind(kind)}»" if kind else _ROOM_ID.sub("!…", short))
        short = "/".join(parts)
        return short.removeprefix("/_matrix/client/v3").removeprefix("/_matrix/client")

    def who(self, key: str) -> str:
        """Who sent a request: the role, and which one of the cast."""
        if key in (NOBODY, OUTSIDER, "system"):
            return self.say(f"conformance-by-{key}")
        role, name = label(key, self.language)
        known = self._regulation.roles.get(role)
        title = known.title[self.language] if known else role
        return title if not name else self.say("conformance-as", title=title, who=name)

    def reasons(self, row: RowResult) -> Iterator[str]:
        """Why a row is not (wholly) proved, and what is shown elsewhere."""
        if row.row.left:
            why = self.say(f"conformance-why-{row.row.why}")
            yield f"{why}: {row.row.left[self.language]}"
        for trial in row.trials:
            if trial.open is not None:
                yield f"{self.say('conformance-not-now')}: {self.told(trial.open)}"
        if not row.row.left and not row.trials:
            yield self.say("conformance-not-tried")

    def wrong(self, row: RowResult) -> Iterator[str]:
        """What went wrong in a red row: who, what, and what the server said."""
        for trial in row.trials:
            for step in trial.steps:
                if not step.ok and trial.open is None:
                    parts = [self.told(trial.title), self.who(step.who)]
                    if step.note:
                        parts.append(self.told(step.note))
                    if step.call:
                        parts.append(f"{step.call.method} {self.path(step.call.path)}")
                    yield " · ".join(parts)


def count_steps(trials: Sequence[Trial]) -> int:
    """How many steps the trials have."""
    return sum(len(trial.steps) for trial in trials)


def to_json(report: Report, words: Words) -> dict[str, Any]:
    """The form for programs; `schema` grows when a key changes its meaning."""
    return {
        "schema": SCHEMA,
        "school": report.school,
        "server": report.server,
        "software": report.software,
        "at": report.at,
        "seconds": report.seconds,
        "thorough": report.thorough,
        "language": words.language,
        "passed": report.count(Verdict.FAIL) == 0,
        "totals": {it.value: report.count(it) for it in Verdict},
        "rows": [_row(row, words) for row in report.rows],
    }


def _row(row: RowResult, words: Words) -> dict[str, Any]:
    return {
        "id": row.row.id,
        "clause": row.row.clause,
        "requirement": dict(row.row.text),
        "who": list(row.row.who),
        "verdict": row.verdict.value,
        "partly": row.is_partly_proved,
        "reasons": list(words.reasons(row)),
        "aside": row.row.aside[words.language] if row.row.aside else None,
        "probes": [_trial(trial, words) for trial in row.trials],
    }


def _trial(trial: Trial, words: Words) -> dict[str, Any]:
    return {
        "title": words.told(trial.title),
        "ok": trial.ok if trial.open is None else None,
        "open": words.told(trial.open) if trial.open else None,
        "steps": [_step(step, words) for step in trial.steps],
    }


def _step(step: Step, words: Words) -> dict[str, Any]:
    found: dict[str, Any] = {
        "who": step.who,
        "expected": step.expected,
        "ok": step.ok,
        "note": words.told(step.note) if step.note else None,
    }
    if step.call is not None:
        found["request"] = {
            "method": step.call.method,
            "path": step.call.path,
            "body": step.call.shown(),
        }
    if step.answer is not None:
        found["answer"] = facts(step)
        found["ms"] = step.answer.ms
    return found


def facts(step: Step) -> Mapping[str, Any]:
    """What of an answer is evidence; never its content, which may hold a token."""
    answer = step.answer
    if answer is None:
        return {}
    return {
        "status": answer.status,
        "errcode": answer.text("errcode"),
        "rule": answer.text("org.parta.rule"),
        "row": answer.text("org.parta.row"),
        "clause": answer.text("org.parta.clause"),
        "sentence": answer.text("error"),
    }
