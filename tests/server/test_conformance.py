"""`parta conformance` as a director or an inspector runs it, on the demo."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from policy import events
from provisioning import run
from provisioning.conformance.conduct import conduct
from provisioning.conformance.model import Verdict
from provisioning.connection import Connection
from provisioning.demo.homeserver import DemoHomeserver
from provisioning.matrix.client import MatrixClient, path
from provisioning.matrix.server import Homeserver
from tests.conftest import ROOT
from tests.server.conftest import free_port
from tests.server.demo_school import Demo
from tests.server.unbound import MODULES

# Synapse works for minutes on its list for searching people after a school was founded; the search
# is tried on a small school in test_mutations.py.
LATER = "Людей находит тот, кому можно им писать"


@pytest.fixture(scope="module")
def done(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """One run: its exit code, JSON and page."""
    page = tmp_path_factory.mktemp("report") / "report.html"
    ran = demo.parta("conformance", "--json", "--html", str(page))
    report = json.loads(ran.stdout)
    return {"code": ran.returncode, "report": report, "html": page.read_text("utf-8"),
            "said": ran.stdout + ran.stderr}  # fmt: skip


def test_every_provable_row_passes(done: Mapping[str, Any]) -> None:
    report = done["report"]
    failed = {
        row["id"]: [it for it in row["probes"] if it["ok"] is False]
        for row in report["rows"]
        if row["verdict"] == "fail"
    }
    assert failed == {}
    assert done["code"] == 0
    assert report["passed"] is True
    assert report["totals"]["pass"] >= 30


def test_everything_that_can_be_tried_was_tried(done: Mapping[str, Any]) -> None:
    open_ = {
        probe["title"]: probe["open"]
        for row in done["report"]["rows"]
        for probe in row["probes"]
        if probe["open"] and probe["title"] != LATER
    }
    assert open_ == {}


def test_unproved_rows_say_why(done: Mapping[str, Any]) -> None:
    for row in done["report"]["rows"]:
        if row["verdict"] != "fail":
            assert (row["verdict"] == "unproved") is bool(row["reasons"]), row["id"]


def test_each_row_is_tried_by_who_may_and_by_who_may_not(done: Mapping[str, Any]) -> None:
    for row in done["report"]["rows"]:
        if row["verdict"] == "pass":
            seen = {it["expected"] for probe in row["probes"] for it in probe["steps"]}
            # Nobody at all may start encryption; everybody may edit an own message.
            assert seen & {"allowed", "refused"}, row["id"]


def test_report_names_everything_and_no_secret(done: Mapping[str, Any], demo: Demo) -> None:
    report = done["report"]
    assert report["schema"] == 1
    assert report["server"] == demo.found["server_name"]
    step = next(
        it for row in report["rows"] for probe in row["probes"] for it in probe["steps"]
        if it["expected"] == "refused"
    )  # fmt: skip
    assert step["request"].keys() == {"method", "path", "body"}
    assert step["answer"].keys() == {"status", "errcode", "rule", "row", "clause", "sentence"}
    text = done["said"] + done["html"]
    assert demo.found["admin_token"] not in text
    assert "syt_" not in text, "an access token of Synapse"


def test_page_is_for_an_inspector(done: Mapping[str, Any]) -> None:
    html = done["html"]
    assert html.startswith("<!doctype html>")
    assert "Прогимназия «Родник»" in html
    assert "Всё, что может доказать машина, соблюдается" in html
    for word in ("доказано частично", "Проверил", "п. 2.7", "size: A4"):
        assert word in html


async def test_nothing_is_left(done: Mapping[str, Any], demo: Demo) -> None:
    assert done["code"] == 0
    await look_for_leftovers(demo)
    assert demo.parta("plan").returncode == 0


async def look_for_leftovers(demo: Demo) -> None:
    """Rooms, people, sessions: all of the probes' must be gone or closed."""
    async with MatrixClient(demo.found["homeserver"], demo.found["admin_token"]) as client:
        server = Homeserver(client)
        rooms = {str(it["room_id"]): it for it in await server.rooms()}
        assert not [it for it in rooms.values() if "@probe." in str(it.get("creator"))]
        assert rooms.keys() == set(demo.found["rooms"].values())
        accounts = [it for it in await server.users() if it["name"].startswith("@probe.")]
        assert accounts
        for account in accounts:
            assert account["locked"], account["name"]
            where = path("_synapse", "admin", "v2", "users", account["name"], "devices")
            assert (await client.get(where))["total"] == 0
        registry = await server.room_state(demo.found["rooms"]["registry"])
        state = {(it["type"], it["state_key"]): it["content"] for it in registry}
        assert state[events.PROBES, ""] == {"people": {}, "groups": {}, "until": 0}
        for (kind, key), content in state.items():
            if kind == events.CONFIRMATION and key.startswith("probe."):
                assert content == {}


async def test_incidents_of_people_are_not_hidden_among_those_of_probes(
    done: Mapping[str, Any], demo: Demo
) -> None:
    assert done["code"] == 0
    async with MatrixClient(demo.found["homeserver"], demo.found["admin_token"]) as client:
        answer = await client.get(
            path("_matrix", "client", "v3", "rooms", demo.found["rooms"]["moderation"], "messages"),
            {"dir": "b", "limit": "200"},
        )
    facts = [it["content"].get(events.INCIDENT) or {} for it in answer["chunk"]]
    probes = {it["user"] for it in facts if str(it.get("user")).startswith("@probe.")}
    assert len(probes) <= 2, "who tries it, and somebody who is not of the school"


def begin(demo: Demo, *words: str) -> "subprocess.Popen[str]":
    """A run that goes on while the test looks."""
    return subprocess.Popen(
        [
            sys.executable, "-c", "from provisioning.cli import main; main()",
            "conformance", str(demo.folder), "--home", str(demo.home), *words,
        ],
        cwd=ROOT,
        env={**os.environ, "PARTA_LANG": "ru", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


async def until_rooms_are_made(demo: Demo) -> None:
    """Return when the run has made rooms of its own."""
    async with MatrixClient(demo.found["homeserver"], demo.found["admin_token"]) as client:
        for _ in range(300):
            if len(await Homeserver(client).rooms()) > len(demo.found["rooms"]) + 3:
                return
            await asyncio.sleep(0.1)
    raise AssertionError("no room was made")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_an_interrupted_run_leaves_nothing(demo: Demo, how: signal.Signals) -> None:
    running = begin(demo)
    await until_rooms_are_made(demo)
    running.send_signal(how)
    said = await asyncio.to_thread(running.communicate)
    assert running.returncode not in (0, None)
    assert "Traceback" not in said[1]
    await look_for_leftovers(demo)


async def test_what_a_killed_run_left_the_next_one_removes(demo: Demo) -> None:
    running = begin(demo)
    await until_rooms_are_made(demo)
    running.kill()
    await asyncio.to_thread(running.communicate)
    assert (await asyncio.to_thread(demo.parta, "plan")).returncode == 0, "plan knows no probes"
    again = await asyncio.to_thread(demo.parta, "conformance", "--rows", "T2")
    assert again.returncode == 0, again.stdout + again.stderr
    await look_for_leftovers(demo)


def test_unknown_rows_are_named(demo: Demo) -> None:
    done = demo.parta("conformance", "--rows", "T2,Q9")
    assert done.returncode == 1
    assert "Q9" in done.stderr


async def test_without_the_module_the_server_is_red(tmp_path: Path, small_school: Path) -> None:
    inputs = run.read(small_school)
    server = DemoHomeserver(tmp_path / "bare", inputs.school.server_name, free_port())
    server.start({"modules": MODULES})
    try:
        await server.wait()
        where = Connection(server.address, await server.admin_token(inputs.school.provisioner))
        await run.apply_here(where, inputs, "ru")
        report = await conduct(where, inputs)
        red = {row.row.id for row in report.rows if row.verdict is Verdict.FAIL}
        assert {"T7", "C2", "C3", "C4", "W3", "W5", "W6", "W10", "W12", "D6", "R1", "R4", "N2",
                "X6", "X7"} <= red  # fmt: skip
    finally:
        server.process.stop()
