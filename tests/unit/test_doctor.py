"""`parta doctor`: each part of a server that is wrong turns red, and nothing else."""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from provisioning.doctor import local, remote
from provisioning.doctor.model import Settings
from tests.conftest import ROOT

ADDRESS = "https://school.example"


@dataclass
class Answers:
    """What the school's server says; method and path → status, answer, headers."""

    said: dict[str, tuple[int, dict[str, Any], dict[str, str]]] = field(
        default_factory=lambda: {
            "GET /_matrix/federation/v1/version": (404, {}, {}),
            "POST /_matrix/client/v3/register": (403, {"errcode": "M_FORBIDDEN"}, {}),
            "GET /_synapse/admin/v1/server_version": (404, {}, {}),
            "GET /.well-known/matrix/client": (
                200,
                {"m.homeserver": {"base_url": ADDRESS}},
                {"Access-Control-Allow-Origin": "*"},
            ),
            "GET /_synapse/client/parta/v1/seen": (401, {"errcode": "M_MISSING_TOKEN"}, {}),
            "GET /healthz": (200, {"assistant": "ok"}, {}),
        }
    )

    async def answer(self, request: web.Request) -> web.Response:
        status, body, headers = self.said[f"{request.method} {request.path}"]
        return web.json_response(body, status=status, headers=headers)

    @asynccontextmanager
    async def outside(self) -> AsyncIterator[remote.Outside]:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        here = f"http://127.0.0.1:{port}"
        settings = Settings.model_construct(
            address=here, connect="127.0.0.1", web=here, homeserver=here
        )
        self.said["GET /.well-known/matrix/client"] = self._at(here)
        try:
            async with ClientSession() as session:
                yield remote.Outside(settings, session)
        finally:
            await runner.cleanup()

    def _at(self, here: str) -> tuple[int, dict[str, Any], dict[str, str]]:
        status, body, headers = self.said["GET /.well-known/matrix/client"]
        known = body.get("m.homeserver", {}).get("base_url")
        return status, ({"m.homeserver": {"base_url": here}} if known == ADDRESS else body), headers


WRONG = {
    "federation": ("GET /_matrix/federation/v1/version", (200, {"server": {}}, {})),
    "registration": ("POST /_matrix/client/v3/register", (401, {"flows": []}, {})),
    "administration": ("GET /_synapse/admin/v1/server_version", (200, {"server_version": "1"}, {})),
    "well-known": (
        "GET /.well-known/matrix/client",
        (200, {"m.homeserver": {"base_url": ADDRESS}}, {}),
    ),
    "module": ("GET /_synapse/client/parta/v1/seen", (404, {"errcode": "M_UNRECOGNIZED"}, {})),
    "assistant": ("GET /healthz", (200, {"assistant": "waiting"}, {})),
}


@pytest.mark.parametrize("name", WRONG)
async def test_each_part_is_green_when_right_and_red_when_wrong(name: str) -> None:
    answers = Answers()
    async with answers.outside() as outside:
        assert (await remote.PROBES[name](outside)).fine
    answers = Answers()
    request, said = WRONG[name]
    answers.said[request] = said
    async with answers.outside() as outside:
        assert not (await remote.PROBES[name](outside)).fine


def test_every_probe_of_the_network_is_tried_here() -> None:
    assert set(WRONG) == set(remote.PROBES) - {"certificate"}


def test_a_backup_is_as_old_as_its_newest_file(tmp_path: Path) -> None:
    assert local.age_hours(tmp_path / "missing") is None
    assert local.age_hours(tmp_path) is None
    for name, hours in (("old", 50), ("new", 3)):
        file = tmp_path / name
        file.touch()
        then = time.time() - hours * 3600 - 60
        os.utime(file, (then, then))
    assert local.age_hours(tmp_path) == 3


def test_every_finding_has_a_sentence_in_both_languages() -> None:
    for language in ("ru", "en"):
        words = (ROOT / "templates" / language / "doctor.ftl").read_text(encoding="utf-8")
        for name in set(remote.PROBES) - {"certificate"}:
            assert f"doctor-{name}-fine = " in words
            assert f"doctor-{name}-bad = " in words
