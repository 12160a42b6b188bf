"""The catalogue of verified sites and files (regulation N2, N3).

An address is read as a browser does, and where two readers could disagree it is not verified.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from policy.links import LONGEST_ADDRESS, UNREAD, is_doubtful
from policy.packing import pack_pieces, unpack_pieces

_LARGEST = 16 * 1024 * 1024
_HTTP = re.compile(r"https?://", re.IGNORECASE)
_ASCII_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_RUSSIAN_LABEL = re.compile(r"[а-яё0-9]([а-яё0-9-]{0,61}[а-яё0-9])?")
_PORTS = {"https://": "443", "http://": "80", "": ""}
_DOUBTFUL_PATH = re.compile(r"//|/\.{1,2}(/|$)|%2e|%2f|%5c|%25|;", re.IGNORECASE)
_LONGEST_HOST = 253
Kind = Literal["content", "resource"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something verified: a domain (and a part of it), or a file by its SHA-256.

    `source` is who says that it is good, `verifier` who of the school looked, `date` when
    (YYYY-MM-DD). `kind`: educational content (N2) or an electronic resource (N3), which may have
    a number in the federal list.
    """

    title: str
    source: str
    verifier: str
    date: str
    kind: Kind = "content"
    domain: str = ""
    path: str = ""
    subdomains: bool = True
    sha256: str = ""
    federal_id: str = ""


@dataclass(frozen=True)
class Catalogue:
    """What is verified. `domains`: host as browsers write it → its entries."""

    domains: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    files: Mapping[str, Entry] = field(default_factory=dict)

    @staticmethod
    def of(entries: Iterable[Entry]) -> "Catalogue":
        """The catalogue of these entries.

        Raises:
            ValueError: an entry names neither a domain nor a checksum, or one that cannot be.
        """
        domains: dict[str, list[Entry]] = defaultdict(list)
        files: dict[str, Entry] = {}
        for entry in entries:
            if entry.sha256:
                if not re.fullmatch(r"[0-9a-f]{64}", entry.sha256):
                    raise ValueError(f"no SHA-256: {entry.sha256!r}")
                files[entry.sha256] = entry
                continue
            host = ascii_host(entry.domain)
            if host is None:
                raise ValueError(f"no host name: {entry.domain!r}")
            domains[host].append(entry)
        return Catalogue({host: tuple(them) for host, them in domains.items()}, files)

    def entry_of(self, url: str) -> Entry | None:
        """The entry that verifies an address; None where there is none, or any doubt."""
        read = read_address(url)
        if read is None:
            return None
        host, path = read
        exact = True
        while host:
            for entry in self.domains.get(host, ()):
                if (exact or entry.subdomains) and _is_under(path, entry.path):
                    return entry
            exact = False
            host = host.partition(".")[2]
        return None

    def entry_of_file(self, sha256: str) -> Entry | None:
        """The entry that verifies a file."""
        return self.files.get(sha256)

    def entries(self) -> Iterator[Entry]:
        """All entries, in a stable order."""
        for host in sorted(self.domains):
            yield from self.domains[host]
        for checksum in sorted(self.files):
            yield self.files[checksum]


def ascii_host(name: str) -> str | None:
    """A host name as browsers write it (punycode for Russian names); None if it is doubtful.

    Beside ASCII only Russian letters are read: there every way of writing names agrees.
    """
    labels = name.lower().split(".")
    if len(labels) < 2 or labels[-1].isdigit() or labels[-1].startswith("0x"):
        return None
    written = []
    for label in labels:
        if _ASCII_LABEL.fullmatch(label):
            written.append(label)
        elif _RUSSIAN_LABEL.fullmatch(label):
            written.append("xn--" + label.encode("punycode").decode("ascii"))
        else:
            return None
    host = ".".join(written)
    if len(host) > _LONGEST_HOST or any(len(label) > 63 for label in written):
        return None
    return host


def read_address(url: str) -> tuple[str, str] | None:
    """Host and path of a web address, where every reader reads the same; None in any doubt."""
    if url.endswith(UNREAD) or len(url) > LONGEST_ADDRESS or any(map(is_doubtful, url)):
        return None
    scheme = _HTTP.match(url)
    rest = url[scheme.end() :] if scheme else url
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if not authority or any(sign in authority for sign in "@%["):
        return None
    name, colon, port = authority.partition(":")
    if colon and (scheme is None or port != _PORTS[scheme[0].lower()]):
        return None
    host = ascii_host(name.removesuffix("."))
    if host is None:
        return None
    return host, re.split(r"[?#]", rest[len(authority) :], maxsplit=1)[0] or "/"


def _is_under(path: str, prefix: str) -> bool:
    prefix = prefix.rstrip("/")
    if not prefix:
        return True
    if _DOUBTFUL_PATH.search(path):
        return False
    return path == prefix or path.startswith(prefix + "/")


def pack(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The contents of the registry's catalogue events, in their order: "", "#2", …"""
    names = Entry.__dataclass_fields__
    return pack_pieces(
        [
            {
                name: getattr(entry, name)
                for name in names
                if getattr(entry, name) != names[name].default
            }
            for entry in catalogue.entries()
        ]
    )


def unpack(contents: Sequence[Mapping[str, Any]]) -> Catalogue:
    """Read what `pack` wrote.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, zlib.error: it is damaged.
    """
    data = unpack_pieces(contents, _LARGEST)
    if not isinstance(data, list):
        raise TypeError("a list expected")
    entries = []
    for it in data:
        entry = Entry(**it)
        for name in Entry.__dataclass_fields__:
            expected = bool if name == "subdomains" else str
            if not isinstance(getattr(entry, name), expected):
                raise TypeError(f"{name}: {getattr(entry, name)!r}")
        if entry.kind not in ("content", "resource"):
            raise ValueError(f"kind: {entry.kind!r}")
        entries.append(entry)
    return Catalogue.of(entries)
