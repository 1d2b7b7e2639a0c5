"""Every key of the configuration, with its meaning and default. config/monitor.toml shows them all."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from monitor.settings.secrets import fill_from_files
from monitor.settings.values import Duration, DurationOrOff, Size

ENVIRONMENT_PREFIX = "ENVOY_MONITOR_"

_QUIET = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


class Table(BaseModel):
    """A table of the file: unknown keys are mistakes, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class SecretTable(Table):
    """A table whose secrets may stand in files of their own."""

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, table: Any) -> Any:
        return fill_from_files(table) if isinstance(table, dict) else table


def _http_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is no http or https address")
    return url


class ArchiveSettings(Table):
    """Where everything is kept."""

    path: Path = Field(Path("archive.sqlite3"), description="Relative to $STATE_DIRECTORY, else to this file.")
    keep_pages: DurationOrOff = Field(None, description='How long pages are kept for reading again; "off": for good.')


class FetchSettings(Table):
    """How pages and feeds are asked for."""

    contact: str = Field(
        min_length=3, max_length=200, description="Goes into the User-Agent, so that a site's owner can reach you."
    )
    allow_private_networks: bool = Field(
        False, description="Whether feeds and stories may lie at loopback or private addresses."
    )
    per_host_delay: Duration = Field(timedelta(seconds=1), description="Pause between two requests to one host.")
    timeout: Duration = Field(timedelta(seconds=30), description="For one request as a whole.")
    feed_size: Size = Field(8 * 1024**2, description="The largest feed, unpacked.")
    page_size: Size = Field(3 * 1024**2, description="The largest page, unpacked.")
    robots: bool = Field(True, description="Whether robots.txt is asked before a story is fetched.")
    at_once: Annotated[int, Field(ge=1, le=2000, description="Requests under way at the same time.")] = 64

    @field_validator("contact")
    @classmethod
    def _says_who(cls, contact: str) -> str:
        if not contact.isprintable() or not ("@" in contact or contact.startswith(("http://", "https://"))):
            raise ValueError("names nobody; give a mail address or a web page")
        return contact


class PollSettings(Table):
    """How often feeds are asked."""

    interval: Duration = Field(timedelta(minutes=15), description="A feed may set its own; servers may ask for longer.")

    @field_validator("interval")
    @classmethod
    def _at_least_a_second(cls, interval: timedelta) -> timedelta:
        if interval < timedelta(seconds=1):
            raise ValueError('is too short; "15m" is usual, "1s" the least')
        return interval


class WorkersSettings(Table):
    """Processes that read pages, so that a page can neither stall nor harm the daemon."""

    processes: Annotated[int, Field(ge=0, le=256, description="0: read in the daemon's own process.")] = 2
    memory: Size = Field(1024**3, description="The most that one process may take.")
    time: Duration = Field(timedelta(seconds=20), description="The longest that one page may take.")


class RouteSettings(SecretTable):
    """Which alerts a channel gets, and when."""

    kinds: tuple[Literal["envoy", "official"], ...] = Field((), description="Only these; all unless given.")
    countries: tuple[str, ...] = Field((), description='Only meetings there ("CN"); calls always. All unless given.')
    languages: tuple[str, ...] = Field((), description='Only from stories in these ("zh"). All unless given.')
    minimum_confidence: Annotated[float, Field(ge=0, le=1, description="Only meetings at least so certain.")] = 0.0
    group_wait: Duration = Field(
        timedelta(0), description="So long a new meeting waits for a second source, unless a government tells of it."
    )
    quiet_hours: str | None = Field(None, description='"22:00-07:00": what comes then goes out afterwards.')
    timezone: str = Field("UTC", description='Of the quiet hours ("Europe/Berlin").')

    @field_validator("quiet_hours")
    @classmethod
    def _two_times(cls, hours: str | None) -> str | None:
        if hours is not None and not _QUIET.fullmatch(hours):
            raise ValueError('are no hours; write them like "22:00-07:00"')
        return hours

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError('is no time zone; write it like "Europe/Berlin"') from None
        return name


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

    _url = field_validator("url")(_http_url)

    @field_validator("secret", "former_secrets")
    @classmethod
    def _is_key(cls, value: Any) -> Any:
        for secret in value if isinstance(value, tuple) else (value,):
            if secret is not None:
                _check_key(secret.get_secret_value())
        return value

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


class EmailSettings(RouteSettings):
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

    @model_validator(mode="after")
    def _no_clear_text_abroad(self) -> Self:
        if self.tls == "none" and self.host not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError('sends in clear text to another machine; set tls = "starttls" or "tls"')
        return self


class HeartbeatSettings(Table):
    """A ping while all is well."""

    url: Annotated[str, Field(description="Asked by GET; a dead man's switch raises the alarm when that stays away.")]
    every: Duration = timedelta(minutes=5)

    _url = field_validator("url")(_http_url)


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
    heartbeat: HeartbeatSettings | None = Field(None, description="So that silence is never taken for peace.")


class WebSettings(SecretTable):
    """The local page."""

    listen: str | None = Field("127.0.0.1:8620", description='Address and port; "off": no page.')
    token: SecretStr | None = Field(
        None, description="Needed for whatever changes something; without one nothing does."
    )
    token_file: Path | None = Field(
        None, description="A file that holds it; a plain name is looked for among systemd's credentials first."
    )

    public: str | None = Field(
        None,
        description="Where it can be reached from outside; unless set, no hub is asked to push feeds' news (WebSub).",
    )

    @field_validator("public")
    @classmethod
    def _is_address(cls, public: str | None) -> str | None:
        return None if public is None or public == "off" else _http_url(public)

    @field_validator("listen")
    @classmethod
    def _host_and_port(cls, listen: str | None) -> str | None:
        if listen is None or listen == "off":
            return None
        host, _, port = listen.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError('is no address with a port; write it like "127.0.0.1:8620" or "off"')
        return listen


class LogSettings(Table):
    """What is logged, to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "text", "json"] = Field(
        "auto", description='"auto": text, with priorities where systemd\'s journal reads it.'
    )


class KnowledgeSettings(Table):
    """The operator's own people, roles, places, outlets and topics."""

    path: Path | None = Field(
        None, description="A folder with files as in config/; what they hold comes before the packaged."
    )


class FeedSettings(Table):
    """One source."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    url: Annotated[str, Field(description="The feed's address.")]
    interval: Duration | None = Field(None, description="Instead of poll.interval.")
    language: str | None = Field(None, description='"en", "zh": where the feed does not say.')
    tier: Literal["official", "wire", "press", "ngo"] | None = Field(None, description="What kind of source it is.")
    kind: Literal["feed", "sitemap", "list"] = Field("feed", description="A feed, a news sitemap or a page of links.")
    link: str | None = Field(None, description='For a page of links: the CSS selector of its links ("ul.news li a").')
    screen: bool = Field(True, description="Whether entries are screened by title and summary before fetching.")

    _url = field_validator("url")(_http_url)


class Settings(BaseSettings):
    """The whole configuration: the file's tables, each key overridden by the environment."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter="__",
    )

    archive: ArchiveSettings = ArchiveSettings()
    fetch: FetchSettings
    poll: PollSettings = PollSettings()
    workers: WorkersSettings = WorkersSettings()
    alerts: AlertsSettings = AlertsSettings()
    web: WebSettings = WebSettings()
    log: LogSettings = LogSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    feed: tuple[FeedSettings, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment comes before the file; nothing else is read."""
        return env_settings, init_settings

    @field_validator("feed")
    @classmethod
    def _one_row_a_feed(cls, feeds: tuple[FeedSettings, ...]) -> tuple[FeedSettings, ...]:
        seen: set[str] = set()
        for feed in feeds:
            if feed.url in seen:
                raise ValueError(f"{feed.url} is declared twice")
            seen.add(feed.url)
        return feeds
