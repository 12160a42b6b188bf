"""Run a playbook as the school's IT does, and read what it said."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.conftest import ROOT
from tests.deploy.target import Target

_RECAP = re.compile(r"^(?P<host>\S+)\s+: (?P<counts>ok=\d+ .*)$")
_TASK = re.compile(r"^(?:TASK|RUNNING HANDLER) \[(?P<name>.*)\] \**$")
_CHANGED = re.compile(r"^(changed|fatal|failed|unreachable): \[")


@dataclass
class Played:
    """One run of a playbook."""

    code: int = 0
    lines: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)  # in the order in which they began
    changed: list[str] = field(default_factory=list)  # names of tasks, one an item
    failed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # ok, changed, unreachable, failed …

    @property
    def text(self) -> str:
        """Everything it printed."""
        return "\n".join(self.lines)

    def succeeded(self) -> "Played":
        """Itself.

        Raises:
            AssertionError: it failed; says where.
        """
        end = "\n".join(self.lines[-60:])
        assert self.code == 0, f"exit {self.code}, failed: {self.failed}\n{end}"
        assert self.counts, f"no recap:\n{end}"
        return self

    def take(self, line: str) -> None:
        """Read one line of output."""
        self.lines.append(line)
        if task := _TASK.match(line):
            self.tasks.append(task["name"])
        elif found := _CHANGED.match(line):
            (self.changed if found[1] == "changed" else self.failed).append(
                self.tasks[-1] if self.tasks else ""
            )
        elif recap := _RECAP.match(line):
            for word in recap["counts"].split():
                name, _, number = word.partition("=")
                self.counts[name] = self.counts.get(name, 0) + int(number)


class Controller:
    """The IT person's folder: an inventory, beside it the secrets that the playbook makes."""

    def __init__(self, folder: Path, target: Target, variables: Mapping[str, object]) -> None:
        self.folder = folder
        self.variables = dict(variables)
        self.project = ROOT  # the version of Parta that is played
        self.move_to(target)

    def move_to(self, target: Target) -> None:
        """From now on the inventory names `target`; secrets stay as they are."""
        self.target = target
        self.folder.mkdir(parents=True, exist_ok=True)
        known = self.folder / "known_hosts"
        known.write_text(target.host_key, encoding="ascii")
        options = (
            f"-o UserKnownHostsFile={known} -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes"
        )
        host = {
            "ansible_host": target.address,
            "ansible_user": "root",
            "ansible_ssh_private_key_file": str(target.lab.key),
            "ansible_ssh_common_args": options,
        }
        inventory = {"parta": {"hosts": {target.name: host}, "vars": self.variables}}
        (self.folder / "hosts.yml").write_text(
            yaml.safe_dump(inventory, allow_unicode=True), encoding="utf-8"
        )

    def play(self, *arguments: str, on_task: Callable[[int, str], None] | None = None) -> Played:
        """Run `ansible/run` with the inventory and `arguments`; its output goes by as it comes.

        `on_task` is told the number (from 1) and name of each task as it begins.
        """
        played = Played()
        with (self.folder / "played.log").open("a") as log, subprocess.Popen(
            [str(self.project / "ansible" / "run"), str(self.folder), *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", env=self._environment(),
        ) as process:  # fmt: skip
            assert process.stdout is not None
            for line in process.stdout:
                sys.stdout.write(line)
                log.write(line)
                log.flush()
                before = len(played.tasks)
                played.take(line.rstrip("\n"))
                if on_task is not None and len(played.tasks) > before:
                    on_task(len(played.tasks), played.tasks[-1])
        played.code = process.returncode
        return played

    def number_of_tasks(self) -> int:
        """How many tasks a run has at least; those of included files come besides."""
        listed = subprocess.run(
            [str(self.project / "ansible" / "run"), str(self.folder), "--list-tasks"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
            env=self._environment(),
        )  # fmt: skip
        return sum("TAGS: [" in it for it in listed.stdout.splitlines()) - 1

    def secrets(self) -> dict[str, str]:
        """The secrets that lie encrypted beside the inventory."""
        shown = subprocess.run(
            [str(Path(sys.executable).parent / "ansible-vault"), "view", "--vault-password-file",
             str(self.folder / "vault-password"), str(self.folder / "secrets.yml")],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
            env=self._environment(),
        )  # fmt: skip
        return dict(yaml.safe_load(shown.stdout))

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PARTA_BIN": str(Path(sys.executable).parent),
            "PYTHONUNBUFFERED": "1",
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_FORCE_COLOR": "0",
            # A task's heading comes when it begins, and not with its first result.
            "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "1",
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "tmp"),
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(self.folder / "cp"),
        }
