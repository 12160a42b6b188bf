"""How often somebody may guess: a bucket of tries that fills again with time.

Only wrong guesses cost something, so a whole school that logs in from behind one address is not
slowed down. Whoever has an empty bucket is not heard at all, right or wrong: else an attacker
would learn from the answer.
"""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil


@dataclass(slots=True)
class _Bucket:
    spent: float
    at: float


class Guesses:
    """Wrong guesses by name (an account, an address): `burst` at once, then one every `seconds`.

    Times are seconds of one clock. At most `most` names are remembered; the one that guessed
    longest ago is forgotten first.
    """

    def __init__(self, burst: int, seconds: float, most: int = 20_000) -> None:
        self._burst = burst
        self._seconds = seconds
        self._most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, name: str, now: float) -> int:
        """Seconds until `name` may try again; 0 for at once."""
        over = self._spent(name, now) - (self._burst - 1)
        return ceil(over * self._seconds) if over > 0 else 0

    def wrong(self, name: str, now: float) -> bool:
        """Count a wrong guess; True if it was the one that emptied the bucket."""
        before = self._spent(name, now)
        self._buckets[name] = _Bucket(before + 1, now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return before + 1 > self._burst - 1 >= before

    def _spent(self, name: str, now: float) -> float:
        bucket = self._buckets.get(name)
        if bucket is None:
            return 0.0
        return max(0.0, bucket.spent - max(0.0, now - bucket.at) / self._seconds)
