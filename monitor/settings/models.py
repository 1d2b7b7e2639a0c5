"""Every key of the configuration, with its meaning and default. config/monitor.toml shows them all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from monitor.settings.channels import AlertsSettings
from monitor.settings.extras import check_dask_address
from monitor.settings.tables import SecretTable, Table, http_url
from monitor.settings.values import Duration, DurationOrOff, Size

ENVIRONMENT_PREFIX = "ENVOY_MONITOR_"


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


class WorkersSettings(SecretTable):
    """Processes that read pages, so that a page can neither stall nor harm the daemon."""

    processes: Annotated[int, Field(ge=0, le=256, description="0: read in the daemon's own process.")] = 2
    memory: Size = Field(1024**3, description="The most that one process may take.")
    time: Duration = Field(timedelta(seconds=20), description="The longest that one page may take.")
    dask: str | None = Field(
        None, description='Scheduler of a Dask cluster that reads the pages ("tls://scheduler:8786"); "off": none.'
    )
    dask_ca: SecretStr | None = Field(None, description="The authority that signed the cluster's certificates (PEM).")
    dask_ca_file: Path | None = Field(None, description="A file that holds it, also among systemd's credentials.")
    dask_cert: SecretStr | None = Field(None, description="The monitor's own certificate for the cluster (PEM).")
    dask_cert_file: Path | None = Field(None, description="A file that holds it.")
    dask_key: SecretStr | None = Field(None, description="Its private key (PEM).")
    dask_key_file: Path | None = Field(None, description="A file that holds it.")

    @field_validator("dask")
    @classmethod
    def _leads_to_a_scheduler(cls, dask: str | None) -> str | None:
        return None if dask is None or dask == "off" else check_dask_address(dask)

    @model_validator(mode="after")
    def _has_its_certificates(self) -> Self:
        if self.dask is not None and self.dask.startswith("tls://"):
            missing = [name for name in ("dask_ca", "dask_cert", "dask_key") if getattr(self, name) is None]
            if missing:
                raise ValueError(f"dask over tls:// needs {', '.join(f'{name}_file' for name in missing)} as well")
        return self


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
    public_page: bool = Field(
        False, description="Whether the whole page answers there, and not the hubs' callback alone."
    )

    @field_validator("public")
    @classmethod
    def _is_address(cls, public: str | None) -> str | None:
        return None if public is None or public == "off" else http_url(public)

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

    _url = field_validator("url")(http_url)


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
