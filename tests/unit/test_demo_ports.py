"""A demo whose ports are taken says so, and starts nothing."""

import socket
from pathlib import Path

import pytest

from provisioning.demo.run import start
from provisioning.run import Refused


@pytest.mark.parametrize("which", [0, 1])
def test_a_port_that_is_taken_is_named(tmp_path: Path, small_school: Path, which: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=str(port)):
            start(small_school, tmp_path / "home", port - which, "ru", detach=True)
    assert not list((tmp_path / "home").glob("*.log"))
