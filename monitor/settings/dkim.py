"""How mails are signed (DKIM): a selector and a private key for RSA (RFC 6376), Ed25519 (RFC 8463), or both.

The keys are tried while the configuration is read, so that a reload with one that does not fit is refused.
"""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from monitor.settings.extras import demand
from monitor.settings.routes import RouteSettings

_SELECTOR = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?")
_PEM = re.compile(r"-----BEGIN PRIVATE KEY-----\s(.+)-----END PRIVATE KEY-----", re.DOTALL)
_ED25519_PREFIX = bytes.fromhex("302e020100300506032b657004220420")
"""What stands before the 32 bytes of such a key in PKCS #8 (RFC 8410)."""
_FILE = "A file that holds it; a plain name is looked for among systemd's credentials first."


def _is_selector(selector: str | None) -> str | None:
    if selector is not None and not _SELECTOR.fullmatch(selector):
        raise ValueError('is no selector; it is letters, digits and hyphens, like "mail2026"')
    return selector


Selector = Annotated[str | None, AfterValidator(_is_selector)]


class DkimSettings(RouteSettings):
    """What a mail channel signs with."""

    dkim_selector: Selector = Field(
        None, description='Signs mails (DKIM) for "SELECTOR._domainkey" of the sender\'s domain; the extra `dkim`.'
    )
    dkim_key: SecretStr | None = Field(None, description="The private key: RSA, PEM.")
    dkim_key_file: Path | None = Field(None, description=_FILE)
    dkim_ed25519_selector: Selector = Field(
        None, description="Another selector, for a second and shorter signature (Ed25519), or this one alone."
    )
    dkim_ed25519_key: SecretStr | None = Field(
        None, description="Its private key, as `openssl genpkey -algorithm ed25519` or `dknewkey` writes it."
    )
    dkim_ed25519_key_file: Path | None = Field(None, description=_FILE)

    @model_validator(mode="after")
    def _selectors_and_keys(self) -> Self:
        self._both("dkim_selector", "dkim_key")
        self._both("dkim_ed25519_selector", "dkim_ed25519_key")
        for module in ("dkim", "nacl") if self.dkim_key or self.dkim_ed25519_key else ():
            demand(module, "dkim")
        if self.dkim_key is not None:
            _check_rsa(self.dkim_key.get_secret_value())
        if self.dkim_ed25519_key is not None:
            ed25519_seed(self.dkim_ed25519_key.get_secret_value())
        if self.dkim_selector is not None and self.dkim_selector == self.dkim_ed25519_selector:
            raise ValueError("has one selector for two keys; each key has a record of its own")
        return self

    def _both(self, selector: str, key: str) -> None:
        if (getattr(self, selector) is None) != (getattr(self, key) is None):
            raise ValueError(f"signs with {selector} and {key} (or {key}_file) together; set both or neither")


def _check_rsa(key: str) -> None:
    from dkim.crypto import UnparsableKeyError, parse_pem_private_key

    try:
        bits = parse_pem_private_key(key.encode())["modulus"].bit_length()
    except (UnparsableKeyError, ValueError, KeyError, TypeError):
        raise ValueError("dkim_key is no RSA private key in PEM; openssl genrsa 2048 makes one") from None
    if bits < 1024:
        raise ValueError(f"dkim_key has {bits} bits; receivers take 1024 at the least, 2048 is usual")


def ed25519_seed(key: str) -> str:
    """The 32 bytes of a private key in base64, from PEM (PKCS #8) or as they are. Raises ValueError."""
    pem = _PEM.search(key)
    try:
        raw = base64.b64decode("".join((pem[1] if pem else key).split()), validate=True)
    except binascii.Error:
        raw = b""
    seed = raw.removeprefix(_ED25519_PREFIX) if pem else raw
    if len(seed) != 32:
        raise ValueError("dkim_ed25519_key is no Ed25519 private key; openssl genpkey -algorithm ed25519 makes one")
    return base64.b64encode(seed).decode()
