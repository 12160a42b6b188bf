"""How long 2,700 login letters take: codes, QR codes, pages.

python -m tests.bench.letters [HOW_MANY]
"""

import sys
import time
from datetime import date

from policy.codes import code
from provisioning.letters.paper import FORMATS, About, Cover, Letter, letters_pdf
from templates import message

_CLASS = 90  # thirty pupils and their parents
_ABOUT = About(
    "Школа № 1",
    "Парта",
    "https://school.example/start",
    "school.example",
    {"ru": "Положение", "en": "Regulation"},
)


def main(how_many: int) -> None:
    """Print seconds and size for each form."""
    about = message("letter-about-pupil", **{"class": "3А"})
    people = [
        Letter(f"Карданов Тимур {number}", about, user := f"@user{number}:school.example",
               code(b"s" * 32, user, 1), date(2026, 10, 31))
        for number in range(how_many)
    ]  # fmt: skip
    title = message("letter-cover-class", **{"class": "3А"})
    covers = [
        Cover(title, ["Шогенова Залина"], people[at : at + _CLASS])
        for at in range(0, how_many, _CLASS)
    ]
    for form in FORMATS:
        before = time.perf_counter()
        size = len(letters_pdf(covers, _ABOUT, form, "ru"))
        seconds = time.perf_counter() - before
        sys.stdout.write(f"{how_many} letters, {form}: {seconds:.1f} s, {size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_700)
