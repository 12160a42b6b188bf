"""The long form of what can be wrong with a backup: restic is patient with a place that fails."""

from tests.deploy.server import Server
from tests.deploy.test_disaster import REPOSITORY, TESTED


def test_a_spoiled_backup_does_not_pass_for_a_good_one(server: Server) -> None:
    server.target.run("mv", f"{REPOSITORY}/data", f"{REPOSITORY}/away")
    done = server.target.run("systemctl", "start", "parta-restore-test.service", check=False)
    server.target.run("mv", f"{REPOSITORY}/away", f"{REPOSITORY}/data")
    assert done.returncode != 0
    assert server.target.run("test", "-e", TESTED, check=False).returncode != 0
