"""How long the pure part of a plan takes for a large school, and how large its events become.

Run it with ``python -m tests.bench.plan [pupils parents staff]``; the best of five runs counts.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable

from provisioning.planning import Plan
from tests.unit.builders import big_school, carried_out, empty_server, layouts, plan_for

_RUNS = 5


def best(run: Callable[[], Plan]) -> tuple[float, Plan]:
    """The shortest of a few runs, in seconds, and what it gave."""
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        plan = run()
        times.append(time.perf_counter() - start)
    return min(times), plan


def size(content: object) -> int:
    """Bytes of the content of an event."""
    return len(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def show(text: str) -> None:
    """One line of the report."""
    sys.stdout.write(text + "\n")


def main(pupils: int = 1000, parents: int = 1700, staff: int = 120) -> None:
    """Print the report."""
    roster = big_school(pupils, parents, staff)
    layouts()  # read once: parsing YAML is not what is measured
    show(f"{pupils} pupils, {parents} parents, {staff} staff; best of {_RUNS}")
    nothing = empty_server()
    seconds, plan = best(lambda: plan_for(roster, nothing))
    show(f"{seconds:8.3f} s  plan on an empty server ({len(plan.actions)} actions)")
    found = carried_out(plan)
    seconds, again = best(lambda: plan_for(roster, found))
    show(f"{seconds:8.3f} s  plan on a settled server ({len(again.actions)} actions)")

    levels: dict[str, int] = defaultdict(int)
    for action in plan.actions:
        if "power_levels" in action.details:
            kind = action.details["kind"]
            levels[kind] = max(levels[kind], size(action.details["power_levels"]))
    show("\nlargest m.room.power_levels of each kind, bytes (an event holds 65,536):")
    for kind, largest in sorted(levels.items(), key=lambda it: -it[1]):
        show(f"{largest:8}  {kind}")

    entries: dict[str, int] = defaultdict(int)
    for (event_type, _), content in plan.wanted.registry.items():
        entries[event_type] = max(entries[event_type], size(content))
    show("\nlargest event of each type in the registry, bytes:")
    for event_type, largest in sorted(entries.items(), key=lambda it: -it[1]):
        show(f"{largest:8}  {event_type}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
