"""The `parta` command: the contract of docs/commands.md, and nothing else lives here.

Exit codes: 0 done or no change, 1 error, 2 changes (`plan`), 3 removals held back (`apply`).
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from provisioning import run
from provisioning.problems import InputError
from provisioning.roster.rejected import write_rejected
from templates import LANGUAGES, message, say

EXIT_ERROR = 1
EXIT_CHANGES = 2
EXIT_HELD = 3
EXIT_INTERRUPTED = 130
_DAYS = ["%Y-%m-%d", "%d.%m.%Y"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=say(message("help-parta"), run.system_language()),
)


def _help(key: str) -> str:
    return say(message(f"help-{key}"), run.system_language())


Folder = Annotated[Path, typer.Argument(metavar="DIR", help=_help("folder"), show_default=False)]
Home = Annotated[Path | None, typer.Option("--home", metavar="HOME", help=_help("home"))]


def main() -> NoReturn:
    """Entry point of the `parta` script.

    A broken pipe or Ctrl-C is no traceback, and a mistyped option is an error (1): Click's own
    exit code for it, 2, is that of a plan with changes.
    """
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        run.err(f"parta: {error}")
        run.err(say(message("usage-hint"), run.system_language()))
        code = EXIT_ERROR
    except BrokenPipeError:
        # Whoever read us has seen enough; Python must not complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_ERROR
    except (KeyboardInterrupt, typer.Abort):
        code = EXIT_INTERRUPTED
    sys.exit(code or 0)


@app.command(help=_help("check"))
def check(
    folder: Folder,
    rejected: Annotated[
        Path | None, typer.Option("--rejected", metavar="FOLDER", help=_help("rejected"))
    ] = None,
) -> None:
    """Validate school.yaml, layouts and roster."""
    with run.errors_told(folder) as language:
        try:
            inputs = run.read(folder)
        except InputError:
            if rejected is not None:
                for path in write_rejected(run.reading(folder), rejected, language):
                    run.err(say(message("rejected-written", path=str(path)), language))
            raise
        run.print_warnings(inputs, language)
        counts = run.counts(inputs.roster)
        run.console().print(say(message("check-fine", **counts), language))


@app.command(help=_help("plan"))
def plan(
    folder: Folder,
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("json"))] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=_help("out"))] = None,
    allow_removals: Annotated[
        int, typer.Option("--allow-removals", min=0, metavar="N", help=_help("allow-removals"))
    ] = 0,
    full: Annotated[bool, typer.Option("--full", help=_help("full"))] = False,
) -> None:
    """Show what `apply` would do."""
    with run.errors_told(folder) as language:
        found = run.plan(folder, home, allow_removals, out)
        if as_json:
            sys.stdout.write(
                json.dumps(run.plan_json(found, language), ensure_ascii=False, indent=1) + "\n"
            )
        else:
            run.print_plan(found, language, full=full)
        run.print_held(found, language)
        if found.actions:
            raise typer.Exit(EXIT_CHANGES)
        if found.held:
            raise typer.Exit(EXIT_HELD)


@app.command(help=_help("apply"))
def apply(
    folder: Folder,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help=_help("plan-file"), show_default=False)
    ] = None,
    home: Home = None,
    yes: Annotated[bool, typer.Option("--yes", help=_help("yes"))] = False,
    allow_removals: Annotated[
        int, typer.Option("--allow-removals", min=0, metavar="N", help=_help("allow-removals"))
    ] = 0,
) -> None:
    """Make the server what the folder says."""
    with run.errors_told(folder) as language:
        outcome = run.apply(folder, home, file, allow_removals, language, confirmed=yes)
        if outcome.failed:
            raise typer.Exit(EXIT_ERROR)
        if outcome.held:
            raise typer.Exit(EXIT_HELD)


@app.command(help=_help("explain"))
def explain(
    folder: Folder,
    user: Annotated[str, typer.Argument(metavar="USER", help=_help("explain-user"))],
    room: Annotated[str, typer.Argument(metavar="ROOM", help=_help("explain-room"))],
    home: Home = None,
) -> None:
    """What may this person do in this room, and by which clause."""
    with run.errors_told(folder) as language:
        run.explain(folder, home, user, room, language)


@app.command(help=_help("conformance"))
def conformance(
    folder: Folder,
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("conformance-json"))] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help=_help("conformance-html"))
    ] = None,
    rows: Annotated[
        str, typer.Option("--rows", metavar="ROWS", help=_help("conformance-rows"))
    ] = "",
    thorough: Annotated[bool, typer.Option("--thorough", help=_help("conformance-thorough"))] = (
        False
    ),
) -> None:
    """Prove, clause by clause and on the live server, that it keeps to the regulation."""
    from provisioning.conformance.command import conformance as prove  # noqa: PLC0415 (slow)

    with run.errors_told(folder) as language:
        passed = prove(folder, home, rows, html, language, as_json=as_json, thorough=thorough)
        if not passed:
            raise typer.Exit(EXIT_ERROR)


@app.command(help=_help("digest"))
def digest(
    folder: Folder,
    since: Annotated[
        datetime, typer.Option("--since", metavar="DAY", formats=_DAYS, help=_help("digest-since"))
    ],
    until: Annotated[
        datetime | None,
        typer.Option("--until", metavar="DAY", formats=_DAYS, help=_help("digest-until")),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_help("digest-out"))] = Path(
        "digest.pdf"
    ),
    home: Home = None,
) -> None:
    """The head's digest of some days as PDF."""
    from provisioning.digest import digest as ask  # noqa: PLC0415 (it reads `run`)

    with run.errors_told(folder) as language:
        last = until.date() if until else run.today()
        ask(folder, home, since.date(), last, out, language)


@app.command(help=_help("letters"))
def letters(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=_help("letters-out"))],
    home: Home = None,
    class_title: Annotated[
        str, typer.Option("--class", metavar="CLASS", help=_help("letters-class"))
    ] = "",
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_help("letters-format"))
    ] = "a4",
    reissue: Annotated[
        list[str] | None, typer.Option("--reissue", metavar="WHO", help=_help("letters-reissue"))
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="LANGUAGE", help=_help("letters-language"))
    ] = "",
) -> None:
    """Print the letters for the first login."""
    from provisioning.letters.command import letters as write  # noqa: PLC0415 (it reads `run`)

    with run.errors_told(folder) as usual:
        chosen = language if language in LANGUAGES else usual
        write(folder, home, out, chosen, class_title=class_title, form=form, reissue=reissue or ())


@app.command(help=_help("doctor"))
def doctor(
    config: Annotated[
        Path, typer.Option("--config", metavar="FILE", help=_help("doctor-config"))
    ] = Path("/etc/parta/doctor.json"),
    as_json: Annotated[bool, typer.Option("--json", help=_help("doctor-json"))] = False,
) -> None:
    """Is the school's server in order."""
    from provisioning.doctor.command import doctor as look  # noqa: PLC0415 (only here)

    with run.errors_told(config.parent / "school") as language:
        if not look(config, language, as_json=as_json):
            raise typer.Exit(EXIT_ERROR)


@app.command(help=_help("rollover"))
def rollover(
    folder: Folder,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help=_help("rollover-file"), show_default=False),
    ] = None,
    home: Home = None,
    out: Annotated[
        Path | None, typer.Option("--plan", metavar="FOLDER", help=_help("rollover-plan"))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_help("yes"))] = False,
    repeaters: Annotated[
        list[str] | None, typer.Option("--repeater", metavar="ID", help=_help("rollover-repeater"))
    ] = None,
    allow_removals: Annotated[
        int, typer.Option("--allow-removals", min=0, metavar="N", help=_help("allow-removals"))
    ] = 0,
    export_to: Annotated[
        Path | None, typer.Option("--export", metavar="FOLDER", help=_help("rollover-export"))
    ] = None,
    pause: Annotated[bool, typer.Option("--pause", help=_help("rollover-pause"))] = False,
    resume: Annotated[bool, typer.Option("--resume", help=_help("rollover-resume"))] = False,
    undo: Annotated[bool, typer.Option("--undo", help=_help("rollover-undo"))] = False,
) -> None:
    """Carry the school over into the next school year."""
    from provisioning.year import command as year  # noqa: PLC0415 (it reads `run`)

    with run.errors_told(folder) as language:
        if pause or resume:
            year.pause(folder, home, language, paused=pause)
            return
        if undo:
            outcome = year.undo(folder, home, language, confirmed=yes)
        else:
            asked = year.Asked(file, out, repeaters or (), allow_removals, export_to, yes)
            outcome = year.rollover(folder, home, asked, language)
        if outcome.failed:
            raise typer.Exit(EXIT_ERROR)
        if outcome.held:
            raise typer.Exit(EXIT_HELD)
        if outcome.changes and out is not None:
            raise typer.Exit(EXIT_CHANGES)


@app.command(help=_help("export"))
def export(
    folder: Folder,
    room: Annotated[
        str | None, typer.Argument(metavar="ROOM", help=_help("export-room"), show_default=False)
    ] = None,
    title: Annotated[
        str | None, typer.Option("--class", metavar="CLASS", help=_help("export-class"))
    ] = None,
    who: Annotated[
        str | None, typer.Option("--person", metavar="WHO", help=_help("export-person"))
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help=_help("export-out"))] = Path(
        "export"
    ),
    home: Home = None,
) -> None:
    """The history of a room, a class or a person as pages and data of its own."""
    from provisioning.export.command import export as run_export  # noqa: PLC0415 (it reads `run`)

    with run.errors_told(folder) as language:
        if [room, title, who].count(None) != 2:
            raise run.Refused(say(message("export-one-of"), language))
        run_export(folder, home, room, title, who, out, language)


@app.command(help=_help("demo"))
def demo(
    home: Annotated[Path, typer.Option("--home", metavar="HOME", help=_help("demo-home"))],
    school: Annotated[
        Path | None, typer.Option("--school", metavar="DIR", help=_help("folder"))
    ] = None,
    port_base: Annotated[
        int, typer.Option("--port-base", min=1024, max=65000, metavar="N", help=_help("port-base"))
    ] = 8008,
    detach: Annotated[bool, typer.Option("--detach", help=_help("detach"))] = False,
    stop: Annotated[bool, typer.Option("--stop", help=_help("stop"))] = False,
) -> None:
    """Start a whole school on this machine."""
    from provisioning.demo import run as demo_run  # noqa: PLC0415 (only here is it needed)

    with run.errors_told(school or home) as language:
        if stop:
            demo_run.stop(home, language)
        elif school is None:
            raise run.Refused(say(message("demo-no-school"), language))
        else:
            demo_run.start(school, home, port_base, language, detach=detach)
