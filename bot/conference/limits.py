"""How often somebody may ask: a bucket for each, that fills up again with time."""

import math
from collections import OrderedDict

_MOST_KNOWN = 20_000


class Limit:
    """`burst` times at once, and `per_minute` in the long run, for each key."""

    def __init__(self, per_minute: float, burst: int) -> None:
        self._a_millisecond = per_minute / 60_000
        self._burst = float(burst)
        self._left: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, key: str, now_ms: int) -> int:
        """0 if `key` may go on, else the seconds to wait."""
        left = self._now(key, now_ms)
        if left < 1:
            return math.ceil((1 - left) / self._a_millisecond / 1000)
        self._keep(key, left - 1, now_ms)
        return 0

    def is_used_up(self, key: str, now_ms: int) -> bool:
        """Would `take` refuse?"""
        return self._now(key, now_ms) < 1

    def _now(self, key: str, now_ms: int) -> float:
        left, at = self._left.get(key, (self._burst, now_ms))
        return min(self._burst, left + max(0, now_ms - at) * self._a_millisecond)

    def _keep(self, key: str, left: float, now_ms: int) -> None:
        self._left[key] = (left, now_ms)
        self._left.move_to_end(key)
        while len(self._left) > _MOST_KNOWN:
            self._left.popitem(last=False)
