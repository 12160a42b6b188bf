"""A digest as e-mail: plain text and HTML with the picture inside, the PDF attached; and sending.

Nothing that somebody typed gets into a header but through `email.headerregistry`, which refuses
line breaks; titles are one clean line before (`clean.line`).
"""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from html import escape
from typing import Literal

from bot.digest.clean import line
from bot.digest.model import Digest
from bot.digest.paper import WIDTH, pdf, picture
from bot.digest.text import formatted, picture_alt, plain
from templates import message, say

_STYLES = {
    "h3": "font-size:20px;color:#174a84;margin:0 0 4px",
    "h4": "font-size:16px;color:#174a84;margin:18px 0 6px",
    "p": "margin:0 0 8px",
    "ol": "margin:0;padding-left:22px",
    "ul": "margin:0;padding-left:22px",
    "li": "margin:0 0 5px",
    "em": "color:#4c5566",
}
_BODY = "margin:0;background:#ffffff;color:#16191f;font:15px/1.45 sans-serif"
_COLUMN = "max-width:640px;margin:0 auto;padding:16px"
_FOR_GOOD = 500
_IMAGE = "display:block;width:100%;max-width:540px;height:auto;margin:0 0 16px"


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `password` never appears in a log: it is left out of `repr`."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0  # seconds for each answer of the server

    def __post_init__(self) -> None:
        if self.password and self.security == "none":
            raise ValueError("a password never goes over an open line")


class NotSent(Exception):
    """The mail server did not take the letter; the message names no address and no password.

    `passes`: it may take the same letter later (RFC 5321, 4.2.1: codes from 500 on are for good).
    """

    def __init__(self, what: str, *, passes: bool = True) -> None:
        self.passes = passes
        super().__init__(what)


def letter(digest: Digest, language: str, *, sender: str, to: str) -> EmailMessage:
    """The digest as a letter from `sender` to `to` (addresses only, without names).

    Raises:
        ValueError: an address that is none.
    """
    found = EmailMessage(policy=SMTP)
    subject = message("digest-mail-subject", title=digest.title, school=digest.school)
    found["Subject"] = line(say(subject, language), 200)
    found["From"] = _address(sender, digest.school)
    found["To"] = _address(to)
    found["Date"] = format_datetime(digest.period.made)
    domain = sender.rpartition("@")[2]
    found["Message-ID"] = make_msgid(domain=domain)
    found["Auto-Submitted"] = "auto-generated"

    attached = say(message("digest-mail-attached"), language)
    found.set_content(f"{plain(digest, language)}\n\n{attached}\n")
    image = make_msgid(domain=domain)
    found.add_alternative(_html(digest, language, image[1:-1], attached), subtype="html")
    parts = found.get_payload()
    html = parts[-1] if isinstance(parts, list) else None
    if not isinstance(html, EmailMessage):
        raise TypeError("a letter of two forms expected")
    html.add_related(
        picture(digest, language), "image", "png", cid=image, filename="digest.png",
        disposition="inline",
    )  # fmt: skip
    name = say(message("digest-file-name", day=digest.period.last.isoformat()), language)
    found.add_attachment(
        pdf(digest, language), maintype="application", subtype="pdf", filename=f"{name}.pdf"
    )
    # Last: what is set before the content becomes a header of its first part.
    found["Content-Language"] = language
    return found


async def send(server: Server, mail: EmailMessage) -> None:
    """Hand `mail` to the server, in a thread.

    Raises:
        NotSent: the server cannot be reached, is not who it says, or refuses.
    """
    await asyncio.to_thread(_send, server, mail)


def _send(server: Server, mail: EmailMessage) -> None:
    try:
        with _connected(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(mail)
    except (smtplib.SMTPException, OSError) as failed:
        # What the server answers may repeat addresses; its code says enough.
        code = _code(failed)
        what = f"{type(failed).__name__} {code or ''}".strip()
        # A wrong password is put right by people, and then the letter goes.
        wrong = isinstance(failed, smtplib.SMTPAuthenticationError)
        raise NotSent(what, passes=wrong or code < _FOR_GOOD) from None


def _code(failed: Exception) -> int:
    """The server's answer as a number, 0 where there was none."""
    if isinstance(failed, smtplib.SMTPRecipientsRefused):
        return min((code for code, _ in failed.recipients.values()), default=0)
    return int(getattr(failed, "smtp_code", 0))


def _connected(server: Server) -> smtplib.SMTP:
    trust = ssl.create_default_context()
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=trust)
    connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    if server.security == "starttls":
        try:
            # Raises where the server does not offer it: nothing is sent in the open instead.
            connection.starttls(context=trust)
        except BaseException:
            connection.close()
            raise
    return connection


def _address(address: str, name: str = "") -> Address:
    """An address for a header.

    Raises:
        ValueError: it is no address, or holds a line break.
    """
    local, at, domain = address.rpartition("@")
    odd = any(sign.isspace() or not sign.isprintable() or sign in '<>,;"' for sign in address)
    if not (local and at and domain) or odd:
        raise ValueError("no e-mail address")
    return Address(display_name=name, username=local, domain=domain)


def _html(digest: Digest, language: str, image: str, attached: str) -> str:
    alt = escape(picture_alt(digest, language))
    title = escape(say(digest.title, language))
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<title>{title}</title></head><body style="{_BODY}"><div style="{_COLUMN}">'
        f'<img src="cid:{escape(image)}" width="{WIDTH // 2}" alt="{alt}" style="{_IMAGE}">'
        f"{formatted(digest, language, _STYLES)}"
        f'<p style="margin:16px 0 0">{escape(attached)}</p></div></body></html>\n'
    )
