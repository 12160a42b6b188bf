"""All probes, by what they try. A probe is a function; `probe` says which row it proves."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from provisioning.conformance.trials import Attempt

Run = Callable[[Attempt], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe: the rows it belongs to, its title (a message key), and how it runs."""

    rows: tuple[str, ...]
    title: str
    run: Run


PROBES: list[Probe] = []


def probe(*rows: str, title: str) -> Callable[[Run], Run]:
    """Declare a probe for `rows`; `title` is a message key."""

    def declared(run: Run) -> Run:
        PROBES.append(Probe(rows, title, run))
        return run

    return declared


def all_probes() -> list[Probe]:
    """Every probe, in the order of the files."""
    from provisioning.conformance.probes import (  # noqa: F401, PLC0415 (they declare themselves)
        accounts,
        closed,
        commands,
        contacts,
        files,
        order,
        roles,
        rooms,
        sharing,
        silence,
        words,
    )

    return PROBES
