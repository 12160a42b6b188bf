"""Throw-away Debian machines with a real systemd, booted in a second or two.

A target is a systemd-nspawn container: systemd is its process 1, it has a network of its own, sshd
as a rented machine has, and an overlay on a read-only base for a disk, so that snapshots and resets
copy nothing. This machine needs root, overlayfs and cgroup v2; it need not run systemd itself.
"""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from tests.deploy import host
from tests.deploy.network import Host, Network

_PACKAGES = (
    "systemd", "systemd-sysv", "libpam-systemd", "dbus", "python3", "ca-certificates",
    "openssh-server", "iproute2", "sudo",
)  # fmt: skip
_BOOT_SECONDS = 120
_STOP_SECONDS = 90
_CGROUPS = "/sys/fs/cgroup"
# Both run in a mount namespace of their own: the mounts vanish with it. cgroup v2 alone is laid
# over whatever this machine has, since newer systemd accepts nothing else; there everything that a
# target runs is ended at once, also what a killed run of the tests has left. Nothing registers the
# machine with a systemd of this one's, which may not be there.
_END = f"""
set -eu
mount -t cgroup2 cgroup2 {_CGROUPS}
end() {{
    [ -d "$1" ] || return 0
    echo 1 >"$1/cgroup.kill"
    while grep -q "populated 1" "$1/cgroup.events"; do sleep 0.02; done
    find "$1" -depth -type d -exec rmdir {{}} +
}}
"""
_END_ALL = f'{_END} for group in {_CGROUPS}/"$NAME"-*; do end "$group"; done'
_SUPERVISE = f"""{_END}
group={_CGROUPS}/$NAME
end "$group"
mount -t overlay overlay -o "redirect_dir=on,$LAYERS" "$ROOT"
mkdir "$group"
code=0
(echo $BASHPID >"$group/cgroup.procs"; exec setpriv --pdeathsig KILL systemd-nspawn "$@") || code=$?
end "$group"
exit $code
"""


class Lab:
    """A folder with bases, snapshots and targets, and the network between them."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.network = Network(state)
        self.key = state / "id_ed25519"

    def open(self) -> None:
        """Connect the network; whatever a killed run left behind goes before."""
        self._clear()
        self.network.up()

    def close(self) -> None:
        """End every target, and take the network away. Bases and downloads stay."""
        self._clear()
        self.network.down()

    def _clear(self) -> None:
        subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "bash", "-c", _END_ALL],
            env={**os.environ, "NAME": self.network.bridge}, check=True,
        )  # fmt: skip
        for leftover in ("targets", "snapshots"):
            shutil.rmtree(self.state / leftover, ignore_errors=True)

    def base(self, suite: str) -> Path:
        """The root file system of a clean Debian; made when it is first asked for."""
        found = self.state / "base" / suite
        if not found.exists():
            self._make_base(suite, found)
        return found

    def target(self, name: str, suite: str = "bookworm") -> "Target":
        """A machine that has never been booted, or is as `Target.save` left it."""
        return Target(self, name, suite)

    def _make_base(self, suite: str, place: Path) -> None:
        making = place.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not self.key.exists():
            host.output("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key))
        settings, sources = self.state / "apt.conf", self.state / "sources.list"
        settings.write_text(host.apt_settings(), encoding="utf-8")
        sources.write_text(host.apt_sources(suite), encoding="utf-8")
        host.output(
            "mmdebstrap", "--quiet", "--mode=root", "--variant=minbase",
            f"--include={','.join(_PACKAGES)}", f"--aptopt={settings}",
            suite, str(making), str(sources),
        )  # fmt: skip
        for it in host.authorities():
            shutil.copy(it, making / "usr/local/share/ca-certificates")
        host.output("chroot", str(making), "update-ca-certificates")
        (making / "etc/pip.conf").write_text(host.pip_settings(), encoding="utf-8")
        (making / "etc/resolv.conf").unlink(missing_ok=True)
        (making / "etc/resolv.conf").write_text(host.resolvers(), encoding="utf-8")
        ssh = making / "root/.ssh"
        ssh.mkdir(mode=0o700, exist_ok=True)
        shutil.copy(self.key.with_suffix(".pub"), ssh / "authorized_keys")
        # A target's disk need not survive this machine's own power cut.
        (making / "etc/dpkg/dpkg.cfg.d/unsafe-io").write_text("force-unsafe-io\n", encoding="ascii")
        (making / "etc/machine-id").write_text("", encoding="ascii")  # each target makes its own
        making.rename(place)


class Target:
    """One machine. Its disk outlives `stop` and `kill`, not `reset`."""

    def __init__(self, lab: Lab, name: str, suite: str) -> None:
        self.lab = lab
        self.name = name
        self.suite = suite
        self.host: Host | None = None
        self.names: dict[str, str] = {}
        self._folder = lab.state / "targets" / name
        self._layers = [lab.base(suite)]
        self._process: subprocess.Popen[bytes] | None = None
        self._leader = 0
        self.reset()

    @property
    def address(self) -> str:
        """The IP address; only while it is on the network."""
        assert self.host is not None, f"{self.name} is not booted"
        return self.host.address

    def boot(self, names: Mapping[str, str] | None = None) -> None:
        """Start it and return when its systemd says that it is up.

        `names`: what to write into its hosts file; an address is its own where it is empty.

        Raises:
            RuntimeError: it ended, or did not come up in time.
        """
        assert self._process is None, f"{self.name} runs already"
        self.host = self.host or self.lab.network.add(self.name)
        self.names = dict(names) if names is not None else self.names
        root, cache = self._folder / "root", self.lab.state / "cache" / self.name
        for it in (
            root,
            self._upper,
            self._folder / "work",
            cache / "apt" / "partial",
            cache / "pip",
        ):
            it.mkdir(parents=True, exist_ok=True)
        self._write_names()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            address = self._folder / "ready"
            address.unlink(missing_ok=True)
            ready.bind(str(address))
            self._process = self._spawn(root, cache, address)
            self._await(ready)

    def stop(self) -> None:
        """An orderly shutdown: its systemd stops every service."""
        assert self._process is not None
        # SIGRTMIN+3 is what process 1 takes for halt (systemd(1)).
        os.kill(self._leader, signal.SIGRTMIN + 3)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self._process = None

    def kill(self) -> None:
        """Everything in it ends at once, as in a power cut; what was written is still there.

        (This machine's page cache lives on: a disk that loses its last writes is not tried here.)
        """
        assert self._process is not None
        os.kill(self._leader, signal.SIGKILL)
        self._process.wait(_STOP_SECONDS)
        self._process = None

    def save(self) -> "Snapshot":
        """Stop it and freeze its disk; it goes on from there when it is booted again."""
        if self._process is not None:
            self.stop()
        number = len(list(self.lab.state.glob("snapshots/*")))
        place = self.lab.state / "snapshots" / f"{number}-{self.name}"
        place.parent.mkdir(exist_ok=True)
        self._upper.rename(place)
        shutil.rmtree(self._folder / "work")
        self._layers = [place, *self._layers]
        return Snapshot(tuple(self._layers))

    def reset(self, snapshot: "Snapshot | None" = None) -> None:
        """Throw its disk away: clean at the next boot, or as it was at `snapshot`."""
        if self._process is not None:
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._layers = list(snapshot.layers) if snapshot else [self.lab.base(self.suite)]

    def close(self) -> None:
        """It is gone, with its disk and its place on the network."""
        self.reset()
        if self.host is not None:
            self.lab.network.remove(self.host)
            self.host = None

    def run(
        self, *command: str, check: bool = True, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """A command in it as root, without ssh.

        Raises:
            subprocess.CalledProcessError: it failed and `check` is set.
        """
        done = subprocess.run(
            [*self._inside(), *command], input=stdin, capture_output=True, text=True, check=False
        )
        if check and done.returncode:
            error = subprocess.CalledProcessError(done.returncode, command)
            error.add_note((done.stdout + done.stderr)[-4000:])
            raise error
        return done

    def read(self, path: str) -> str:
        """The text of a file in it."""
        return self.run("cat", path).stdout

    def write(self, path: str, text: str) -> None:
        """Put a file into it, with the mode that its umask gives."""
        self.run("sh", "-c", 'mkdir -p "$(dirname "$1")" && cat >"$1"', "sh", path, stdin=text)

    @property
    def root(self) -> Path:
        """Its disk, while it runs."""
        return Path(f"/proc/{self._leader}/root")

    @property
    def console(self) -> str:
        """What it printed while it booted and later."""
        path = self._folder / "console"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def host_key(self) -> str:
        """The line of known_hosts for it."""
        key = self.run("cat", "/etc/ssh/ssh_host_ed25519_key.pub").stdout.split()
        return f"{self.address} {key[0]} {key[1]}\n"

    @property
    def _upper(self) -> Path:
        return self._folder / "disk"

    def _write_names(self) -> None:
        etc = self._upper / "etc"
        etc.mkdir(exist_ok=True)
        (etc / "hostname").write_text(f"{self.name}\n", encoding="ascii")
        lines = ["127.0.0.1 localhost", f"127.0.1.1 {self.name}"]
        lines += [f"{it or self.address} {name}" for name, it in self.names.items()]
        (etc / "hosts").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _spawn(self, root: Path, cache: Path, ready: Path) -> subprocess.Popen[bytes]:
        assert self.host is not None
        lower = ":".join(str(it) for it in self._layers)
        layers = f"lowerdir={lower},upperdir={self._upper},workdir={self._folder / 'work'}"
        console: IO[bytes]
        with (self._folder / "console").open("ab") as console:
            return subprocess.Popen(
                [
                    "setpriv", "--pdeathsig", "KILL",
                    "unshare", "--mount", "--propagation", "private",
                    "bash", "-c", _SUPERVISE, "supervise",
                    "--quiet", "--boot", f"--directory={root}", f"--machine={self.name}",
                    "--register=no", "--keep-unit", "--console=pipe", "--link-journal=no",
                    "--timezone=off", "--resolv-conf=off", "--notify-ready=yes",
                    "--capability=CAP_NET_ADMIN", f"--network-namespace-path={self.host.path}",
                    f"--bind={cache / 'apt'}:/var/cache/apt/archives",
                    f"--bind={cache / 'pip'}:/root/.cache/pip",
                ],
                env={
                    **os.environ,
                    "LAYERS": layers, "ROOT": str(root),
                    "NAME": f"{self.lab.network.bridge}-{self.name}",
                    "NOTIFY_SOCKET": str(ready),
                    # Only net.* is the target's own to set.
                    "SYSTEMD_NSPAWN_API_VFS_WRITABLE": "network",
                },
                stdin=subprocess.DEVNULL, stdout=console, stderr=console,
            )  # fmt: skip

    def _await(self, ready: socket.socket) -> None:
        """Read sd_notify(3)'s messages until the machine is up."""
        assert self._process is not None
        ready.settimeout(1)
        for _ in range(_BOOT_SECONDS):
            try:
                said = ready.recv(4096).decode(errors="replace").splitlines()
            except TimeoutError:
                if self._process.poll() is None:
                    continue
                break
            for line in said:
                name, _, value = line.partition("=")
                if name == "X_NSPAWN_LEADER_PID":
                    self._leader = int(value)
                elif line == "READY=1":
                    return
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._process = None
        raise RuntimeError(f"{self.name} did not come up:\n{self.console[-3000:]}")

    def _inside(self) -> list[str]:
        assert self._process is not None, f"{self.name} is not booted"
        return [
            "nsenter", f"--target={self._leader}", "--all", "--wdns=/",
            "env", "-i", "LANG=C.UTF-8", "HOME=/root",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ]  # fmt: skip


class Snapshot:
    """A frozen disk: its layers, the newest first."""

    def __init__(self, layers: tuple[Path, ...]) -> None:
        self.layers = layers
