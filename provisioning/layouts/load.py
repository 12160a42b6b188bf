"""Loads all layout files together and checks what one alone cannot show.

A school that changes only its regulation keeps the shipped kinds, and the other way round: each
file is looked for in the school's own `room_layouts/` first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import TypeVar

from pydantic import BaseModel

import room_layouts
from policy.catalogue import Catalogue
from policy.power_levels import TALK
from policy.regulation import DIRECT, PENDING, SERVER, Regulation
from policy.safety import Safety
from policy.words import WordList
from provisioning.layouts.catalogue import CatalogueFile, check_catalogue
from provisioning.layouts.kinds import Kind, KindsFile
from provisioning.layouts.regulation import RegulationFile
from provisioning.layouts.safety import SafetyFile, check_safety
from provisioning.layouts.words import WordsFile, check_words
from provisioning.problems import InputError, Problem
from provisioning.roster.model import Role
from provisioning.yamlfile import KeyPath, YamlFile, load_model
from templates import Message, message

_Model = TypeVar("_Model", bound=BaseModel)

REGISTRY_KIND = "registry"
_REQUIRED_ROLES = (*(role.value for role in Role), PENDING)


@dataclass(frozen=True)
class Layouts:
    """The regulation, the kinds of room and the settings that belong together."""

    regulation: Regulation
    kinds: Mapping[str, Kind]
    avatars: Path
    safety: Safety = field(default_factory=Safety)
    catalogue: Catalogue = field(default_factory=Catalogue)
    words: WordList = field(default_factory=WordList)

    def avatar(self, kind: str) -> Path | None:
        """The picture of a kind, or None where nobody drew one."""
        path = self.avatars / f"{kind}.png"
        return path if path.is_file() else None


def load_layouts(own: Path | None = None) -> Layouts:
    """The shipped layouts, with those files replaced that the folder `own` has.

    Raises:
        InputError: every mistake of all files, with line and column.
    """
    problems: list[Problem] = []
    kinds = _read(own, "kinds.yaml", KindsFile, problems)
    regulation = _read(own, "regulation.yaml", RegulationFile, problems)
    safety = _read(own, "safety.yaml", SafetyFile, problems)
    catalogue = _read(own, "catalogue.yaml", CatalogueFile, problems)
    words = _read(own, "words.yaml", WordsFile, problems)
    if kinds and regulation:
        problems += _check_kinds(*kinds, regulation[0])
        problems += _check_regulation(*regulation, kinds[0])
    if safety and regulation:
        problems += check_safety(*safety, regulation[0].roles)
    if catalogue:
        problems += check_catalogue(*catalogue)
    if words:
        problems += check_words(*words)
    if problems or not (kinds and regulation and safety and catalogue and words):
        raise InputError(problems)
    compiled = regulation[0].compiled(kinds[0].kinds)
    problems += _check_contradictions(compiled, *regulation)
    if problems:
        raise InputError(problems)
    avatars = own / "avatars" if own and (own / "avatars").is_dir() else None
    return Layouts(
        regulation=compiled,
        kinds=kinds[0].kinds,
        avatars=avatars or room_layouts.FOLDER / "avatars",
        safety=safety[0].compiled(),
        catalogue=catalogue[0].compiled(),
        words=words[0].compiled(),
    )


def _read(
    own: Path | None, name: str, model: type[_Model], problems: list[Problem]
) -> tuple[_Model, YamlFile] | None:
    """The file `name` and its model; None if it cannot be read, with its problems added."""
    try:
        return load_model(_find(own, name), model)
    except InputError as error:
        problems += error.problems
        return None


def _find(own: Path | None, name: str) -> Path:
    return own / name if own and (own / name).exists() else room_layouts.FOLDER / name


def _check_kinds(kinds: KindsFile, file: YamlFile, regulation: RegulationFile) -> Iterator[Problem]:
    def problem(path: KeyPath, which: str, /, **args: str) -> Problem:
        return Problem(file.place(("kinds", *path)), Message(which, args))

    for name in sorted({SERVER, DIRECT, "all"} & kinds.kinds.keys()):
        yield problem((name,), "layout-kind-reserved", kind=name)
    if REGISTRY_KIND not in kinds.kinds:
        yield problem((), "layout-registry-missing")
    keys: set[tuple[str, str]] = set()
    for name, kind in kinds.kinds.items():
        if kind.parent is not None:
            parent = kinds.kinds.get(kind.parent)
            if parent is None:
                yield problem((name, "in"), "layout-kind-unknown", kind=kind.parent)
            elif not parent.space:
                yield problem((name, "in"), "layout-parent-no-space", kind=kind.parent)
            elif parent.scope not in ("school", kind.scope):
                yield problem((name, "in"), "layout-parent-scope", kind=kind.parent)
        per_group = kind.scope in ("class", "club")
        if per_group != ("{group}" in kind.key):
            yield problem((name, "key"), "layout-key-group", key=kind.key)
        # Keys with {group} meet only within one scope, all others wherever they are.
        key = (kind.key, kind.scope if per_group else "")
        if key in keys:
            yield problem((name, "key"), "layout-key-twice", key=kind.key)
        keys.add(key)
        for number, selector in enumerate(kind.members):
            roles = [*selector.role, *([selector.as_role] if selector.as_role else [])]
            for role in roles:
                if role not in regulation.roles:
                    yield problem((name, "members", number), "layout-role-unknown", role=role)
    yield from _check_names(kinds, file)
    yield from _check_loops(kinds, file)


def _check_names(kinds: KindsFile, file: YamlFile) -> Iterator[Problem]:
    for name, kind in kinds.kinds.items():
        for part, words in (("name", kind.name), ("topic", kind.topic)):
            for language, text in (("ru", words.ru), ("en", words.en)):
                if not _has_known_fields(text):
                    yield Problem(
                        file.place(("kinds", name, part, language)),
                        message("layout-name-braces", text=text),
                    )


def _has_known_fields(text: str) -> bool:
    """Only {school}, {title} and {group}: no attribute of theirs, no width, no conversion."""
    try:
        return all(
            name is None or (name in ("school", "title", "group") and not spec and not conversion)
            for _, name, spec, conversion in Formatter().parse(text)
        )
    except ValueError:
        return False


def _check_loops(kinds: KindsFile, file: YamlFile) -> Iterator[Problem]:
    for name, kind in kinds.kinds.items():
        seen, parent = {name}, kind.parent
        while parent is not None and parent in kinds.kinds:
            if parent in seen:
                yield Problem(
                    file.place(("kinds", name, "in")), message("layout-space-loop", kind=name)
                )
                break
            seen.add(parent)
            parent = kinds.kinds[parent].parent


def _check_regulation(
    regulation: RegulationFile, file: YamlFile, kinds: KindsFile
) -> Iterator[Problem]:
    for role in _REQUIRED_ROLES:
        if role not in regulation.roles:
            yield Problem(file.place(("roles",)), message("layout-role-missing", role=role))
    if TALK not in regulation.features:
        yield Problem(file.place(("features",)), message("layout-feature-missing", feature=TALK))
    places = {*kinds.kinds, SERVER, DIRECT, "all"}
    seen: set[str] = set()
    for number, row in enumerate(regulation.rows):
        if row.id in seen:
            yield Problem(
                file.place(("rows", number, "id")), message("layout-row-twice", row=row.id)
            )
        seen.add(row.id)
        for side, entries in (("allow", row.allow), ("refuse", row.refuse)):
            for position, entry in enumerate(entries):
                place: KeyPath = ("rows", number, side, position)
                for part, values, known, key in (
                    ("roles", entry.roles, set(regulation.roles), "layout-role-unknown"),
                    (
                        "features",
                        entry.features,
                        set(regulation.features),
                        "layout-feature-unknown",
                    ),
                    ("kinds", entry.kinds, places, "layout-kind-unknown"),
                ):
                    for index, value in enumerate(values):
                        if value not in known:
                            yield Problem(
                                file.place((*place, part, index)),
                                message(key, role=value, feature=value, kind=value),
                            )


def _check_contradictions(
    regulation: Regulation, model: RegulationFile, file: YamlFile
) -> Iterator[Problem]:
    rows = {row.id: number for number, row in enumerate(model.rows)}
    for (role, feature, kind), allowing, refusing in regulation.contradictions():
        yield Problem(
            file.place(("rows", rows[refusing.id])),
            message(
                "layout-contradiction",
                role=role,
                feature=feature,
                kind=kind,
                allowing=allowing.id,
                refusing=refusing.id,
            ),
        )
