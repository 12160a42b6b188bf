"""Does things side by side, and those of one lane one after another."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Generic, Protocol, TypeVar


class InLane(Protocol):
    """Something to do; what has the same `lane` waits for it."""

    @property
    def lane(self) -> str:
        """Its lane."""
        ...


Item = TypeVar("Item", bound=InLane)
# The next items outside of the busy lanes, at most so many.
Find = Callable[[Collection[str], int], Awaitable[Iterable[Item]]]


class Lanes(Generic[Item]):
    """Runs until it is cancelled; `wake` it when there may be something new.

    `do` must not raise: it knows what to do about what failed.
    """

    def __init__(
        self, at_once: int, find: Find[Item], do: Callable[[Item], Awaitable[None]]
    ) -> None:
        self._at_once = at_once
        self._find = find
        self._do = do
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be something to do."""
        self._woken.set()

    async def run(self) -> None:
        """Do whatever waits."""
        try:
            while True:
                self._woken.clear()
                free = max(self._at_once - len(self._busy), 0)
                for item in await self._find(self._busy.keys(), free):
                    self._busy[item.lane] = asyncio.create_task(self._finish(item))
                await self._woken.wait()
        finally:
            tasks = list(self._busy.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _finish(self, item: Item) -> None:
        try:
            await self._do(item)
        finally:
            self._busy.pop(item.lane, None)
            self._woken.set()
