"""What the playbook writes is what Jitsi's services, Prosody, nginx and coturn can read."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyhocon import ConfigFactory

from tests.jitsi.server import ROLE, Prosody, render, school
from tests.jitsi.tokens import DOMAIN

# Jitsi's modules as its package brings them, for what is written where they are there.
THEIRS = [
    "jitsi_session",
    "presence_identity",
    "speakerstats",
    "conference_duration",
    "end_conference",
    "muc_lobby_rooms",
    "persistent_lobby",
    "av_moderation",
    "room_metadata",
    "features_identity",
    "muc_hide_all",
    "muc_meeting_id",
    "muc_domain_mapper",
    "token_verification",
    "token_affiliation",
    "muc_wait_for_host",
    "muc_max_occupants",
    "muc_rate_limit",
    "polls",
    "limits_exception",
    "speakerstats_component",
    "conference_duration_component",
    "av_moderation_component",
    "room_metadata_component",
    "polls_component",
]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything, with Jitsi's modules there."""
    out = tmp_path_factory.mktemp("written")
    certificate = {"certificates_certificate": f"{out}/c.pem", "certificates_key": f"{out}/k.pem"}
    more = {"jitsi_public_address": "198.51.100.7", "jitsi_private_address": "10.0.0.7"}
    ports = {"jitsi_https_listen": "127.0.0.1:8443", "jitsi_https_listen_6": ""}
    render(out, jitsi_found_modules=THEIRS, **school(5280, **certificate, **more, **ports))
    return out


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _plugins() -> list[Path]:
    return sorted((ROLE / "files" / "prosody-plugins").rglob("*.lua"))


@pytest.mark.parametrize("path", _plugins(), ids=lambda it: it.name)
def test_a_module_is_lua_and_is_installed(path: Path) -> None:
    _run("luac", "-p", str(path))
    names = (ROLE / "vars" / "main.yml").read_text()
    assert f"- {path.relative_to(ROLE / 'files' / 'prosody-plugins')}\n" in names


def test_prosody_accepts_its_configuration(prosody: Prosody, written: Path) -> None:
    check = prosody.run("prosodyctl", "check", "config")
    said = check.communicate()[0].decode()
    assert "Error" not in said, said
    assert "All checks passed" in said or check.returncode == 0, said
    for name in ("prosody.cfg.lua", "conf.d/hosts.cfg.lua"):
        _run("luac", "-p", str(written / name))
    assert not [it for it in prosody.log().splitlines() if "\terror\t" in it]


def test_jitsis_modules_stand_beside_ours(written: Path) -> None:
    hosts = (written / "conf.d" / "hosts.cfg.lua").read_text()
    for name in (*THEIRS, "parta_room", "parta_presence", "parta_reach", "parta_control"):
        assert f'"{name}"' in hosts, name
    assert "wait_for_host_disable_auto_owners = true" in hosts
    assert "restrict_room_creation = true" in hosts
    assert "allow_empty_token = false" in hosts
    assert not re.search(r'authentication = "(jitsi-)?anonymous', hosts)
    assert "guest." not in hosts


def test_the_focus_makes_nobody_owner_and_has_no_login_of_its_own(written: Path) -> None:
    jicofo = ConfigFactory.parse_file(str(written / "jicofo.conf"))["jicofo"]
    assert jicofo["conference"]["enable-auto-owner"] is False
    assert jicofo["authentication"]["enabled"] is False
    assert jicofo["rest"]["host"] == "127.0.0.1"
    client = jicofo["xmpp"]["client"]
    assert (client["domain"], client["xmpp-domain"]) == (f"auth.{DOMAIN}", DOMAIN)


def test_the_bridge_asks_nobody_where_it_is(written: Path) -> None:
    read = ConfigFactory.parse_file(str(written / "jvb.conf"))
    mapping = read["ice4j"]["harvest"]["mapping"]
    assert mapping["aws"]["enabled"] is False
    assert mapping["stun"]["addresses"] == []
    assert mapping["static-mappings"][0]["public-address"] == "198.51.100.7"
    for server in read["videobridge"]["http-servers"].values():
        assert server["host"] == "127.0.0.1"


def _script(path: Path, name: str) -> dict[str, Any]:
    shown = f"{path.read_text()}\nprocess.stdout.write(JSON.stringify({name}))"
    read: dict[str, Any] = json.loads(_run("node", "--eval", shown))
    return read


def test_the_pages_ask_nobody_else_for_anything(written: Path) -> None:
    _run("node", "--check", str(written / "config.js"))
    config = _script(written / "config.js", "config")
    assert config["disableThirdPartyRequests"] is True
    assert config["gravatar"]["disabled"] is True
    assert config["analytics"]["disabled"] is True
    assert (config["p2p"]["enabled"], config["p2p"]["stunServers"]) == (False, [])
    assert config["stunServers"] == []
    assert config["defaultLanguage"] == "ru"
    assert not {"livestreaming", "invite", "embedmeeting"} & set(config["toolbarButtons"])
    interface = _script(written / "interface_config.js", "interfaceConfig")
    assert interface["APP_NAME"] == "Парта"
    for name in ("config.js", "interface_config.js"):
        hosts = re.findall(r"//([\w.-]+\.\w+)", (written / name).read_text())
        assert {host for host in hosts if not host.endswith("ruchei.example")} == set()


def test_nginx_accepts_the_pages(written: Path) -> None:
    key = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x"
    _run(*key.split(), "-keyout", f"{written}/k.pem", "-out", f"{written}/c.pem")
    site = (written / "nginx.conf").read_text()
    (written / "whole.conf").write_text(
        f"pid {written}/nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n"
        "client_body_temp_path /tmp; include /etc/nginx/mime.types;\n" + site + "}\n"
    )
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/bin")
    assert nginx is not None
    _run(nginx, "-t", "-q", "-c", f"{written}/whole.conf", "-e", "stderr")
    # Tokens stand in addresses; orders and the focus are for this machine only.
    assert "access_log off;" in site
    assert "/parta" not in site.replace("/parta/ {", "").replace("parta-tls", "")
    assert "conference-request" not in site
    assert "Content-Security-Policy" in site


def test_the_relay_leads_into_no_private_network(written: Path) -> None:
    lines = (written / "turnserver.conf").read_text().splitlines()
    for needed in ("use-auth-secret", "no-tcp-relay", "no-cli", "no-multicast-peers"):
        assert needed in lines
    denied = [it.split("=")[1] for it in lines if it.startswith("denied-peer-ip=")]
    for start in ("10.", "127.", "169.254.", "172.16.", "192.168.", "::1", "fc00:", "fe80:"):
        assert any(it.startswith(start) for it in denied), start
    assert [it for it in lines if it.startswith("allowed-peer-ip=")] == ["allowed-peer-ip=10.0.0.7"]
    assert not [it for it in lines if it.startswith(("lt-cred-mech", "no-auth", "user="))]
