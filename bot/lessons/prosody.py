"""Asks Prosody to put somebody out of a conference, or to end it (mod_parta_control)."""

from http import HTTPStatus

import aiohttp

from bot.settings import Conference

_TIMEOUT = aiohttp.ClientTimeout(total=10)


class NotDone(Exception):
    """Prosody did not do it; `passes`: it may be asked again."""

    def __init__(self, what: str, *, passes: bool) -> None:
        self.passes = passes
        super().__init__(what)


async def dismiss(settings: Conference | None, conference: str, user: str) -> None:
    """Put `user` out, or end the conference where that is empty. Both may be asked for twice.

    Raises:
        NotDone: nobody answered, or Prosody refused.
    """
    if settings is None or not settings.prosody:
        raise NotDone("the settings name no Prosody", passes=False)
    what, order = "end", {"conference": conference}
    if user:
        what, order = "remove", {**order, "user": user}
    secret = settings.presence_secret.get_secret_value()
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.post(
                f"{settings.prosody.rstrip('/')}/parta/{what}",
                json=order,
                headers={"Authorization": f"Bearer {secret}"},
            ) as answer,
        ):
            if answer.status != HTTPStatus.OK:
                malformed = answer.status == HTTPStatus.BAD_REQUEST
                raise NotDone(f"Prosody answered {answer.status}", passes=not malformed)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise NotDone(f"Prosody does not answer: {type(error).__name__}", passes=True) from error
