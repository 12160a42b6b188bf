"""A digest by e-mail, through a mail server that this process runs."""

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd import smtp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.digest.mail import NotSent, Server, letter, send
from tests.unit.digest.test_text import HOSTILE, hostile
from tests.unit.digest.week import DIRECTOR, MOTHER, digest

SENDER, TO = "parta@school.example", "head@school.example"
PASSWORD = "a-secret-of-the-mail-server"


class Box:
    """Keeps what comes in, or refuses it."""

    def __init__(self, refusal: str = "") -> None:
        self.letters: list[EmailMessage] = []
        self.to: list[str] = []
        self._refusal = refusal

    async def handle_DATA(  # noqa: N802
        self, _server: smtp.SMTP, _session: smtp.Session, envelope: smtp.Envelope
    ) -> str:
        if self._refusal:
            return self._refusal
        assert isinstance(envelope.content, bytes)
        found = message_from_bytes(envelope.content, policy=default)
        assert isinstance(found, EmailMessage)
        self.letters.append(found)
        self.to += envelope.rcpt_tos
        return "250 taken"


def authenticate(
    server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope, mechanism: str, data: object
) -> smtp.AuthResult:
    right = isinstance(data, smtp.LoginPassword) and data.password == PASSWORD.encode()
    return smtp.AuthResult(success=right, handled=right)


@asynccontextmanager
async def running(
    box: Box, ssl_context: ssl.SSLContext | None = None, **more: Any
) -> AsyncIterator[int]:
    """A mail server on loopback; its port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: smtp.SMTP(box, hostname="mail.school.example", loop=loop, **more),
        "127.0.0.1",
        0,
        ssl=ssl_context,
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("mail") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def secured(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine trusts that certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_letter_arrives_with_text_picture_and_pdf(language: str) -> None:
    box = Box()
    async with running(box) as port:
        mail = letter(digest(DIRECTOR), language, sender=SENDER, to=TO)
        await send(Server("127.0.0.1", port, "none"), mail)
    (found,) = box.letters
    assert box.to == [TO]
    assert "2026" in str(found["Subject"])
    assert "Школа" in str(found["Subject"])
    assert found["Content-Language"] == language
    assert found["Auto-Submitted"] == "auto-generated"

    text = found.get_body(("plain",))
    html = found.get_body(("html",))
    assert text is not None
    assert html is not None
    what = "Положение о чатах"
    assert what in text.get_content()
    assert what in html.get_content()

    parts = {part.get_content_type(): part for part in found.walk()}
    image = parts["image/png"]
    assert image.get_content().startswith(b"\x89PNG")
    assert image.get_content_disposition() == "inline"
    assert f"cid:{image['Content-ID'][1:-1]}" in html.get_content()
    (attached,) = found.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content().startswith(b"%PDF")
    assert str(attached.get_filename()).endswith("2026-11-22.pdf")


def test_the_html_asks_nothing_of_any_other_host() -> None:
    html = letter(digest(DIRECTOR), "ru", sender=SENDER, to=TO).get_body(("html",))
    assert html is not None
    text = html.get_content()
    assert "http" not in text
    assert "<script" not in text
    assert 'lang="ru"' in text
    assert 'alt="' in text


@pytest.mark.parametrize("title", HOSTILE, ids=lambda it: repr(it[:20]))
def test_what_people_typed_makes_no_header(title: str) -> None:
    mail = letter(digest(DIRECTOR, hostile(title)), "ru", sender=SENDER, to=TO)
    assert set(mail.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Content-Language",
        "MIME-Version", "Content-Type",
    }  # fmt: skip
    again = message_from_bytes(mail.as_bytes(), policy=default)
    assert again["Bcc"] is None
    assert again["To"] == TO


@pytest.mark.parametrize(
    "address",
    [
        "",
        "head",
        "@school.example",
        "head@",
        "head@school.example\r\nBcc: all@school.example",
        "head@school.example, other@school.example",
        "Head <head@school.example>",
        "a\u202eb@school.example",
    ],
    ids=repr,
)
def test_only_one_plain_address_is_an_address(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        letter(digest(MOTHER), "ru", sender=SENDER, to=address)


@pytest.mark.usefixtures("trusted")
async def test_a_password_goes_over_an_encrypted_line(certificate: Path) -> None:
    box = Box()
    async with running(
        box, tls_context=secured(certificate), require_starttls=True, authenticator=authenticate,
        auth_required=True,
    ) as port:  # fmt: skip
        mail = letter(digest(MOTHER), "ru", sender=SENDER, to=TO)
        server = Server("127.0.0.1", port, "starttls", "parta", PASSWORD)
        await send(server, mail)
        with pytest.raises(NotSent) as refused:
            await send(Server("127.0.0.1", port, "starttls", "parta", "wrong"), mail)
    assert len(box.letters) == 1
    assert "535" in str(refused.value)
    assert "wrong" not in repr(refused.value)
    assert PASSWORD not in repr(server)


@pytest.mark.usefixtures("trusted")
async def test_encrypted_from_the_first_byte(certificate: Path) -> None:
    box = Box()
    mail = letter(digest(MOTHER), "ru", sender=SENDER, to=TO)
    async with running(box, ssl_context=secured(certificate)) as port:
        await send(Server("127.0.0.1", port, "tls"), mail)
    assert len(box.letters) == 1


async def test_a_server_that_nobody_vouches_for_gets_nothing(certificate: Path) -> None:
    box = Box()
    mail = letter(digest(MOTHER), "ru", sender=SENDER, to=TO)
    async with running(box, tls_context=secured(certificate)) as port:
        server = Server("127.0.0.1", port, "starttls")
        with pytest.raises(NotSent, match="SSLCertVerificationError"):
            await send(server, mail)
    assert box.letters == []


async def test_nothing_is_sent_in_the_open_instead() -> None:
    box = Box()
    mail = letter(digest(MOTHER), "ru", sender=SENDER, to=TO)
    async with running(box) as port:
        with pytest.raises(NotSent):
            await send(Server("127.0.0.1", port, "starttls"), mail)
    assert box.letters == []
    with pytest.raises(ValueError, match="open line"):
        Server("127.0.0.1", port, "none", "parta", PASSWORD)


async def test_a_refusal_is_told_without_addresses() -> None:
    box = Box("554 no letters for head@school.example")
    mail = letter(digest(MOTHER), "ru", sender=SENDER, to=TO)
    async with running(box) as port:
        with pytest.raises(NotSent, match="554") as refused:
            await send(Server("127.0.0.1", port, "none"), mail)
    assert TO not in str(refused.value)


async def test_no_server_is_told_too() -> None:
    mail = letter(digest(MOTHER), "ru", sender=SENDER, to=TO)
    async with running(Box()) as port:
        pass  # it has stopped: nobody listens there any more
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        await send(Server("127.0.0.1", port, "none"), mail)
