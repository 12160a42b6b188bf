"""The tables. A change here takes a revision in `migrations`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import JSON

metadata = MetaData()

# SQLite counts up only columns that it calls INTEGER.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

# One word each: the sync token, the device, …
notes = Table(
    "notes",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("value", Text, nullable=False),
)

# The rooms that the assistant is in. `key` is the locator's, empty in rooms between persons.
rooms = Table(
    "rooms",
    metadata,
    Column("room_id", String(255), primary_key=True),
    Column("key", String(255), nullable=False, default=""),
    Column("kind", String(64), nullable=False, default=""),
    Column("group_key", String(255), nullable=True),
    Column("name", Text, nullable=False, default=""),
    Column("encrypted", Boolean, nullable=False, default=False),
    Column("locked", Boolean, nullable=False, default=False),
    # The one other person of a room with the assistant alone.
    Column("person", String(255), nullable=False, default=""),
    Index("rooms_key", "key"),
    Index("rooms_person", "person"),
)

# Every event of a timeline that was worked on; pruned after some weeks.
seen = Table(
    "seen",
    metadata,
    Column("event_id", String(255), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Index("seen_at", "at"),
)

# Work to do: a command, a reaction to a question, something scheduled that is due.
jobs = Table(
    "jobs",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("name", String(64), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("lane", String(255), nullable=False),  # jobs of one lane are done one after another
    Column("tries", Integer, nullable=False, default=0),
    Column("not_before", BigInteger, nullable=False, default=0),
)

# Effects to carry out, in order within a lane.
outbox = Table(
    "outbox",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("batch", String(64), nullable=False),
    Column("mark", String(64), nullable=False, default=""),
    Column("kind", String(32), nullable=False),
    Column("lane", String(255), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("not_before", BigInteger, nullable=False, default=0),
    # waiting, done or failed; done rows are kept while others may mean them
    Column("state", String(8), nullable=False, default="waiting"),
    Column("event_id", String(255), nullable=False, default=""),
    # The transaction id: the same at each try, and of nothing else on this homeserver.
    Column("txn", String(96), nullable=False, default=""),
    Index("outbox_state", "state", "id"),
    Index("outbox_batch", "batch", "mark"),
)

timers = Table(
    "timers",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("due", BigInteger, nullable=False),
    Column("name", String(64), nullable=False),
    Column("payload", JSON, nullable=False),
    Index("timers_due", "due"),
)

# What digests and records count. `subject` is the user whom it is about.
facts = Table(
    "facts",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("room_key", String(255), nullable=False, default=""),
    Column("subject", String(255), nullable=False, default=""),
    Column("data", JSON, nullable=False),
    Index("facts_kind", "kind", "at"),
    Index("facts_subject", "subject", "at"),
)

# A question to one person in one room, waiting for the next message.
questions = Table(
    "questions",
    metadata,
    Column("user", String(255), primary_key=True),
    Column("room_id", String(255), primary_key=True),
    Column("until", BigInteger, nullable=False),
    Column("payload", JSON, nullable=False),
)

# Personal links into conferences (bot.conference.links). Secrets are kept as SHA-256 only; `used`
# is when (milliseconds, 0 for not yet), `browser` the hash of what the browser then got.
links = Table(
    "links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("user", String(255), nullable=False),
    Column("conference", String(64), nullable=False),
    Column("until", BigInteger, nullable=False),  # it can be used
    Column("ends", BigInteger, nullable=False),  # the browser that used it can enter again
    Column("used", BigInteger, nullable=False, default=0),
    Column("browser", String(64), nullable=False, default=""),
    Index("links_browser", "browser"),
    Index("links_ends", "ends"),
)
