"""HTML in messages, read as text: written for HTML that nobody checked, by no parser's idea of it.

Clients differ in what they make of broken tags. So nothing is taken out that some client could
show: what stands inside a tag is read as well, only behind the text.
"""

import html
import re

# Tags inside a line of text, and tags that part lines: those that Matrix clients keep.
_INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "img",
        "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_BLOCK = frozenset(
    {
        "blockquote", "br", "caption", "center", "details", "div", "dd", "dl", "dt", "h1", "h2",
        "h3", "h4", "h5", "h6", "hr", "li", "mx-reply", "ol", "p", "pre", "summary", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9-]*|!|\?)([^<>]*)>")


def texts_of(formatted: str) -> tuple[str, ...]:
    """The text of HTML as it is seen, without tags; and with every tag as a gap."""
    seen = _TAG.sub(lambda tag: "" if _is_inline(tag[1]) else " ", formatted)
    apart = _TAG.sub(" ", formatted)
    return tuple(dict.fromkeys((html.unescape(seen), html.unescape(apart))))


def readable(text: str) -> str:
    """Everything that can be read in a text that may be HTML or not.

    Tags that clients know are taken out, so that «ду<b>рак</b>» is one word and the letter of the
    tag is none; what stands in them (titles, spoilers) follows behind. Other tags stay as text.
    """
    if "<" not in text and "&" not in text:
        return text
    inside: list[str] = []

    def replaced(tag: re.Match[str]) -> str:
        inline = _is_inline(tag[1])
        if not inline and tag[1].removeprefix("/").lower() not in _BLOCK:
            return tag[0]
        if tag[2].strip(" /-"):
            inside.append(tag[2])
        return "" if inline else " "

    seen = _TAG.sub(replaced, text)
    return html.unescape("\n".join((seen, *inside)))


def _is_inline(tag: str) -> bool:
    return tag.removeprefix("/").lower() in _INLINE or tag in ("!", "?")
