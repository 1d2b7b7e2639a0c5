"""DKIM (RFC 6376, RFC 8463): a mail's signatures, checked against keys in the sender's domain name records.

A receiver that knows no Ed25519 passes over that signature; so a mail may carry one of each kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from monitor.settings import EmailSettings
from monitor.settings.dkim import ed25519_seed

_SIGNED = (
    b"From",
    b"To",
    b"Subject",
    b"Date",
    b"Message-ID",
    b"In-Reply-To",
    b"References",
    b"List-Id",
    b"Auto-Submitted",
    b"MIME-Version",
    b"Content-Type",
    b"Content-Transfer-Encoding",
)
"""Those that are missing count as empty: nobody can add one without breaking the signature."""


@dataclass(frozen=True, slots=True)
class DkimSigner:
    """A domain's selector and private key: RSA in PEM, Ed25519 as 32 bytes in base64."""

    selector: str
    domain: str
    key: str
    algorithm: Literal["rsa-sha256", "ed25519-sha256"]

    def signature(self, raw: bytes) -> bytes:
        """The header for `raw`."""
        import dkim

        header: bytes = dkim.sign(
            raw,
            self.selector.encode(),
            self.domain.encode(),
            self.key.encode(),
            canonicalize=(b"relaxed", b"relaxed"),
            signature_algorithm=self.algorithm.encode(),
            include_headers=[*_SIGNED, b"From"],
        )
        return header


def signers(settings: EmailSettings, domain: str) -> list[DkimSigner]:
    """Those of a channel whose mails come from `domain`; RSA first, which every receiver knows."""
    found = []
    if settings.dkim_selector and settings.dkim_key:
        key = settings.dkim_key.get_secret_value()
        found.append(DkimSigner(settings.dkim_selector, domain, key, "rsa-sha256"))
    if settings.dkim_ed25519_selector and settings.dkim_ed25519_key:
        key = ed25519_seed(settings.dkim_ed25519_key.get_secret_value())
        found.append(DkimSigner(settings.dkim_ed25519_selector, domain, key, "ed25519-sha256"))
    return found


def signed(raw: bytes, signers: Iterable[DkimSigner]) -> bytes:
    """`raw` with its signatures before it. Some 10 ms of processor time: call it in a thread."""
    return b"".join(signer.signature(raw) for signer in signers) + raw
