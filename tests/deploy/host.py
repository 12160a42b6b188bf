"""What this machine knows about packages: read when it is needed, so that no address stands here.

A target gets its packages from where its host gets them: the same Debian mirrors with the suite
exchanged, the same proxy, the same package index, the same certificate authorities.
"""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_PROGRAMS = {
    "mmdebstrap": "mmdebstrap",
    "systemd-nspawn": "systemd-container",
    "nft": "nftables",
    "ip": "iproute2",
    "ssh": "openssh-client",
    "setpriv": "util-linux",
}
PACKAGES = (*sorted(set(_PROGRAMS.values())), "debian-archive-keyring")
_APT_SETTINGS = re.compile(r"^Acquire::(https?|Check-|Retries|ForceIPv)")
_PIP_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "retries")
_AUTHORITIES = Path("/usr/local/share/ca-certificates")
# systemd-resolved's own file names the servers behind its stub, which only this machine reaches.
_RESOLVERS = (Path("/run/systemd/resolve/resolv.conf"), Path("/etc/resolv.conf"))


def missing_programs() -> list[str]:
    """Programs that a target needs and this machine lacks."""
    return [it for it in _PROGRAMS if shutil.which(it) is None]


def apt_sources(suite: str) -> str:
    """Lines for sources.list: this machine's mirrors, with `suite` in place of its own.

    Raises:
        RuntimeError: apt knows no Debian mirror.
    """
    own = _own_suite()
    found = list(_repositories())
    if not found:
        output("apt-get", "update", "-qq")
        found = list(_repositories())
    lines = []
    for part in ("", "-updates", "-security"):
        uris = [uri for uri, name in found if name == own + part]
        if uris:
            lines.append(f"deb {uris[0]} {suite}{part} main\n")
    if not lines:
        raise RuntimeError(f"apt on this machine knows no mirror of Debian's {own}")
    return "".join(lines)


def apt_settings() -> str:
    """How this machine's apt downloads: proxy, certificates, retries; as lines of apt.conf."""
    lines = output("apt-config", "dump", "--no-empty", "--format", '%F "%v";%n', "Acquire")
    return "".join(f"{it}\n" for it in lines.splitlines() if _APT_SETTINGS.match(it))


def pip_settings() -> str:
    """A pip.conf with what this machine's pip is told, without what only this machine has."""
    found = {}
    for line in output(sys.executable, "-m", "pip", "config", "list").splitlines():
        key, _, value = line.partition("=")
        name = key.rsplit(".", 1)[-1].removeprefix("default-")
        words = [it for it in str(ast.literal_eval(value)).split() if not _is_local(it)]
        if name in _PIP_SETTINGS and words:
            found[name] = " ".join(words)
    lines = ["[global]", "cert = /etc/ssl/certs/ca-certificates.crt"]
    lines += [f"{name} = {value}" for name, value in sorted(found.items())]
    return "\n".join(lines) + "\n"


def authorities() -> list[Path]:
    """Certificates of authorities that this machine trusts besides Debian's."""
    return sorted(_AUTHORITIES.glob("*.crt"))


def resolvers() -> str:
    """The name servers of this machine, as lines of resolv.conf."""
    path = next(it for it in _RESOLVERS if it.exists())
    lines = path.read_text(encoding="utf-8").splitlines()
    return "".join(f"{it}\n" for it in lines if it.startswith("nameserver"))


def output(*command: str) -> str:
    """What a program of this machine prints.

    Raises:
        subprocess.CalledProcessError: it failed; what it complained of is in the notes.
    """
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        error = subprocess.CalledProcessError(done.returncode, command)
        error.add_note((done.stdout + done.stderr)[-4000:])
        raise error
    return done.stdout


def _repositories() -> Iterator[tuple[str, str]]:
    found = output(
        "apt-get", "indextargets", "--format", "$(REPO_URI)|$(CODENAME)", "Created-By: Packages"
    )
    for line in found.splitlines():
        uri, _, name = line.partition("|")
        yield uri, name


def _own_suite() -> str:
    text = Path("/etc/os-release").read_text(encoding="utf-8")
    found = re.search(r"^VERSION_CODENAME=(\S+)$", text, re.MULTILINE)
    if found is None:
        raise RuntimeError("this machine does not say which Debian it is")
    return found[1]


def _is_local(word: str) -> bool:
    return word.startswith(("file:", "/"))
