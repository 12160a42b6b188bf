"""The same attempts on a homeserver with workers and PostgreSQL, as a big school has it.

What is asked for reaches a worker that does not write events, and what it does not serve the main
process, as behind a reverse proxy.
"""

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from provisioning.layouts.load import Layouts
from tests.server.attacks import (
    test_calls,
    test_closed_server,
    test_contacts,
    test_creation,
    test_malformed,
    test_membership,
    test_messages,
    test_profile,
    test_relations,
    test_state,
)  # fmt: skip
from tests.server.attacks.attempt import Attempt, refused, table
from tests.server.attacks.going_on import let_go_on
from tests.server.conftest import SERVER_NAME, free_port
from tests.server.farm import WorkerHomeserver
from tests.server.guarded import NO_RATE_LIMITS, GuardedSchool

# One attempt in so many of each table: that a worker asks the same rules shows in a spread.
_EVERY = 5
_TABLES = {
    "calls": (test_calls.CALLS, test_calls.WHISPERS, test_calls.LATER),
    "closed server": (
        test_closed_server.COMING_IN, test_closed_server.ADDRESSES,
        test_closed_server.ADMINISTRATION, test_closed_server.DIRECTORY,
        test_closed_server.RULES_PAGE,
    ),
    "contacts": (test_contacts.NOT_TO_BEGIN, test_contacts.NOT_TO_BRING_IN),
    "new rooms": (
        test_creation.WHO, test_creation.WITH_WHOM, test_creation.SMUGGLED, test_creation.SETTINGS,
    ),
    "membership": (
        test_membership.JOINS, test_membership.OTHER_WAYS_IN, test_membership.REMOVALS,
        test_membership.NICKNAMES, test_membership.UPGRADES,
    ),
    "messages": (
        test_messages.WHERE_ONE_MAY_NOT_WRITE, test_messages.WHAT_ONE_MAY_NOT_SEND,
        test_messages.HIDDEN_THINGS,
    ),
    "profile": (test_profile.NAMES, test_profile.FIELDS),
    "relations": (
        test_relations.EDITS, test_relations.THREADS, test_relations.REACTIONS,
        test_relations.REMOVALS,
    ),
    "state": (
        test_state.BY_A_PUPIL, test_state.BY_A_TEACHER, test_state.OUTSIDE,
        test_state.IN_A_CONVERSATION, test_state.WIDGETS,
    ),
}  # fmt: skip
_SPREAD = [
    replace(it, what=f"{theme}: {it.what}")
    for theme, tables in _TABLES.items()
    for some in tables
    for it in some[::_EVERY]
]
# Synapse stumbles over other things with another database.
_STUMBLES = (*test_malformed.SHAPES, *test_malformed.HALVES)
_OTHERWISE = {
    "a filter far off": "PostgreSQL looks for it, and there is none",
    "a pusher whose name is a list": "PostgreSQL takes a list for a text",
    # A reverse proxy knows what workers cannot do; the one here only asks them first.
    "half a rule for notices": "workers only read these rules",
    "typing for a list of seconds": "only the main process is told who is typing",
}


@pytest.fixture(scope="module")
async def far_school(
    tmp_path_factory: pytest.TempPathFactory, layouts: Layouts
) -> AsyncIterator[GuardedSchool]:
    """Arranged through the main process; asked at the worker from then on."""
    farm = WorkerHomeserver(tmp_path_factory.mktemp("attacked"), SERVER_NAME, free_port)
    try:
        farm.start(dict(NO_RATE_LIMITS))
        await farm.wait()
        async with (
            aiohttp.ClientSession() as session,
            farm.front(farm.workers[1]).running() as front,
        ):
            school = await GuardedSchool.found(farm, layouts, session)
            await let_go_on(school)
            await farm.catch_up()
            school.address_of_api = front.address
            yield school
    finally:
        farm.stop()


@table(_SPREAD)
async def test_a_worker_refuses_the_same(far_school: GuardedSchool, attempt: Attempt) -> None:
    await refused(far_school, attempt)


@table([it for it in _STUMBLES if it.what not in _OTHERWISE])
async def test_a_worker_stumbles_over_nothing(far_school: GuardedSchool, attempt: Attempt) -> None:
    await refused(far_school, attempt)
