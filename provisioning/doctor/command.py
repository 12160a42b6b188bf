"""`parta doctor`: looks, prints, and says by its exit code whether all is green."""

import asyncio
import json
import sys
from pathlib import Path

from pydantic import ValidationError
from rich.text import Text

from provisioning import run
from provisioning.doctor import local, remote
from provisioning.doctor.model import Finding, Settings
from templates import message, say


def doctor(config: Path, language: str, *, as_json: bool) -> bool:
    """Is everything in order?

    Raises:
        run.Refused: this is no server that the playbook set up.
    """
    try:
        settings = Settings.model_validate_json(config.read_bytes())
    except (OSError, ValidationError) as error:
        words = message("doctor-no-config", path=str(config), why=str(error))
        raise run.Refused(say(words, language)) from error
    found = [
        *local.services(settings),
        *asyncio.run(remote.look(settings)),
        *local.backups(settings),
    ]
    if as_json:
        rows = [
            {"name": it.name, "fine": it.fine, "words": say(it.words, language)} for it in found
        ]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        _print(found, language)
    return all(it.fine for it in found)


def _print(found: list[Finding], language: str) -> None:
    console = run.console()
    for it in found:
        mark = Text("✔ ", "green") if it.fine else Text("✘ ", "bold red")
        console.print(mark + Text(say(it.words, language)), soft_wrap=True)
    red = sum(not it.fine for it in found)
    last = message("doctor-red", count=red) if red else message("doctor-green")
    console.print(say(last, language))
