"""The wire between targets, clients and this machine: one bridge, a network namespace each."""

import fcntl
import hashlib
import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.deploy.host import output

_FORWARD = Path("/proc/sys/net/ipv4/ip_forward")
_NAMESPACES = Path("/run/netns")


class Network:
    """A /24 of the range for benchmarks (RFC 2544); names and numbers follow from the state folder.

    So two checkouts stand side by side, and what a killed run left is known by its name.
    """

    def __init__(self, state: Path) -> None:
        mark = hashlib.sha256(str(state.resolve()).encode()).digest()
        self.mark = mark.hex()[:6]
        self.bridge = f"parta{self.mark}"
        self.prefix = f"198.{18 + mark[0] % 2}.{mark[1]}"
        self._kept = state / "ip_forward"
        self._numbers = itertools.count(11)

    def up(self) -> None:
        """Make the bridge, after the leftovers of a run that was killed."""
        self.down()
        output("ip", "link", "add", self.bridge, "type", "bridge")
        output("ip", "addr", "add", f"{self.prefix}.1/24", "dev", self.bridge)
        output("ip", "link", "set", self.bridge, "up")
        self._kept.write_text(_FORWARD.read_text(encoding="ascii"), encoding="ascii")
        _FORWARD.write_text("1", encoding="ascii")
        _nft(
            f"""
            table ip {self.bridge} {{
                set offline {{ type ipv4_addr; }}
                chain forward {{
                    type filter hook forward priority 0; policy accept;
                    iifname "{self.bridge}" oifname "{self.bridge}" accept
                    iifname "{self.bridge}" ip saddr @offline reject
                    oifname "{self.bridge}" ct state established,related accept
                    oifname "{self.bridge}" drop
                }}
                chain leave {{
                    type nat hook postrouting priority srcnat;
                    ip saddr {self.prefix}.0/24 oifname != "{self.bridge}" masquerade
                }}
            }}
            """
        )

    def down(self) -> None:
        """Take away everything that bears this network's name."""
        # A wire outlives its namespace for as long as a process of it does.
        for wire in Path("/sys/class/net").glob(self._wire("*")):
            output("ip", "link", "delete", wire.name)
        for name in _listed("ip", "netns", "list"):
            if name.startswith(f"{self.bridge}-"):
                output("ip", "netns", "delete", name)
        if Path(f"/sys/class/net/{self.bridge}").exists():
            output("ip", "link", "delete", self.bridge)
        if f"table ip {self.bridge}" in output("nft", "list", "tables"):
            output("nft", "delete", "table", "ip", self.bridge)
        if self._kept.exists():
            _FORWARD.write_text(self._kept.read_text(encoding="ascii"), encoding="ascii")
            self._kept.unlink()

    def add(self, name: str) -> "Host":
        """A network namespace on the bridge, with an address of its own."""
        number = next(self._numbers)
        host = Host(f"{self.bridge}-{name}", f"{self.prefix}.{number}")
        wire = self._wire(number)
        output("ip", "netns", "add", host.namespace)
        output("ip", "link", "add", wire, "type", "veth", "peer", "host0", "netns", host.namespace)
        output("ip", "link", "set", wire, "master", self.bridge, "up")
        output("ip", "-n", host.namespace, "link", "set", "lo", "up")
        output("ip", "-n", host.namespace, "addr", "add", f"{host.address}/24", "dev", "host0")
        output("ip", "-n", host.namespace, "link", "set", "host0", "up")
        output(
            "ip", "-n", host.namespace, "route", "add", "default", "via", f"{self.prefix}.1"
        )  # fmt: skip
        return host

    def remove(self, host: "Host") -> None:
        """The namespace, and with it its end of the wire."""
        output("ip", "link", "delete", self._wire(host.address.rpartition(".")[2]))
        output("ip", "netns", "delete", host.namespace)
        host.forget()

    def _wire(self, number: int | str) -> str:
        return f"p{self.mark}v{number}"

    @contextmanager
    def cut_off(self, host: "Host") -> Iterator[None]:
        """Meanwhile `host` reaches its neighbours on the bridge and nothing else."""
        _nft(f"add element ip {self.bridge} offline {{ {host.address} }}")
        try:
            yield
        finally:
            _nft(f"delete element ip {self.bridge} offline {{ {host.address} }}")


class Host:
    """One end of the wire."""

    def __init__(self, namespace: str, address: str) -> None:
        self.namespace = namespace
        self.address = address

    @property
    def path(self) -> Path:
        """Where the kernel shows the namespace."""
        return _NAMESPACES / self.namespace

    def command(self, *command: str) -> list[str]:
        """`command`, as it must be called to run here and not on this machine's own network."""
        return ["ip", "netns", "exec", self.namespace, *command]

    def know(self, names: Mapping[str, str]) -> None:
        """Tell programs that run here whose addresses these are: name → address."""
        folder = Path("/etc/netns") / self.namespace  # ip-netns(8) lays it over /etc
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["127.0.0.1 localhost", *(f"{address} {name}" for name, address in names.items())]
        (folder / "hosts").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def forget(self) -> None:
        """Nobody knows anything here."""
        folder = Path("/etc/netns") / self.namespace
        (folder / "hosts").unlink(missing_ok=True)
        if folder.exists():
            folder.rmdir()


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Nobody else uses this state folder meanwhile; a killed process lets go of it.

    Raises:
        BlockingIOError: somebody does.
    """
    with (state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _listed(*command: str) -> list[str]:
    return [line.split()[0] for line in output(*command).splitlines() if line.strip()]


def _nft(rules: str) -> None:
    output("nft", rules)
