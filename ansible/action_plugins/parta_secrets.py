"""Secrets of one school: made once on the controller, kept in an ansible-vault file, never changed.

Whatever stands in the file stays; whatever is asked for and missing is made. The file is written as
a whole or not at all, readable by its owner only.
"""

import base64
import fcntl
import os
import secrets
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

_NO_VAULT = (
    "The secrets are kept encrypted, and no vault password was given. Run the playbook with "
    "ansible/run, which makes one, or with --vault-password-file. / "
    "Секреты хранятся зашифрованными, а пароль хранилища не задан. Запускайте через ansible/run "
    "или с --vault-password-file."
)


def token() -> str:
    """A secret of 256 bits."""
    return secrets.token_urlsafe(32)


def signing_key() -> str:
    """An ed25519 key as Synapse keeps it in a file: algorithm, id, seed in unpadded base64."""
    seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    return f"ed25519 p_{secrets.token_hex(3)} {seed}"


# A name's ending → how such a secret is made.
_MAKERS = {"signing_key": signing_key}


def make(name: str) -> str:
    """A new secret of the kind that its name says."""
    return next((maker for end, maker in _MAKERS.items() if name.endswith(end)), token)()


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible has no types
    """`parta_secrets: {path: FILE, names: [NAME]}`: sets the fact `parta_secrets`."""

    _requires_connection = False
    _VALID_ARGS = frozenset({"path", "names"})

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        """Read, complete, write."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        path = Path(self._task.args["path"])
        names = self._task.args["names"]
        lock = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known = self._read(path)
            missing = sorted(set(map(str, names)) - known.keys())
            if missing:
                known |= {name: make(name) for name in missing}
                self._write(path, known)
        finally:
            os.close(lock)
        # Nothing on the server changes by it; the roles that use a secret say what they change.
        return result | {"changed": False, "ansible_facts": {"parta_secrets": known}}

    def _read(self, path: Path) -> dict[str, str]:
        if not path.exists():
            return {}
        found = self._loader.load_from_file(str(path), cache="none")
        if not isinstance(found, dict):
            raise AnsibleActionFail(f"{path}: a mapping of names to secrets expected")
        return {str(name): str(value) for name, value in found.items()}

    def _write(self, path: Path, known: dict[str, str]) -> None:
        vault = self._loader._vault
        if not vault.secrets:
            raise AnsibleActionFail(_NO_VAULT)
        content = vault.encrypt(yaml.safe_dump(known))
        new = path.with_name(path.name + ".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
