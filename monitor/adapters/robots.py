"""What a site's robots.txt allows (RFC 9309): asked once a day for each site, before the first story.

Nothing there (4xx): all is allowed. No answer or 5xx: nothing is fetched until the site can say again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from monitor.adapters.fetcher import Fetcher
from monitor.clock import Clock
from monitor.core.errors import FetchError, Refused

AGENT = "envoy-monitor"
CAP = 512 * 1024
_KEPT = timedelta(days=1)
_KEPT_WITHOUT_ANSWER = timedelta(minutes=30)
_LONGEST_DELAY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class _Rules:
    until: datetime
    parsed: Protego | None = None
    """None: everything is allowed."""
    silent: str | None = None
    """Why the site could not say; nothing is fetched then."""


class Robots:
    """The rules of every site visited."""

    def __init__(self, fetcher: Fetcher, clock: Clock, *, respected: bool = True, remembered: int = 10_000) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._respected = respected
        self._remembered = remembered
        self._rules: dict[str, _Rules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def check(self, url: str) -> None:
        """Return where `url` may be fetched. Raises Refused where it may not, FetchError where the site cannot say."""
        if not self._respected:
            return
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._locks.setdefault(origin, asyncio.Lock()):
            rules = self._rules.get(origin)
            if rules is None or rules.until <= self._clock.now():
                rules = await self._ask(origin)
                self._remember(origin, rules)
        if rules.silent is not None:
            raise FetchError(f"{rules.silent}; no story is fetched there until it answers")
        if rules.parsed is not None and not rules.parsed.can_fetch(url, AGENT):
            raise Refused(f"{url}: {origin}/robots.txt forbids it; not fetched")

    async def _ask(self, origin: str) -> _Rules:
        now = self._clock.now()
        try:
            answer = await self._fetcher.get(f"{origin}/robots.txt", cap=CAP, accept="text/plain, */*;q=0.5")
        except FetchError as error:
            return _Rules(now + _KEPT_WITHOUT_ANSWER, silent=str(error))
        if answer.status >= 500 or answer.status == 429:
            silent = f"{origin}/robots.txt: answers {answer.status}"
            return _Rules(now + _KEPT_WITHOUT_ANSWER, silent=silent)
        if answer.status != 200:
            return _Rules(now + _KEPT)
        parsed = Protego.parse(answer.body.decode("utf-8-sig", "replace"))
        wish = parsed.crawl_delay(AGENT)
        if wish:
            span = min(timedelta(seconds=min(wish, 1e6)), _LONGEST_DELAY)
            self._fetcher.hosts.slow_down(urlsplit(origin).netloc.lower(), span)
        return _Rules(now + _KEPT, parsed=parsed)

    def _remember(self, origin: str, rules: _Rules) -> None:
        self._rules[origin] = rules
        if len(self._rules) > self._remembered:
            oldest = min(self._rules, key=lambda key: self._rules[key].until)
            del self._rules[oldest]
            self._locks.pop(oldest, None)
