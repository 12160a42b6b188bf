"""Files that nobody but their owner ever can read."""

import os
from pathlib import Path


def write_private(path: Path, content: str | bytes) -> None:
    """Write it as a whole or not at all; readable by its owner only, from the first byte on.

    Raises:
        OSError: the folder is missing or cannot be written.
    """
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    temporary.replace(path)


def make_private(folder: Path) -> None:
    """A folder that only its owner can look into, with those above it; one that is there stays.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
