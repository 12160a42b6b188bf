"""catalogue.yaml: what is shipped, and what a school writes into it."""

from pathlib import Path

import room_layouts
from policy.catalogue import Catalogue, pack, unpack
from provisioning.layouts.load import load_layouts
from tests.unit.builders import layouts

SHIPPED = (room_layouts.FOLDER / "catalogue.yaml").read_text(encoding="utf-8")


def own(folder: Path, domains: str, files: str = "files: []") -> Catalogue:
    text = f"schema: 1\ndomains:\n{domains}\n{files}\n"
    (folder / "catalogue.yaml").write_text(text, encoding="utf-8")
    return load_layouts(folder).catalogue


def test_every_shipped_entry_says_what_who_and_when() -> None:
    entries = list(layouts().catalogue.entries())
    assert len(entries) > 20
    for entry in entries:
        assert entry.title
        assert entry.source
        assert entry.date
        # Nobody of the school has looked yet, and the entry says so.
        assert "школа подтверждает сама" in entry.verifier


def test_shipped_domains_are_verified_with_what_is_below_them() -> None:
    catalogue = layouts().catalogue
    for url in ("https://resh.edu.ru/subject/", "https://m.edsoo.ru", "gramota.ru"):
        assert catalogue.entry_of(url) is not None
    for url in ("https://edu.ru", "https://vk.com", "https://gov.ru", "https://yandex.ru"):
        assert catalogue.entry_of(url) is None


def test_catalogue_survives_the_registry() -> None:
    assert unpack(pack(layouts().catalogue)) == layouts().catalogue


def test_school_writes_its_own(tmp_path: Path) -> None:
    catalogue = own(
        tmp_path,
        "- {domain: культура.рф, title: а, source: б, verifier: в, date: 2026-09-01}\n"
        "- {domain: Example.org, title: а, source: б, verifier: в, date: '2026-09-01',\n"
        "   path: /school, subdomains: false, kind: resource, federal_id: ЭОР-77}",
        "files:\n- {title: а, source: б, verifier: в, date: 2026-09-01, sha256: " + "a" * 64 + "}",
    )
    assert catalogue.entry_of("https://культура.рф/x") is not None
    found = catalogue.entry_of("https://example.org/school/1")
    assert found is not None
    assert (found.kind, found.federal_id, found.date) == ("resource", "ЭОР-77", "2026-09-01")
    assert catalogue.entry_of("https://example.org/") is None
    assert catalogue.entry_of("https://x.example.org/school/1") is None
    assert catalogue.entry_of("https://resh.edu.ru") is None
    assert catalogue.entry_of_file("a" * 64) is not None


def test_sample_of_a_file_in_the_comments_is_right(tmp_path: Path) -> None:
    head, _, sample = SHIPPED.partition("# Files: sha256")
    lines = [it.removeprefix("#") for it in sample.splitlines() if it.startswith("#   ")]
    (tmp_path / "catalogue.yaml").write_text(
        head + "\nfiles:\n" + "\n".join(lines), encoding="utf-8"
    )
    assert len(load_layouts(tmp_path).catalogue.files) == 1
