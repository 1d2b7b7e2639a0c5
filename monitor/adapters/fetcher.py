"""Ask the web politely and take no harm from what it answers.

    async with Fetcher(settings.fetch, clock) as fetcher:
        answer = await fetcher.get(url, cap=settings.fetch.page_size)

One identifying User-Agent, no cookies, no referrer, one visitor at a host at a time. A body is read in pieces under
a cap on its *unpacked* size; the whole exchange has one time limit; redirects are followed by hand, five at most,
each checked like a first address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from monitor import __version__
from monitor.adapters.addresses import PrivateAddress, check_url, guard, is_public
from monitor.adapters.decoding import ACCEPT_ENCODING, unpacker
from monitor.adapters.hosts import Hosts
from monitor.adapters.time_limits import TimeLimits
from monitor.clock import Clock
from monitor.core.answers import Answer, Validators
from monitor.core.errors import FetchError, Refused, TooLarge
from monitor.settings import FetchSettings

FEED = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
PAGE = "text/html, application/xhtml+xml, */*;q=0.5"
REDIRECTS = 5

_LASTING = (301, 308)
_REDIRECT = (301, 302, 303, 307, 308)
_REDIRECT_OF_A_FORM = (307, 308)
"""The others ask for a GET elsewhere, which would say nothing."""
_WITH_BODY = (200, 203, 226)
_HUB_CAP = 64 * 1024


class Fetcher:
    """The program's one door to the web. Use it as an asynchronous context manager."""

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock,
        *,
        resolver: AbstractResolver | None = None,
        is_open: Callable[[str], bool] = is_public,
    ) -> None:
        self.hosts = Hosts(settings.per_host_delay, settings.at_once, clock)
        self._settings = settings
        self._clock = clock
        self._resolver = resolver
        self._is_open = is_open
        self._limits = TimeLimits(settings.timeout)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        factory = None if self._settings.allow_private_networks else guard(self._is_open)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, use_dns_cache=False, resolver=self._resolver, socket_factory=factory, keepalive_timeout=15
            ),
            headers={
                "User-Agent": f"envoy-monitor/{__version__} (+{self._settings.contact})",
                "Accept-Encoding": ACCEPT_ENCODING,
            },
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=False,
            auto_decompress=False,
        )
        self._limits.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
        await self._limits.close()

    async def get(self, url: str, *, cap: int, accept: str = PAGE, validators: Validators | None = None) -> Answer:
        """The answer to one GET, conditional where `validators` are given. Any status is an answer.

        Raises Refused (address, scheme, port), TooLarge (the unpacked body passes `cap` bytes) or FetchError (network,
        time, damaged or short body).
        """
        headers = {"Accept": accept}
        if validators is not None:
            headers |= _conditions(validators)
        return await self._ask(url, headers, cap)

    async def post(self, url: str, form: Mapping[str, str]) -> Answer:
        """The answer to one POST of a form: how a hub is asked to push (WebSub). Raises as `get` does."""
        return await self._ask(url, {"Accept": "*/*"}, _HUB_CAP, form)

    async def _ask(
        self, url: str, headers: Mapping[str, str], cap: int, form: Mapping[str, str] | None = None
    ) -> Answer:
        left = self._limits.seconds
        address, moved_to, lasting = url, None, True
        for _ in range(REDIRECTS + 1):
            check_url(address)
            async with self.hosts.turn(host_of(address)):
                started = self._clock.monotonic()
                answer, target = await self._hop(address, headers, cap, left, moved_to, form)
            if target is None:
                return answer
            left -= self._clock.monotonic() - started
            lasting = lasting and answer.status in _LASTING
            address = target
            moved_to = address if lasting else moved_to
        raise FetchError(f"{url}: leads through more than {REDIRECTS} redirects")

    async def _hop(
        self,
        url: str,
        headers: Mapping[str, str],
        cap: int,
        seconds: float,
        moved_to: str | None,
        form: Mapping[str, str] | None,
    ) -> tuple[Answer, str | None]:
        """One request: its answer, and where it sends on to."""
        if self._session is None:
            raise RuntimeError("the fetcher is not open; use `async with`")
        try:
            # A page is asked for once, a feed again and again: it pays to keep its address taken apart.
            target = _parsed(url) if "If-None-Match" in headers or "If-Modified-Since" in headers else url
            with self._limits.within(seconds):
                async with self._session.request(
                    "GET" if form is None else "POST", target, headers=headers, data=form, allow_redirects=False
                ) as response:
                    followed = _REDIRECT if form is None else _REDIRECT_OF_A_FORM
                    if response.status in followed and (location := response.headers.get("Location")):
                        return Answer(url, response.status), _target(url, location)
                    body = await _body(response, cap) if response.status in _WITH_BODY else b""
                    return _answer(url, response, body, moved_to), None
        except TimeoutError:
            raise FetchError(f"{url}: took longer than {self._limits.seconds:g} s") from None
        except FetchError as error:
            raise type(error)(f"{url}: {error}") from None
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, PrivateAddress) or "is no public address" in str(error.os_error):
                why = f"{error.os_error.strerror or error.os_error}; not fetched (fetch.allow_private_networks)"
                raise Refused(f"{url}: {why}") from None
            raise FetchError(f"{url}: cannot be reached ({error.os_error.strerror or error.os_error})") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(f"{url}: {_short(error)}") from None


@lru_cache(32_768)  # more than there are feeds: a pass goes through them in order
def host_of(url: str) -> str:
    """The host and port that an address names, the key of a host's turns."""
    return urlsplit(url).netloc.lower()


_parsed = lru_cache(32_768)(URL)


@lru_cache(1024)
def _lowered(header: bytes) -> str:
    return header.lower().decode("latin-1")


def _conditions(validators: Validators) -> dict[str, str]:
    """The validators as they came. What is not ASCII would be mangled on the way: then none is sent."""
    sent = {}
    if (etag := validators.etag) and etag.isascii():
        sent["If-None-Match"] = etag.decode("ascii")
    if (modified := validators.last_modified) and modified.isascii():
        sent["If-Modified-Since"] = modified.decode("ascii")
    return sent


async def _body(response: aiohttp.ClientResponse, cap: int) -> bytes:
    decoder = unpacker(response.headers.get("Content-Encoding", ""))
    pieces, size, received = [], 0, 0
    async for data in response.content.iter_any():
        received += len(data)
        for piece in decoder.feed(data):
            size += len(piece)
            if max(size, received) > cap:
                raise TooLarge(f"is larger than {cap} bytes")
            pieces.append(piece)
    if received and not decoder.complete:
        raise FetchError("is cut short")
    return b"".join(pieces)


def _answer(url: str, response: aiohttp.ClientResponse, body: bytes, moved_to: str | None) -> Answer:
    headers: dict[str, str] = {}
    etag = last_modified = None
    for raw_name, raw in response.raw_headers:
        name = _lowered(raw_name)
        if name == "etag":
            etag = raw
        elif name == "last-modified":
            last_modified = raw
        else:
            value = raw.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Answer(url, response.status, body, headers, Validators(etag, last_modified), moved_to)


def _target(url: str, location: str) -> str:
    try:
        return urldefrag(urljoin(url, location.strip())).url
    except ValueError:
        raise FetchError(f"redirects to {location[:80]!r}, which is no address") from None


def _short(error: BaseException) -> str:
    """What went wrong, on one line and without the server's own bytes at length."""
    text = " ".join(str(error).split()) or type(error).__name__
    return f"gave no usable answer ({text[:160]})"
