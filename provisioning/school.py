"""school.yaml: the few things that only the school itself can say."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from policy.journal import mistake
from provisioning.layouts.kinds import Strict
from provisioning.yamlfile import YamlFile, load_model

_SERVER_NAME = r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$"
_LOCALPART = r"^[a-z0-9._=/+-]{1,60}$"


def _school_year(value: object) -> object:
    """Accept «2026/27», «2026-2027» and 2026: all mean the year that starts in 2026."""
    match = re.match(r"^\s*(\d{4})(\s*[/–-]\s*\d{2,4})?\s*$", str(value))
    return int(match[1]) if match else value


def _address(value: str) -> str:
    """Check an address of the journal or diary.

    Raises:
        PydanticCustomError: named after the message that says what is wrong.
    """
    match mistake(value) if value else "":
        case "https":
            raise PydanticCustomError("layout-address-https", "an https address expected")
        case "place":
            raise PydanticCustomError("layout-address-place", "an unknown place to fill in")
        case "secret":
            raise PydanticCustomError("layout-address-secret", "no passwords in addresses")
    return value


# An https address with places to fill in, see policy.journal.
Address = Annotated[str, AfterValidator(_address)]


class RemovalGuard(Strict):
    """How much may be taken away without a person saying so (design: removal guard)."""

    accounts_percent: Annotated[int, Field(ge=0, le=100)] = 10
    class_percent: Annotated[int, Field(ge=1, le=100)] = 50


class Confirmation(Strict):
    """An order that confirms the role «teacher» (clause 2.7): its name and whom it names.

    `people` are ids of the roster, or the one word `all`.
    """

    order: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    people: Literal["all"] | tuple[str, ...]


class School(Strict):
    """The settings of one school; name, server name and school year have no default."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    server_name: Annotated[str, Field(pattern=_SERVER_NAME, max_length=230)]
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")] = "school"
    language: Literal["ru", "en"] = "ru"
    service_name: str = "Парта"
    school_year: Annotated[int, BeforeValidator(_school_year), Field(ge=2000, le=2200)]
    homeserver: Annotated[str, Field(pattern=r"^https?://[^\s]+$")] | None = None
    provisioner: Annotated[str, Field(pattern=_LOCALPART)] = "parta"
    assistant: Annotated[str, Field(pattern=_LOCALPART)] | None = "assistant"
    services: tuple[Annotated[str, Field(pattern=_LOCALPART)], ...] = ()
    removal_guard: RemovalGuard = RemovalGuard()
    # How long who left is locked and kept whole; then the account is erased for good.
    leavers_grace_days: Annotated[int, Field(ge=0, le=3650)] = 30
    letter_days: Annotated[int, Field(ge=0, le=400)] = 60  # how long a code is good; 0: for ever
    # Whether the erasure takes back messages and files in the school's rooms too.
    leavers_erase_messages: bool = False
    confirmations: tuple[Confirmation, ...] = ()
    # The electronic journal and diary (clause 2.5): {class}, {title}, {child}, {date}.
    journal: Address = ""
    diary: Address = ""

    @property
    def provisioner_id(self) -> str:
        """The Matrix user that creates and owns every managed room."""
        return self._user_id(self.provisioner)

    @property
    def assistant_id(self) -> str | None:
        """The Matrix user of the assistant, a program; None: the school has none."""
        return self._user_id(self.assistant) if self.assistant else None

    @property
    def program_ids(self) -> frozenset[str]:
        """The Matrix users that are programs and stay in rooms: the assistant and `services`."""
        named = (*self.services, *((self.assistant,) if self.assistant else ()))
        return frozenset(map(self._user_id, named))

    @field_validator("assistant")
    @classmethod
    def _is_another(cls, value: str | None, info: ValidationInfo) -> str | None:
        """The creator of a room must not stand in its power levels (room version 12)."""
        if value is not None and value == info.data.get("provisioner"):
            raise PydanticCustomError("layout-assistant-is-provisioner", "provisioner")
        return value

    def _user_id(self, name: str) -> str:
        return f"@{name}:{self.server_name}"


def load_school(folder: Path) -> tuple[School, YamlFile]:
    """Read `folder`/school.yaml; the file tells places for checks against the roster.

    Raises:
        InputError: the file is missing or wrong, with every mistake and its place.
    """
    return load_model(folder / "school.yaml", School)
