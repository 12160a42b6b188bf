"""Mapping profiles: which headers of a spreadsheet mean what. One YAML file a kind of list.

The shipped ones are in profiles/; a school adds its own in a folder of the same form, where a file
of the same name replaces the shipped one. Nothing about a vendor is in the code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from provisioning.problems import InputError, Place
from provisioning.roster.findings import Findings
from provisioning.roster.words import folded
from provisioning.yamlfile import load_model

_SHIPPED = Path(__file__).with_name("profiles")
_LARGEST = 100_000
_PERSON = ("id", "name", "family", "given", "patronymic", "birth", "snils", "phone")
_CLASS = {"class", "letter"}


def _of(*people: str) -> set[str]:
    return {f"{who}_{what}" for who in people for what in _PERSON}


# What a row of each kind of list can tell; `ignored` is for columns that are known and not needed.
FIELDS: Mapping[str, set[str]] = {
    "pupils": _of("pupil", "guardian", "guardian2", "teacher")
    | _CLASS | {"guardian_relation", "guardian2_relation", "status"},
    "guardians": _of("pupil", "guardian", "guardian2")
    | _CLASS | {"guardian_relation", "guardian2_relation"},
    "staff": _of("staff") | {"roles", "classes", "homeroom", "councils", "order"},
    "clubs": _of("leader", "pupil") | _CLASS | {"club"},
    "councils": _of("person") | {"council", "part"},
}  # fmt: skip


class Profile(BaseModel):
    """One kind of list: what a row tells, and the headers of its columns."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rows: Literal["pupils", "guardians", "staff", "clubs", "councils"]
    columns: dict[str, list[str]] = Field(min_length=1)
    required: list[str] = Field(min_length=1)
    ignored: list[str] = []
    gone: list[str] = []
    id_prefix: str = Field(default="", pattern=r"^[A-Za-z0-9.\-]{0,20}$")


@dataclass(frozen=True, slots=True)
class Header:
    """A header row that fits a profile: which column (from 0) holds which field."""

    profile: Profile
    line: int
    cells: tuple[str, ...]
    columns: Mapping[str, int]
    unknown: tuple[int, ...]
    twice: tuple[int, ...]

    @property
    def fit(self) -> int:
        """How well it fits, for choosing among profiles."""
        return 2 * len(self.columns) - len(self.unknown)


def header_key(text: str) -> str:
    """A header for comparison; a bracketed hint at its end («Класс (1-11)») stays significant."""
    return re.sub(r"[\s*]*$", "", folded(text.replace("\ufeff", "").strip("\"'«»")))


def match(profile: Profile, line: int, cells: tuple[str, ...]) -> tuple[Header | None, list[str]]:
    """The header this row is by `profile`, or None and the fields that are missing."""
    meanings = {header_key(h): name for name, known in profile.columns.items() for h in known}
    ignored = {header_key(header) for header in profile.ignored}
    columns: dict[str, int] = {}
    unknown, twice = [], []
    for index, cell in enumerate(cells):
        key = header_key(cell)
        name = meanings.get(key)
        if name is None:
            if key and key not in ignored:
                unknown.append(index)
        elif name in columns:
            twice.append(index)
        else:
            columns[name] = index
    missing = [name for name in profile.required if name not in columns]
    if missing:
        return None, missing
    return Header(profile, line, cells, columns, tuple(unknown), tuple(twice)), []


def read_profiles(folder: Path | None, findings: Findings) -> Sequence[Profile]:
    """The school's own profiles, then the shipped ones that they do not replace."""
    own = dict(_own(folder, findings)) if folder else {}
    shipped = {name: profile for name, profile in _shipped().items() if name not in own}
    return [*own.values(), *shipped.values()]


@cache
def _shipped() -> Mapping[str, Profile]:
    return {
        path.name: Profile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(_SHIPPED.glob("*.yaml"))
    }


def _own(folder: Path, findings: Findings) -> Iterator[tuple[str, Profile]]:
    try:
        paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".yaml", ".yml"))
    except FileNotFoundError:
        return
    except OSError:
        findings.problem(Place(folder), "roster-folder-unreadable")
        return
    for path in paths:
        profile = _profile(path, findings)
        if profile:
            yield path.with_suffix(".yaml").name, profile


def _profile(path: Path, findings: Findings) -> Profile | None:
    if not _harmless(path):
        findings.problem(Place(path, 1, 1), "roster-profile-not-yaml")
        return None
    try:
        profile, file = load_model(path, Profile)
    except InputError as error:
        for problem in error.problems:
            findings.add(problem)
        return None
    wrong = list(_wrong_fields(profile))
    for keys, key in wrong:
        findings.problem(file.place(keys), key, field=str(keys[-1]))
    return None if wrong else profile


def _harmless(path: Path) -> bool:
    """Whether a file is short and has no alias, which can repeat a block millions of times."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return False
        text = path.read_text(encoding="utf-8-sig")
        return not any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text))
    except yaml.YAMLError:
        return True  # load_model says where
    except (OSError, ValueError, RecursionError):
        return False


def _wrong_fields(profile: Profile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where a profile names a field that its kind of list does not have, or has no column for."""
    for name in profile.columns:
        if name not in FIELDS[profile.rows]:
            yield ("columns", name), "roster-profile-unknown"
    for index, name in enumerate(profile.required):
        if name not in profile.columns:
            yield ("required", index, name), "roster-profile-required"
