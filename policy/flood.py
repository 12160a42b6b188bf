"""How much somebody sent lately: a sliding window each, in the memory of one process."""

from collections import deque
from collections.abc import Iterable

from policy.safety import Flood

_MOST_PEOPLE = 20_000


class Floods:
    """Counts what people send; `now` is any clock in seconds that only goes forward."""

    def __init__(self) -> None:
        self._sent: dict[str, deque[float]] = {}

    def is_too_much(self, user: str, limits: Iterable[Flood], now: float) -> Flood | None:
        """Count one more message, or return the limit that it would break (and count nothing).

        With several limits (several roles) the most generous one holds.
        """
        limit = max(limits, key=lambda it: it.messages / it.seconds, default=None)
        if limit is None:
            return None
        window = self._sent.setdefault(user, deque())
        while window and window[0] <= now - limit.seconds:
            window.popleft()
        if len(window) >= limit.messages:
            return limit
        window.append(now)
        if len(self._sent) > _MOST_PEOPLE:
            self._forget(now - limit.seconds)
        return None

    def _forget(self, before: float) -> None:
        self._sent = {
            user: window for user, window in self._sent.items() if window and window[-1] > before
        }
