"""What every verb is given: the configuration and the archive, opened when asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.core.errors import ArchiveError

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge
    from monitor.settings import Settings
    from monitor.store.archive import Archive


@dataclass
class Context:
    """The global options, and what they lead to."""

    config: Path | None
    verbose: bool

    @cached_property
    def settings(self) -> Settings:
        """The configuration. Raises ConfigurationError."""
        from monitor.settings import find_configuration, load_settings

        settings = load_settings(find_configuration(self.config))
        self._log(settings.log.level, settings.log.format)
        return settings

    @cached_property
    def knowledge(self) -> Knowledge:
        """The configuration's people, places and words; the packaged ones where no configuration is needed."""
        from monitor.knowledge import load_knowledge
        from monitor.settings import find_configuration

        wanted = self.config is not None or find_configuration(None).is_file()
        return load_knowledge(self.settings.knowledge.path if wanted and self._is_usable() else None)

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
