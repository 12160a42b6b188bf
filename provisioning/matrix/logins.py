"""Accounts of the school's programs: how the first of them comes to be, and who can log in."""

import hashlib
import hmac

from provisioning.matrix.client import MatrixClient, MatrixError, path

_REGISTER = path("_synapse", "admin", "v1", "register")
_CLIENT = ("_matrix", "client", "v3")


async def register_provisioner(
    client: MatrixClient, localpart: str, password: str, shared_secret: str
) -> str:
    """Make the provisioning user, an administrator of the homeserver; returns an access token.

    Raises:
        MatrixError: the homeserver refuses it, as when the account is there already.
    """
    nonce = (await client.get(_REGISTER))["nonce"]
    words = "\x00".join((nonce, localpart, password, "admin"))
    body = {
        "nonce": nonce,
        "username": localpart,
        "displayname": "Parta",
        "password": password,
        "admin": True,
        "mac": hmac.new(shared_secret.encode(), words.encode(), hashlib.sha1).hexdigest(),
    }
    return str((await client.post(_REGISTER, body))["access_token"])


async def login(client: MatrixClient, localpart: str, password: str) -> str | None:
    """A new access token; None where the homeserver does not know this name with this password.

    Raises:
        MatrixError: it refuses for another reason.
    """
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": localpart},
        "password": password,
        "initial_device_display_name": "Parta",
    }
    try:
        return str((await client.post(path(*_CLIENT, "login"), body))["access_token"])
    except MatrixError as error:
        if error.status == 403:
            return None
        raise


async def is_token_good(client: MatrixClient) -> bool:
    """Is the client's own access token one that the homeserver knows?

    Raises:
        MatrixError: it refuses for another reason.
    """
    try:
        await client.get(path(*_CLIENT, "account", "whoami"))
    except MatrixError as error:
        if error.status in {401, 403}:
            return False
        raise
    return True


async def give_password(client: MatrixClient, user: str, password: str) -> None:
    """Set a program's password; the logins that it has go on."""
    where = path("_synapse", "admin", "v2", "users", user)
    await client.put(where, {"password": password, "logout_devices": False})
