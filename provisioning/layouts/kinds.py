"""The kinds of room as the YAML file has them (room_layouts/kinds.yaml)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy import membership
from provisioning.roster.model import GroupKind, Part


class Strict(BaseModel):
    """A part of a YAML file: unknown keys are mistakes, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """One text in both languages."""

    ru: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def said(self, language: str) -> str:
        """The text in `language` ("ru", "en")."""
        return self.en if language == "en" else self.ru


class Selector(Strict):
    """Which people belong to a room, and the role in which they are there.

    Exactly one of `role`, `part` and `guardians_of`. `anywhere` widens `part` from the room's own
    group to every group of that kind: the clubs' space holds everybody who is in any club.
    """

    role: tuple[str, ...] = ()
    part: tuple[Part, ...] = ()
    guardians_of: tuple[Part, ...] = ()
    anywhere: GroupKind | None = None
    as_role: Annotated[str, Field(alias="as")] = ""

    @model_validator(mode="after")
    def _exactly_one(self) -> "Selector":
        if sum(map(bool, (self.role, self.part, self.guardians_of))) != 1:
            raise ValueError("role | part | guardians_of: 1")
        if not self.role and not self.as_role:
            raise ValueError("part | guardians_of: as")
        return self

    def compiled(self) -> membership.Selector:
        """The form that decides."""
        return membership.Selector(
            role=self.role,
            part=tuple(it.value for it in self.part),
            guardians_of=tuple(it.value for it in self.guardians_of),
            anywhere=self.anywhere.value if self.anywhere else "",
            as_role=self.as_role,
        )


class Kind(Strict):
    """One kind of room: what it is called, where it hangs, who belongs to it."""

    space: bool = False
    scope: Annotated[str, Field(alias="for", pattern=r"^(school|class|club|council:[a-z0-9-]+)$")]
    key: Annotated[str, Field(pattern=r"^(\{group\}|[a-z])[a-z:_-]*(\{group\})?[a-z:_-]*$")]
    parent: Annotated[str | None, Field(alias="in")] = None
    name: Words
    topic: Words
    history: Literal["shared", "joined"] = "shared"
    members: tuple[Selector, ...]

    def compiled(self) -> membership.RoomKind:
        """Who belongs there, in the form that decides."""
        return membership.RoomKind(
            self.scope, self.space, tuple(it.compiled() for it in self.members)
        )


class KindsFile(Strict):
    """The whole of kinds.yaml."""

    schema_version: Annotated[Literal[1, "1"], Field(alias="schema")]
    kinds: dict[str, Kind]
