"""Printed documents: Typst frames in ``typst/``, every word of them from the Fluent files.

Typst runs in this process and holds the processor. What people typed goes in as JSON and is never
read as markup.
"""

from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).parent / "typst"


@cache
def fonts() -> typst.Fonts:
    """Only what Typst itself brings: the same page on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def pdf(template: str, data: str) -> bytes:
    """The PDF that `template` makes of `data` (JSON).

    Raises:
        typst.TypstError: a defect of the template.
    """
    made = typst.Compiler(
        FOLDER / template,
        root=FOLDER,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    ).compile(format="pdf", pdf_standards=["ua-1"])
    if not isinstance(made, bytes):
        raise TypeError("one file expected")
    return made
