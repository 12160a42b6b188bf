"""Joins and removals of many people in one room, by the quickest way the homeserver offers.

The Synapse module of Parta (policy/synapse) has an endpoint that persists a room's joins in one
go. A homeserver without it answers 404, and then everybody is let in through the public API.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from policy.endpoints import JOIN as BATCH_PATH
from provisioning.matrix.client import MatrixError
from provisioning.matrix.server import Homeserver

# Small enough to answer within seconds on a slow machine, and to show progress.
_BATCH = 50


class Memberships:
    """Remembers whether the homeserver has the batch endpoint."""

    def __init__(self, server: Homeserver) -> None:
        self._server = server
        self._batches = True

    async def join(
        self, room_id: str, users: Sequence[str], progress: Callable[[int], None]
    ) -> None:
        """Make all `users` members.

        Raises:
            MatrixError: the first refusal, after all other users were tried.
        """
        failure: MatrixError | None = None
        for batch in _batches(users):
            left = batch
            if self._batches:
                left = await self._join_batch(room_id, batch)
                progress(len(batch) - len(left))
            for user in left:
                try:
                    await self._server.join(room_id, user)
                    progress(1)
                except MatrixError as error:
                    failure = failure or error
        if failure:
            raise failure

    async def leave(
        self, room_id: str, users: Sequence[str], progress: Callable[[int], None]
    ) -> None:
        """Remove all `users`; the errors are those of `join`."""
        failure: MatrixError | None = None
        for user in users:
            try:
                await self._server.kick(room_id, user)
                progress(1)
            except MatrixError as error:
                failure = failure or error
        if failure:
            raise failure

    async def _join_batch(self, room_id: str, users: Sequence[str]) -> list[str]:
        """Returns those whom the endpoint did not let in; they go the public way."""
        try:
            answer = await self._server.client.post(
                BATCH_PATH, {"room_id": room_id, "users": list(users)}
            )
        except MatrixError as error:
            if error.status in (404, 405):
                self._batches = False
            elif error.status == 0:
                raise
            return list(users)
        joined = set(answer.get("joined", ()))
        return [user for user in users if user not in joined]


def _batches(users: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(users)
    while batch := list(islice(rest, _BATCH)):
        yield batch
