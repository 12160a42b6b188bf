"""Links in what somebody wrote (regulation N2, N3); what is verified: policy.catalogue.

`links` finds whatever some client would make a link of, and more where clients differ: a link that
is found though nobody can click it costs a pupil a sentence; one that is missed costs the rule.
What is out of scope: an address in words («вк точка ком») or with spaces ("example . com").
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from policy.folding import is_nothing
from policy.markup import texts_of
from policy.refusal import Refusal
from policy.tlds import TLDS

# Not registered anywhere, and still addresses.
_MORE_TLDS = frozenset({"onion", "i2p", "localhost"})
# Schemes that are links without "//" after them, and how what follows must begin.
_PLAIN_SCHEMES = {
    **dict.fromkeys(("http", "https", "ftp", "ftps", "ws", "wss"), r"[\w/\\\[]"),
    **dict.fromkeys(("tel", "sms", "geo", "callto", "facetime"), r"[+\d(;\w-]"),
    "data": r"[\w.+-]*[/,;]",
    "matrix": r"(u|r|roomid|user|room|group)/",
    "magnet": r"\?",
    **dict.fromkeys(
        (
            "mailto", "javascript", "vbscript", "file", "blob", "about", "view-source", "intent",
            "tg", "viber", "whatsapp", "skype", "sip", "sips", "xmpp", "bitcoin", "market", "mxc",
        ),
        r"\S",
    ),
}  # fmt: skip
_LONGEST_SCHEME = 30
_SCHEME_BEFORE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*\Z")
_CHUNKS = re.compile(r"[^\s<>\"«»“”„`]+")
# Dots as browsers know them; and how people write a dot that shall not be one.
_DOTS = ".。．｡"
_HIDDEN_DOT = re.compile(r"[\[({]\s?(?:\.|dot|точка)\s?[\])}]", re.IGNORECASE)
_RUN = re.compile(rf"[^\W_][\w\-{_DOTS}]*")
_AFTER_DOMAIN = re.compile(r"(?::\d{1,5}(?!\d))?(?:[/?#\\]\S*)?")
_TRAILING = ".,;:!?…)]}'»*_~|"
_CLOSERS = re.compile(r"[)\]}'|,;*]")
_IP_PARTS = 4
_LARGE_OCTET = 100
_SIGILS = "@#!+$"
_NOT_IN_MAILBOX = frozenset("@,;:()[]{}'*|")
_LONGEST_LOCALPART = 255
_LONGEST_LABEL = 63
_LARGEST_OCTET = 255

# Nobody means so many or such long ones: a link that ends in UNREAD was not read to its end, and
# so nothing verifies it.
MOST_LINKS = 300
LONGEST_ADDRESS = 2000
UNREAD = "…"
_LONGEST_SHOWN = 80
_MOST_IN_ATTRIBUTES = 100_000

# Attributes whose value is an address; Matrix clients keep no others.
_ADDRESS_ATTRIBUTE = re.compile(r"(?:href|src)\s{0,9}=\s{0,9}", re.IGNORECASE)
_HAS_SCHEME = re.compile(r"[\w+.\-]*:|[/\\]{2}")
# Browsers take these out of an address before they read it.
_DROPPED = re.compile(r"[\x00-\x20]")
_UNQUOTED = re.compile(r"[^\s>]*")
_MATRIX_ID = re.compile(r"([@#!$])([^:/?#\s\\]{1,255}):([^/?#\s\\@]{1,255})")
_NEVER_IN_ADDRESS = frozenset('\\<>"`{}|^')
_EVENT_ID = re.compile(r"\$[A-Za-z0-9_\-+/:.]{1,255}")
_LONE_ROOM_ID = re.compile(r"![A-Za-z0-9_\-]{20,64}")
_MATRIX_TO = "https://matrix.to/#/"
_URI_KINDS = {"u": "@", "user": "@", "r": "#", "room": "#", "roomid": "!"}


def links(body: str, formatted_body: str = "", server_name: str = "") -> tuple[str, ...]:
    """Every link to outside in a message: each once, in the order of the text.

    Mentions and rooms of the school's own server (`server_name`) are not outside. After
    `MOST_LINKS` the last one is `UNREAD`, which nothing verifies.
    """
    found: dict[str, None] = {}
    for count, link in enumerate(_all(body, formatted_body)):
        if count >= MOST_LINKS:
            found[UNREAD] = None
            break
        found[link] = None
    return tuple(link for link in found if not is_inside(link, server_name))


def _all(body: str, formatted_body: str) -> Iterator[str]:
    yield from _in_text(body)
    if formatted_body:
        for text in texts_of(formatted_body):
            yield from _in_text(text)
        yield from _in_attributes(formatted_body)


def is_inside(link: str, server_name: str) -> bool:
    """Is the link a mention, a room or a file of the server `server_name`, however written?"""
    if not server_name or link.endswith(UNREAD) or any(map(is_doubtful, link)):
        return False
    if link.startswith("mxc://"):
        return link[6:].split("/", 1)[0] == server_name
    head, _, query = link.partition("?")
    if query and not all(part == f"via={server_name}" for part in unquote(query).split("&")):
        return False
    if head.startswith(_MATRIX_TO):
        target = unquote(head.removeprefix(_MATRIX_TO))
    elif head.startswith("matrix:"):
        kind, _, name = unquote(head.removeprefix("matrix:")).partition("/")
        name, _, event = name.partition("/e/")
        target = _URI_KINDS.get(kind, "?") + name + (f"/${event}" if event else "")
    else:
        # The bare id, which clients turn into a mention.
        return not query and _is_local(head, server_name)
    named, slash, event = target.partition("/")
    if slash and not _EVENT_ID.fullmatch(event):
        return False
    # Rooms of version 12 have ids without a server: only `via` could lead to another one.
    return bool(_LONE_ROOM_ID.fullmatch(named)) or _is_local(named, server_name)


def _is_local(matrix_id: str, server_name: str) -> bool:
    match = _MATRIX_ID.fullmatch(matrix_id)
    return match is not None and match[3].casefold() == server_name.casefold()


def _in_attributes(formatted: str) -> Iterator[str]:
    """Values of attributes that are addresses, also where the tag around them is malformed."""
    looked_at = 0
    for match in _ADDRESS_ATTRIBUTE.finditer(formatted):
        start = match.end()
        quote = formatted[start : start + 1]
        if quote and quote in "\"'":
            end = formatted.find(quote, start + 1)
            value = formatted[start + 1 : end if end >= 0 else len(formatted)]
        else:
            unquoted = _UNQUOTED.match(formatted, start)
            value = unquoted[0] if unquoted else ""
        looked_at += len(value)
        if looked_at > _MOST_IN_ATTRIBUTES:
            yield UNREAD
            return
        value = html.unescape(value).strip()
        read = _DROPPED.sub("", value)
        # A relative address leads nowhere outside.
        if _HAS_SCHEME.match(read) or any(_bare(read)):
            yield value if len(value) <= LONGEST_ADDRESS else value[:LONGEST_ADDRESS] + UNREAD


def _in_text(text: str) -> Iterator[str]:
    for variant in _variants(text):
        for chunk in _CHUNKS.findall(variant):
            if ":" in chunk or not _NO_DOT.search(chunk):
                yield from _in_chunk(chunk)


_NO_DOT = re.compile(rf"\A[^{_DOTS}]*\Z")


def _variants(text: str) -> tuple[str, ...]:
    """The text as different clients may read it.

    What is invisible, and marks on letters, may end a link or be taken out of it; other forms of
    letters (ｖｋ) may be read as the letters or end a link.
    """
    text = _HIDDEN_DOT.sub(".", text)
    if text.isascii():
        return (text,)
    forms = [text]
    if any(is_nothing(sign) for sign in text):
        forms = [
            "".join(sign for sign in text if not is_nothing(sign)),
            "".join(" " if is_nothing(sign) else sign for sign in text),
        ]
    if any(unicodedata.category(sign) == "Mn" for sign in text):
        forms.append("".join(sign for sign in text if unicodedata.category(sign) != "Mn"))
    return tuple(dict.fromkeys((*forms, *(unicodedata.normalize("NFKC", form) for form in forms))))


def _in_chunk(chunk: str) -> Iterator[str]:
    starts = list(_schemes(chunk))
    first = starts[0] if starts else len(chunk)
    yield from _bare(chunk[:first])
    for start, following in pairwise([*starts, len(chunk)]):
        yield from _link(chunk[start:], following - start)
    if starts and "%" in chunk:
        # An address inside an address: a way to any site through one that forwards.
        inner = unquote(chunk[first:])
        for start in list(_schemes(inner))[1:]:
            yield from _link(inner[start:])


def _link(rest: str, end: int | None = None) -> Iterator[str]:
    """The link at the start of `rest`, and what may be a link of its own behind it, up to `end`."""
    if len(rest) > LONGEST_ADDRESS:
        yield rest[:LONGEST_ADDRESS] + UNREAD
    else:
        yield rest.rstrip(_TRAILING) or rest
    opening = re.match(r"[^/\\]*[/\\]{0,9}[^/\\?#]*", rest)
    behind = rest[opening.end() : end] if opening else ""
    for closer in _CLOSERS.finditer(behind):
        part = behind[closer.end() :]
        run = _RUN.match(part)
        if run and (length := _domain_end(run[0])):
            yield part[:length]
    for double in re.finditer(r"//", behind):
        run = _RUN.match(behind, double.end())
        if run and (length := _domain_end(run[0])):
            yield run[0][:length]


def _schemes(chunk: str) -> Iterator[int]:
    """Where an address with a scheme begins."""
    colon = chunk.find(":")
    while colon >= 0:
        before = _SCHEME_BEFORE.search(chunk[max(0, colon - _LONGEST_SCHEME) : colon])
        if before:
            scheme, after = before[0].lower(), chunk[colon + 1 : colon + 200]
            follows = _PLAIN_SCHEMES.get(scheme.rpartition(".")[2])
            if re.match(r"[/\\]{2}", after) or (follows and re.match(follows, after)):
                yield colon - len(before[0])
        colon = chunk.find(":", colon + 1)


def _bare(chunk: str) -> Iterator[str]:
    """Addresses without a scheme: host names, IP addresses, mailboxes, Matrix ids."""
    position = 0
    while position < len(chunk):
        run = _RUN.search(chunk, position)
        if run is None:
            return
        start, end = run.start(), _domain_end(run[0])
        if not end:
            end = _address_end(run[0], chunk[run.end() : run.end() + 1])
        if not end:
            position = run.end()
            continue
        owned = _owner(chunk, start)
        after = _AFTER_DOMAIN.match(chunk, start + end)
        stop = after.end() if after else start + end
        if stop < len(chunk) and chunk[stop] == "@" and owned == start:
            # A mailbox or a userinfo with a dot in it: the host comes behind.
            position = stop
            continue
        if any(sign in "/?#\\" for sign in chunk[start + end : start + end + 7]):
            yield from _link(chunk[owned:])
            return
        yield chunk[owned:stop].rstrip(_TRAILING)[:LONGEST_ADDRESS]
        position = stop


def _owner(chunk: str, start: int) -> int:
    """Where a Matrix id (@user:host) or a mailbox (user@host) begins whose host is at `start`."""
    before = chunk[start - 1 : start]
    first = max(0, start - _LONGEST_LOCALPART)
    position = start - 2
    if before == ":":
        while position >= first and chunk[position] not in _SIGILS:
            position -= 1
        return position if position >= first else start
    if before == "@":
        while position >= first and chunk[position] not in _NOT_IN_MAILBOX:
            position -= 1
        return position + 1
    return start


def _domain_end(run: str) -> int:
    """How much of a run of letters, digits, hyphens and dots is a host name; 0 for nothing.

    As far as the last label that is a top-level domain: «vk.com.Привет» is a link to vk.com.
    """
    best = 0
    label_start = 0
    for position in range(len(run) + 1):
        if position < len(run) and run[position] not in _DOTS:
            continue
        label = run[label_start : min(position, label_start + _LONGEST_LABEL)]
        # «г.Москва»: a name of one Russian letter cannot be registered.
        abbreviated = label_start == 2 and not run[0].isascii()
        if label_start and label and run[label_start - 2] not in _DOTS and not abbreviated:
            length = _top_level(label)
            if length:
                best = label_start + length
        label_start = position + 1
    if not best and run[:4].casefold() == "www." and len(run) > len("www."):
        return len(run.rstrip(_DOTS))
    return best


def _top_level(label: str) -> int:
    """How much of a label is a top-level domain: all of it, or what comes before other signs."""
    folded = label.casefold()
    if folded in TLDS or folded in _MORE_TLDS or folded.startswith("xn--"):
        return len(label)
    if not folded.isascii() and "xn--" + folded.encode("punycode").decode("ascii") in TLDS:
        return len(label)
    for pattern in (_BEFORE_HYPHEN, _BEFORE_OTHER_LETTERS):
        head = pattern.match(folded)
        if head and (head[0] in TLDS or head[0] in _MORE_TLDS):
            return len(head[0])
    return 0


_BEFORE_HYPHEN = re.compile(r"[^\W_]+(?=[-_])")
_BEFORE_OTHER_LETTERS = re.compile(r"[a-z]+(?=[^\x00-\x7f])")


def _address_end(run: str, following: str) -> int:
    """The length of an IPv4 address that is no number of a section, or of localhost with a port."""
    plain = run.rstrip(".")
    if plain.casefold() == "localhost":
        return len(plain) if following == ":" else 0
    parts = plain.split(".")
    if len(parts) != _IP_PARTS or not all(it.isascii() and it.isdigit() for it in parts):
        return 0
    octets = [int(it) for it in parts if len(it) <= 3]
    if len(octets) < _IP_PARTS or max(octets) > _LARGEST_OCTET:
        return 0
    return len(plain) if max(octets) >= _LARGE_OCTET or following in (":", "/") else 0


def refusal_of(link: str, row: str, *, with_reason: bool = False) -> Refusal:
    """Why `link` may not be shared: it is not verified, or (`with_reason`) needs a reason."""
    shown = {"link": link if len(link) <= _LONGEST_SHOWN else link[:_LONGEST_SHOWN] + UNREAD}
    return Refusal("links-reason-needed" if with_reason else "links-not-verified", shown, row=row)


def refusal_of_file(row: str) -> Refusal:
    """Why a file may not be shared: its checksum is not in the catalogue."""
    return Refusal("files-not-verified", row=row)


def is_doubtful(sign: str) -> bool:
    """A sign that some readers of addresses skip and others do not."""
    return sign in _NEVER_IN_ADDRESS or unicodedata.category(sign)[0] in "CZ"
