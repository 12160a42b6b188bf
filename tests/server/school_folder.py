"""A school folder on disk for the `parta` command itself, written anew for each school year."""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT
from tests.server.campus import Campus

Pupil = tuple[str, str, str]  # id, full name, class
Parent = tuple[str, str, str]  # id, full name, child's id
Teacher = tuple[str, str, str]  # id, full name, classes


@dataclass
class Lists:
    """The lists of one school year."""

    year: int
    pupils: Sequence[Pupil]
    parents: Sequence[Parent] = ()
    teachers: Sequence[Teacher] = ()
    settings: str = ""


@dataclass
class SchoolFolder:
    """`parta` against one school of the tests' homeserver."""

    folder: Path
    school: Campus
    said: str = field(default="", init=False)

    def write(self, lists: Lists) -> None:
        """The folder says these lists, and nothing else."""
        (self.folder / "roster").mkdir(parents=True, exist_ok=True)
        it = self.school.school
        (self.folder / "school.yaml").write_text(
            f"name: Школа\nserver_name: {it.server_name}\nschool_year: {lists.year}\n"
            f"id: {it.id}\nprovisioner: {it.provisioner}\nassistant: {it.assistant}\n"
            + lists.settings,
            encoding="utf-8",
        )
        names = {it[0]: it for it in lists.pupils}
        self._table("pupils", "ID;ФИО;Класс", lists.pupils)
        self._table(
            "staff",
            "ID;ФИО;Роль;Классы;Классное руководство;Приказ",
            [
                ("d", "Громова Анна Львовна", "директор", "", "", "№ 1"),
                *(
                    (i, name, "учитель", of, of.split(",")[0], "№ 1")
                    for i, name, of in lists.teachers
                ),
            ],
        )
        self._table(
            "parents",
            "ID ребёнка;ФИО ребёнка;Класс;ID родителя;ФИО родителя;Роль родителя",
            [
                (child, names[child][1], names[child][2], i, name, "мать")
                for i, name, child in lists.parents
            ],
        )

    def _table(self, name: str, header: str, rows: Sequence[Sequence[str]]) -> None:
        lines = [header, *(";".join(f'"{cell}"' for cell in row) for row in rows)]
        path = self.folder / "roster" / f"{name}.csv"
        path.unlink(missing_ok=True)
        if rows:
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    async def parta(self, command: str, *words: str, address: str = "") -> int:
        """Run a command; its exit code. What it said is in `said`."""
        process = await self.start(command, *words, address=address)
        out, _ = await process.communicate()
        self.said = out.decode()
        return process.returncode or 0

    async def start(
        self, command: str, *words: str, address: str = ""
    ) -> asyncio.subprocess.Process:
        """Start a command and do not wait for it."""
        return await asyncio.create_subprocess_exec(
            sys.executable, "-c", "from provisioning.cli import main; main()",
            command, str(self.folder), *words,
            cwd=ROOT,
            env={
                **os.environ,
                "PARTA_LANG": "ru",
                "PARTA_HOMESERVER": address or self.school.homeserver.address,
                "PARTA_TOKEN": self.school.token,
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
