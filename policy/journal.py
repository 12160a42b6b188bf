"""Addresses of the electronic journal and diary, with places to fill in (W13, W14). Pure.

The school writes one address for each into school.yaml; a link is that address for a class, a
child, a day. Nobody's password stands in one: people log in there themselves.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlsplit

# {class}: the class's stable key (2024-a), {title}: its name (7А), {child}: the pupil's id in the
# lists, {date}: the day (2026-09-01).
PLACES = frozenset({"class", "title", "child", "date"})
_PLACE = re.compile(r"\{([^{}]*)\}")
_SECRETS = re.compile(r"pass(word|wd)?|pwd|secret|token|api_?key|session|auth", re.IGNORECASE)
_LONGEST = 500


def mistake(address: str) -> str:
    """What is wrong with an address of school.yaml, as the end of a message's key; empty: nothing.

    "https": not https, or not an address; "place": an unknown place, or one within the host;
    "secret": a password or a key in it.
    """
    plain = _PLACE.sub("x", address)
    if len(address) > _LONGEST or not plain.isprintable() or " " in plain or "\\" in plain:
        return "https"
    try:
        parts = urlsplit(plain)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "https"
    if parts.scheme != "https" or not host or port == 0:
        return "https"
    if "@" in parts.netloc or any(_SECRETS.fullmatch(key) for key, _ in parse_qsl(parts.query)):
        return "secret"
    start = len("https://") + len(parts.netloc)
    if "{" in plain or "}" in plain or "{" in address[:start]:
        return "place"
    return "" if set(_PLACE.findall(address)) <= PLACES else "place"


def filled(address: str, values: Mapping[str, str]) -> str:
    """The address for one class, child, day; what is not given stays empty."""

    def value(it: re.Match[str]) -> str:
        found = values.get(it[1], "")
        # «..» would lead a folder up.
        return quote(found if found.strip(".") else "", safe="")

    return _PLACE.sub(value, address)
