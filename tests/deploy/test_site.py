"""The playbook: from a bare Debian to a working school, and again."""

from tests.deploy.server import Server


def test_a_look_in_check_mode_passes_on_a_clean_machine(server: Server) -> None:
    assert server.checked.counts["failed"] == 0


def test_after_a_power_cut_the_next_run_finishes_the_job(server: Server) -> None:
    assert server.cut.code != 0, "the power did not fail"
    assert server.played.counts["failed"] == 0


def test_a_second_run_changes_nothing(server: Server) -> None:
    again = server.controller.play().succeeded()
    assert again.changed == []
    assert again.counts["changed"] == 0
