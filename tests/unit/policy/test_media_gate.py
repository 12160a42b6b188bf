"""The gate insists on the Synapse it knows, and takes no answer of the scanner for a good one."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from synapse.config.repository import ContentRepositoryConfig
from synapse.media._base import FileInfo, ThumbnailInfo
from synapse.media.media_repository import MediaRepository
from synapse.media.media_storage import ReadableFileWrapper
from synapse.module_api import NOT_SPAM
from synapse.module_api.errors import ConfigError

from policy.synapse.clamav import Address, Scan, State, parse_address, understand
from policy.synapse.gates import require_known
from policy.synapse.uploads import PARAMETERS, check_origin, check_previews


class Known:
    async def same(
        self,
        media_type: str,
        upload_name: str | None,
        content: object,
        content_length: int,
        auth_user: object,
        media_id: str | None = None,
    ) -> None: ...

    async def one_more(
        self,
        media_type: str,
        upload_name: str | None,
        content: object,
        content_length: int,
        auth_user: object,
        media_id: str | None = None,
        sha256: str | None = None,
    ) -> None: ...

    async def another_order(
        self,
        upload_name: str | None,
        media_type: str,
        content: object,
        content_length: int,
        auth_user: object,
        media_id: str | None = None,
    ) -> None: ...

    def not_async(
        self,
        media_type: str,
        upload_name: str | None,
        content: object,
        content_length: int,
        auth_user: object,
        media_id: str | None = None,
    ) -> None: ...


def test_the_installed_synapse_is_the_known_one() -> None:
    require_known(MediaRepository.create_or_update_content, PARAMETERS)
    require_known(Known.same, PARAMETERS)


@pytest.mark.parametrize(
    "method",
    [Known.one_more, Known.another_order, Known.not_async, lambda: None],
)
def test_a_synapse_that_stores_in_another_way_does_not_start(method: Callable[..., Any]) -> None:
    with pytest.raises(ConfigError):
        require_known(method, PARAMETERS)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("unix:/run/clamav/clamd.ctl", Address(path="/run/clamav/clamd.ctl")),
        ("tcp:127.0.0.1:3310", Address(host="127.0.0.1", port=3310)),
        ("tcp:127.9.9.9:1", Address(host="127.9.9.9", port=1)),
    ],
)
def test_the_scanner_is_asked_on_this_machine(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *("", "unix:", "unix:clamd.ctl", "/run/clamd.ctl", "tcp:127.0.0.1", "tcp:127.0.0.1:"),
        *("tcp:127.0.0.1:0", "tcp:127.0.0.1:70000", "tcp:127.0.0.1:x", "tcp:10.0.0.1:3310"),
        *("tcp:clamav.example:3310", "tcp:localhost:3310", "tcp:::1:3310", "tcp:0.0.0.0:3310"),
    ],
)
def test_a_scanner_elsewhere_is_no_setting(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_address(text)


@pytest.mark.parametrize(
    ("answer", "scan"),
    [
        (b"stream: OK\x00", Scan(State.CLEAN)),
        (b"stream: Eicar-Test FOUND\x00", Scan(State.INFECTED, "Eicar-Test")),
        (b"stream: a OK FOUND\x00", Scan(State.INFECTED, "a OK")),
    ],
)
def test_an_answer_is_understood(answer: bytes, scan: Scan) -> None:
    assert understand(answer) == scan


@pytest.mark.parametrize(
    "answer",
    [
        *(b"", b"\x00", b"OK\x00", b"stream: OK FOU", b"stream: \x00", b"\xff\xfe"),
        *(b"INSTREAM size limit exceeded. ERROR\x00", b"stream: x ERROR\x00", b"PONG\x00"),
    ],
)
def test_no_other_answer_is_a_good_one(answer: bytes) -> None:
    assert understand(answer).state is State.UNAVAILABLE


def test_with_previews_of_links_synapse_does_not_start() -> None:
    for enabled in (True, False):
        config = cast("ContentRepositoryConfig", SimpleNamespace(url_preview_enabled=enabled))
        if enabled:
            with pytest.raises(ConfigError, match="url_preview_enabled"):
                check_previews(config)
        else:
            check_previews(config)


@pytest.mark.parametrize(
    ("info", "stored"),
    [
        (FileInfo(None, "id"), True),
        (FileInfo(None, "id", thumbnail=ThumbnailInfo(32, 32, "scale", "image/png", 1)), True),
        (FileInfo("elsewhere.example", "id"), False),
        (FileInfo(None, "id", url_cache=True), False),
    ],
    ids=["upload", "thumbnail", "other server", "preview"],
)
async def test_what_cannot_come_through_the_gate_is_not_stored(
    info: FileInfo, stored: bool
) -> None:
    answer = await check_origin(cast("ReadableFileWrapper", None), info)
    assert (answer == NOT_SPAM) == stored
