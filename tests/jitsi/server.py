"""Debian's Prosody with the configuration that the playbook renders, on ports of loopback."""

import asyncio
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.jitsi.tokens import DOMAIN, FIRST

ROOT = Path(__file__).parents[2]
ROLE = ROOT / "ansible" / "roles" / "jitsi"
PRESENCE_SECRET = "p" * 43
FOCUS_PASSWORD = "f" * 43


def render(out: Path, **variables: Any) -> None:
    """The roles' templates, by Ansible."""
    (out / "conf.d").mkdir(parents=True, exist_ok=True)
    extra = {"out": str(out), "ansible_python_interpreter": sys.executable, **variables}
    ansible = [sys.executable, "-m", "ansible", "playbook", "--inventory", "localhost,"]
    done = subprocess.run(
        [*ansible, "--extra-vars", json.dumps(extra), str(Path(__file__).with_name("render.yml"))],
        env=os.environ | {"ANSIBLE_LOCALHOST_WARNING": "0", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def school(port: int = 5280, **more: Any) -> dict[str, Any]:
    """What a school's inventory and secrets come to."""
    return {
        "parta_domain": "ruchei.example",
        "parta_address": "https://ruchei.example",
        "parta_name": "Парта",
        "parta_language": "ru",
        "assistant_address": "http://127.0.0.1:8009",
        "certificates_certificate": "/etc/parta-tls/fullchain.pem",
        "certificates_key": "/etc/parta-tls/privkey.pem",
        "jitsi_http_port": port,
        "jitsi_client_port": port + 1,
        "jitsi_token_keys": [{"kid": FIRST[0], "secret": FIRST[1]}],
        "parta_secrets": {
            "jitsi_token": FIRST[1],
            "jitsi_presence": PRESENCE_SECRET,
            "jitsi_focus": FOCUS_PASSWORD,
            "jitsi_bridge": "j" * 43,
            "coturn": "t" * 43,
        },
        **more,
    }


class Prosody:
    """One server; `start` and `stop` as often as a test likes, its data stay."""

    def __init__(self, port: int, presence: str, **variables: Any) -> None:
        self.port = port
        self.address = f"ws://127.0.0.1:{port}"
        self.http = f"http://127.0.0.1:{port}"
        # Where Prosody's own account may look: pytest's folders are for their owner only.
        self.home = Path(tempfile.mkdtemp(prefix="parta-prosody-"))
        self.variables = school(
            port,
            jitsi_presence_url=presence,
            jitsi_prosody_data=str(self.home / "data"),
            jitsi_prosody_plugins=str(self.home / "plugins"),
            jitsi_prosody_pid=str(self.home / "prosody.pid"),
            jitsi_prosody_log=f'{{ info = "{self.home}/prosody.log" }}',
            **variables,
        )
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Files and folders as the role leaves them."""
        shutil.copytree(ROLE / "files" / "prosody-plugins", self.home / "plugins")
        (self.home / "data").mkdir()
        self._certify(f"auth.{DOMAIN}")
        render(self.home, **self.variables)
        if os.getuid() == 0:
            for path in (self.home, *self.home.rglob("*")):
                shutil.chown(path, "prosody", "prosody")

    def _certify(self, host: str) -> None:
        base = self.home / "data" / host
        key = ["openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"]
        key += ["-pkeyopt", "ec_paramgen_curve:P-256"]
        files = ["-keyout", f"{base}.key", "-out", f"{base}.crt"]
        subprocess.run(
            [*key, *files, "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"],
            check=True,
            capture_output=True,
        )

    def run(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """A program of Prosody's, by its own account where we may."""
        own = {"user": "prosody", "group": "prosody"} if os.getuid() == 0 else {}
        home = {"HOME": pwd.getpwnam("prosody").pw_dir} if own else {}
        return subprocess.Popen(
            [program, "--config", str(self.home / "prosody.cfg.lua"), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.home,
            env=os.environ | home,
            **own,  # type: ignore[call-overload]
        )

    async def start(self) -> None:
        """Returns when it answers."""
        self._process = self.run("prosody", "-F")
        for _ in range(200):
            assert self._process.poll() is None, self.log()
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return
        raise TimeoutError(self.log())

    async def reloaded(self) -> None:
        """Read the configuration again, as `systemctl reload` does; returns when it is done."""
        assert self._process is not None
        done = "Keys that are accepted"
        before = self.log().count(done)
        self._process.send_signal(signal.SIGHUP)
        for _ in range(200):
            if self.log().count(done) > before:
                return
            await asyncio.sleep(0.05)
        raise TimeoutError(self.log())

    def stop(self, how: str = "SIGTERM") -> None:
        """Let it end, or not even that."""
        if self._process is None:
            return
        self._process.send_signal(signal.Signals[how])
        self._process.communicate()
        self._process = None

    def log(self) -> str:
        """What it wrote."""
        path = self.home / "prosody.log"
        return path.read_text() if path.exists() else ""

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.home)
