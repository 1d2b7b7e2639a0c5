"""A disk whose every change is on record, and what a power cut leaves of it.

The record comes from `shim.c`, which stands between a program and the C library. What a file held at its last sync is
safe; each write since then may be there, be gone or be torn between two sectors, whatever the order of the writes. A
name that was made, moved or removed is safe when its folder was synced; until then the folder's changes may be there up
to any of them.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512
MARKS = "marks"
"""What is written to this file counts as the program's word that something is done."""

_HEAD = struct.Struct("<cHQQ")
_SHARED_MEMORY = "-shm"
"""SQLite's index of the WAL lives in memory and is made anew from the WAL."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of a file or folder, or a sync."""

    kind: str
    """w(rite), t(runcate to `offset`), s(ync), c(reate), u(nlink), r(ename to `data`), l(ink as `data`)."""
    path: str
    """Within the disk; `.` is its folder."""
    offset: int
    data: bytes


def compiler() -> str | None:
    """The C compiler of this machine."""
    return shutil.which("cc") or shutil.which("gcc")


def build_shim(folder: Path) -> Path:
    """Compile the shim into `folder`."""
    made, source = folder / "shim.so", Path(__file__).with_name("shim.c")
    command = [compiler() or "cc", "-O1", "-shared", "-fPIC", "-o", str(made), str(source), "-ldl", "-lpthread"]
    subprocess.run(command, check=True, capture_output=True)
    return made


def environment(
    shim: Path, disk: Path, log: Path | None = None, control: Path | None = None, seed: int = 0
) -> dict[str, str]:
    """The environment of a program whose files in `disk` are on record in `log` and fail as `control` says."""
    given = {"LD_PRELOAD": str(shim), "DISK_ROOT": str(disk), "DISK_SEED": str(seed)}
    given |= {"DISK_LOG": str(log)} if log else {}
    return {**os.environ, **given, **({"DISK_CONTROL": str(control)} if control else {})}


def read_log(path: Path) -> list[Operation]:
    """The record, in order."""
    return list(_operations(path.read_bytes()))


def _operations(raw: bytes) -> Iterator[Operation]:
    at = 0
    while at < len(raw):
        kind, name, offset, length = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        path, at = raw[at : at + name].decode(), at + name
        carried = length if kind in b"wrl" else 0
        yield Operation(kind.decode(), path, offset, raw[at : at + carried])
        at += carried


@dataclass(slots=True)
class _File:
    safe: bytearray = field(default_factory=bytearray)
    waiting: list[Operation] = field(default_factory=list)


class Disk:
    """What is safe and what is not, after the operations that it was told."""

    def __init__(self) -> None:
        self.marks: list[str] = []
        self._names: dict[str, _File] = {}
        self._safe_names: dict[str, _File] = {}
        self._waiting: list[tuple[Operation, _File]] = []
        """Of the folder."""

    def take(self, operation: Operation) -> None:
        """Let `operation` happen."""
        path = operation.path
        if path == MARKS:
            self.marks += operation.data.decode().splitlines()
        elif path == ".":
            self._safe_names = dict(self._names)
            self._waiting.clear()
        elif path.endswith(_SHARED_MEMORY):
            return
        elif operation.kind == "s":
            self._sync(self._names[path])
        elif operation.kind in "curl":
            self._change_folder(operation)
        else:
            self._file(path).waiting.append(operation)

    def after_power_cut(self, chance: Random) -> dict[str, bytes]:
        """The files as they are found when the power is back."""
        names = dict(self._safe_names)
        for operation, file in self._waiting[: chance.randint(0, len(self._waiting))]:
            _rename(names, operation, file)
        lost = chance.choice((0.0, 0.5, 1.0))
        return {path: bytes(_torn(file, lost, chance)) for path, file in names.items()}

    def _file(self, path: str) -> _File:
        if path not in self._names:
            self._change_folder(Operation("c", path, 0, b""))
        return self._names[path]

    def _sync(self, file: _File) -> None:
        for waiting in file.waiting:
            _apply(file.safe, waiting)
        file.waiting.clear()

    def _change_folder(self, operation: Operation) -> None:
        file = _File() if operation.kind == "c" else self._names[operation.path]
        _rename(self._names, operation, file)
        self._waiting.append((operation, file))


def _rename(names: dict[str, _File], operation: Operation, file: _File) -> None:
    if operation.kind in "ur":
        names.pop(operation.path, None)
    if operation.kind != "u":
        names[operation.data.decode() or operation.path] = file


def _torn(file: _File, lost: float, chance: Random) -> bytearray:
    content = bytearray(file.safe)
    for operation in file.waiting:
        if chance.random() < lost:
            continue
        if operation.kind == "w" and lost and chance.random() < 0.3:
            for part in _sectors(operation, chance):
                _apply(content, part)
        else:
            _apply(content, operation)
    return content


def _sectors(operation: Operation, chance: Random) -> Sequence[Operation]:
    """Those sectors of a write that reached the disk."""
    starts = range(0, len(operation.data), SECTOR)
    parts = [Operation("w", operation.path, operation.offset + at, operation.data[at : at + SECTOR]) for at in starts]
    return [part for part in parts if chance.random() < 0.5]


def _apply(content: bytearray, operation: Operation) -> None:
    if operation.kind == "t":
        del content[operation.offset :]
        content.extend(bytes(operation.offset - len(content)))
        return
    end = operation.offset + len(operation.data)
    content.extend(bytes(max(0, end - len(content))))
    content[operation.offset : end] = operation.data
