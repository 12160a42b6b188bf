"""Whatever a client may put into a request: any JSON, with the keys that mean something to us."""

from typing import Any

from hypothesis import strategies as st

from tests.unit.builders import SERVER

# Keys and values that some decision looks at.
KEYS = (
    "msgtype", "body", "format", "formatted_body", "url", "info", "file", "thumbnail_url",
    "thumbnail_file", "m.relates_to", "rel_type", "event_id", "key", "m.new_content",
    "m.mentions", "room", "user_ids", "type", "data", "domain", "name", "topic", "invite",
    "preset", "visibility", "initial_state", "state_key", "content", "creation_content",
    "power_level_content_override", "invite_3pid", "room_alias_name", "join_rule",
    "history_visibility", "guest_access", "people", "groups", "until", "confirmed", "kind",
    "title", "membership", "displayname", "avatar_url", "org.parta.reason", "org.parta.x",
)  # fmt: skip
VALUES = (
    "m.text", "m.image", "m.file", "m.location", "m.thread", "m.replace", "m.annotation", "$x",
    f"mxc://{SERVER}/abc", "mxc://", "https://evil.example/", "jitsi", "m.custom", "private",
    "public_chat", "private_chat", "m.room.encryption", "m.room.join_rules", "invite",
    f"@tess:{SERVER}", f"@ann:{SERVER}", "причина: для урока математики", "<img src=x>", "@room",
)  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """Texts that mean something here, and any others; half a surrogate pair among them."""
    return st.one_of(
        st.sampled_from(VALUES), st.text(max_size=8), st.just("\ud800"), st.just("\x00")
    )


def anything() -> st.SearchStrategy[Any]:
    """Any JSON value."""
    leaves = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), texts(), st.just(2**80)
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.lists(inner, max_size=4), _mappings(inner)),
        max_leaves=12,
    )


def contents() -> st.SearchStrategy[dict[str, Any]]:
    """Any JSON object."""
    return _mappings(anything())


def _mappings(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    keys = st.one_of(st.sampled_from(KEYS), st.text(max_size=5))
    return st.dictionaries(keys, values, max_size=5)


def nested(depth: int, *, by: str = "") -> Any:
    """Lists in lists (or objects in objects under the key `by`), `depth` of them."""
    value: Any = "x"
    for _ in range(depth):
        value = {by: value} if by else [value]
    return value
