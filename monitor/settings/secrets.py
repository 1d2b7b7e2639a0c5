"""Secrets by file: `secret_file = "…"` stands for `secret`, `password_file` for `password`, `token_file` for `token`.

A plain name is looked for in systemd's credentials ($CREDENTIALS_DIRECTORY) first.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_LARGEST = 64 * 1024


def fill_from_files(table: Mapping[str, object]) -> dict[str, object]:
    """`table` with each `X_file` read into `X`. Raises ValueError (which file, why)."""
    filled = dict(table)
    for key, name in table.items():
        secret = key.removesuffix("_file")
        if secret == key or name is None:
            continue
        if filled.get(secret) is not None:
            raise ValueError(f"has both {secret} and {key}; keep one")
        filled[secret] = _read(key, Path(str(name)))
    return filled


def _read(key: str, path: Path) -> str:
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and len(path.parts) == 1 and (Path(credentials) / path).is_file():
        path = Path(credentials) / path
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError(f"{key}: {path} is larger than any secret")
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is no UTF-8 text"
        raise ValueError(f"{key}: {path}: {reason}") from error
    if not text:
        raise ValueError(f"{key}: {path} is empty")
    return text
