"""What the tables of the configuration have in common."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, model_validator

from monitor.settings.secrets import fill_from_files


class Table(BaseModel):
    """A table of the file: unknown keys are mistakes, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class SecretTable(Table):
    """A table whose secrets may stand in files of their own."""

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, table: Any) -> Any:
        return fill_from_files(table) if isinstance(table, dict) else table


def http_url(url: str) -> str:
    """`url`, as it is. Raises ValueError where it is no http or https address with a host."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is no http or https address")
    return url
