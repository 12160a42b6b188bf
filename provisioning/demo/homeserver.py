"""A real Synapse from PyPI with SQLite, in a folder of its own; no root, no container.

`make demo` and the tests start their homeserver here, so both have the settings of a school
(provisioning/homeserver.yaml) and the module loaded.
"""

import asyncio
import contextlib
import hashlib
import hmac
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from files.private import write_private
from provisioning.demo.process import Background, environment

# What every homeserver of a school is set to.
_SCHOOLS = Path(__file__).parent.parent / "homeserver.yaml"
_START_SECONDS = 90
# Local files only; the demo's passwords are shown on the screen anyway.
_BCRYPT_ROUNDS = 4
_GENEROUS = {"per_second": 1000, "burst_count": 1000}


class HomeserverFailed(Exception):
    """Synapse did not start or did not answer; the text ends with what it logged last."""


class DemoHomeserver:
    """Synapse in `home`: `home/homeserver.yaml`, its database, media, keys and log."""

    def __init__(
        self,
        home: Path,
        server_name: str,
        port: int,
        web: str = "",
        provisioner: str = "parta",
    ) -> None:
        self.home = home.resolve()
        self.provisioner = provisioner
        self.server_name = server_name
        self.port = port
        self.web = web
        self.address = f"http://127.0.0.1:{port}"
        self._config = self.home / "homeserver.yaml"
        self.process = Background(self.home, "homeserver", mark=str(self._config))

    def start(self, extra: dict[str, Any] | None = None) -> None:
        """Write the configuration and start Synapse, or do nothing if it runs already."""
        if self.process.is_running():
            return
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings = self._settings() | (extra or {})
        write_private(self._config, yaml.safe_dump(settings, allow_unicode=True, sort_keys=False))
        arguments = ["-m", "synapse.app.homeserver", "-c", str(self._config)]
        done = subprocess.run(
            [sys.executable, *arguments, "--generate-keys"],
            cwd=self.home,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            output = done.stdout + done.stderr
            raise HomeserverFailed(output.decode(errors="replace")[-2000:])
        self.process.start(arguments)

    async def wait(self) -> None:
        """Return when Synapse answers.

        Raises:
            HomeserverFailed: it ended, or did not answer in time.
        """
        await wait_until_answering(self.process, self.address)

    async def admin_token(self, localpart: str) -> str:
        """An access token of the provisioning user, who is made with the shared secret if new."""
        kept = self.home / f"token.{localpart}"
        if kept.exists():
            return kept.read_text(encoding="ascii").strip()
        password = self.secret("admin_password")
        async with aiohttp.ClientSession() as session:
            url = f"{self.address}/_synapse/admin/v1/register"
            async with session.get(url) as answer:
                nonce = (await answer.json())["nonce"]
            mac = hmac.new(
                self.secret("registration_shared_secret").encode(),
                "\x00".join((nonce, localpart, password, "admin")).encode(),
                hashlib.sha1,
            ).hexdigest()
            body = {
                "nonce": nonce,
                "username": localpart,
                "displayname": "Parta",
                "password": password,
                "admin": True,
                "mac": mac,
            }
            async with session.post(url, json=body) as answer:
                found = await answer.json()
            if "access_token" not in found:  # made by an earlier run that was killed here
                body = {
                    "type": "m.login.password",
                    "identifier": {"type": "m.id.user", "user": localpart},
                    "password": password,
                }
                async with session.post(
                    f"{self.address}/_matrix/client/v3/login", json=body
                ) as answer:
                    found = await answer.json()
        if "access_token" not in found:
            raise HomeserverFailed(str(found.get("error", found)))
        write_private(kept, found["access_token"])
        return str(found["access_token"])

    def secret(self, name: str) -> str:
        """A secret of this demo, made once and kept in a file only its owner reads."""
        path = self.home / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32))
        return path.read_text(encoding="ascii").strip()

    def secret_file(self, name: str) -> Path:
        """The file of such a secret, for programs that read it themselves."""
        self.secret(name)
        return self.home / name

    def _settings(self) -> dict[str, Any]:
        return {
            "server_name": self.server_name,
            "public_baseurl": f"{self.address}/",
            "pid_file": str(self.home / "synapse-own.pid"),
            "signing_key_path": str(self.home / "signing.key"),
            "media_store_path": str(self.home / "media"),
            "log_config": str(self._log_config()),
            "database": {"name": "sqlite3", "args": {"database": str(self.home / "synapse.db")}},
            "listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "x_forwarded": False,
                    # openid: by it the assistant learns who wants into a conference.
                    "resources": [{"names": ["client", "openid"], "compress": False}],
                }
            ],
            "modules": [
                {
                    "module": "policy.synapse.PartaModule",
                    "config": {"provisioner": self.provisioner},
                }
            ],
            **({"web_client_location": self.web} if self.web else {}),
            **yaml.safe_load(_SCHOOLS.read_text(encoding="utf-8")),
            "registration_shared_secret": self.secret("registration_shared_secret"),
            # Whoever tries a demo types faster than Synapse lets anybody; the school's own limits
            # (room_layouts/safety.yaml) hold all the same.
            "rc_message": {"per_second": 10, "burst_count": 100},
            "macaroon_secret_key": self.secret("macaroon_secret_key"),
            "form_secret": self.secret("form_secret"),
            "bcrypt_rounds": _BCRYPT_ROUNDS,
            # Everybody sits behind one address here.
            "rc_login": {"address": _GENEROUS, "account": _GENEROUS, "failed_attempts": _GENEROUS},
        }

    def _log_config(self) -> Path:
        path = self.home / "log.yaml"
        path.write_text(
            yaml.safe_dump(
                {
                    "version": 1,
                    "formatters": {
                        "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
                    },
                    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "plain"}},
                    "root": {"level": "WARNING", "handlers": ["out"]},
                    "disable_existing_loggers": False,
                }
            ),
            encoding="utf-8",
        )
        return path


async def wait_until_answering(process: Background, address: str) -> None:
    """Return when the Synapse that runs as `process` answers at `address`.

    Raises:
        HomeserverFailed: it ended, or did not answer in time.
    """
    deadline = time.monotonic() + _START_SECONDS
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < deadline:
            if not process.is_running():
                raise HomeserverFailed(process.last_words())
            with contextlib.suppress(aiohttp.ClientError, OSError):
                async with session.get(f"{address}/_matrix/client/versions") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.2)
    raise HomeserverFailed(process.last_words())
