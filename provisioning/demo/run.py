"""`parta demo`: start, provision, print logins, show what happens, stop."""

import asyncio
import json
import socket
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from files.private import write_private
from policy import events
from provisioning import run
from provisioning.connection import Connection
from provisioning.demo.element import NoElement, element_folder
from provisioning.demo.homeserver import DemoHomeserver, HomeserverFailed
from provisioning.demo.process import Background
from provisioning.demo.school import give_logins, known_logins, write_demo
from provisioning.layouts.load import REGISTRY_KIND
from provisioning.matrix.client import MatrixClient, MatrixError, path
from provisioning.matrix.server import Homeserver
from provisioning.observe import Observed, observe
from provisioning.planning import Inputs, make_plan
from provisioning.school import School
from templates import message, say

_WIDE = 160
_CONFIG = "assistant.json"
_UP = ("ok", "none")  # the school has no assistant, or it is there
_SHOWN_ROLES = ("pupil", "parent", "teacher", "additional_teacher", "administrator", "director")


def start(folder: Path, home: Path, port: int, language: str, *, detach: bool) -> None:
    """Start everything; returns when it answers (`detach`), or streams until Ctrl-C."""
    inputs = run.read(folder)
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    web_address = f"http://127.0.0.1:{port + 1}"
    homeserver = DemoHomeserver(
        home, inputs.school.server_name, port, f"{web_address}/", inputs.school.provisioner
    )
    web = _web(home)
    _refuse_another(home, homeserver, language)
    ran_before = homeserver.process.is_running()
    if not ran_before:
        _refuse_busy((port, port + 1), language)
    up = False
    try:
        _tell("demo-starting", language, home=str(home))
        homeserver.start()
        content = asyncio.run(_bring_up(inputs, homeserver, web, web_address, language))
        up = True
        _print_logins(content, language, element=_has_element(web))
        if detach:
            return
        _tell("demo-stop-hint", language)
        asyncio.run(_stream(content))
    except HomeserverFailed as error:
        raise run.Refused(say(message("demo-failed", why=str(error)), language)) from error
    except KeyboardInterrupt:
        _tell("demo-stopping", language)
    finally:
        # Half a school must not go on running; one that ran before this command goes on.
        if not (detach and up) and not (ran_before and not up):
            web.stop()
            homeserver.process.stop()


def _refuse_another(home: Path, homeserver: DemoHomeserver, language: str) -> None:
    """A demo that runs here on other ports, or for another school, is not started over."""
    try:
        running = json.loads((home / "demo.json").read_text(encoding="utf-8"))
        same = (running["homeserver"], running["server_name"]) == (
            homeserver.address,
            homeserver.server_name,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return
    if homeserver.process.is_running() and not same:
        raise run.Refused(
            say(message("demo-another", home=str(home), address=running["homeserver"]), language)
        )


def _refuse_busy(ports: Sequence[int], language: str) -> None:
    """Ports on which somebody else listens are said before anything is started."""
    for port in ports:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                raise run.Refused(say(message("demo-port-busy", port=str(port)), language))


def stop(home: Path, language: str) -> None:
    """End the processes of the demo in `home`; what it wrote stays."""
    home = home.resolve()
    homeserver = DemoHomeserver(home, "stopped.invalid", 0)
    processes = [_web(home), homeserver.process]
    running = [process for process in processes if process.is_running()]
    for process in running:
        process.stop()
    _tell("demo-stopped" if running else "demo-not-running", language, home=str(home))


def _web(home: Path) -> Background:
    return Background(home, "assistant", mark=_CONFIG)


def _has_element(web: Background) -> bool:
    return (web.log.parent / "element.here").exists()


async def _bring_up(
    inputs: Inputs,
    homeserver: DemoHomeserver,
    web: Background,
    web_address: str,
    language: str,
) -> dict[str, Any]:
    await homeserver.wait()
    token = await homeserver.admin_token(inputs.school.provisioner)
    await run.apply_here(Connection(homeserver.address, token), inputs, language)
    async with MatrixClient(homeserver.address, token) as client:
        found = await observe(Homeserver(client), inputs.school)
        await _make_usable(Homeserver(client), inputs, found)
        plan = make_plan(inputs, found, run.today())
        users = [user for user, account in plan.wanted.accounts.items() if not account.locked]
        known = known_logins(homeserver)
        if not await _is_valid(homeserver, [token for _, token in known.values()]):
            known = {}
        logins = await give_logins(client, users, known)
        account = await _account(client, homeserver, inputs.school)
    _start_web(web, homeserver, web_address, account, language)
    await _wait_for_web(web, web_address)
    return write_demo(homeserver, web_address, token, inputs, plan.wanted, found, logins)


async def _make_usable(server: Homeserver, inputs: Inputs, found: Observed) -> None:
    """A demo is tried at any hour and by people who do not exist: they have read the rules, and no
    hours are quiet. Both are what a school says in its registry, and can be taken back there.
    """
    registry = found.rooms[REGISTRY_KIND]
    users = sorted(found.registry.users.values())
    version = inputs.layouts.regulation.version
    if registry.content(events.ACCEPTANCE, "demo").get("users") != users:
        content = {"users": users, "rules": version, "at": int(time.time() * 1000)}
        await server.put_state(registry.room_id, events.ACCEPTANCE, "demo", content)
    if not registry.content(events.QUIET_HOURS):
        await server.put_state(registry.room_id, events.QUIET_HOURS, "", {"off": True})


async def _account(
    client: MatrixClient, homeserver: DemoHomeserver, school: School
) -> dict[str, Any] | None:
    """As whom the assistant logs in; None where the school has none."""
    if school.assistant_id is None:
        return None
    password = homeserver.secret("assistant_password")
    where = path("_synapse", "admin", "v2", "users", school.assistant_id)
    # Else Synapse would end the login that the assistant has.
    await client.put(where, {"password": password, "logout_devices": False})
    return {
        "homeserver": homeserver.address,
        "user": school.assistant_id,
        "provisioner": school.provisioner_id,
        "password_file": str(homeserver.home / "assistant_password"),
    }


def _start_web(
    web: Background,
    homeserver: DemoHomeserver,
    web_address: str,
    account: Mapping[str, Any] | None,
    language: str,
) -> None:
    marker = homeserver.home / "element.here"
    try:
        element = element_folder(homeserver.home)
    except NoElement as error:
        element = None
        marker.unlink(missing_ok=True)
        _tell("demo-no-element", language, why=str(error), homeserver=homeserver.address)
    else:
        write_private(marker, str(element))
    config = {
        "account": account,
        "data": str(homeserver.home / "assistant"),
        "web": {
            "port": int(web_address.rpartition(":")[2]),
            "homeserver": homeserver.address,
            "server_name": homeserver.server_name,
            "element": str(element) if element else None,
            "address": web_address,
        },
        "conference": _conference(homeserver),
    }
    write_private(homeserver.home / _CONFIG, json.dumps(config, indent=1) + "\n")
    web.start(["-m", "bot", "--config", str(homeserver.home / _CONFIG)])


def _conference(homeserver: DemoHomeserver) -> dict[str, Any]:
    """Where a Jitsi would be. The demo has none; what it would be told can be looked at."""
    return {
        "domain": f"meet.{homeserver.server_name}",
        "keys": [{"kid": "demo", "file": str(homeserver.secret_file("conference_key"))}],
        "presence_secret": homeserver.secret("conference_presence"),
    }


async def _wait_for_web(web: Background, address: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(300):
            if not web.is_running():
                break
            try:
                async with session.get(f"{address}/healthz") as answer:
                    if answer.status == 200 and (await answer.json())["assistant"] in _UP:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    raise HomeserverFailed(web.last_words())


async def _is_valid(homeserver: DemoHomeserver, tokens: Iterable[str]) -> bool:
    """Are the tokens of an earlier start still good? One is asked for all."""
    for token in tokens:
        try:
            async with MatrixClient(homeserver.address, token) as client:
                await client.get(path("_matrix", "client", "v3", "account", "whoami"))
        except MatrixError:
            return False
        return True
    return False


def _print_logins(content: dict[str, Any], language: str, *, element: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print()
    if element:
        console.print(say(message("demo-element", address=content["web"]), language))
    console.print(say(message("demo-homeserver", address=content["homeserver"]), language))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("demo-column-role", "demo-column-name", "demo-column-user", "demo-column-code"):
        # A user name cut in two cannot be copied: rather a long line than a folded one.
        table.add_column(say(message(column), language), no_wrap=True, overflow="ignore")
    for role in _SHOWN_ROLES:
        # The one with the fewest roles shows best what the role alone may do.
        having = [it for it in content["people"].values() if role in it["roles"]]
        having.sort(key=lambda it: (len(it["roles"]), it["user_id"]))
        for person in having[:1]:
            table.add_row(
                say(message("role-" + role.replace("_", "-")), language),
                person["name"],
                person["user_id"],
                person["code"],
            )
    Console(highlight=False, width=_WIDE).print(table, crop=False)


async def _stream(content: dict[str, Any]) -> None:
    """Print who does what in which room, until Ctrl-C; never what they write."""
    names = {it["user_id"]: it["name"] for it in content["people"].values()}
    rooms = {room_id: key for key, room_id in content["rooms"].items()}
    since: dict[str, str] = {}
    query = {
        "timeout": "30000",
        "filter": json.dumps({"presence": {"types": []}, "account_data": {"types": []}}),
    }
    async with MatrixClient(content["homeserver"], content["admin_token"]) as client:
        while True:
            answer = await client.get(path("_matrix", "client", "v3", "sync"), {**query, **since})
            for room_id, room in answer.get("rooms", {}).get("join", {}).items() if since else ():
                for event in room["timeline"]["events"]:
                    at = datetime.fromtimestamp(event["origin_server_ts"] / 1000).astimezone()
                    sender = names.get(event["sender"], event["sender"])
                    sys.stdout.write(
                        f"{at:%H:%M:%S}  {rooms.get(room_id, room_id)}  {sender}: {event['type']}\n"
                    )
                    sys.stdout.flush()
            since = {"since": answer["next_batch"]}


def _tell(key: str, language: str, **args: str) -> None:
    run.err(say(message(key, **args), language))
