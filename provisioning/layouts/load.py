"""Loads both layout files together and checks what one alone cannot show.

A school that changes only its regulation keeps the shipped kinds, and the other way round: each
file is looked for in the school's own `room_layouts/` first.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import room_layouts
from policy.power_levels import TALK
from policy.regulation import DIRECT, PENDING, SERVER, Regulation
from policy.safety import Safety
from provisioning.layouts.kinds import Kind, KindsFile
from provisioning.layouts.regulation import RegulationFile
from provisioning.problems import InputError, Problem
from provisioning.roster.model import Role
from provisioning.yamlfile import KeyPath, YamlFile, load_model
from templates import Message, message

REGISTRY_KIND = "registry"
_REQUIRED_ROLES = (*(role.value for role in Role), PENDING)


@dataclass(frozen=True)
class Layouts:
    """The regulation and the kinds of room that belong together."""

    regulation: Regulation
    kinds: Mapping[str, Kind]
    avatars: Path
    safety: Safety = dataclasses.field(default_factory=Safety)

    def avatar(self, kind: str) -> Path | None:
        """The picture of a kind, or None where nobody drew one."""
        path = self.avatars / f"{kind}.png"
        return path if path.is_file() else None


def load_layouts(own: Path | None = None) -> Layouts:
    """The shipped layouts, with those files replaced that the folder `own` has.

    Raises:
        InputError: every mistake of both files, with line and column.
    """
    problems: list[Problem] = []
    kinds_model = regulation_model = None
    try:
        kinds_model, kinds_file = load_model(_find(own, "kinds.yaml"), KindsFile)
    except InputError as error:
        problems += error.problems
    try:
        regulation_model, regulation_file = load_model(
            _find(own, "regulation.yaml"), RegulationFile
        )
    except InputError as error:
        problems += error.problems
    if kinds_model is None or regulation_model is None:
        raise InputError(problems)
    problems += _check_kinds(kinds_model, kinds_file, regulation_model)
    problems += _check_regulation(regulation_model, regulation_file, kinds_model)
    if problems:
        raise InputError(problems)
    regulation = regulation_model.compiled(kinds_model.kinds)
    problems += _check_contradictions(regulation, regulation_model, regulation_file)
    if problems:
        raise InputError(problems)
    avatars = own / "avatars" if own and (own / "avatars").is_dir() else None
    return Layouts(regulation, kinds_model.kinds, avatars or room_layouts.FOLDER / "avatars")


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
            field is None or (field in ("school", "title", "group") and not spec and not conversion)
            for _, field, spec, conversion in Formatter().parse(text)
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
                for field, values, known, key in (
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
                                file.place((*place, field, index)),
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
