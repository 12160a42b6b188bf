"""The catalogue of verified content as the YAML file has it (room_layouts/catalogue.yaml)."""

import datetime
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from policy.catalogue import Catalogue, Entry, ascii_host
from provisioning.layouts.kinds import Strict
from provisioning.problems import Problem
from provisioning.yamlfile import YamlFile
from templates import message

Text = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]


class VerifiedEntry(Strict):
    """What every entry says: what it is, who vouches for it, who of the school looked, when."""

    title: Text
    source: Text
    verifier: Text
    date: datetime.date
    kind: Literal["content", "resource"] = "content"
    federal_id: str = ""


class DomainEntry(VerifiedEntry):
    """A domain with what is below it, or a part of it."""

    domain: Text
    path: Annotated[str, Field(pattern=r"^(/[^\s?#%\\]+)?$")] = ""
    subdomains: bool = True

    def entry(self) -> Entry:
        """The form that decides."""
        return Entry(
            self.title,
            self.source,
            self.verifier,
            self.date.isoformat(),
            self.kind,
            domain=self.domain,
            path=self.path,
            subdomains=self.subdomains,
            federal_id=self.federal_id,
        )


class FileEntry(VerifiedEntry):
    """A file, by the checksum that `sha256sum` prints."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    def entry(self) -> Entry:
        """The form that decides."""
        return Entry(
            self.title,
            self.source,
            self.verifier,
            self.date.isoformat(),
            self.kind,
            sha256=self.sha256,
            federal_id=self.federal_id,
        )


class CatalogueFile(Strict):
    """The whole of catalogue.yaml."""

    schema_version: Annotated[Literal[1, "1"], Field(alias="schema")]
    domains: tuple[DomainEntry, ...]
    files: tuple[FileEntry, ...]

    def compiled(self) -> Catalogue:
        """The form that decides; call only after `check_catalogue` found nothing."""
        domains = (it.entry() for it in self.domains)
        return Catalogue.of((*domains, *(it.entry() for it in self.files)))


def check_catalogue(catalogue: CatalogueFile, file: YamlFile) -> Iterator[Problem]:
    """Domains that are none, and what stands there twice."""
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(catalogue.domains):
        place = file.place(("domains", number, "domain"))
        host = ascii_host(entry.domain)
        if host is None:
            yield Problem(place, message("layout-domain-wrong", domain=entry.domain))
        elif (host, entry.path) in seen:
            yield Problem(place, message("layout-entry-twice", entry=entry.domain))
        else:
            seen.add((host, entry.path))
    for number, document in enumerate(catalogue.files):
        if ("", document.sha256) in seen:
            place = file.place(("files", number, "sha256"))
            yield Problem(place, message("layout-entry-twice", entry=document.sha256))
        seen.add(("", document.sha256))
