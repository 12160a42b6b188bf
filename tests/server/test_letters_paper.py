"""The printed letters, read back by programs that know nothing of how they were made."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from provisioning.letters.paper import FORMATS, letters_pdf
from tests.server.conftest import free_port
from tests.server.demo_school import Demo, parta
from tests.unit.test_letters import ABOUT, covers


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, small_school: Path) -> Iterator[Demo]:
    """`parta demo --detach` on a copy of the small school."""
    base = tmp_path_factory.mktemp("small")
    folder, home = base / "school", base / "home"
    shutil.copytree(small_school, folder)
    which = ("--school", str(folder), "--home", str(home))
    done = parta("demo", *which, "--port-base", str(free_port()), "--detach")
    assert done.returncode == 0, done.stderr
    try:
        yield Demo(folder, home)
    finally:
        parta("demo", *which, "--stop")


def test_qr_codes_are_read_back_by_a_decoder(tmp_path: Path) -> None:
    for form in FORMATS:
        file = tmp_path / f"{form}.pdf"
        file.write_bytes(letters_pdf(covers(), ABOUT, form, "ru"))
        subprocess.run(
            ["pdftoppm", "-r", "100", "-gray", "-png", file, tmp_path / form], check=True
        )
        pictures = sorted(tmp_path.glob(f"{form}-*.png"))[1:]
        done = subprocess.run(
            ["zbarimg", "--quiet", "--raw", *pictures], capture_output=True, text=True, check=True
        )
        codes = {it.code for it in covers()[0].letters if it.code}
        assert set(done.stdout.split()) == {f"{ABOUT.start}#{it}" for it in codes}


def read_back(file: Path, folder: Path) -> list[str]:
    """The QR codes of a PDF."""
    subprocess.run(["pdftoppm", "-r", "100", "-gray", "-png", file, folder / "page"], check=True)
    pictures = sorted(folder.glob("page-*.png"))
    # Not checked: it complains of every page without a code, and cover sheets have none.
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", *pictures], capture_output=True, text=True, check=False
    )
    return done.stdout.split()


def test_letters_of_the_demo_hold_the_codes_of_demo_json(small: Demo, tmp_path: Path) -> None:
    out = tmp_path / "letters.pdf"
    done = small.parta("letters", "--out", str(out), "--class", "1а", "--format", "cards")
    assert done.returncode == 0, done.stderr
    assert out.stat().st_mode & 0o077 == 0
    codes = {it["code"] for it in small.found["people"].values()}
    found = read_back(out, tmp_path)
    assert len(found) == len(set(found)) > 3
    for address in found:
        where, _, code = address.partition("#")
        assert where == f"{small.found['web']}/start"
        assert code in codes


async def test_reissued_letter_kills_the_old_code(small: Demo, tmp_path: Path) -> None:
    who, person = next(
        (who, it) for who, it in small.found["people"].items() if it["roles"] == ["pupil"]
    )
    out = tmp_path / "one.pdf"
    done = small.parta("letters", "--out", str(out), "--reissue", who)
    assert done.returncode == 0, done.stderr
    (address,) = read_back(out, tmp_path)
    code = address.partition("#")[2]
    assert code != person["code"]
    assert code not in done.stdout + done.stderr
    async with await small.login({**person, "code": code}) as client:
        assert (await client.get("/_matrix/client/v3/account/whoami"))["user_id"] == person[
            "user_id"
        ]


def test_unknown_class_and_format_are_explained(small: Demo, tmp_path: Path) -> None:
    out = str(tmp_path / "no.pdf")
    done = small.parta("letters", "--out", out, "--class", "99Щ")
    assert done.returncode == 1
    assert "Класса «99Щ» нет. Есть: 1А" in done.stderr
    assert small.parta("letters", "--out", out, "--format", "a9").returncode == 1
    assert not (tmp_path / "no.pdf").exists()
