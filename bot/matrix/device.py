"""Which device the assistant is, across restarts: the file beside nio's store."""

import json
import logging
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from nio.store import SqliteStore

from files.private import write_private

logger = logging.getLogger(__name__)

STORE_NAME = "store.db"
_FILE = "device.json"


@dataclass(frozen=True, slots=True)
class Device:
    """`fingerprint` is the public Ed25519 key that others know the device by, empty until it has
    one; `former` are devices whose keys are lost, to be deleted at the homeserver.
    """

    user: str
    id: str
    token: str = ""
    fingerprint: str = ""
    former: tuple[str, ...] = ()

    @classmethod
    def new(cls, user: str, former: tuple[str, ...] = ()) -> Self:
        """A device that the homeserver has not seen. We choose its id, so that a login that is cut
        off and made again leaves one device and not two.
        """
        return cls(user, f"PARTA{secrets.token_hex(4).upper()}", former=former)

    @classmethod
    def load(cls, folder: Path, user: str) -> Self:
        """The device of the last start, or a new one where its keys are lost; kept in `folder`,
        which is made where it is missing and closed to others.

        A device whose keys have changed would be refused by all who knew it: hence the new one.

        Raises:
            OSError: the folder cannot be read or written.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        try:
            kept = json.loads((folder / _FILE).read_text(encoding="ascii"))
            device = cls(**{**kept, "former": tuple(kept["former"])})
        except FileNotFoundError:
            device = cls.new(user)
        except (ValueError, TypeError, KeyError):
            logger.warning("The device's file cannot be understood; a new device begins")
            device = cls.new(user)
        if device.user != user:
            logger.warning("The device's file is another account's; a new device begins")
            device = cls.new(user)
        if device.fingerprint and _fingerprint(folder, device) != device.fingerprint:
            logger.warning("The keys of the device %s are lost; a new device begins", device.id)
            device = device.retired()
        device.save(folder)
        return device

    def save(self, folder: Path) -> None:
        """Keep it."""
        write_private(folder / _FILE, json.dumps(asdict(self)))

    def retired(self) -> Self:
        """A new device in place of this one."""
        return self.new(self.user, (*self.former, self.id))

    def with_login(self, token: str, fingerprint: str) -> Self:
        """The same device, logged in."""
        return replace(self, token=token, fingerprint=fingerprint)

    def without_former(self) -> Self:
        """The same device, after the former ones are deleted."""
        return replace(self, former=())


def _fingerprint(folder: Path, device: Device) -> str:
    """The device's public key as nio's store has it, empty where it has none."""
    if not (folder / STORE_NAME).exists():
        return ""
    store = SqliteStore(device.user, device.id, str(folder), database_name=STORE_NAME)
    try:
        account = store.load_account()
        return account.identity_keys["ed25519"] if account else ""
    finally:
        store.database.close()
