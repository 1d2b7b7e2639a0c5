"""What every verb is given: the configuration and the archive, opened when asked for."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.core.errors import ArchiveError

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge
    from monitor.settings import Settings
    from monitor.store.archive import Archive


_SYSTEM = Path("/etc/envoy-monitor/monitor.toml")
_CHECKOUT = Path("config/monitor.toml")
T = TypeVar("T")


def find_configuration(given: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """The file to read: `--config`, else $ENVOY_MONITOR_CONFIG, else the system's, else the checkout's."""
    if given is not None:
        return given
    if named := environment.get("ENVOY_MONITOR_CONFIG"):
        return Path(named)
    return _SYSTEM if _SYSTEM.exists() else _CHECKOUT


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work` in a loop of its own. The loop's library is imported here: `--help` needs none."""
    import asyncio

    return asyncio.run(work)


@dataclass
class Context:
    """The global options, and what they lead to."""

    config: Path | None
    verbose: bool

    @cached_property
    def settings(self) -> Settings:
        """The configuration. Raises ConfigurationError."""
        from monitor.settings import load_settings

        settings = load_settings(find_configuration(self.config))
        self._log(settings.log.level, settings.log.format)
        return settings

    @cached_property
    def knowledge(self) -> Knowledge:
        """The configuration's people, places and words; the packaged ones where no configuration is needed."""
        from monitor.knowledge import load_knowledge

        wanted = self.config is not None or find_configuration(None).is_file()
        loaded = load_knowledge(self.settings.knowledge.path if wanted and self._is_usable() else None)
        gc.freeze()  # it stays to the end: no collection need look through it again
        gc.set_threshold(10_000, 20, 20)  # requests and rows are freed by counting; cycles are few
        return loaded

    def _is_usable(self) -> bool:
        """An explicit configuration must be right; a lying-about one without a contact is no hindrance to `parse`."""
        from monitor.core.errors import ConfigurationError

        try:
            return bool(self.settings)
        except ConfigurationError:
            if self.config is not None:
                raise
            return False

    @asynccontextmanager
    async def archive(self) -> AsyncIterator[Archive]:
        """The archive, which must exist. Raises ArchiveError."""
        from monitor.store.archive import Archive

        path = self.settings.archive.path
        if not path.exists():
            raise ArchiveError(f"{path}: there is no archive yet; `envoy-monitor once` or `run` makes it")
        async with await Archive.open(path) as opened:
            yield opened

    def _log(self, level: str, form: str) -> None:
        from monitor.logs import set_up_logs

        set_up_logs("debug" if self.verbose else level, form)  # type: ignore[arg-type]


def quiet_logs(context: Context) -> None:
    """Logs for verbs that need no configuration: warnings only, unless -v."""
    from monitor.logs import set_up_logs

    set_up_logs("debug" if context.verbose else "warning", "auto")
