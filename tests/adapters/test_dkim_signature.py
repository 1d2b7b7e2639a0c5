"""Signed mails through a real relay, checked as their receiver would check them."""

from __future__ import annotations

import base64
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import SecretStr, ValidationError

from monitor.adapters.mail import MailChannel
from monitor.settings import EmailSettings
from tests.support.alerts import alert, body
from tests.support.receivers import mail_relay

SHORT_KEY = """\
-----BEGIN PRIVATE KEY-----
MIIBVwIBADANBgkqhkiG9w0BAQEFAASCAUEwggE9AgEAAkEA3wVNm/Cg1YttJSOQ
14vi1r/7TV5wU8OQcoj2eovuyLtX+kafcN317kOXrljGv/ANsiC7agtj+wSmtN6F
6wT8twIDAQABAkEAvmLdlRD/jC0heMH65TdC58cudib3x1o81rn7iDQrHWnQlu3F
8C79YB1Q/krf8bitzq6skLa4efetjSsohEY2IQIhAP0YHF+XS43EXVj+IlBShimd
sOU2vqIRTtxnlUgGtXNHAiEA4ZTND2Nii+UyHp+KDlqFpSN7/SI9duPkxGZd/oit
gxECIQDuP80t2yF/cbMh/BFXJWgwMsZ7713i+IIRDt1DMTWMLwIhANPXMm9WDNCF
b3jUqAhst/7qAOEqC4Cf6VELNQ/4eMGRAiEAuiH9QyWzV609tRYrUZKu1gC1SBfQ
lDGi75wEXststTA=
-----END PRIVATE KEY-----
"""


def rsa_key(bits: int = 1024) -> tuple[str, bytes]:
    """A private key as PEM, and its public half as a domain's record holds it."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def ed25519_key() -> tuple[str, str, bytes]:
    """A private key as PEM and as 32 bytes in base64, and its record."""
    private = ed25519.Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    seed = base64.b64encode(private.private_bytes_raw()).decode()
    return pem, seed, b"v=DKIM1; k=ed25519; p=" + base64.b64encode(private.public_key().public_bytes_raw())


async def sent(keys: dict[str, Any]) -> bytes:
    """A mail as it arrived."""
    settings: dict[str, Any] = {"to": ("desk@example.org",), "sender": "monitor@example.org", "tls": "none"}
    async with mail_relay() as relay:
        channel = MailChannel("desk", EmailSettings(host="127.0.0.1", port=relay.port, **settings, **keys))
        await channel.send(alert(content=body(title="中美气候特使会谈 " * 9)))
    (raw,) = relay.mails
    return raw


def holds(raw: bytes, records: dict[bytes, bytes], index: int = 0) -> bool:
    """Whether the signature at `index` is what its domain's key says."""

    def ask(name: bytes, timeout: int = 5) -> bytes | None:
        return records.get(name)

    try:
        good: bool = dkim.DKIM(raw).verify(idx=index, dnsfunc=ask)
    except dkim.ValidationError:  # another body
        return False
    return good


def changed(raw: bytes) -> list[bytes]:
    """The mail as somebody on the way might alter it."""
    return [
        raw.replace(b"To: desk@example.org", b"To: else@example.org"),
        b"References: <added@example.org>\r\n" + raw,
        raw.replace(b"\r\n\r\n", b"\r\n\r\nAnother text.\r\n", 1),
    ]


async def test_a_mail_carries_a_signature_of_each_kind_and_each_holds_alone() -> None:
    pem, record = rsa_key()
    ed_pem, _, ed_record = ed25519_key()
    keys = {"dkim_selector": "mail2026", "dkim_key": SecretStr(pem)}
    keys |= {"dkim_ed25519_selector": "mail2026e", "dkim_ed25519_key": SecretStr(ed_pem)}
    raw = await sent(keys)
    kinds = [line[:38] for line in raw.split(b"\r\n") if line.startswith(b"DKIM-Signature")]
    assert kinds == [b"DKIM-Signature: v=1; a=rsa-sha256; c=r", b"DKIM-Signature: v=1; a=ed25519-sha256;"]
    records = {b"mail2026._domainkey.example.org.": record, b"mail2026e._domainkey.example.org.": ed_record}
    for index in (0, 1):
        assert holds(raw, records, index)
        assert not any(holds(other, records, index) for other in changed(raw))
    assert not holds(raw, {b"mail2026e._domainkey.example.org.": ed25519_key()[2]}, 1), "another's key"


@pytest.mark.parametrize("form", ["openssl's", "dknewkey's"])
async def test_an_ed25519_key_signs_alone_in_either_form(form: str) -> None:
    pem, seed, record = ed25519_key()
    key = SecretStr(pem if form == "openssl's" else seed)
    raw = await sent({"dkim_ed25519_selector": "only", "dkim_ed25519_key": key})
    assert raw.count(b"DKIM-Signature:") == 1
    assert holds(raw, {b"only._domainkey.example.org.": record})


def test_a_key_too_short_for_receivers_is_refused() -> None:
    with pytest.raises(ValidationError, match="512 bits"):
        EmailSettings(to=("a@example.org",), dkim_selector="a", dkim_key=SecretStr(SHORT_KEY))


@pytest.mark.parametrize("key", ["", "x", "c2hvcnQ=", SHORT_KEY, rsa_key()[0]])
def test_what_is_no_ed25519_key_is_refused(key: str) -> None:
    with pytest.raises(ValidationError, match="no Ed25519 private key"):
        EmailSettings(to=("a@example.org",), dkim_ed25519_selector="a", dkim_ed25519_key=SecretStr(key))


def test_an_ed25519_key_is_no_rsa_key() -> None:
    with pytest.raises(ValidationError, match="no RSA private key"):
        EmailSettings(to=("a@example.org",), dkim_selector="a", dkim_key=SecretStr(ed25519_key()[0]))


def test_two_keys_do_not_share_a_record() -> None:
    keys = {"dkim_key": SecretStr(rsa_key()[0]), "dkim_ed25519_key": SecretStr(ed25519_key()[1])}
    with pytest.raises(ValidationError, match="one selector for two keys"):
        EmailSettings(to=("a@example.org",), dkim_selector="a", dkim_ed25519_selector="a", **keys)


@pytest.mark.parametrize("keys", [{"dkim_ed25519_selector": "a"}, {"dkim_ed25519_key": SecretStr(ed25519_key()[1])}])
def test_selector_and_key_come_together(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="set both or neither"):
        EmailSettings(to=("a@example.org",), **keys)
