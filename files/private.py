"""Files that nobody but their owner ever can read."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write `text` as a whole or not at all; readable by its owner only, from the first byte on.

    Raises:
        OSError: the folder is missing or cannot be written.
    """
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)
