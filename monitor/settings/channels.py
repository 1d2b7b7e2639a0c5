"""The tables under [alerts]: what alerts, and the channels that it goes to."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from monitor.core.delivery.naming import apprise_name, email_name, webhook_name
from monitor.settings.dkim import DkimSettings
from monitor.settings.extras import check_apprise_url
from monitor.settings.routes import RouteSettings
from monitor.settings.tables import Table, http_url
from monitor.settings.values import Duration, DurationOrOff

_APPRISE = re.compile(r"[a-z][a-z0-9+.-]*://.", re.IGNORECASE)


class WebhookSettings(RouteSettings):
    """A receiver of Standard Webhooks."""

    url: Annotated[str, Field(description="Where alerts are posted.")]
    name: str | None = Field(None, description="How lists call it; the address's host unless given.")
    secret: SecretStr | None = Field(None, description='The signing key, "whsec_" and base64.')
    secret_file: Path | None = Field(
        None, description="A file that holds it; a plain name is looked for among systemd's credentials first."
    )
    former_secrets: tuple[SecretStr, ...] = Field(
        (), description="Keys that are being replaced: signatures are sent for these too."
    )

    per_second: Annotated[float, Field(gt=0, le=1000, description="Requests a second, at most.")] = 250

    _url = field_validator("url")(http_url)

    @field_validator("secret", "former_secrets")
    @classmethod
    def _is_key(cls, value: Any) -> Any:
        for secret in value if isinstance(value, tuple) else (value,):
            if secret is not None:
                _check_key(secret.get_secret_value())
        return value

    @property
    def channel(self) -> str:
        """The channel's name in the archive, in logs and lists."""
        return self.name or webhook_name(self.url)

    @model_validator(mode="after")
    def _has_key(self) -> Self:
        if self.secret is None:
            raise ValueError("has no secret; set secret or secret_file")
        return self


def _check_key(key: str) -> None:
    try:
        raw = base64.b64decode(key.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError('is no signing key; it is "whsec_" and base64') from error
    if not 24 <= len(raw) <= 64:
        raise ValueError(f"is {len(raw)} bytes long; a signing key has 24 to 64")


class EmailSettings(DkimSettings):
    """A mail channel."""

    to: Annotated[tuple[str, ...], Field(min_length=1, description="Who gets the mail.")]
    name: str | None = Field(None, description="How lists call it; the first address unless given.")
    sender: str = Field("envoy-monitor@localhost", description="The From address.")
    host: str = Field("localhost", description="The relay.")
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description='"none" is allowed for a relay on this machine only.'
    )
    ca_bundle: Path | None = Field(
        None, description="Certificates that the relay's is checked against; the system's unless given."
    )
    user: str | None = None
    password: SecretStr | None = None
    password_file: Path | None = Field(
        None, description="A file that holds it; a plain name is looked for among systemd's credentials first."
    )

    @field_validator("to", "sender")
    @classmethod
    def _addresses(cls, value: Any) -> Any:
        for address in value if isinstance(value, tuple) else (value,):
            if not address.isprintable() or address.count("@") != 1 or " " in address or not all(address.split("@")):
                raise ValueError(f"holds no mail address: {address!r}")
        return value

    @property
    def channel(self) -> str:
        """The channel's name in the archive, in logs and lists."""
        return self.name or email_name(self.to)

    @model_validator(mode="after")
    def _no_clear_text_abroad(self) -> Self:
        if self.tls == "none" and self.host not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError('sends in clear text to another machine; set tls = "starttls" or "tls"')
        return self


class AppriseSettings(RouteSettings):
    """A chat or message service, by its Apprise URL (the extra `apprise`)."""

    url: Annotated[
        SecretStr | None, Field(description='Where to ("slack://…", "msteams://…", "tgram://…"); it holds the keys.')
    ] = None
    url_file: Path | None = Field(
        None, description="A file that holds it; a plain name is looked for among systemd's credentials first."
    )
    name: str | None = Field(None, description="How lists call it; the service and a digest of the URL unless given.")

    @property
    def channel(self) -> str:
        """The channel's name in the archive, in logs and lists."""
        return self.name or apprise_name(self.url.get_secret_value() if self.url else "")

    @field_validator("url")
    @classmethod
    def _is_url(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not _APPRISE.match(url.get_secret_value()):
            raise ValueError('is no Apprise URL; they begin like "slack://" or "mailto://"')
        if url is not None:
            check_apprise_url(url.get_secret_value())
        return url

    @model_validator(mode="after")
    def _has_url(self) -> Self:
        if self.url is None:
            raise ValueError("has no url; set url or url_file")
        return self


class HeartbeatSettings(Table):
    """A ping while all is well."""

    url: Annotated[str, Field(description="Asked by GET; a dead man's switch raises the alarm when that stays away.")]
    every: Duration = timedelta(minutes=5)

    _url = field_validator("url")(http_url)


class AlertsSettings(Table):
    """What alerts, and where to."""

    kinds: tuple[Literal["envoy", "official"], ...] = Field(
        ("envoy", "official"), description="Kinds of meeting that alert."
    )
    max_age: DurationOrOff = Field(
        timedelta(days=14),
        description='An older story alerts nobody; "off": no limit, and background is judged by the story\'s own date.',
    )
    webhook: tuple[WebhookSettings, ...] = ()
    email: tuple[EmailSettings, ...] = ()
    apprise: tuple[AppriseSettings, ...] = ()
    heartbeat: HeartbeatSettings | None = Field(None, description="So that silence is never taken for peace.")

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels' names, in the order of the file."""
        every: tuple[WebhookSettings | EmailSettings | AppriseSettings, ...] = (
            *self.webhook,
            *self.email,
            *self.apprise,
        )
        return tuple(one.channel for one in every)

    @model_validator(mode="after")
    def _names_tell_apart(self) -> Self:
        twice = sorted({name for name in self.channels if self.channels.count(name) > 1})
        if twice:
            raise ValueError(f"two channels are called {', '.join(twice)}; give each a name of its own")
        return self
