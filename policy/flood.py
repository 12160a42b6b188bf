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

        With several limits (several roles) it is too much only when it breaks all of them; the one
        that allows most is told.
        """
        them = list(limits)
        if not them:
            return None
        longest = max(it.seconds for it in them)
        most = max(it.messages for it in them)
        window = self._sent.setdefault(user, deque())
        while window and (window[0] <= now - longest or len(window) > most):
            window.popleft()
        if all(_is_full(window, it, now) for it in them):
            return max(them, key=lambda it: (it.messages, -it.seconds))
        window.append(now)
        if len(self._sent) > _MOST_PEOPLE:
            self._forget(now - longest)
        return None

    def _forget(self, before: float) -> None:
        self._sent = {
            user: window for user, window in self._sent.items() if window and window[-1] > before
        }


def _is_full(window: deque[float], limit: Flood, now: float) -> bool:
    """Were as many as `limit` allows sent within its time?"""
    if limit.messages == 0:
        return True
    if len(window) < limit.messages:
        return False
    return window[-limit.messages] > now - limit.seconds
