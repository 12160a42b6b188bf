"""The report in a terminal, and plain in a pipe."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from provisioning.conformance.model import Report, RowResult, Verdict
from provisioning.conformance.report import (
    ORDER,
    SIGNS,
    Words,
    clauses,
    count_steps,
    standing,
    totals,
)

_STYLES = {"pass": "green", "fail": "bold red", "partly": "yellow", "unproved": "dim"}


def show(report: Report, words: Words, out: Console) -> None:
    """Print the report: rows by clause, what is wrong, totals, what to do."""
    for clause in clauses(report):
        title = (
            words.say("conformance-clause", clause=clause.number)
            if clause.number
            else words.say("conformance-no-clause")
        )
        out.print(Text(title, "bold"))
        if out.is_terminal:
            out.print(_table(clause.rows, words))
        else:
            for row in clause.rows:
                out.print(" ".join(("", *_cells(row, words))), soft_wrap=True, markup=False)
    out.print()
    for row in report.rows:
        for line in words.wrong(row):
            out.print(Text(f"{SIGNS['fail']} {row.row.id} {line}", "red"), soft_wrap=True)
    counted = totals(report)
    line = "  ".join(
        f"{SIGNS[it]} {words.say(f'conformance-total-{it}', count=counted[it])}" for it in ORDER
    )
    out.print(Text(line, "bold"))
    out.print(_took(report, words))
    if report.count(Verdict.FAIL):
        out.print(Text(words.say("conformance-something-broken"), "bold red"))
        out.print(words.say("conformance-what-to-do"), soft_wrap=True)
    else:
        out.print(Text(words.say("conformance-all-well"), "bold green"))
    out.print(words.say("conformance-about-incidents"), style="dim", soft_wrap=True)


def _took(report: Report, words: Words) -> str:
    steps = sum(count_steps(row.trials) for row in report.rows)
    return words.say("conformance-took", seconds=report.seconds, probes=report.probes, steps=steps)


def _cells(row: RowResult, words: Words) -> tuple[str, str, str, str]:
    how = standing(row)
    return (
        SIGNS[how],
        row.row.id,
        f"{words.say(f'conformance-verdict-{how}')}:",
        f"{row.row.text[words.language]}. {_evidence(row, words)}",
    )


def _evidence(row: RowResult, words: Words) -> str:
    parts = list(words.reasons(row))
    if row.row.aside:
        parts.append(row.row.aside[words.language])
    if row.tried:
        count, steps = len(row.tried), count_steps(row.tried)
        parts.insert(0, words.say("conformance-tried", count=count, steps=steps))
    return "; ".join(parts)


def _table(rows: Sequence[RowResult], words: Words) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 1))
    for width in (1, 3, 18):
        table.add_column(width=width, no_wrap=True)
    table.add_column(ratio=2)
    table.add_column(ratio=2, style="dim")
    for row in rows:
        how = standing(row)
        table.add_row(
            Text(SIGNS[how], _STYLES[how]),
            row.row.id,
            Text(words.say(f"conformance-verdict-{how}"), _STYLES[how]),
            row.row.text[words.language],
            _evidence(row, words),
        )
    return table
