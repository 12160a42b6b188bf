"""Drives `person.mjs`: somebody with Element, whose SDK it is."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
_LONGEST_LINE = 1 << 20
_SECONDS = 60


class Person:
    """One Node process with one session. `call` waits for the answer to one call."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._numbers = itertools.count()

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls, node: str, log: Path) -> AsyncIterator["Person"]:
        """A person who has not logged in; what the SDK says goes to `log`."""
        with log.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                node,
                "person.mjs",
                cwd=FOLDER,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                limit=_LONGEST_LINE,
            )
        try:
            yield cls(process)
        finally:
            assert process.stdin
            process.stdin.close()
            await process.wait()

    async def call(self, name: str, **given: object) -> Any:
        """Call one of `calls` in person.mjs. One call at a time."""
        answer = await self._answer(name, given)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    async def fails(self, name: str, **given: object) -> str:
        """Call what must not succeed; what the SDK says about it."""
        answer = await self._answer(name, given)
        assert "error" in answer, answer["result"]
        return str(answer["error"])

    async def _answer(self, name: str, given: Mapping[str, object]) -> dict[str, Any]:
        assert self._process.stdin
        number = next(self._numbers)
        line = json.dumps({"number": number, "call": name, **given})
        self._process.stdin.write(line.encode() + b"\n")
        try:
            async with asyncio.timeout(_SECONDS):
                # What an earlier call waited for in vain may still come.
                while (answer := await self._line())["number"] < number:
                    pass
        except TimeoutError:
            raise AssertionError(f"not within {_SECONDS} s: {name} {given}") from None
        return answer

    async def _line(self) -> dict[str, Any]:
        assert self._process.stdout
        return dict(json.loads(await self._process.stdout.readline()))
