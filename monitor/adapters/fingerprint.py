"""What makes one record of one page: this program, its knowledge, and the libraries that read. As one short word."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from monitor.knowledge import default_folder

READERS = ("ahocorasick-rs", "feedparser", "htmldate", "lxml", "opencc", "pypinyin", "trafilatura")
"""Libraries whose version can change what is read."""


def fingerprint(own: Path | None) -> str:
    """Two processes with the same fingerprint read a page into the same record; `own` is the operator's knowledge."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"python {sys.version_info.major}.{sys.version_info.minor}".encode())
    for name in READERS:
        digest.update(f"{name} {_version(name)}".encode())
    for folder, pattern in ((Path(__file__).parents[1], "*.py"), (default_folder(), "*.toml"), (own, "*.toml")):
        for path in _files(folder, pattern):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(folder: Path | None, pattern: str) -> Iterator[Path]:
    return iter(sorted(folder.rglob(pattern)) if folder else [])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
