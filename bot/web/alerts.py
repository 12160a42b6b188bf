"""What Alertmanager sends: faults of the server, for the room of those who look after it.

Only whoever knows the secret is heard, and only on the machine itself: the web server leads nobody
here. Words come from our own messages; what an alert brings along is cut, and never markup.
"""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.effects import Effect, Once, Send
from bot.text import Text, clean, content
from templates import Message, message

_LARGEST_BODY = 64 * 1024
_BEARER = "Bearer "
_LONGEST_LABEL = 80
# Alerts of ansible/roles/monitoring that have a sentence of their own.
KNOWN = frozenset(
    {
        "service-down", "disk-full", "memory-short", "certificate-ends", "assistant-silent",
        "jobs-given-up", "provision-failed", "backup-failed", "database-down", "homeserver-down",
    }
)  # fmt: skip


class Alert(BaseModel):
    """One alert; Alertmanager sends more than we read."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    status: Literal["firing", "resolved"]
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]
    starts: Annotated[str, Field(alias="startsAt", max_length=64)]
    labels: dict[str, str]

    @property
    def words(self) -> Message:
        """The sentence for people."""
        name = self.labels.get("alertname", "")
        what = clean(self.labels.get("name") or self.labels.get("mountpoint") or "", _LONGEST_LABEL)
        if name not in KNOWN:
            return message("alert-other", name=clean(name, _LONGEST_LABEL), what=what)
        return message(f"alert-{name}", what=what)


class Alerts(BaseModel):
    """The body of Alertmanager's webhook."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    alerts: Annotated[tuple[Alert, ...], Field(max_length=100)]


# Hands alerts on for good; False: not now, Alertmanager sends them again.
Take = Callable[[Sequence[Alert]], Awaitable[bool]]


def handler(secret: SecretStr, take: Take) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler of `policy.endpoints.ALERTS`."""

    async def answer(request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "").removeprefix(_BEARER)
        if not hmac.compare_digest(given.encode(), secret.get_secret_value().encode()):
            raise web.HTTPForbidden
        body = await request.content.read(_LARGEST_BODY + 1)
        if len(body) > _LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(_LARGEST_BODY, len(body))
        try:
            found = Alerts.model_validate_json(body)
        except ValidationError as error:
            raise web.HTTPBadRequest from error
        if not await take(found.alerts):
            raise web.HTTPServiceUnavailable
        return web.Response()

    return answer


def told(alert: Alert, room_id: str, language: str) -> list[Effect]:
    """One message, however often the alert is sent again."""
    frame = "alert-firing" if alert.status == "firing" else "alert-resolved"
    return [
        Once(f"alert:{alert.fingerprint}:{alert.starts}:{alert.status}"),
        Send(room_id, content(Text.of(message(frame), alert.words), language)),
    ]
