"""What `parta conformance` does: tries, prints, writes."""

import asyncio
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from files.private import write_private
from provisioning import run
from provisioning.conformance.conduct import NoSchool, conduct
from provisioning.conformance.model import Report, Verdict
from provisioning.conformance.paper import paper
from provisioning.conformance.report import Words, to_json
from provisioning.conformance.rows import load_rows
from provisioning.conformance.show import show
from provisioning.connection import Connection, connection, web_side
from provisioning.planning import Inputs
from provisioning.problems import InputError
from templates import Message, message, say


def conformance(
    folder: Path,
    home: Path | None,
    rows: str,
    html: Path | None,
    language: str,
    *,
    as_json: bool,
    thorough: bool,
) -> bool:
    """Run it; true if no row failed.

    Raises:
        Refused, and what `run.errors_told` tells.
    """
    inputs = run.read(folder)
    only = [it.strip().upper() for it in rows.split(",") if it.strip()]
    known = {row.id for row in load_rows(inputs.layouts.regulation)}
    unknown = [it for it in only if it not in known]
    if unknown:
        raise run.Refused(say(message("conformance-no-rows", rows=", ".join(unknown)), language))
    where = connection(inputs.school, folder, home)
    words = Words(language, inputs.layouts)
    try:
        web = web_side(folder, home)
    except InputError:
        web = ""  # what only the assistant can answer stays unproved, and says so
    report = _with_progress(where, inputs, only, words, web=web, thorough=thorough)
    words = Words(language, inputs.layouts, report.places)
    if html is not None:
        write_private(html, paper(report, words))
    if as_json:
        sys.stdout.write(json.dumps(to_json(report, words), ensure_ascii=False, indent=1) + "\n")
    else:
        show(report, words, run.console())
    return report.count(Verdict.FAIL) == 0


def _with_progress(
    where: Connection, inputs: Inputs, only: list[str], words: Words, *, web: str, thorough: bool
) -> Report:
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("")

        def progress(what: Message, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=words.told(what)[:60])

        try:
            return asyncio.run(
                conduct(where, inputs, web=web, thorough=thorough, only=only, progress=progress)
            )
        except NoSchool:
            raise run.Refused(words.say("conformance-no-school")) from None
        except asyncio.CancelledError:  # SIGTERM; everything is cleared by now
            raise KeyboardInterrupt from None
