"""Links are found as clients find them, and only what every reader reads alike is verified."""

import zlib
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.catalogue import Catalogue, Entry, ascii_host, pack, read_address, unpack
from policy.links import LONGEST_ADDRESS, MOST_LINKS, UNREAD, is_inside, links, refusal_of
from policy.packing import pack_pieces

DOCUMENTED = (ValueError, KeyError, TypeError, AttributeError, zlib.error)
SERVER = "school.example.ru"


def entry(domain: str = "", **more: Any) -> Entry:
    return Entry("Название", "Источник", "Котова А. П.", "2026-09-01", domain=domain, **more)


CATALOGUE = Catalogue.of(
    [
        entry("edu.gov.ru"),
        entry("resh.edu.ru"),
        entry("культура.рф"),
        entry("example.org", subdomains=False),
        entry("yandex.ru", path="/education", subdomains=False),
        entry(sha256="a" * 64, kind="resource", federal_id="77"),
    ]
)

# What is written, and which links are found in it.
FOUND = {
    "https": ("смотри https://vk.com/xyz тут", ["https://vk.com/xyz"]),
    "http in capitals": ("HTTP://VK.COM", ["HTTP://VK.COM"]),
    "ftp": ("ftp://files.example/x", ["ftp://files.example/x"]),
    "no host that exists": ("https://nowhere", ["https://nowhere"]),
    "an unknown scheme": ("hxxp://evil.com/x", ["hxxp://evil.com/x"]),
    "a scheme glued to a word": ("смотриhttps://vk.com", ["https://vk.com"]),
    "one slash": ("https:/evil.com", ["https:/evil.com"]),
    "no slash": ("https:evil.com", ["https:evil.com"]),
    "backslashes": (r"https:\\evil.com", [r"https:\\evil.com"]),
    "slashes only": ("//evil.com/x", ["evil.com/x"]),
    "mailto": ("mailto:a@mail.ru", ["mailto:a@mail.ru"]),
    "tel": ("tel:+79991234567", ["tel:+79991234567"]),
    "javascript": ("javascript:alert(1)", ["javascript:alert(1"]),
    "data": ("data:text/html,<b>", ["data:text/html"]),
    "matrix": ("matrix:u/ann:other.org", ["matrix:u/ann:other.org"]),
    "mxc": ("mxc://other.org/abc", ["mxc://other.org/abc"]),
    "tg": ("tg:resolve?domain=x", ["tg:resolve?domain=x"]),
    "tg with slashes": ("tg://resolve?domain=x", ["tg://resolve?domain=x"]),
    "magnet": ("magnet:?xt=urn:btih:1", ["magnet:?xt=urn:btih:1"]),
    "intent": ("intent:x#Intent;end", ["intent:x#Intent;end"]),
    "view-source": ("view-source:https://evil.com", [
        "view-source:https://evil.com", "https://evil.com"]),
    "a bare domain": ("vk.com", ["vk.com"]),
    "a bare domain with a path": ("vk.com/id1?x=2#y", ["vk.com/id1?x=2#y"]),
    "a bare domain with a port": ("vk.com:8080/x", ["vk.com:8080/x"]),
    "a short one": ("t.me/x", ["t.me/x"]),
    "a bare domain in capitals": ("VK.COM", ["VK.COM"]),
    "a Russian domain": ("сайт.рф", ["сайт.рф"]),
    "a Russian domain in capitals": ("САЙТ.РФ/путь", ["САЙТ.РФ/путь"]),
    "punycode": ("xn--80aswg.xn--p1ai", ["xn--80aswg.xn--p1ai"]),
    "a Chinese domain": ("例子.中国", ["例子.中国"]),
    "a new top-level domain": ("my.school", ["my.school"]),
    "www": ("www.школа", ["www.школа"]),
    "onion": ("abcdef.onion", ["abcdef.onion"]),
    "the end of a sentence": ("Зайди на vk.com.", ["vk.com"]),
    "brackets": ("(vk.com)", ["vk.com"]),
    "quotes": ("«vk.com»", ["vk.com"]),
    "Markdown": ("[тут](http://evil.com)", ["http://evil.com"]),
    "bold": ("**vk.com**", ["vk.com"]),
    "underscores": ("_vk.com_", ["vk.com"]),
    "several": ("vk.com, ok.ru;mail.ru", ["vk.com", "ok.ru", "mail.ru"]),
    "several addresses": ("https://a.ru https://b.ru", ["https://a.ru", "https://b.ru"]),
    "lines": ("vk.com\nok.ru", ["vk.com", "ok.ru"]),
    "a sentence glued to it": ("vk.com.Привет", ["vk.com"]),
    "a word glued to it": ("vk.comпривет", ["vk.com"]),
    "a hyphen glued to it": ("vk.com-группа", ["vk.com"]),
    "a word glued before it": ("смотриvk.com", ["смотриvk.com"]),
    "full width": ("ｖｋ．ｃｏｍ", ["vk.com"]),
    "circled": ("ⓥⓚ.ⓒⓞⓜ", ["vk.com"]),
    "an ideographic dot": ("vk。com", ["vk。com"]),
    "a one dot leader": ("vk․com", ["vk.com"]),
    "a dot in brackets": ("vk[.]com", ["vk.com"]),
    "a dot in words": ("vk(dot)com", ["vk.com"]),
    "a dot in Russian words": ("vk[точка]com", ["vk.com"]),
    "a mailbox": ("пиши ivanov@mail.ru", ["ivanov@mail.ru"]),
    "a mailbox with dots": ("i.vanov@mail.ru", ["i.vanov@mail.ru"]),
    "userinfo": ("https://edu.gov.ru@evil.com", ["https://edu.gov.ru@evil.com"]),
    "userinfo without a scheme": ("edu.gov.ru@evil.com", ["edu.gov.ru@evil.com"]),
    "a stranger's Matrix id": ("@bob:other.org", ["@bob:other.org"]),
    "a stranger's room": ("#chat:other.org", ["#chat:other.org"]),
    "a stranger on matrix.to": ("https://matrix.to/#/@bob:other.org", [
        "https://matrix.to/#/@bob:other.org"]),
    "an IP address": ("192.168.0.1", ["192.168.0.1"]),
    "an IP address with a port": ("10.0.0.1:80", ["10.0.0.1:80"]),
    "an IP address with a scheme": ("http://10.0.0.1", ["http://10.0.0.1"]),
    "an IPv6 address": ("http://[::1]/", ["http://[::1]/"]),
    "localhost": ("localhost:8080", ["localhost:8080"]),
    "an address in an address": ("https://edu.gov.ru/?to=https://evil.com", [
        "https://edu.gov.ru/?to=https://evil.com", "https://evil.com"]),
    "an encoded address in an address": ("https://edu.gov.ru/?to=https%3A%2F%2Fevil.com", [
        "https://edu.gov.ru/?to=https%3A%2F%2Fevil.com", "https://evil.com"]),
    "a host in an address": ("https://edu.gov.ru/?to=//evil.com", [
        "https://edu.gov.ru/?to=//evil.com", "evil.com"]),
    "a host behind a bracket": ("https://edu.gov.ru/x)evil.com", [
        "https://edu.gov.ru/x)evil.com", "evil.com"]),
    "a mark in the host": ("v\u0336k\u0336.com", ["vk.com"]),
    "zero width in the host": ("vk\u200b.com", ["vk.com"]),
    "a soft hyphen in the host": ("v\u00adk.com", ["vk.com", "k.com"]),
}  # fmt: skip


@pytest.mark.parametrize("rule", FOUND)
def test_link_is_found(rule: str) -> None:
    written, found = FOUND[rule]
    assert list(links(written)) == found


def test_invisible_sign_ends_a_link_for_some_and_not_for_others() -> None:
    assert set(links("evil.com\u200b.edu.gov.ru")) == {
        "evil.com",
        "edu.gov.ru",
        "evil.com.edu.gov.ru",
    }


NO_LINKS = [
    "т.е. и т.д. и т.п., и.о. директора, к.п.н., 8 кл.",
    "2.5 балла, 3.14, 1.2.3, 01.09.2024, 10.30, §2.3.1.4, п. 10.2.3.4",
    "Класс 3А. Урок 5б. ФИО.Иванов А.С.Пушкин Н.В.Гоголь",
    "Привет.Как дела?Хорошо.Спасибо!Пока...Жду.",
    "г.Москва, г.Нальчик, ул.Ленина, д.5, кв.12",
    "Дата:10 Время:12:30 Итого:5",
    "Внимание: завтра не учимся. Тема: дроби. Вопрос:почему?",
    "С/о, и/или, 1/2, 24/7, км/ч, a/b",
    "file.txt photo.jpg домашка.docx таблица.xlsx",
    "example . com и пример точка рф",
    ":) :-) ;) <3 >_< http www . .. ... @ @все #тег",
    "C++ C# .NET node.js x.y f(x).g",
    "Счёт 3:2. Мф. 5:3. 10:00-11:00",
    "U.S.A. Ph.D. e.g. i.e. a.m. p.m. St.Petersburg",
    "@анна спасибо! #школа !важно",
    "пароль:123 логин:иван",
    "",
]


@pytest.mark.parametrize("text", NO_LINKS)
def test_honest_text_has_no_link(text: str) -> None:
    assert links(text, text) == ()


class TestHtml:
    @pytest.mark.parametrize(
        ("formatted", "found"),
        [
            ('<a href="https://evil.com">edu.gov.ru</a>', ["edu.gov.ru", "https://evil.com"]),
            ("<a href='https://evil.com'>тут</a>", ["https://evil.com"]),
            ("<a href=https://evil.com>тут</a>", ["https://evil.com"]),
            ("<A HREF = 'https://evil.com'>тут</A>", ["https://evil.com"]),
            ("<a\nhref\n=\nhttps://evil.com>тут</a>", ["https://evil.com"]),
            ("<a/href=https://evil.com>тут</a>", ["https://evil.com"]),
            ("<a title='>' href='https://evil.com'>тут</a>", ["https://evil.com"]),
            ("<a href='//evil.com'>тут</a>", ["//evil.com"]),
            ("<a href='evil.com'>тут</a>", ["evil.com"]),
            ("<a href='&#104;ttps://evil.com'>тут</a>", ["https://evil.com"]),
            ("<a href='https&colon;//evil.com'>тут</a>", ["https://evil.com"]),
            ("<a href='java\nscript:alert(1)'>тут</a>", ["java\nscript:alert(1)"]),
            ("<a href='https://evil.com", ["https://evil.com"]),
            ("<img src='https://evil.com/x.png'>", ["https://evil.com/x.png"]),
            ("<img src='mxc://other.org/x'>", ["mxc://other.org/x"]),
            ("vk<b>.com</b>", ["vk.com"]),
            ("vk<!-- -->.com", ["vk.com"]),
            ("<p>vk</p>.com", []),
            ("<p>vk.com</p>ok.ru", ["vk.com", "ok.ru"]),
            ("vk&period;com", ["vk.com"]),
            ("https:&#47;&#47;evil.com", ["https://evil.com"]),
            ("<a href='#top'>вверх</a> <a href='/x'>тут</a>", []),
            ("<code>src = 5; href = [1]</code>", []),
            ("<![x <a href=https://evil.com>", ["https://evil.com"]),
            ("<<<a href=https://evil.com>>>", ["https://evil.com"]),
            ("<b>2.5</b> т.е. <i>и.о.</i>", []),
        ],
    )
    def test_links_of_html_are_found(self, formatted: str, found: list[str]) -> None:
        assert set(links("", formatted)) == set(found)

    def test_mention_of_somebody_here_is_no_link_to_outside(self) -> None:
        pill = f'<a href="https://matrix.to/#/@ann:{SERVER}">Анна</a>, здравствуйте'
        assert links("Анна, здравствуйте", pill, SERVER) == ()
        assert links("Анна, здравствуйте", pill, "other.org") != ()


INSIDE = [
    f"https://matrix.to/#/@ann:{SERVER}",
    f"https://matrix.to/#/%40ann%3A{SERVER}",
    f"https://matrix.to/#/#room:{SERVER}",
    f"https://matrix.to/#/!abc:{SERVER}?via={SERVER}",
    f"https://matrix.to/#/!abc:{SERVER}/$event",
    "https://matrix.to/#/!0123456789012345678901234567890123456789012",
    f"matrix:u/ann:{SERVER}",
    f"matrix:r/room:{SERVER}",
    f"matrix:roomid/abc:{SERVER}/e/event?via={SERVER}",
    f"@ann:{SERVER}",
    f"#room:{SERVER}",
    f"mxc://{SERVER}/abc",
]
OUTSIDE = [
    "https://matrix.to/#/@ann:other.org",
    f"https://matrix.to/#/@ann:{SERVER}.other.org",
    f"https://matrix.to/#/@ann:other.org:{SERVER}",
    f"https://matrix.to/#/!abc:{SERVER}?via=other.org",
    f"https://matrix.to/#/!abc:{SERVER}?via={SERVER}&via=other.org",
    f"https://matrix.to/#/!abc:{SERVER}?action=join",
    f"https://matrix.to.other.org/#/@ann:{SERVER}",
    f"https://matrix.to@other.org/#/@ann:{SERVER}",
    f"https://matrix.to\\@other.org/#/@ann:{SERVER}",
    f"https://matrix.to/@ann:{SERVER}",
    f"https://other.org/#/@ann:{SERVER}",
    f"http://matrix.to/#/@ann:{SERVER}",
    f"https://matrix.to/#/https://other.org/@ann:{SERVER}",
    f"https://matrix.to/#/@ann:{SERVER}/https://other.org",
    f"https://matrix.to/#/@ann\u202e:{SERVER}",
    f"matrix:u/ann:{SERVER}/../other.org",
    f"matrix:x/ann:{SERVER}",
    f"mxc://{SERVER}.other.org/abc",
    f"https://{SERVER}/",
    f"mailto:ann@{SERVER}",
    UNREAD,
]


@pytest.mark.parametrize("link", INSIDE)
def test_own_people_and_rooms_are_inside(link: str) -> None:
    assert is_inside(link, SERVER)
    assert not is_inside(link, "")


@pytest.mark.parametrize("link", OUTSIDE)
def test_everything_else_is_outside(link: str) -> None:
    assert not is_inside(link, SERVER)


VERIFIED = [
    "https://edu.gov.ru",
    "http://edu.gov.ru",
    "https://edu.gov.ru/",
    "https://edu.gov.ru/a/b?c=d#e",
    "https://EDU.GOV.RU/x",
    "https://edu.gov.ru.",
    "https://edu.gov.ru:443/x",
    "http://edu.gov.ru:80/x",
    "https://docs.edu.gov.ru/x",
    "edu.gov.ru",
    "edu.gov.ru/x",
    "https://edu.gov.ru?x",
    "https://edu.gov.ru#x",
    "https://edu.gov.ru/страница",
    "https://культура.рф",
    "https://КУЛЬТУРА.РФ/x",
    "https://" + "культура.рф".encode("idna").decode() + "/x",
    "https://example.org/x",
    "https://yandex.ru/education",
    "https://yandex.ru/education/x?y",
    "https://edu.gov.ru/a..b/x",
]
NOT_VERIFIED = {
    "another domain": "https://evil.com",
    "userinfo": "https://edu.gov.ru@evil.com",
    "userinfo with a password": "https://edu.gov.ru:443@evil.com",
    "userinfo of ours": "https://me@edu.gov.ru",
    "an at sign behind a semicolon": "https://edu.gov.ru;@evil.com",
    "a backslash": "https://edu.gov.ru\\@evil.com",
    "a backslash host": "https:\\\\edu.gov.ru",
    "a backslash in the path": "https://edu.gov.ru/\\evil.com",
    "a backslash that browsers read as a slash": "https://evil.com\\.edu.gov.ru",
    "another port": "https://edu.gov.ru:8443",
    "the port of the other scheme": "https://edu.gov.ru:80",
    "an empty port": "https://edu.gov.ru:/",
    "a port without a scheme": "edu.gov.ru:443",
    "a longer name": "https://xedu.gov.ru",
    "a name that begins with it": "https://edu.gov.ru.evil.com",
    "a name with a hyphen": "https://evil-edu.gov.ru.com",
    "its parent": "https://gov.ru",
    "its sibling": "https://evil.gov.ru",
    "two dots at the end": "https://edu.gov.ru..",
    "an empty label": "https://edu..gov.ru",
    "a dot at the start": "https://.edu.gov.ru",
    "in the path": "https://evil.com/edu.gov.ru",
    "in the query": "https://evil.com?edu.gov.ru",
    "in the fragment": "https://evil.com#edu.gov.ru",
    "a Cyrillic letter": "https://еdu.gov.ru",
    "Cyrillic letters only in a label": "https://еԁԛ.gov.ru",
    "full width letters": "https://ｅdu.gov.ru",
    "an ideographic dot": "https://edu。gov.ru",
    "a sharp s": "https://edu.gov.ru\u00df.com",
    "a fraction slash": "https://evil.com\u2044.edu.gov.ru",
    "a division slash": "https://evil.com\u2215.edu.gov.ru",
    "a full width slash": "https://evil.com\uff0f.edu.gov.ru",
    "account of": "https://evil.com\u2100.edu.gov.ru",
    "a full width question mark": "https://evil.com\uff1f.edu.gov.ru",
    "a full width number sign": "https://evil.com\uff03.edu.gov.ru",
    "a full width at sign": "https://edu.gov.ru\uff20evil.com",
    "zero width": "https://edu.gov\u200b.ru",
    "a soft hyphen": "https://e\u00addu.gov.ru",
    "a turned direction": "https://\u202eedu.gov.ru",
    "a tab": "https://edu.gov.ru\t.evil.com",
    "a line": "https://edu.gov.ru\n.evil.com",
    "a NUL": "https://edu.gov.ru\x00.evil.com",
    "a space": "https://edu.gov.ru .evil.com",
    "a no-break space": "https://edu.gov.ru\u00a0.evil.com",
    "percent in the host": "https://edu%2Egov.ru",
    "an encoded slash in the host": "https://evil.com%2F.edu.gov.ru",
    "an encoded letter in the host": "https://%65du.gov.ru",
    "no slashes": "https:edu.gov.ru",
    "one slash": "https:/edu.gov.ru",
    "three slashes": "https:///edu.gov.ru",
    "no scheme but slashes": "//edu.gov.ru",
    "ftp": "ftp://edu.gov.ru",
    "javascript": "javascript://edu.gov.ru/%0aalert(1)",
    "data": "data:text/html,edu.gov.ru",
    "mailto": "mailto:x@edu.gov.ru",
    "a mailbox": "x@edu.gov.ru",
    "a Matrix id": "@x:edu.gov.ru",
    "an unknown scheme": "hxxps://edu.gov.ru",
    "a nested scheme": "view-source:https://edu.gov.ru",
    "blob": "blob:https://edu.gov.ru/x",
    "an IP address": "https://127.0.0.1",
    "an IP address as a number": "https://2130706433",
    "an IP address in hexadecimal": "https://0x7f.1",
    "an IPv6 address": "https://[::1]/",
    "an IPv6 address with a zone": "https://[fe80::1%25edu.gov.ru]/",
    "an underscore": "https://_.edu.gov.ru",
    "a hyphen at the start of a label": "https://-.edu.gov.ru",
    "a label too long": f"https://{'a' * 64}.edu.gov.ru",
    "a name too long": "https://" + "a." * 130 + "edu.gov.ru",
    "an address too long": "https://edu.gov.ru/" + "a" * LONGEST_ADDRESS,
    "punycode of ASCII": "https://xn--edu-.gov.ru",
    "punycode that is no better": "https://xn--du-8kc.gov.ru",
    "a subdomain of one that has none": "https://evil.example.org",
    "another path": "https://yandex.ru/search",
    "a longer name of the path": "https://yandex.ru/educationx",
    "up from the path": "https://yandex.ru/education/../search",
    "encoded up": "https://yandex.ru/education/%2e%2e/search",
    "half encoded up": "https://yandex.ru/education/.%2E/search",
    "up at the end": "https://yandex.ru/education/..",
    "an encoded slash": "https://yandex.ru/education%2f..%2fsearch",
    "doubled slashes": "https://yandex.ru//education",
    "path parameters": "https://yandex.ru/education/..;/search",
    "a subdomain of a path": "https://x.yandex.ru/education",
    "braces": "https://{edu.gov.ru}",
    "a pipe": "https://edu.gov.ru|evil.com",
    "a caret": "https://edu.gov.ru^evil.com",
    "a quote": 'https://edu.gov.ru"@evil.com',
    "a comma in the host": "https://edu.gov.ru,evil.com",
    "a dash glued to it": "https://edu.gov.ru—evil.com",
    "two addresses": "https://edu.gov.ruhttps://evil.com",
    "nothing": "",
    "a scheme only": "https://",
    "a word": "edu",
    "what was not read": UNREAD,
    "what was not read to its end": "https://edu.gov.ru/x" + UNREAD,
}


@pytest.mark.parametrize("url", VERIFIED)
def test_address_of_the_catalogue_is_verified(url: str) -> None:
    assert CATALOGUE.entry_of(url) is not None


@pytest.mark.parametrize("trick", NOT_VERIFIED)
def test_address_that_only_looks_like_it_is_not_verified(trick: str) -> None:
    assert CATALOGUE.entry_of(NOT_VERIFIED[trick]) is None


def browser_host(url: str) -> str | None:
    """The host as the URL standard reads it, for addresses of http and https; written anew here.

    https://url.spec.whatwg.org: leading and trailing controls go, tabs and line ends go, slashes
    and backslashes are one, the userinfo ends at the last @ before the path.
    """
    url = url.strip("".join(map(chr, range(0x21))))
    url = "".join(sign for sign in url if sign not in "\t\n\r")
    scheme, colon, rest = url.partition(":")
    if not colon or scheme.lower() not in ("http", "https"):
        return None
    rest = rest.replace("\\", "/").lstrip("/")
    for end, sign in enumerate(rest):
        if sign in "/?#":
            rest = rest[:end]
            break
    host = rest.rpartition("@")[2]
    host = host.partition(":")[0] if not host.startswith("[") else host
    return host.lower()


PIECES = st.sampled_from(
    [
        "https://", "http://", "HTTPS:", "//", "/", "\\", "@", ":", ":443", ":80", ".", "..", "。",
        "edu.gov.ru", "EDU.gov.ru", "evil.com", "культура.рф", "example.org", "yandex.ru",
        "/education", "?", "#", "%2e", "%40", "\t", "\n", " ", "\u200b", "\u00ad", "a", "-", "_",
        "xn--", "[", "]", ";", ",", "|", "&", "=", "0x7f", "1", "е", "ß", "\uff0f", "\u2100",
    ]
)  # fmt: skip
ADDRESSES = st.lists(PIECES, max_size=8).map("".join)


@given(ADDRESSES)
@example("https://edu.gov.ru\\@evil.com")
def test_where_it_is_verified_all_readers_agree_on_the_host(url: str) -> None:
    found = CATALOGUE.entry_of(url)
    if found is None:
        return
    whole = url if "://" in url else f"https://{url}"
    ours = read_address(url)
    assert ours is not None
    for host in (urlsplit(whole).hostname, browser_host(whole)):
        assert host is not None
        written = ".".join(
            label if label.isascii() else "xn--" + label.encode("punycode").decode()
            for label in host.removesuffix(".").split(".")
        )
        assert written == ours[0]
        verified = ascii_host(found.domain)
        assert written == verified or written.endswith(f".{verified}")


@given(st.one_of(st.text(max_size=80), ADDRESSES, st.lists(ADDRESSES).map(" ".join)), st.text())
def test_finding_and_reading_never_raise(text: str, formatted: str) -> None:
    for link in links(text, formatted + text, SERVER):
        CATALOGUE.entry_of(link)


@given(st.sampled_from(["https://evil.com/x", "evil.com", "t.me/x", "сайт.рф"]), st.text())
def test_link_between_other_words_is_found(link: str, text: str) -> None:
    assert any(it.endswith(link) for it in links(f"{text} {link} {text}"))


def test_more_links_than_anybody_means_end_in_one_that_nothing_verifies() -> None:
    found = links(" ".join(f"https://edu.gov.ru/{number}" for number in range(2 * MOST_LINKS)))
    assert len(found) == MOST_LINKS + 1
    assert CATALOGUE.entry_of(found[-1]) is None
    assert not is_inside(found[-1], SERVER)


def test_refusal_shows_a_short_link_and_its_row() -> None:
    refusal = refusal_of("https://evil.com/" + "x" * 500, "N2")
    assert (refusal.key, refusal.row) == ("links-not-verified", "N2")
    assert len(str(refusal.args["link"])) < 100
    assert refusal_of("x", "N2", with_reason=True).key == "links-reason-needed"


def test_file_is_verified_by_its_checksum() -> None:
    found = CATALOGUE.entry_of_file("a" * 64)
    assert found is not None
    assert found.federal_id == "77"
    assert CATALOGUE.entry_of_file("b" * 64) is None


@pytest.mark.parametrize("domain", ["", "ru", "1.2.3.4", "a_b.ru", "a b.ru", "еdu.ru", "a..ru"])
def test_entry_of_no_host_is_refused(domain: str) -> None:
    with pytest.raises(ValueError, match="host"):
        Catalogue.of([entry(domain)])


def test_entry_of_no_checksum_is_refused() -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        Catalogue.of([entry(sha256="abc")])


LABELS = st.text(st.sampled_from("abcxyzабвё019"), min_size=1, max_size=8).filter(
    lambda it: it.isascii() or all(sign in "абвё019" for sign in it)
)
ENTRIES = st.builds(
    Entry,
    title=st.text(max_size=9),
    source=st.text(max_size=9),
    verifier=st.text(max_size=9),
    date=st.just("2026-09-01"),
    kind=st.sampled_from(["content", "resource"]),
    domain=st.tuples(LABELS, st.sampled_from(["ru", "рф"])).map(".".join),
    path=st.sampled_from(["", "/a", "/a/b"]),
    subdomains=st.booleans(),
    federal_id=st.sampled_from(["", "77"]),
)
FILES = st.builds(
    Entry, title=st.text(max_size=9), source=st.just("s"), verifier=st.just("v"),
    date=st.just("d"), sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
)  # fmt: skip


@given(st.lists(st.one_of(ENTRIES, FILES), max_size=6))
def test_unpacking_gives_what_was_packed(entries: list[Entry]) -> None:
    catalogue = Catalogue.of(entries)
    assert unpack(pack(catalogue)) == catalogue


def test_two_thousand_domains_fit() -> None:
    catalogue = Catalogue.of(entry(f"site{number}.ru") for number in range(2000))
    pieces = pack(catalogue)
    assert all(len(piece["zlib"]) < 50_000 for piece in pieces)
    assert unpack(pieces) == catalogue


NAMED = {"title": "a", "source": "b", "verifier": "c", "date": "d"}


@pytest.mark.parametrize(
    "data",
    [
        5,
        {},
        [5],
        [{}],
        [{"title": "a"}],
        [{**NAMED, "domain": "ru"}],
        [{**NAMED, "domain": 5}],
        [{**NAMED, "title": 5, "domain": "a.ru"}],
        [{**NAMED, "kind": "x", "domain": "a.ru"}],
        [{**NAMED, "more": 1, "domain": "a.ru"}],
    ],
)
def test_data_of_another_shape_is_told(data: Any) -> None:
    with pytest.raises(DOCUMENTED):
        unpack(pack_pieces(data))
