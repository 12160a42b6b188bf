"""Requests that are not as the specification has them: a 400 with a sentence, never a 500.

Many servlets of Synapse read a body without looking at its types: a number where a user id should
be ends as a TypeError somewhere inside, before any rule is asked, and the client is told 500. Two
doors (docs/adr/0015): what cannot be written as UTF-8 is no JSON, and what Synapse stumbles over
because of data is the request's fault. The log keeps every traceback, as before.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from synapse.api.errors import SynapseError
from synapse.http import servlet
from synapse.http.server import JsonResource
from synapse.module_api import ModuleApi
from synapse.module_api.errors import ConfigError
from twisted.internet.defer import FirstError
from twisted.python.failure import Failure

from policy.synapse.gates import require_known

logger = logging.getLogger(__name__)

_CLIENTS = (b"/_matrix/client/", b"/_matrix/media/")
# What data of another kind, depth or size than expected ends as. A server in trouble ends as
# something else: OSError, MemoryError, RuntimeError, the database's OperationalError.
_STUMBLES = (
    TypeError, AttributeError, LookupError, ValueError, ArithmeticError, AssertionError,
    NotImplementedError, RecursionError,
)  # fmt: skip
_DATABASES_STUMBLES = ("DataError", "ProgrammingError", "IntegrityError")


class _Decoder(json.JSONDecoder):
    """Refuses halves of signs (`"\\ud800"`): nothing that holds one can be stored or answered."""

    def __init__(self, known: json.JSONDecoder) -> None:
        super().__init__()
        self._known = known

    def decode(self, s: str, *more: Any) -> Any:
        """As Synapse reads it.

        Raises:
            ValueError: it is no JSON, or no text.
        """
        value = self._known.decode(s, *more)
        if "\\ud" in s or "\\uD" in s:  # most often a whole sign, in two halves
            json.dumps(value, ensure_ascii=False).encode()
        return value


def answer_malformed(api: ModuleApi, answer: Callable[[], SynapseError]) -> None:
    """Let clients have `answer` where Synapse stumbles over their request.

    Raises:
        ConfigError: Synapse reads or answers in another way than we know.
    """
    decoder = vars(servlet).get("json_decoder")
    if not isinstance(decoder, json.JSONDecoder):
        raise ConfigError("This Synapse reads JSON in another way than Parta knows.")
    setattr(servlet, "json_decoder", _Decoder(decoder))  # noqa: B010
    send = JsonResource._send_error_response
    require_known(send, ("self", "f", "request"), asynchronous=False)
    stumbles = stumbles_of(api._hs.get_datastores().main.database_engine.module)

    # Twisted's methods carry no types.
    def told(resource: JsonResource, f: Any, request: Any) -> None:
        if request.path.startswith(_CLIENTS) and is_stumble(f.value, stumbles):
            logger.error(
                "Synapse stumbled over a request to %r: %r",
                request.request_metrics.name,
                request,
                exc_info=(f.type, f.value, f.getTracebackObject()),
            )
            f = Failure(answer())  # type: ignore[no-untyped-call]
        send(resource, f, request)

    setattr(JsonResource, send.__name__, told)


def stumbles_of(database: Any) -> tuple[type[BaseException], ...]:
    """The exceptions that data of a wrong kind end as; `database` is the module of its driver."""
    return (*_STUMBLES, *(getattr(database, name) for name in _DATABASES_STUMBLES))


def is_stumble(error: BaseException | None, stumbles: tuple[type[BaseException], ...]) -> bool:
    """Is it the request's fault? Of things done at once the first that failed counts."""
    while isinstance(error, FirstError):
        error = error.subFailure.value
    return isinstance(error, stumbles)
