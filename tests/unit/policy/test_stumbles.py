"""What is the request's fault, and what the server's own."""

import sqlite3

import psycopg2
import pytest
from twisted.internet.defer import FirstError
from twisted.python.failure import Failure

from policy.synapse.malformed import is_stumble, stumbles_of

DATABASES = [sqlite3, psycopg2]


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(
    "error",
    [
        TypeError("'int' object is not subscriptable"),
        AttributeError("'list' object has no attribute 'get'"),
        KeyError("user_id"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
        OverflowError("Python int too large to convert to SQLite INTEGER"),
        RecursionError(),
    ],
)
def test_data_of_a_wrong_kind_are_the_requests_fault(database: object, error: Exception) -> None:
    assert is_stumble(error, stumbles_of(database))
    wrapped = FirstError(Failure(error), 0)  # type: ignore[no-untyped-call]
    assert is_stumble(wrapped, stumbles_of(database))


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("error", [OSError(), MemoryError(), RuntimeError(), SystemExit()])
def test_trouble_of_the_server_stays_the_servers(database: object, error: BaseException) -> None:
    assert not is_stumble(error, stumbles_of(database))
    wrapped = FirstError(Failure(error), 0)  # type: ignore[no-untyped-call]
    assert not is_stumble(wrapped, stumbles_of(database))


def test_database_that_is_away_is_no_stumble() -> None:
    assert not is_stumble(sqlite3.OperationalError(), stumbles_of(sqlite3))
    assert not is_stumble(psycopg2.OperationalError(), stumbles_of(psycopg2))
    assert not is_stumble(psycopg2.InterfaceError(), stumbles_of(psycopg2))
    assert is_stumble(psycopg2.DataError(), stumbles_of(psycopg2))
