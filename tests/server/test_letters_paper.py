"""The printed letters, read back by programs that know nothing of how they were made."""

import subprocess
from pathlib import Path

from provisioning.letters.paper import FORMATS, letters_pdf
from tests.server.demo_school import Demo
from tests.unit.test_letters import ABOUT, covers


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
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", *pictures], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_letters_of_the_demo_hold_the_codes_of_demo_json(demo: Demo, tmp_path: Path) -> None:
    out = tmp_path / "letters.pdf"
    done = demo.parta("letters", "--out", str(out), "--class", "1а", "--format", "cards")
    assert done.returncode == 0, done.stderr
    assert out.stat().st_mode & 0o077 == 0
    codes = {it["code"] for it in demo.found["people"].values()}
    found = read_back(out, tmp_path)
    assert len(found) == len(set(found)) > 20
    for address in found:
        where, _, code = address.partition("#")
        assert where == f"{demo.found['web']}/start"
        assert code in codes


async def test_reissued_letter_kills_the_old_code(demo: Demo, tmp_path: Path) -> None:
    who, person = next(
        (who, it) for who, it in demo.found["people"].items() if it["roles"] == ["pupil"]
    )
    out = tmp_path / "one.pdf"
    done = demo.parta("letters", "--out", str(out), "--reissue", who)
    assert done.returncode == 0, done.stderr
    (address,) = read_back(out, tmp_path)
    code = address.partition("#")[2]
    assert code != person["code"]
    assert code not in done.stdout + done.stderr
    async with await demo.login({**person, "code": code}) as client:
        assert (await client.get("/_matrix/client/v3/account/whoami"))["user_id"] == person[
            "user_id"
        ]


def test_unknown_class_and_format_are_explained(demo: Demo, tmp_path: Path) -> None:
    out = str(tmp_path / "no.pdf")
    done = demo.parta("letters", "--out", out, "--class", "99Щ")
    assert done.returncode == 1
    assert "Класса «99Щ» нет. Есть: 1А" in done.stderr
    assert demo.parta("letters", "--out", out, "--format", "a9").returncode == 1
    assert not (tmp_path / "no.pdf").exists()
