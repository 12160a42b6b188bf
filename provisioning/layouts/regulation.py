"""The regulation as the YAML file has it (room_layouts/regulation.yaml)."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from policy.regulation import Feature, Grant, Regulation, Role, Row
from provisioning.layouts.kinds import Strict, Words

ALL_KINDS = "all"


class RoleEntry(Strict):
    """A role: its name and its power level, below the level that nobody reaches."""

    title: Words
    level: Annotated[int, Field(ge=0, le=99)]
    needs_confirmation: bool = False


class FeatureEntry(Strict):
    """A feature, and what it is in Matrix."""

    title: Words
    events: tuple[str, ...] = ()
    levels: tuple[Literal["invite", "kick", "ban", "redact", "notifications.room"], ...] = ()


class GrantEntry(Strict):
    """Each role × each feature × each kind."""

    roles: Annotated[tuple[str, ...], Field(min_length=1)]
    features: Annotated[tuple[str, ...], Field(min_length=1)]
    kinds: Annotated[tuple[str, ...], Field(min_length=1)]

    def grant(self, managed_kinds: Iterable[str]) -> Grant:
        """The same without the word `all`."""
        kinds = frozenset(self.kinds)
        if ALL_KINDS in kinds:
            kinds = (kinds - {ALL_KINDS}) | frozenset(managed_kinds)
        return Grant(frozenset(self.roles), frozenset(self.features), kinds)


class RowEntry(Strict):
    """A row; `clause` is empty for a setting of the school."""

    id: Annotated[str, Field(min_length=1)]
    clause: Annotated[str, Field(pattern=r"^(\d+(\.\d+)*)?$")]
    text: Words
    allow: tuple[GrantEntry, ...] = ()
    refuse: tuple[GrantEntry, ...] = ()


class Adopted(Strict):
    """By which protocol and order the regulation is in force (requirements H1, H2)."""

    protocol: str
    protocol_date: str
    order: str
    order_date: str


class RegulationFile(Strict):
    """The whole of regulation.yaml."""

    schema_version: Annotated[Literal[1, "1"], Field(alias="schema")]
    title: Words
    adopted: Adopted
    roles: dict[str, RoleEntry]
    features: dict[str, FeatureEntry]
    rows: tuple[RowEntry, ...]

    def compiled(self, managed_kinds: Iterable[str]) -> Regulation:
        """The form that decides; call only after `check` in layouts.load found nothing."""
        kinds = tuple(managed_kinds)
        return Regulation(
            title=self.title.model_dump(),
            adopted=self.adopted.model_dump(),
            roles={
                key: Role(key, it.title.model_dump(), it.level, it.needs_confirmation)
                for key, it in self.roles.items()
            },
            features={
                key: Feature(key, it.title.model_dump(), it.events, it.levels)
                for key, it in self.features.items()
            },
            rows=tuple(
                Row(
                    it.id,
                    it.clause,
                    it.text.model_dump(),
                    tuple(entry.grant(kinds) for entry in it.allow),
                    tuple(entry.grant(kinds) for entry in it.refuse),
                )
                for it in self.rows
            ),
        )
