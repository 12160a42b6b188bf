"""The report on paper: one HTML page that prints as A4 and needs nothing from anywhere."""

from datetime import datetime
from typing import Any

from provisioning.conformance.model import Report, RowResult, Step, Trial, Verdict
from provisioning.conformance.report import (
    ORDER,
    SIGNS,
    Words,
    clauses,
    count_steps,
    facts,
    standing,
    totals,
)
from templates.pages import page


def paper(report: Report, words: Words) -> str:
    """The whole page as HTML."""
    counted = totals(report)
    return page(
        "conformance.html",
        words.language,
        report=report,
        at=_time(report.at),
        passed=report.count(Verdict.FAIL) == 0,
        totals=[
            (it, SIGNS[it], counted[it], words.say(f"conformance-verdict-{it}")) for it in ORDER
        ],
        title=report.regulation.get(words.language, ""),
        steps=sum(count_steps(row.trials) for row in report.rows),
        clauses=[(it.number, [_row(row, words) for row in it.rows]) for it in clauses(report)],
    )


def _row(row: RowResult, words: Words) -> dict[str, Any]:
    how = standing(row)
    return {
        "id": row.row.id,
        "text": row.row.text[words.language],
        "how": how,
        "sign": SIGNS[how],
        "verdict": words.say(f"conformance-verdict-{how}"),
        "trials": [words.told(it.title) for it in row.tried],
        "counts": (len(row.tried), count_steps(row.tried)),
        "reasons": list(words.reasons(row)),
        "aside": row.row.aside[words.language] if row.row.aside else "",
        "wrong": list(words.wrong(row)),
        "evidence": [_trial(it, words) for it in row.tried],
    }


def _trial(trial: Trial, words: Words) -> dict[str, Any]:
    return {
        "title": words.told(trial.title),
        "sign": SIGNS["pass" if trial.ok else "fail"],
        "steps": [_step(step, words) for step in trial.steps],
    }


def _step(step: Step, words: Words) -> dict[str, Any]:
    found = facts(step)
    return {
        "sign": SIGNS["pass" if step.ok else "fail"],
        "expected": words.say(f"conformance-{step.expected}"),
        "who": words.who(step.who),
        "note": words.told(step.note) if step.note else "",
        "request": f"{step.call.method} {words.path(step.call.path)}" if step.call else "",
        "body": step.call.shown() if step.call else "",
        "status": found.get("status", ""),
        "code": " · ".join(
            filter(None, (found.get("errcode"), found.get("rule"), found.get("row")))
        ),
        "sentence": found.get("sentence", "") if step.expected == "refused" or not step.ok else "",
        "ms": step.answer.ms if step.answer else None,
    }


def _time(at: str) -> str:
    return datetime.fromisoformat(at).strftime("%d.%m.%Y %H:%M")
