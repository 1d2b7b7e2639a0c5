"""A Dask cluster of real processes, a scheduler and workers, with certificates: on loopback or in namespaces."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monitor.settings import WorkersSettings

ROOT = Path(__file__).parents[2]


@dataclass
class Nodes:
    """The processes of a cluster; `inside` is what a command is put behind to run on the machine of that name."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = field(default_factory=lambda: _free_port())
    inside: dict[str, list[str]] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.certificates = self.folder / "certificates"
        script = ROOT / "deploy" / "cluster" / "make-certificates.sh"
        subprocess.run(["sh", script, self.certificates], check=True, capture_output=True)

    @property
    def address(self) -> str:
        return f"tls://{self.host}:{self.port}"

    def settings(self, processes: int = 1, **changes: object) -> WorkersSettings:
        """The configuration's `[workers]` for this cluster."""
        return WorkersSettings.model_validate(
            {
                "processes": processes,
                "dask": self.address,
                "dask_ca_file": str(self.certificates / "ca.pem"),
                "dask_cert_file": str(self.certificates / "monitor.pem"),
                "dask_key_file": str(self.certificates / "monitor.key"),
                **changes,
            }
        )

    def start_scheduler(self, name: str = "scheduler") -> None:
        """Start it, at the port that all nodes know."""
        where = ["--host", f"tls://{self.host}", "--port", str(self.port)]
        self._start(name, "dask_scheduler", [*where, "--no-dashboard"])

    def start_worker(self, name: str, threads: int = 1) -> None:
        """Start a worker; it waits for its scheduler."""
        local = self.folder / f"{name}-files"
        about = ["--name", name, "--nthreads", str(threads), "--local-directory", str(local)]
        self._start(
            name, "dask_worker", [self.address, *about, "--no-nanny", "--no-dashboard", "--death-timeout", "60"]
        )

    def kill(self, name: str) -> None:
        """End it as a power cut would."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def _start(self, name: str, module: str, words: Sequence[str]) -> None:
        role = "scheduler" if module == "dask_scheduler" else "worker"
        files = {"ca-file": "ca.pem", "cert": f"{role}.pem", "key": f"{role}.key"}
        certificates = [f"--tls-{option}={self.certificates / file}" for option, file in files.items()]
        command = [*self.inside.get(name, []), sys.executable, "-m", f"distributed.cli.{module}", *words, *certificates]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)


@contextlib.contextmanager
def nodes(folder: Path) -> Iterator[Nodes]:
    """No process yet; all that run at the end are killed."""
    made = Nodes(folder)
    try:
        yield made
    finally:
        for name in list(made.running):
            made.kill(name)


def _free_port() -> int:
    """A port of loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
