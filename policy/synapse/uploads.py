"""The one door through which files come into the media repository.

Synapse's public callbacks see either the uploader or the bytes, never both, and cannot change the
file (docs/adr/0013-media-gate.md). So the method that every upload passes is wrapped here, and what
could reach the repository around it is closed.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, Literal, cast

from matrix_common.types.mxc_uri import MXCUri
from synapse.api.errors import Codes, SynapseError
from synapse.config.repository import ContentRepositoryConfig
from synapse.media._base import FileInfo
from synapse.media.media_repository import MediaRepository
from synapse.media.media_storage import ReadableFileWrapper
from synapse.module_api import NOT_SPAM, ModuleApi
from synapse.module_api.errors import ConfigError
from synapse.types import UserID
from synapse.util.async_helpers import Linearizer

from policy.media import Refused, decide_size, largest, prepare
from policy.refusal import Refusal
from policy.safety import Uploads as Limits
from policy.synapse.clamav import Clamd, State
from policy.synapse.gates import require_known

logger = logging.getLogger(__name__)

LimitsOf = Callable[[str], Awaitable[Sequence[Limits] | None]]
Refuse = Callable[[str, Refusal], SynapseError]

_SCANNER = "clamav"
# Of the method that every upload passes.
PARAMETERS = (
    "self",
    "media_type",
    "upload_name",
    "content",
    "content_length",
    "auth_user",
    "media_id",
)
# Looking at a file costs processor time; two at once leave the rest to messages.
_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What the server itself knows of a file: nothing that a sender could have made up."""

    uploader: str  # user id, "" if unknown
    type: str  # the media type that the gate found
    sha256: str  # of the stored bytes, in hexadecimal
    size: int


class Uploads:
    """Looks at every file before it is stored, and tells clients their real limit.

    `limits_of` gives the limits of a user, one a role, or None for whom no limit binds
    (provisioning, the bot): only the scanner looks at their files. `refuse` makes the error that
    says a refusal in the user's language.
    """

    def __init__(
        self,
        api: ModuleApi,
        limits_of: LimitsOf,
        refuse: Refuse,
        scanner: Clamd | None = None,
    ) -> None:
        """Wrap the repository.

        Raises:
            ConfigError: Synapse is not as we know it, or previews of links would go around us.
        """
        hs = api._hs
        require_known(MediaRepository.create_or_update_content, PARAMETERS)
        check_previews(hs.config.media)
        self._api = api
        self._limits_of = limits_of
        self._refuse = refuse
        self._scanner = scanner
        # The store's cached functions carry annotations that mypy takes for unbound methods.
        self._media: Any = hs.get_datastores().main
        self._server_limit: int = hs.config.media.max_upload_size
        self._looking = Linearizer("parta_uploads", clock=hs.get_clock(), max_count=_AT_ONCE)
        api.register_media_repository_callbacks(
            get_media_config_for_user=self._config,
            is_user_allowed_to_upload_media_of_size=self._check_size,
        )
        api.register_spam_checker_callbacks(check_media_file_for_spam=check_origin)
        if hs.config.media.can_load_media_repo:
            repository = hs.get_media_repository()
            self._store = repository.create_or_update_content
            # Both servlets and sign-on ask the instance for this attribute at every upload.
            repository.create_or_update_content = self._gate  # type: ignore[method-assign]

    async def facts(self, media_id: str) -> MediaFacts | None:
        """What is stored under `media_id` of this server; None if nothing (yet)."""
        found = await self._media.get_local_media(media_id)
        if found is None or found.media_length is None or found.sha256 is None:
            return None
        return MediaFacts(found.user_id or "", found.media_type, found.sha256, found.media_length)

    async def _gate(
        self,
        media_type: str,
        upload_name: str | None,
        content: IO[bytes],
        content_length: int,
        auth_user: UserID,
        media_id: str | None = None,
    ) -> MXCUri:
        user = auth_user.to_string()
        file = cast("BinaryIO", content)
        limits = await self._limits_of(user)
        if limits is not None:
            try:
                async with self._looking.queue("file"):
                    prepared = await self._api.defer_to_thread(prepare, file, upload_name, limits)
            except Refused as refused:
                raise self._refusal(user, refused.refusal) from None
            file, content_length = prepared.content, prepared.size
            media_type = prepared.type.mime
        if self._scanner is not None:
            await self._scan(self._scanner, user, file)
        file.seek(0)
        return await self._store(media_type, upload_name, file, content_length, auth_user, media_id)

    async def _scan(self, scanner: Clamd, user: str, file: BinaryIO) -> None:
        scan = await scanner.scan(file)
        if scan.state is State.INFECTED:
            logger.warning("clamd found %s in an upload of %s", scan.detail, user)
            infected = Refusal("media-infected", {"name": scan.detail}, setting=_SCANNER)
            raise self._refusal(user, infected)
        if scan.state is not State.CLEAN:
            logger.error("clamd gives no verdict, uploads are refused: %s", scan.detail)
            raise self._refusal(user, Refusal("media-not-scanned", setting=_SCANNER))

    def _refusal(self, user: str, refusal: Refusal) -> SynapseError:
        logger.info("Upload of %s refused: %s", user, refusal.key)
        return self._refuse(user, refusal)

    async def _config(self, user: str) -> dict[str, int] | None:
        """The answer of `GET /media/config`, which clients ask before they send."""
        limits = await self._limits_of(user)
        if limits is None:
            return None
        return {"m.upload.size": min(largest(limits), self._server_limit)}

    async def _check_size(self, user: str, size: int) -> bool:
        """Refuse by the announced length, with our sentence instead of Synapse's."""
        limits = await self._limits_of(user)
        refusal = None if limits is None else decide_size(limits, size)
        if refusal is not None:
            raise self._refusal(user, refusal)
        return True


async def check_origin(_file: ReadableFileWrapper, info: FileInfo) -> Codes | Literal["NOT_SPAM"]:
    """Store nothing that cannot come through the gate: files of other servers, previews."""
    if info.server_name is not None or info.url_cache:
        return Codes.FORBIDDEN
    return NOT_SPAM


def check_previews(config: ContentRepositoryConfig) -> None:
    """Insist that the server fetches no pictures of linked pages.

    Raises:
        ConfigError: it does, and would store them without the gate.
    """
    if config.url_preview_enabled:
        raise ConfigError(
            "url_preview_enabled: previews store files that nobody looked at. Switch it off."
        )
