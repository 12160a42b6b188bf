"""How much may be unpacked while one file is looked at, counted over all that is inside it."""

from policy.media.types import Refused

_DEEPEST = 2  # a document in a document in an archive


class Budget:
    """Bytes that may still be unpacked, and how deep; one for a whole file, so bombs add up."""

    def __init__(self, left: int = 128 * 1024 * 1024) -> None:
        self.left = left
        self.depth = 0

    def take(self, count: int) -> None:
        """Spend `count` bytes.

        Raises:
            Refused: there are not as many left.
        """
        if count > self.left:
            raise Refused("media-archive-large")
        self.left -= count

    def deeper(self) -> None:
        """Go into a file within the file; leave it by lowering `depth`.

        Raises:
            Refused: nobody packs as deep.
        """
        if self.depth == _DEEPEST:
            raise Refused("media-archive-inside")
        self.depth += 1
