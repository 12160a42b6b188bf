"""Files of an export: each once, under the checksum of its content, with a harmless ending."""

import hashlib
import re
from pathlib import Path

import aiohttp

from provisioning.matrix.client import Unreachable, path

# What a browser shows by itself and cannot run; everything else is kept to be saved.
_ENDINGS = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp",
    "audio/ogg": ".ogg", "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "video/mp4": ".mp4",
    "application/pdf": ".pdf",
}  # fmt: skip
PICTURES = frozenset({".png", ".jpg", ".gif", ".webp"})
_MXC = re.compile(r"mxc://([^/?#]+)/([A-Za-z0-9_-]+)")
_CHUNK = 1 << 16
_GONE = (400, 403, 404)
_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=10, sock_read=120)


class Media:
    """Downloads to one folder, which all rooms of an export share. Use as a context manager."""

    def __init__(self, homeserver: str, token: str, server_name: str, folder: Path) -> None:
        self._base = homeserver.rstrip("/")
        self._token = token
        self._server_name = server_name
        self._folder = folder
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Media":
        headers = {"Authorization": f"Bearer {self._token}"}
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT, headers=headers)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def fetch(self, url: str) -> str | None:
        """Bring a file here; its name in the folder, None if the homeserver does not have it.

        Only files of this homeserver are asked for, whatever an event names.

        Raises:
            Unreachable: no answer came, or it broke off.
        """
        found = _MXC.fullmatch(url)
        if found is None or found[1] != self._server_name:
            return None
        if self._session is None:
            raise RuntimeError("Media is used outside `async with`")
        where = path("_matrix", "client", "v1", "media", "download", found[1], found[2])
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part, checksum = self._folder / ".part", hashlib.sha256()
        try:
            async with self._session.get(self._base + where, allow_redirects=False) as answer:
                if answer.status in _GONE:
                    return None
                if answer.status != 200:
                    raise Unreachable(str(answer.status), f"GET {where}")
                with part.open("wb") as file:
                    async for chunk in answer.content.iter_chunked(_CHUNK):
                        checksum.update(chunk)
                        file.write(chunk)
                ending = _ENDINGS.get(answer.content_type, ".bin")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreachable(str(error) or type(error).__name__, f"GET {where}") from error
        name = checksum.hexdigest() + ending
        part.chmod(0o600)
        part.replace(self._folder / name)
        return name
