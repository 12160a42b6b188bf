"""The assistant's own settings: where the homeserver is, who it is there, where it keeps things.

What concerns the school stands in the registry room and not here.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

_ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$"
_USER_ID = r"^@[a-z0-9._=/+-]{1,60}:[^\s]{1,230}$"
# Empty, or scheme and host: no path, no user name.
_WEB_ADDRESS = r"^(https?://[A-Za-z0-9.:\[\]-]{1,260}/?)?$"
_HOST = r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?$"
_NAME = r"^[A-Za-z0-9._-]{1,64}$"
_SHORTEST_SECRET = 32  # bytes: as many as the hash has (RFC 7518, 3.2)

Address = Annotated[str, Field(pattern=_ADDRESS, max_length=254)]


class Strict(BaseModel):
    """A model that refuses what it does not know: a mistyped setting must not pass unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Web(Strict):
    """The side that browsers and monitoring talk to; a reverse proxy stands in front."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)]
    homeserver: str  # the address that browsers use
    server_name: str
    element: Path | None = None  # a released Element Web, unpacked
    element_address: str = ""  # where Element Web is, if something else serves it
    alerts_secret_file: Path | None = None  # what Alertmanager shows; None: it is not heard
    # The address under which browsers reach this side; empty: as it listens.
    address: Annotated[str, Field(pattern=_WEB_ADDRESS)] = ""
    # Reverse proxies whose word on where a request comes from is believed.
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")

    @property
    def base(self) -> str:
        """The address for links, without a slash at its end."""
        return self.address.rstrip("/") or f"http://{self.host}:{self.port}"


class Smtp(Strict):
    """The school's mail server, for digests by e-mail."""

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: Path | None = None
    sender: Address
    director: tuple[Address, ...] = ()  # addresses that get the head's digests
    timeout: Annotated[float, Field(gt=0, le=300)] = 30.0  # seconds for each answer

    def password(self) -> SecretStr:
        """The account's password, empty where none is needed.

        Raises:
            OSError: the file cannot be read.
        """
        if self.password_file is None:
            return SecretStr("")
        return SecretStr(self.password_file.read_text(encoding="utf-8").strip())

    @model_validator(mode="after")
    def _no_open_secret(self) -> Self:
        if self.password_file is not None and self.security == "none":
            raise ValueError("a password never goes over an open line")
        return self


class Key(Strict):
    """A key that signs who may enter a conference; Prosody has the same, or its public half.

    `secret`, or a file with it. RS256 takes a private key in PEM.
    """

    kid: Annotated[str, Field(pattern=_NAME)]
    algorithm: Literal["HS256", "RS256"] = "HS256"
    secret: SecretStr = SecretStr("")
    file: Path | None = None

    def value(self) -> SecretStr:
        """The key.

        Raises:
            OSError: its file cannot be read.
            ValueError: it is too short to sign anything.
        """
        found = self.secret.get_secret_value()
        if self.file is not None:
            found = self.file.read_text(encoding="utf-8").strip()
        if len(found.encode()) < _SHORTEST_SECRET:
            raise ValueError(f"the key {self.kid} is too short")
        return SecretStr(found)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.secret.get_secret_value()) == (self.file is not None):
            raise ValueError("a key has either a secret or a file")
        return self


class Conference(Strict):
    """The school's own Jitsi. Without it there are no video conferences."""

    domain: Annotated[str, Field(pattern=_HOST)]
    app_id: Annotated[str, Field(pattern=_NAME)] = "parta"
    audience: Annotated[str, Field(pattern=_NAME)] = "parta"
    # The first signs; the others are there until what they signed has run out.
    keys: Annotated[tuple[Key, ...], Field(min_length=1)]
    minutes: Annotated[int, Field(ge=1, le=5)] = 5  # how long a token is good for
    presence_secret: SecretStr = SecretStr("")  # by which Prosody and this side know each other
    prosody: str = ""  # base address of Prosody's HTTP side, empty for none
    # Where Element comes from besides this side's own address; Element Desktop is always let in.
    clients: tuple[Annotated[str, Field(pattern=_WEB_ADDRESS)], ...] = ()

    @model_validator(mode="after")
    def _different_keys(self) -> Self:
        if len({it.kid for it in self.keys}) < len(self.keys):
            raise ValueError("two keys have one name")
        return self


class Account(Strict):
    """Where the assistant is at home, and as whom."""

    homeserver: Annotated[str, Field(pattern=r"^https?://[^\s]+$")]
    user: Annotated[str, Field(pattern=_USER_ID)]
    provisioner: Annotated[str, Field(pattern=_USER_ID)]
    password_file: Path

    def password(self) -> SecretStr:
        """The account's password.

        Raises:
            OSError: the file cannot be read.
        """
        return SecretStr(self.password_file.read_text(encoding="utf-8").strip())


class Settings(Strict):
    """Everything that the process needs to start. Without `account` there is the web side only."""

    account: Account | None = None
    data: Path
    database: str = ""  # an SQLAlchemy address; SQLite in `data` where empty
    web: Web
    smtp: Smtp | None = None
    conference: Conference | None = None
    backups: Path | None = None  # a folder whose newest file is the last backup
    # A folder whose newest file tells of the last time a backup was restored on trial, by its age
    # and its name, `passed` or another.
    restore_tests: Path | None = None

    @property
    def database_url(self) -> str:
        """Where the store is."""
        return self.database or f"sqlite+aiosqlite:///{self.data / 'assistant.db'}"


def load_settings(path: Path) -> Settings:
    """Read the JSON file at `path`.

    Raises:
        OSError, pydantic.ValidationError: it is missing or wrong.
    """
    return Settings.model_validate_json(path.read_bytes())
